//! The reference page in `docs/` says what the tables say.

#![allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]

use std::{env, fs};

use chatelaine_platforms::Platform;
use chatelaine_report::reference;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference.md");

#[test]
fn the_reference_page_says_what_the_tables_say() {
    let page = reference();
    if env::var_os("UPDATE_REFERENCE").is_some() {
        fs::write(PAGE, &page).unwrap();
    }
    let committed = fs::read_to_string(PAGE)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    // Not `assert_eq!`: two whole pages would hide what to do.
    let first = page
        .lines()
        .zip(committed.lines())
        .find(|(now, then)| now != then);
    assert!(
        committed == page,
        "docs/reference.md is out of date ({first:?}); run\n\n    UPDATE_REFERENCE=1 cargo test -p chatelaine-report reference\n"
    );
}

#[test]
fn every_setting_and_every_rule_of_the_reference_has_its_row() {
    let page = reference();
    for platform in Platform::ALL {
        let chapter = page
            .split("\n## ")
            .find(|chapter| chapter.starts_with(&format!("{}\n", platform.title())))
            .unwrap();
        for setting in platform.settings() {
            let row = format!("\n| `{}` |", setting.id);
            assert_eq!(
                chapter.matches(&row).count(),
                1,
                "{} of {platform} is listed once",
                setting.id
            );
        }
        for rule in platform.rules() {
            let row = format!("\n| {} |", rule.id);
            assert_eq!(
                page.matches(&row).count(),
                1,
                "{} is listed once, even if every platform has it",
                rule.id
            );
        }
    }
    for line in page.lines().filter(|line| line.starts_with('|')) {
        let bars = line.replace("\\|", "").matches('|').count();
        assert!(
            matches!(bars, 5 | 6),
            "a cell ends nowhere but at its end: {line}"
        );
    }
}
