//! What editors leave behind.

use chatelaine_platforms::Severity;

use super::project::{cat, facts, lint, shown};

#[test]
fn copies_of_files_with_secrets_are_found() {
    let mut project = cat(None);
    project.names = [
        ".config.py.swp",
        ".env",
        ".env.example",
        ".env~",
        "README.md",
        "config.py",
        "config.py.orig",
        "main.py~",
    ]
    .map(str::to_owned)
    .to_vec();
    project.facts = vec![facts("config.py.orig", 0o600, Some((true, false)))];
    insta::assert_snapshot!(shown(&project), @r"
    GEN-003 High config.py.orig:-:- config.py.orig is a copy of config.py, and git keeps it with the secrets in it.
    GEN-014 Medium .config.py.swp:-:- .config.py.swp is a copy of config.py that was left behind, secrets included.
    GEN-014 Medium .env~:-:- .env~ is a copy of .env that was left behind, secrets included.
    ");
    project.names = vec!["config.py".into(), ".env.example".into()];
    assert!(
        lint(&project)
            .iter()
            .all(|finding| finding.severity < Severity::Medium),
        "without copies there is nothing to say: {}",
        shown(&project)
    );
}
