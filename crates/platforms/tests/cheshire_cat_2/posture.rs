//! Who can get in, as far as the files tell.

use chatelaine_platforms::{AccessPoint, Seen, State};
use chatelaine_wire::Site;

use super::project::{CAT, JWT, KEY, config, effective, project};

fn points(config: Option<&str>) -> Vec<AccessPoint> {
    let project = project(config);
    let values = effective(&project);
    CAT.access_points(&Seen {
        project: Some(&project),
        values: Some(&values),
        ..Seen::default()
    })
}

fn states(config: Option<&str>) -> [State; 3] {
    let points = points(config);
    ["http-api", "jwt", "simple-oauth"]
        .map(|id| points.iter().find(|point| point.id == id).unwrap().state)
}

#[test]
fn the_files_decide_what_is_declared() {
    use State::{Forgeable, Locked, Open, Unknown, Weak};
    let keyed = |key: &str, jwt: &str| {
        config(&[&format!("API_KEY = {key}"), &format!("JWT_SECRET = {jwt}")])
    };
    let (key, jwt) = (format!("\"{KEY}\""), format!("\"{JWT}\""));
    for (story, text, [api, tokens]) in [
        ("nothing set", Some(String::new()), [Open, Forgeable]),
        ("no file", None, [Open, Forgeable]),
        ("sound", Some(config(&[])), [Locked, Locked]),
        (
            "the defaults spelled out",
            Some(keyed("'meow'", "'meow_jwt'")),
            [Open, Forgeable],
        ),
        (
            "guessable",
            Some(keyed("'gatto'", "'pippo1984'")),
            [Weak, Weak],
        ),
        ("empty", Some(keyed("''", "''")), [Open, Unknown]),
        ("None", Some(keyed("None", "None")), [Unknown, Unknown]),
        ("code", Some(keyed("key()", "key()")), [Unknown, Unknown]),
        (
            "set again",
            Some(format!(
                "API_KEY = {key}\nJWT_SECRET = {jwt}\nif x:\n    API_KEY = 'meow'\n"
            )),
            [Unknown, Locked],
        ),
        (
            "unreadable",
            Some("API_KEY = (".to_owned()),
            [Unknown, Unknown],
        ),
    ] {
        assert_eq!(states(text.as_deref()), [api, tokens, Unknown], "{story}");
    }
}

#[test]
fn every_way_in_says_what_guards_it_and_which_rules_lock_it() {
    let points = points(Some(""));
    let ids: Vec<&str> = points.iter().map(|point| point.id.as_str()).collect();
    assert_eq!(ids, ["http-api", "jwt", "simple-oauth", "transport"]);
    assert_eq!(points[0].guarded_by, ["config.API_KEY"]);
    assert!(
        points[0].rules.contains(&"CC2-001".to_owned()),
        "{:?}",
        points[0].rules
    );
    assert!(
        points[1].rules.contains(&"CC2-002".to_owned()),
        "{:?}",
        points[1].rules
    );
    assert!(
        points[0].summary.contains("everybody knows"),
        "{}",
        points[0].summary
    );
}

#[test]
fn without_a_folder_only_the_address_is_known() {
    let site = Site::parse("http://cat.example.org", true).unwrap();
    let points = CAT.access_points(&Seen {
        site: Some(&site),
        ..Seen::default()
    });
    let states: Vec<State> = points.iter().map(|point| point.state).collect();
    assert_eq!(
        states,
        [State::Unknown, State::Unknown, State::Unknown, State::Open]
    );
}
