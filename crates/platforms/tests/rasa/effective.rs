//! Which value Rasa uses, as measured with its own reader.

use chatelaine_platforms::{Platform, Source};

use super::project::{COMPOSE, Files, KEY, command, credentials};

/// A `jwt_key` as written, in a project whose `.env` sets a few variables.
fn key(written: &str) -> Files {
    credentials(&format!("socketio:\n  jwt_key: {written}\n"))
        .with_env("A=aval\nE=\nD=\"p$$ss word\"\nN=123\n")
}

#[test]
fn a_reference_without_quotes_is_replaced_and_nothing_else_is() {
    for (written, expected) in [
        ("${A}", "aval"),
        ("pre${A}post", "preavalpost"),
        ("${A}-${A}", "aval-aval"),
        ("x $A ${A}", "x aval aval"),
        ("$${A}", "$aval"),
        ("\\${A}", "\\aval"),
        ("${E}", ""),
        ("${N}", "123"),
        ("!env_var $A", "aval"),
        ("\"${A}\"", "${A}"),
        ("'${A}'", "${A}"),
        ("$A", "$A"),
        ("\"$A\"", "$A"),
        ("!!str ${A}", "${A}"),
        ("|-\n    ${A}", "${A}"),
        (">-\n    ${A}", "${A}"),
        ("a$b", "a$b"),
        ("pre${MISSING}post", "pre${MISSING}post"),
    ] {
        assert_eq!(
            key(written).value("credentials.socketio.jwt_key").text(),
            expected,
            "{written}"
        );
    }
}

#[test]
fn where_rasa_does_not_start_there_is_no_value() {
    for written in ["${MISSING}", "x ${MISSING}", "${A:-def}", "${MISSING:-def}"] {
        let value = key(written).value("credentials.socketio.jwt_key");
        assert!(value.value.is_none(), "{written}");
        assert!(!value.is_set(), "{written}");
        assert!(
            value.position().is_some(),
            "{written}: but the line is there"
        );
    }
}

#[test]
fn types_are_those_of_yaml_1_2() {
    for (written, expected) in [
        ("123", "123"),
        ("012", "12"),
        ("0x10", "16"),
        ("1_000", "1000"),
        ("yes", "yes"),
        ("on", "on"),
        ("~", ""),
        ("", ""),
        ("12:30", "12:30"),
    ] {
        assert_eq!(
            key(written).value("credentials.socketio.jwt_key").text(),
            expected,
            "{written}"
        );
    }
}

#[test]
fn a_value_from_a_variable_says_where_the_variable_stands() {
    let text = "socketio:\n  jwt_key: ${SIO}\n";
    let env = format!("# keys\nSIO={KEY}\n");
    let from_env = Source::Environment {
        file: ".env".into(),
        line: Some(2),
    };
    let shell = credentials(text).with_env(&env);
    let compose = shell.clone().with_compose(COMPOSE);
    let passed = COMPOSE.replace(
        "    env_file:\n      - .env\n",
        "    environment:\n      - SIO\n",
    );
    let filled = COMPOSE.replace(
        "    env_file:\n      - .env\n",
        "    environment:\n      SIO: ${SIO:?set it}\n",
    );
    for (story, files) in [
        ("whoever starts it exports the .env", shell.clone()),
        ("compose loads it", compose),
        ("compose passes it on", shell.clone().with_compose(&passed)),
    ] {
        let value = files.value("credentials.socketio.jwt_key");
        assert_eq!((value.text(), &value.source), (KEY, &from_env), "{story}");
        assert!(value.loaded && value.overridden_by.is_none(), "{story}");
        assert_eq!(
            value.position(),
            Some((2, 12)),
            "{story}: the reference has a place"
        );
    }
    let value = shell
        .with_compose(&filled)
        .value("credentials.socketio.jwt_key");
    assert!(
        !value.is_set() || value.text() == KEY,
        "whatever compose makes of it, it is not the text of the reference"
    );
}

#[test]
fn what_the_container_is_given_beats_the_env() {
    let compose = COMPOSE.replace(
        "    ports:",
        "    environment:\n      SIO: set-in-the-compose-file\n    ports:",
    );
    let value = credentials("socketio:\n  jwt_key: ${SIO}\n")
        .with_env("SIO=in-the-env\n")
        .with_compose(&compose)
        .value("credentials.socketio.jwt_key");
    assert_eq!(value.text(), "set-in-the-compose-file");
    assert_eq!(
        value.source,
        Source::Environment {
            file: "docker-compose.yml".into(),
            line: Some(8)
        },
        "with the line of the variable"
    );
}

