//! Which value the running bot uses, as measured on 1.9.2.

use chatelaine_platforms::cheshire_cat::{SETTINGS, effective, known};
use chatelaine_platforms::{Effective, Platform, Project, Source};

use super::files::{LOADED, SHIPPED};
use super::project::project;

pub(crate) fn of(project: &Project, name: &str) -> Effective {
    effective(project)
        .into_iter()
        .find(|value| value.setting.name() == name)
        .unwrap()
}

fn composed(environment: &str) -> String {
    format!("{LOADED}    environment:\n{environment}")
}

#[test]
fn without_a_line_the_measured_default_counts() {
    let values = effective(&project(Some(""), None));
    let default = |name: &str| {
        values
            .iter()
            .find(|value| value.setting.name() == name)
            .map(|value| value.text().to_owned())
    };
    for (name, expected) in [
        ("CCAT_API_KEY", ""),
        ("CCAT_JWT_SECRET", "secret"),
        ("CCAT_JWT_ALGORITHM", "HS256"),
        ("CCAT_JWT_EXPIRE_MINUTES", "1440"),
        ("CCAT_DEBUG", "true"),
        ("CCAT_CORS_ENABLED", "true"),
        ("CCAT_HTTPS_PROXY_MODE", "false"),
        ("CCAT_CORE_PORT", "1865"),
    ] {
        assert_eq!(default(name).as_deref(), Some(expected), "{name}");
    }
    assert!(
        values
            .iter()
            .all(|value| !value.is_set() && value.source == Source::Default),
        "a default is not a setting"
    );
    assert_eq!(values.len(), SETTINGS.len(), "every setting has a value");
}

#[test]
fn an_empty_line_beats_the_default_and_is_not_set() {
    let value = of(
        &project(Some("CCAT_JWT_SECRET=\n"), None),
        "CCAT_JWT_SECRET",
    );
    assert_eq!(
        (value.text(), value.is_set(), &value.source),
        (
            "",
            false,
            &Source::File {
                line: 1,
                column: 17
            }
        ),
        "the bot signs with an empty key"
    );
}

#[test]
fn the_last_of_several_lines_counts() {
    let value = of(
        &project(Some("CCAT_DEBUG=true\n\nCCAT_DEBUG=false\n"), None),
        "CCAT_DEBUG",
    );
    assert_eq!(
        (value.text(), value.position()),
        ("false", Some((3, 12))),
        "and the place of its value is shown"
    );
}

#[test]
fn environment_beats_the_file_in_every_spelling() {
    for environment in [
        "      CCAT_DEBUG: \"false\"\n",
        "      - CCAT_DEBUG=false\n",
    ] {
        let value = of(
            &project(Some("CCAT_DEBUG=true\n"), Some(&composed(environment))),
            "CCAT_DEBUG",
        );
        assert_eq!(value.text(), "false", "{environment}");
        assert_eq!(
            value.source,
            Source::Environment {
                file: "compose.yml".into(),
                line: Some(composed("").lines().count() + 1)
            },
            "{environment}"
        );
        assert_eq!(
            value.overridden_by.as_deref(),
            Some("`environment:` in compose.yml"),
            "the line in the .env has no effect"
        );
        assert_eq!(value.position(), Some((1, 12)), "but it is still shown");
    }
}

#[test]
fn an_empty_environment_beats_the_file_as_well() {
    let value = of(
        &project(
            Some("CCAT_API_KEY=kept\n"),
            Some(&composed("      CCAT_API_KEY: \"\"\n")),
        ),
        "CCAT_API_KEY",
    );
    assert_eq!(
        (value.text(), value.is_set()),
        ("", false),
        "the container sees an empty variable, so the bot is open"
    );
}

