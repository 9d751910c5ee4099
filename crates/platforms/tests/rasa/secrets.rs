//! Secrets that can be guessed, that stand in two places, or that lie in the files.

use chatelaine_platforms::{Fix, Severity};

use super::project::{COMPOSE, Files, KEY, OTHER, command, credentials, endpoints};

#[test]
fn samples_from_guides() {
    let files = credentials("socketio:\n  jwt_key: testing\n  jwt_method: HS256\n");
    let found = files.the("RA-008");
    assert_eq!(
        (found.severity, found.line, found.column),
        (Severity::High, Some(2), Some(12))
    );
    assert!(
        !files.has("RA-009") && !files.has("RA-029"),
        "that it is short besides needs no saying"
    );
    assert!(!files.after(&found.fix.unwrap()).has("RA-008"));
    let issued = endpoints("tracker_store:\n  type: SQL\n  password: changeme\n").the("RA-008");
    assert_eq!(issued.fix, None, "the database would not know a new one");
}

#[test]
fn secrets_that_can_be_guessed() {
    let none = credentials("socketio:\n  jwt_key: false\n");
    assert!(
        none.has("RA-001") && !none.has("RA-009"),
        "what Rasa takes for no key is missing, and not weak"
    );
    let files = credentials("socketio:\n  jwt_key: \"rasa-2024\"\n");
    let found = files.the("RA-009");
    assert_eq!(found.severity, Severity::High);
    assert!(!files.after(&found.fix.unwrap()).has("RA-009"));
    let from_env =
        credentials("socketio:\n  jwt_key: ${SIO}\n").with_env("# keys\nSIO=rasa-2024\n");
    let found = from_env.the("RA-009");
    assert_eq!(
        (found.file.as_deref(), found.line, found.column),
        (Some(".env"), Some(2), Some(5)),
        "the value stands there"
    );
    let after = from_env.after(&found.fix.unwrap());
    assert!(
        after.credentials.as_ref().unwrap().contains("${SIO}"),
        "and is replaced there"
    );
    assert_eq!(after.rules(), Vec::<String>::new());
    let token = command("run --enable-api --auth-token rasa-2024");
    assert_eq!(
        token.the("RA-009").fix,
        None,
        "a command line is not edited"
    );
    let token = command("run --enable-api --auth-token ${TOKEN}").with_env("TOKEN=rasa-2024\n");
    assert_eq!(
        token.the("RA-009").fix,
        Some(Fix::Generate {
            setting: "env.TOKEN".into()
        }),
        "but the .env that compose fills it in from is"
    );
    let slack = credentials("slack:\n  slack_token: xoxb-1\n  slack_signing_secret: abc\n");
    assert!(
        !slack.has("RA-009"),
        "what a service issues is not chosen by anybody here"
    );
}

#[test]
fn one_secret_in_two_places() {
    let files = Files {
        credentials: Some("socketio:\n  jwt_key: ${SIO}\n".into()),
        ..command(&format!("run --enable-api --jwt-secret {KEY}"))
    }
    .with_env(&format!("SIO={KEY}\n"));
    let found = files.the("RA-010");
    assert_eq!(found.severity, Severity::High);
    let apart = files.clone().with_env(&format!("SIO={OTHER}\n"));
    assert!(!apart.has("RA-010"));
    let same_server = endpoints(&format!(
        "tracker_store:\n  type: redis\n  password: {KEY}\nlock_store:\n  type: redis\n  password: {KEY}\n"
    ));
    assert!(!same_server.has("RA-010"), "one server, one password");
}

#[test]
fn secrets_in_the_file() {
    let text = format!(
        "action_endpoint:\n  url: http://localhost:5055/webhook\n  headers:\n    Content-Type: application/json\n    Authorization: Bearer {KEY}\n\
         tracker_store:\n  type: mongod\n  url: mongodb://bot:{OTHER}@db:27017\nlock_store:\n  type: redis\n  url: cache\n  password: {KEY}\n"
    );
    let places: Vec<String> = endpoints(&text)
        .findings()
        .into_iter()
        .filter(|finding| finding.rule == "RA-037")
        .map(|finding| finding.setting.unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "endpoints.action_endpoint.headers.Authorization",
            "endpoints.tracker_store.url",
            "endpoints.lock_store.password",
        ],
        "a content type is none, and neither is a host"
    );
    let referenced = endpoints("lock_store:\n  type: redis\n  password: ${REDIS}\n")
        .with_env(&format!("REDIS={KEY}\n"))
        .with_compose(COMPOSE);
    assert_eq!(
        referenced.rules(),
        Vec::<String>::new(),
        "a reference is as it should be"
    );
}