#[test]
fn a_unit_gives_variables_too() {
    let value = credentials("socketio:\n  jwt_key: ${SIO}\n")
        .with_unit("[Service]\nEnvironment=SIO=in-the-unit\nExecStart=/opt/rasa/bin/rasa run\n")
        .value("credentials.socketio.jwt_key");
    assert_eq!(
        (value.text(), &value.source),
        (
            "in-the-unit",
            &Source::Environment {
                file: "rasa.service".into(),
                line: Some(2)
            }
        )
    );
}

#[test]
fn an_env_that_is_not_loaded_is_only_ink() {
    let compose = COMPOSE.replace("    env_file:\n      - .env\n", "");
    let value = credentials("socketio:\n  jwt_key: ${SIO}\n")
        .with_env(&format!("SIO={KEY}\n"))
        .with_compose(&compose)
        .value("credentials.socketio.jwt_key");
    assert!(!value.loaded, "the container never sees it");
}

#[test]
fn every_row_has_a_value_and_patterns_one_for_each_key() {
    let files = credentials("");
    let values = files.values();
    let rows = Platform::Rasa.settings().iter();
    assert_eq!(
        values.len(),
        rows.filter(|setting| !setting.is_pattern()).count(),
        "one for each row, none for patterns without keys"
    );
    assert!(values.iter().all(|value| value.source == Source::Default));
    for (id, default) in [
        ("credentials.socketio.jwt_method", "HS256"),
        ("credentials.socketio.socketio_path", "/socket.io"),
        ("endpoints.event_broker.security_protocol", "SASL_PLAINTEXT"),
        ("endpoints.event_broker.ssl_check_hostname", "false"),
        ("run.interface", "0.0.0.0"),
        ("run.port", "5005"),
        ("run.enable_api", "false"),
    ] {
        assert_eq!(files.value(id).text(), default, "{id}");
    }
    let own = credentials(&format!(
        "connectors.secure.Rest:\n  client_secret: {KEY}\n  realm: bots\ncallback:\n  headers:\n    X-Api-Key: {KEY}\n"
    ));
    assert_eq!(
        own.value("credentials.connectors.secure.Rest.client_secret")
            .text(),
        KEY
    );
    assert_eq!(
        own.value("credentials.callback.headers.X-Api-Key").text(),
        KEY
    );
    assert!(
        own.values()
            .iter()
            .all(|value| !value.id.ends_with("realm")),
        "what a class of the operator's reads is only shown where it looks like a secret"
    );
    for value in own.values() {
        let placed = Platform::Rasa.setting(&value.id).unwrap();
        assert_eq!(
            placed.path, value.path,
            "{}: an id leads back to its place",
            value.id
        );
        assert_eq!(placed.setting.id, value.setting.id, "{}", value.id);
    }
}

#[test]
fn a_variable_that_holds_a_key_of_ours_is_a_setting_of_the_env() {
    let files = credentials("socketio:\n  jwt_key: ${SIO}\nslack:\n  slack_token: ${SLACK}\n")
        .with_env(&format!("SIO={KEY}\nSLACK=xoxb-1\n"));
    let value = files.value("env.SIO");
    assert_eq!(
        (value.text(), value.position(), value.setting.can_generate()),
        (KEY, Some((1, 5)), true),
        "a new key has to be written there, not over the reference"
    );
    assert!(
        files.values().iter().all(|value| value.id != "env.SLACK"),
        "what Slack issued is not made here"
    );
}

#[test]
fn flags_are_read_from_compose_files_and_units() {
    let files =
        command("run --enable-api -t ${TOKEN} --cors http://a.example http://b.example -p 5010");
    let files = files.with_env("TOKEN=from-the-env\n");
    for (id, expected) in [
        ("run.enable_api", "true"),
        ("run.auth_token", "from-the-env"),
        ("run.cors", "http://a.example,http://b.example"),
        ("run.port", "5010"),
        ("run.interface", "0.0.0.0"),
        ("run.jwt_method", "HS256"),
    ] {
        assert_eq!(files.value(id).text(), expected, "{id}");
    }
    assert_eq!(
        files.value("run.enable_api").source,
        Source::Environment {
            file: "docker-compose.yml".into(),
            line: Some(4)
        }
    );
    let unit = "[Service]\nExecStart=/opt/rasa/bin/rasa run -i 127.0.0.1 \\\n  --ssl-certificate=/etc/cert.pem\n";
    let files = Files::default().with_unit(unit);
    assert_eq!(files.value("run.interface").text(), "127.0.0.1");
    assert_eq!(files.value("run.ssl_certificate").text(), "/etc/cert.pem");
    let shell = command("sh -c 'rasa run --enable-api --auth-token $$TOKEN'");
    assert_eq!(
        shell.value("run.enable_api").text(),
        "true",
        "a shell is looked into"
    );
    let actions = command("rasa run actions --port 5055");
    assert_eq!(
        actions.value("run.port").source,
        Source::Default,
        "the action server is another program"
    );
}