#[test]
fn what_only_passes_through_says_nothing_certain() {
    for environment in [
        "      - CCAT_API_KEY\n",
        "      - CCAT_API_KEY=${CCAT_API_KEY}\n",
        "      CCAT_API_KEY: ${CCAT_API_KEY:-}\n",
    ] {
        let value = of(
            &project(Some("CCAT_API_KEY=kept\n"), Some(&composed(environment))),
            "CCAT_API_KEY",
        );
        assert_eq!(
            (value.text(), value.loaded),
            ("kept", true),
            "compose takes it from the .env: {environment}"
        );
    }
}

#[test]
fn a_legacy_name_beats_everything_unless_it_is_empty() {
    let stories = [
        (
            "JWT_SECRET=old\nCCAT_JWT_SECRET=new\n",
            None,
            "old",
            Some("the legacy name JWT_SECRET on line 1"),
        ),
        ("JWT_SECRET=\nCCAT_JWT_SECRET=new\n", None, "new", None),
        (
            "JWT_SECRET=old\n",
            None,
            "old",
            Some("the legacy name JWT_SECRET on line 1"),
        ),
        (
            "JWT_SECRET=old\n",
            Some("      CCAT_JWT_SECRET: new\n"),
            "old",
            Some("the legacy name JWT_SECRET on line 1"),
        ),
        (
            "CCAT_JWT_SECRET=new\n",
            Some("      JWT_SECRET: old\n"),
            "old",
            Some("the legacy name JWT_SECRET in compose.yml"),
        ),
        (
            "JWT_SECRET=old\nCCAT_JWT_SECRET=new\n",
            Some("      JWT_SECRET: \"\"\n"),
            "new",
            None,
        ),
    ];
    for (env, environment, text, winner) in stories {
        let compose = environment.map(composed);
        let value = of(&project(Some(env), compose.as_deref()), "CCAT_JWT_SECRET");
        assert_eq!(
            (value.text(), value.overridden_by.as_deref()),
            (text, winner),
            "{env} {environment:?}"
        );
    }
}

#[test]
fn a_file_that_the_compose_file_does_not_load_does_not_reach_the_bot() {
    let loaded = |compose: &str| {
        of(
            &project(Some("CCAT_API_KEY=key\n"), Some(compose)),
            "CCAT_API_KEY",
        )
        .loaded
    };
    assert!(
        !loaded(SHIPPED),
        "`env_file` is commented out in the file that the bot's makers ship"
    );
    assert!(loaded(LOADED), "here it is not");
    assert!(
        of(&project(Some("CCAT_API_KEY=key\n"), None), "CCAT_API_KEY").loaded,
        "without compose nobody knows better"
    );
}

#[test]
fn the_cat_is_found_among_its_neighbours() {
    let neighbours = "\
services:
  cheshire-cat-vector-memory:
    image: qdrant/qdrant:v1.9.1
    environment:
      CCAT_API_KEY: not-this-one
  brain:
    image: ghcr.io/cheshire-cat-ai/core:1.9.2
    environment:
      CCAT_API_KEY: this-one
";
    assert_eq!(
        of(&project(None, Some(neighbours)), "CCAT_API_KEY").text(),
        "this-one",
        "the image tells, wherever it stands"
    );
    let built = neighbours
        .replace(
            "    image: ghcr.io/cheshire-cat-ai/core:1.9.2\n",
            "    build: .\n",
        )
        .replace("brain", "cheshire-cat-core");
    assert_eq!(
        of(&project(None, Some(&built)), "CCAT_API_KEY").text(),
        "this-one",
        "then the name; the database is not the bot"
    );
}

#[test]
fn the_live_checks_get_what_counts() {
    let text = "CCAT_API_KEY=http\nCCAT_API_KEY_WS=\nAPI_KEY=legacy\n";
    let known = known(&effective(&project(Some(text), None)));
    assert_eq!(
        known.http_key.as_ref().map(|key| key.expose()),
        Some("legacy"),
        "the control is the key that the bot should have"
    );
    assert!(
        known.ws_key.is_none() && known.jwt_secret.is_none(),
        "an empty key and a default are no keys of ours"
    );
    assert!(
        !format!("{known:?}").contains("legacy"),
        "Debug shows no secret"
    );
}

