//! Which value the running bot uses.

use std::collections::HashSet;

use chatelaine_platforms::{Effective, Source};

use super::stage::{KEY, PROGRAM_Y, SOUND, Stage, TOKEN};

fn value(stage: &Stage, id: &str) -> Effective {
    let found = stage.values().into_iter().find(|value| value.id == id);
    found.unwrap_or_else(|| panic!("{id} has a value"))
}

#[test]
fn any_text_turns_a_switch_on() {
    let table = [
        ("true", "true"),
        ("yes", "true"),
        ("\"false\"", "true"),
        ("'no'", "true"),
        ("1", "true"),
        ("0", "false"),
        ("0.0", "false"),
        ("off", "false"),
        ("\"\"", "false"),
        ("~", "false"),
        ("", "false"),
    ];
    for (written, read) in table {
        let stage = Stage::but("debug: false", &format!("debug: {written}"));
        assert_eq!(
            value(&stage, "config.flask.debug").text(),
            read,
            "`debug: {written}` as Python's bool() takes it"
        );
    }
}

#[test]
fn a_port_is_a_whole_number_or_it_is_80() {
    let table = [
        ("8989", "8989"),
        ("8_989", "8989"),
        ("0x231D", "8989"),
        ("010", "8"),
        ("\"8989\"", "80"),
        ("8989.0", "80"),
        ("", "80"),
    ];
    for (written, read) in table {
        let stage = Stage::but("port: 8989", &format!("port: {written}"));
        assert_eq!(
            value(&stage, "config.flask.port").text(),
            read,
            "`port: {written}` as PyYAML types it"
        );
    }
}

#[test]
fn json_means_the_same() {
    let json = "{\"flask\": {\"debug\": \"false\", \"port\": \"8989\", \"use_api_keys\": false, \"authorization\": \"Basic\"}}";
    let stage = Stage::empty().with("config.json", json);
    let text = |key: &str| {
        value(&stage, &format!("config.flask.{key}"))
            .text()
            .to_owned()
    };
    assert_eq!(
        ["debug", "port", "use_api_keys", "authorization"].map(text),
        ["true", "80", "false", "Basic"]
    );
}

#[test]
fn every_row_has_a_value_and_every_value_its_place() {
    let values = Stage::sound().values();
    for row in PROGRAM_Y.settings().iter().filter(|row| !row.is_pattern()) {
        assert_eq!(
            values.iter().filter(|value| value.id == row.id).count(),
            1,
            "{} is listed once, set or not",
            row.id
        );
    }
    let mut ids = HashSet::new();
    for value in &values {
        assert!(ids.insert(&value.id), "{} is listed twice", value.id);
        let placed = PROGRAM_Y.setting(&value.id).unwrap();
        assert_eq!(placed.path, value.path, "{} is found again", value.id);
        assert_eq!(placed.setting.id, value.setting.id, "{}", value.id);
    }
    let host = value(&Stage::sound(), "config.flask.host");
    assert_eq!(host.source, Source::File { line: 3, column: 9 });
    let unset = value(&Stage::empty(), "config.flask.host");
    assert_eq!(
        (unset.text(), unset.source.clone()),
        ("0.0.0.0", Source::Default),
        "what a bot without configuration does"
    );
}

#[test]
fn other_clients_have_the_same_settings_in_their_own_section() {
    let stage = Stage::empty().with("config.yaml", &SOUND.replace("flask:", "webchat:"));
    assert_eq!(value(&stage, "config.webchat.port").text(), "8989");
    assert_eq!(
        value(&stage, "config.webchat.use_api_keys").source,
        Source::File {
            line: 7,
            column: 17
        }
    );
    assert_eq!(
        value(&stage, "config.webchat.ssl_cert_file").source,
        Source::Default,
        "what is not set can be set"
    );
    let unread = Stage::plus("sanic:\n  host: 10.0.0.1\n").composed(
        "    command: python -m programy.clients.restful.flask.client --config ./config.yaml\n",
    );
    // The second section took over what followed in the text; it is there, and nobody reads it.
    assert!(
        !value(&unread, "config.sanic.host").loaded,
        "the command line starts the Flask client"
    );
}

#[test]
fn keys_and_licences_are_read_as_the_bot_reads_them() {
    let stage = Stage::keyed(&format!("  {KEY}  \n\nb\n"));
    assert_eq!(
        value(&stage, "keys.1").text(),
        KEY,
        "white space is stripped"
    );
    assert_eq!(value(&stage, "keys.2").text(), "", "a blank line is a key");
    assert!(value(&stage, "keys.1").loaded);
    let stage = Stage::licensed(&format!(
        "BASIC_AUTH_TOKEN = \"{TOKEN}==\"\nMY_PLUGIN = x\n"
    ));
    let token = value(&stage, "license.BASIC_AUTH_TOKEN");
    assert_eq!(token.text(), TOKEN, "`=` and double quotes go");
    assert_eq!(value(&stage, "license.MY_PLUGIN").setting.id, "license.*");
}

#[test]
fn what_cannot_reach_the_bot_is_only_ink() {
    let token = |stage: &Stage| value(stage, "license.BASIC_AUTH_TOKEN").loaded;
    assert!(token(&Stage::sound()));
    let cases = [
        (
            "the default below /tmp",
            Stage::but(
                "          license_storage:\n            file: $BOT_ROOT/licenses/license.keys\n",
                "",
            ),
        ),
        ("no entity", Stage::but("      license_keys: file\n", "")),
        (
            "a store without type",
            Stage::but("        type: file\n", ""),
        ),
        ("a database", Stage::but("type: file", "type: sql")),
        (
            "another file",
            Stage::but("$BOT_ROOT/licenses/license.keys", "/etc/license.keys"),
        ),
        (
            "a configuration that is not opened",
            Stage::sound().mode(0o400),
        ),
    ];
    for (why, stage) in cases {
        assert!(!token(&stage), "{why}");
    }
    assert!(
        !value(&Stage::sound().mode(0o444), "config.flask.authorization").loaded,
        "the bot opens its configuration for writing"
    );
    let unused = Stage::sound().with("keys/keys.txt", "abc\n");
    assert!(
        !value(&unused, "keys.1").loaded,
        "nothing leads to the list"
    );
}

#[test]
fn credentials_for_peers_are_listed_where_they_stand() {
    let stage = Stage::but(
        "        brain:\n",
        "        brain:\n          openchatbots:\n            other.bot:\n              url: https://a.example/ask\n              api_key: 00123\n",
    );
    let key = value(
        &stage,
        "config.flask.bots.bot.brains.brain.openchatbots.other.bot.api_key",
    );
    assert_eq!(
        key.text(),
        "83",
        "a number in YAML 1.1, leading zeros make it octal"
    );
    let sound = Stage::sound().values();
    assert!(
        sound.iter().all(|value| !value.id.contains("openchatbots")),
        "and nothing is listed where there are none"
    );
}
