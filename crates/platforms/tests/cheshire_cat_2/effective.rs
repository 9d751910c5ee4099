//! Which value the running bot will use.

use chatelaine_platforms::{Effective, Source};

use super::project::{KEY, config, effective, project, with_compose, with_env};

fn value<'a>(values: &'a [Effective], id: &str) -> &'a Effective {
    values.iter().find(|value| value.id == id).unwrap()
}

#[test]
fn without_a_config_the_defaults_count() {
    for project in [project(None), project(Some(""))] {
        let values = effective(&project);
        assert_eq!(values.len(), 14, "one for every setting");
        for (id, default) in [
            ("config.API_KEY", "meow"),
            ("config.JWT_SECRET", "meow_jwt"),
            ("config.JWT_EXPIRE_MINUTES", "1440"),
            ("config.DEBUG", "true"),
            ("config.URL", "http://localhost:1865"),
        ] {
            let value = value(&values, id);
            assert_eq!(
                (value.text(), &value.source),
                (default, &Source::Default),
                "{id}"
            );
        }
    }
}

#[test]
fn a_literal_means_what_it_means_to_python() {
    for (line, id, expected) in [
        ("API_KEY = 'a b'", "config.API_KEY", "a b"),
        ("API_KEY: str = \"x\\ty\"", "config.API_KEY", "x\ty"),
        ("API_KEY = None", "config.API_KEY", ""),
        (
            "JWT_EXPIRE_MINUTES = 1_440",
            "config.JWT_EXPIRE_MINUTES",
            "1440",
        ),
        ("DEBUG = False", "config.DEBUG", "false"),
        ("DEBUG = 0", "config.DEBUG", "false"),
        ("DEBUG = None", "config.DEBUG", "false"),
        ("DEBUG = ''", "config.DEBUG", "false"),
        ("DEBUG = 1", "config.DEBUG", "true"),
        ("DEBUG = \"False\"", "config.DEBUG", "true"),
    ] {
        let values = effective(&project(Some(&format!("{line}\n"))));
        let value = value(&values, id);
        assert_eq!(value.text(), expected, "{line}");
        assert!(
            matches!(value.source, Source::File { line: 1, .. }),
            "{line}: {:?}",
            value.source
        );
        assert!(value.position().is_some(), "{line}: it has a place");
    }
}

#[test]
fn what_code_sets_is_not_known_but_has_a_place() {
    let values = effective(&project(Some(
        "import os\nAPI_KEY = os.environ[\"CAT_KEY\"]\n",
    )));
    let key = value(&values, "config.API_KEY");
    assert_eq!(key.value, None, "neither the default nor the code");
    assert_eq!(
        key.position().map(|(line, _)| line),
        Some(2),
        "the operator is shown where"
    );
}

#[test]
fn the_last_assignment_counts() {
    let text = format!("API_KEY = \"first\"\nAPI_KEY = \"{KEY}\"\n");
    let values = effective(&project(Some(&text)));
    assert_eq!(value(&values, "config.API_KEY").text(), KEY);
}

#[test]
fn no_environment_variable_has_a_say() {
    let compose = "services:\n  cat:\n    image: ghcr.io/cheshire-cat-ai/core:2.0.23\n    env_file: [.env]\n    environment:\n      - API_KEY=from-compose\n";
    let project = with_compose(
        with_env(
            project(Some(&config(&[]))),
            "CCAT_API_KEY=x\nJWT_SECRET=y\n",
        ),
        compose,
    );
    let values = effective(&project);
    assert_eq!(value(&values, "config.API_KEY").text(), KEY);
    assert!(
        values
            .iter()
            .all(|value| value.overridden_by.is_none() && value.loaded)
    );
}
