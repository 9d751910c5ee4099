//! Values of the vault in files where they do not belong.

use chatelaine_platforms::{Fingerprints, Platform, Project, TextFile, strays};
use chatelaine_secrets::Secret;

use super::project::{KEY, OTHER, cat, text};

fn found(project: &Project, files: &[TextFile]) -> Vec<String> {
    let mut known = Fingerprints::new([3; 32]);
    known.add("cat/API_KEY", &Secret::new(KEY));
    known.add("cat/JWT_SECRET", &Secret::new(OTHER));
    let platform = Platform::CheshireCat2;
    let values = platform.effective(project);
    let already = platform.lint(project, &values);
    let strays = strays(&known, project, &values, &already, files);
    assert!(
        !format!("{strays:?}{known:?}").contains(KEY),
        "the value stays out of it"
    );
    strays
        .iter()
        .map(|finding| {
            let place = (finding.file.as_deref(), finding.line, finding.column);
            format!("{} {place:?} {}", finding.rule, finding.message)
        })
        .collect()
}

#[test]
fn a_value_in_a_note_is_found_and_at_its_own_place_it_is_at_home() {
    let project = cat(None);
    let config = project.files[0].document().unwrap().text().to_owned();
    let old = format!("{config}# before: {KEY}\n");
    let notes = format!("# Notes\nTry `curl -H 'Authorization: Bearer {KEY}'` first.\n");
    assert_eq!(
        found(&project, &[text("config.py", &config)]),
        Vec::<String>::new()
    );
    assert_eq!(
        found(
            &project,
            &[text("config.py", &old), text("NOTES.md", &notes)]
        ),
        [
            "GEN-004 (Some(\"config.py\"), Some(5), Some(11)) The value that the vault keeps as cat/API_KEY stands in config.py.",
            "GEN-004 (Some(\"NOTES.md\"), Some(2), Some(37)) The value that the vault keeps as cat/API_KEY stands in NOTES.md.",
        ]
    );
}

#[test]
fn what_another_rule_says_of_a_line_is_not_said_again() {
    let mut project = cat(None);
    let compose =
        format!("services:\n  cat:\n    environment:\n      API_KEY: {KEY}\n    # {OTHER}\n");
    project.compose = Some(text("compose.yml", &compose));
    let found = found(&project, &[text("compose.yml", &compose)]);
    assert_eq!(found.len(), 1, "the comment only: {found:?}");
    assert!(found[0].contains("Some(5)"), "{found:?}");
}
