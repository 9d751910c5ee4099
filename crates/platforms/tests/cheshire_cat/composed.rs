//! Several files that docker compose puts together (compose-go 2.16.2).

use chatelaine_platforms::Source;

use super::effective::of;
use super::files::LOADED;
use super::project::{HTTP_KEY, env, project};

/// Each of these bots is open, or may be.
#[test]
fn a_key_is_not_believed_that_a_further_file_takes_away() {
    let env = env(&[]);
    let overridden = |over: &str| {
        let mut project = project(Some(&env), Some(LOADED));
        project.overrides.push(chatelaine_platforms::TextFile {
            name: "compose.override.yml".into(),
            text: over.into(),
        });
        of(&project, "CCAT_API_KEY")
    };
    let empty =
        overridden("services:\n  cheshire-cat-core:\n    environment:\n      CCAT_API_KEY: \"\"\n");
    assert!(!empty.is_set() && !empty.is_hidden(), "{empty:?}");
    assert_eq!(
        (empty.source, empty.overridden_by.as_deref()),
        (
            Source::Environment {
                file: "compose.override.yml".into(),
                line: Some(4)
            },
            Some("`environment:` in compose.override.yml")
        ),
        "said with the file and line in which it has to be mended"
    );
    let kept = overridden("services:\n  cheshire-cat-core:\n    ports: [\"1865:80\"]\n");
    assert_eq!(kept.text(), HTTP_KEY, "an override about something else");
    for unread in [
        "services:\n  cheshire-cat-core:\n    env_file: !reset []\n",
        "services: [",
        "a: 1\n---\nservices: {}\n",
    ] {
        assert!(overridden(unread).is_hidden(), "nobody knows: {unread}");
    }
}

#[test]
fn of_several_env_files_the_last_one_counts() {
    let service = |files: &str| {
        format!(
            "services:\n  cheshire-cat-core:\n    image: ghcr.io/cheshire-cat-ai/core:1.9.2\n    {files}\n"
        )
    };
    let found = |files: &str| {
        let mut project = project(Some(&env(&["WHICH=.env"])), Some(&service(files)));
        project.env_files.push(chatelaine_platforms::EnvFile {
            name: "conf/prod.env".into(),
            document: chatelaine_documents::EnvDocument::parse(b"CCAT_API_KEY=\n").unwrap(),
        });
        of(&project, "CCAT_API_KEY")
    };
    let open = found("env_file: [.env, ./conf/prod.env]");
    assert!(
        !open.is_set() && !open.is_hidden(),
        "the bot gets an empty key: {open:?}"
    );
    assert_eq!(
        open.overridden_by.as_deref(),
        Some("line 1 of conf/prod.env")
    );
    assert_eq!(found("env_file: [conf/prod.env, .env]").text(), HTTP_KEY);
    for detour in [
        "env_file: conf/../.env",
        "env_file: [.//.env]",
        "env_file: ${WHICH}",
        "env_file: ${NONE:-.env}",
    ] {
        let value = found(detour);
        assert!(
            value.loaded && value.text() == HTTP_KEY,
            "{detour} is the .env"
        );
    }
    for elsewhere in [
        "env_file: [.env, /etc/cat.env]",
        "env_file: [.env, ../cat.env]",
        "env_file: .env\n    extends: {file: a.yml, service: b}",
    ] {
        assert!(
            found(elsewhere).is_hidden(),
            "nobody knows what stands there: {elsewhere}"
        );
    }
    let mut missing = project(None, Some(&service("env_file: [.env, conf/missing.env]")));
    let value = of(&missing, "CCAT_API_KEY");
    assert!(
        !value.is_set() && !value.is_hidden(),
        "nothing stands in files that are not there: {value:?}"
    );
    missing.unread_env_files.push("conf/missing.env".into());
    assert!(
        of(&missing, "CCAT_API_KEY").is_hidden(),
        "in one that cannot be read there may"
    );
    assert_eq!(
        found("env_file: [/etc/cat.env, .env]").text(),
        HTTP_KEY,
        "what comes first cannot take it away"
    );
}
