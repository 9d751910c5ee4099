//! Which files belong to a bot, and whose folder it is.

use chatelaine_documents::DocumentKind::{Json, KeyList, LicenseKeys, Yaml};
use chatelaine_platforms::Platform;

use super::stage::{PROGRAM_Y, SOUND, Stage, kinds};

fn names(stage: &Stage) -> Vec<String> {
    kinds(stage).into_iter().map(|(_, name, _)| name).collect()
}

#[test]
fn an_empty_folder_gets_the_usual_names() {
    assert_eq!(
        kinds(&Stage::empty()),
        [
            ("config", "config.yaml".to_owned(), Yaml),
            (
                "license",
                "storage/licenses/license.keys".to_owned(),
                LicenseKeys
            ),
            ("keys", "storage/keys/keys.txt".to_owned(), KeyList),
        ],
        "where they would be made"
    );
}

#[test]
fn the_configuration_says_where_the_secrets_are() {
    let keyed = Stage::keyed("");
    assert_eq!(
        names(&keyed),
        ["config.yaml", "licenses/license.keys", "keys/keys.txt"],
        "$BOT_ROOT is the folder"
    );
    let outside = Stage::but("$BOT_ROOT/licenses/license.keys", "/etc/bot/license.keys");
    assert_eq!(
        names(&outside)[1],
        "licenses/license.keys",
        "nothing outside of the folder is touched; the usual name takes its place"
    );
    let container = Stage::but(
        "$BOT_ROOT/licenses/license.keys",
        "/bot/licenses/license.keys",
    );
    assert_eq!(
        names(&container)[1],
        "licenses/license.keys",
        "a path within a container is known by its end"
    );
}

#[test]
fn the_command_line_says_which_configuration_and_which_root() {
    let command = |rest: &str| {
        format!("    command: python -m programy.clients.restful.flask.client {rest}\n")
    };
    let other = Stage::empty()
        .with("bots/y/rest.conf", SOUND)
        .composed(&command("--config bots/y/rest.conf --cformat yaml"));
    assert_eq!(
        names(&other)[..2],
        ["bots/y/rest.conf", "bots/y/licenses/license.keys"],
        "$BOT_ROOT is the folder of the configuration"
    );
    let json = Stage::empty()
        .with("y.json", "{\"flask\": {\"authorization\": \"Basic\"}}")
        .composed(&command("--config ./y.json --bot_root ."));
    assert_eq!(kinds(&json)[0], ("config", "y.json".to_owned(), Json));
    let mounted = Stage::sound().composed(&command("--config /bot/config.yaml --bot_root /bot"));
    assert_eq!(
        names(&mounted)[..2],
        ["config.yaml", "licenses/license.keys"],
        "an absolute root is the folder as its container sees it"
    );
    let by_content = Stage::empty().with("y-bot.yaml", SOUND);
    assert_eq!(names(&by_content)[0], "y-bot.yaml", "found by its section");
}

#[test]
fn a_folder_is_known_by_its_section_its_keys_or_its_command() {
    let cases = [
        ("a configuration", Stage::empty().with("config.yaml", SOUND)),
        (
            "a section with a capital, which is a mistake of this platform only",
            Stage::empty().with("config.yaml", &SOUND.replace("flask:", "Flask:")),
        ),
        (
            "a configuration that cannot be read",
            Stage::empty().with("config.yaml", "flask:\n\thost: x\n  file: $BOT_ROOT/x\n"),
        ),
        ("a license.keys", Stage::empty().with("license.keys", "")),
        (
            "a unit",
            Stage::empty().with(
                "bot.service",
                "[Service]\nExecStart=python -m programy.clients.restful.flask.client\n",
            ),
        ),
        (
            "its requirements",
            Stage::empty().with("requirements.txt", "Flask\nprogramy==4.3\n"),
        ),
    ];
    for (what, stage) in cases {
        assert!(
            PROGRAM_Y.recognise(&stage).is_some(),
            "{what} gives it away"
        );
    }
}

#[test]
fn the_folders_of_others_are_left_to_them() {
    let cases = [
        ("nothing", Stage::empty()),
        (
            "some Flask application",
            Stage::empty().with("config.yaml", "flask:\n  host: 0.0.0.0\n  port: 5000\n"),
        ),
        (
            "Rasa",
            Stage::empty()
                .with("config.yml", "language: en\npipeline: []\n")
                .with("credentials.yml", "rest:\n")
                .with(
                    "endpoints.yml",
                    "action_endpoint:\n  url: http://localhost\n",
                ),
        ),
        (
            "Chatto",
            Stage::empty().with("bot.yml", "bot_name: x\nauth:\n  token: y\n"),
        ),
        (
            "a Cheshire Cat",
            Stage::empty().with(".env", "CCAT_API_KEY=x\n"),
        ),
    ];
    for (whose, stage) in cases {
        assert_eq!(PROGRAM_Y.recognise(&stage), None, "{whose}");
    }
    assert!(
        Platform::ALL.contains(&PROGRAM_Y),
        "and it is asked for its own"
    );
}

#[test]
fn version_and_address_are_taken_from_where_they_stand() {
    let url = |stage: &Stage| PROGRAM_Y.recognise(stage).unwrap().url;
    let found = PROGRAM_Y
        .recognise(&Stage::sound().with("requirements.txt", "programy==5.0.1\n"))
        .unwrap();
    assert_eq!(found.version.as_deref(), Some("5.0.1"));
    assert_eq!(
        found.files,
        ["config.yaml", "licenses/license.keys", "requirements.txt"]
    );
    assert_eq!(found.url.as_deref(), Some("http://localhost:8989"));
    let quoted = Stage::but("port: 8989", "port: \"8989\"");
    assert_eq!(
        url(&quoted).as_deref(),
        Some("http://localhost:80"),
        "a quoted port is ignored by the bot"
    );
    let tls = Stage::plus("  ssl_cert_file: c.pem\n  ssl_key_file: k.pem\n")
        .replaced("host: 127.0.0.1", "host: bot.example.org");
    assert_eq!(url(&tls).as_deref(), Some("https://bot.example.org:8989"));
    let published = Stage::sound().composed("    ports: ['127.0.0.1:8080:8989']\n");
    assert_eq!(url(&published).as_deref(), Some("http://localhost:8080"));
}