#[test]
fn settings_are_found_by_id_and_by_name() {
    let platform: Platform = "cheshire-cat".parse().unwrap();
    for setting in platform.settings() {
        assert_eq!(
            setting.id,
            format!("env.{}", setting.name()),
            "ids are frozen"
        );
        for name in [setting.id, setting.name()] {
            assert_eq!(
                platform.setting(name).map(|found| found.id),
                Some(setting.id.to_owned()),
                "{name}"
            );
        }
    }
    assert!(
        "alexa"
            .parse::<Platform>()
            .unwrap_err()
            .contains("cheshire-cat"),
        "an unknown platform names the known ones"
    );
}

/// Compose 2: a variable that nothing sets is empty in the container, and an empty key is none.
#[test]
fn a_key_made_of_variables_is_what_compose_makes_of_it() {
    for (env, environment, text) in [
        ("CCAT_API_KEY=${NONE}\n", "", ""),
        ("CCAT_API_KEY=\"$NONE\"\n", "", ""),
        ("CCAT_API_KEY='${NONE}'\n", "", "${NONE}"),
        ("OTHER=abc\nCCAT_API_KEY=${OTHER}x\n", "", "abcx"),
        ("CCAT_API_KEY=kept\n", "      CCAT_API_KEY: ${OTHER}\n", ""),
        (
            "OTHER=abc\nCCAT_API_KEY=kept\n",
            "      CCAT_API_KEY: ${OTHER}\n",
            "abc",
        ),
        ("", "      CCAT_API_KEY: ${CCAT_API_KEY:-given}\n", "given"),
    ] {
        let compose = if environment.is_empty() {
            LOADED.to_owned()
        } else {
            composed(environment)
        };
        let project = project(Some(env), Some(&compose));
        let value = of(&project, "CCAT_API_KEY");
        assert_eq!(value.text(), text, "{env}{environment}");
        let values = Platform::CheshireCat.effective(&project);
        let open = Platform::CheshireCat
            .lint(&project, &values)
            .iter()
            .any(|finding| finding.rule == "CC-001");
        assert_eq!(
            open,
            text.is_empty(),
            "an open bot is never called locked: {env}{environment}"
        );
    }
}

#[test]
fn what_the_compose_file_sets_has_its_line_there() {
    let compose = composed("      CCAT_DEBUG: \"false\"\n      CCAT_API_KEY: \"\"\n");
    let line = compose
        .lines()
        .position(|line| line.contains("CCAT_API_KEY"));
    let value = of(&project(Some(""), Some(&compose)), "CCAT_API_KEY");
    assert_eq!(
        value.source,
        Source::Environment {
            file: "compose.yml".into(),
            line: line.map(|line| line + 1)
        },
        "where it has to be mended"
    );
}

#[test]
fn of_a_file_that_cannot_be_read_nothing_is_known() {
    let error = chatelaine_documents::EnvDocument::parse(b"A=1\rB=2\r").unwrap_err();
    let mut project = project(None, Some(LOADED));
    project.files.push(chatelaine_platforms::ProjectFile {
        role: "env",
        name: ".env".into(),
        kind: chatelaine_documents::DocumentKind::Env,
        content: chatelaine_platforms::Content::Unreadable(error),
    });
    let value = of(&project, "CCAT_API_KEY");
    assert!(value.is_hidden(), "neither set nor unset: {value:?}");
    let values = Platform::CheshireCat.effective(&project);
    let rules: Vec<String> = Platform::CheshireCat
        .lint(&project, &values)
        .into_iter()
        .map(|finding| finding.rule)
        .collect();
    assert_eq!(rules, ["GEN-001"], "which says all that is known");
}
