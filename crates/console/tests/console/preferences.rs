//! What the operator prefers.

use chatelaine_console::view::{Preferences, Schedule, Theme};

use crate::stage::Stage;

#[test]
fn each_preference_is_kept_by_itself() {
    let stage = Stage::new();
    let file = stage.home().join("preferences.json");
    assert_eq!(
        stage.console.preferences(),
        Preferences::default(),
        "nobody chose anything yet"
    );
    std::fs::write(&file, r#"{ "theme": "dark" }"#).unwrap();
    let older = stage.console.preferences();
    assert_eq!(
        (older.theme, older.schedule),
        (Theme::Dark, Schedule::Off),
        "a version that knew no schedule keeps its theme"
    );
    std::fs::write(&file, r#"{ "theme": "mauve", "schedule": "hourly" }"#).unwrap();
    let odd = stage.console.preferences();
    assert_eq!(
        (odd.theme, odd.schedule),
        (Theme::System, Schedule::Hourly),
        "and what makes no sense costs nothing else"
    );
    let chosen = Preferences {
        theme: Theme::Light,
        schedule: Schedule::QuarterHour,
    };
    stage.console.set_preferences(chosen).unwrap();
    assert_eq!(
        stage.another_console().preferences(),
        chosen,
        "the next start finds both"
    );
}
