//! Whole projects: one in which nothing is wrong, and one as they are found.

use chatelaine_platforms::{Platform, Seen, Severity};

use super::project::{COMPOSE, Files, KEY, OTHER, shown};

fn sound() -> Files {
    Files {
        credentials: Some(
            "socketio:\n  user_message_evt: user_uttered\n  bot_message_evt: bot_uttered\n  jwt_key: ${SIO_JWT_KEY}\n  jwt_method: HS256\n\
             slack:\n  slack_token: ${SLACK_TOKEN}\n  slack_signing_secret: ${SLACK_SECRET}\n"
                .into(),
        ),
        endpoints: Some(
            "action_endpoint:\n  url: http://action:5055/webhook\ntracker_store:\n  type: SQL\n  dialect: postgresql\n  url: db\n  password: ${DB_PASSWORD}\n"
                .into(),
        ),
        ..Files::default()
    }
    .with_env(&format!(
        "SIO_JWT_KEY={KEY}\nSLACK_TOKEN=xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy\nSLACK_SECRET=8f14e45fceea167a5a36dedd4bea2543\nDB_PASSWORD={OTHER}\n"
    ))
    .with_compose(COMPOSE)
}

#[test]
fn a_sound_project_is_left_in_peace() {
    assert_eq!(
        shown(&sound().findings()),
        "",
        "nothing is wrong, so nothing is said"
    );
    let mut behind_a_gateway = sound();
    let text = behind_a_gateway.credentials.unwrap();
    behind_a_gateway.credentials = Some(format!("rest:\n{text}"));
    let found = behind_a_gateway.findings();
    assert!(
        found
            .iter()
            .all(|finding| finding.severity < Severity::Medium),
        "a REST channel that only a gateway reaches is fine: {}",
        shown(&found)
    );
    let project = sound().project();
    let values = Platform::Rasa.effective(&project);
    let points = Platform::Rasa.access_points(&Seen {
        project: Some(&project),
        values: Some(&values),
        ..Seen::default()
    });
    let open: Vec<&str> = points
        .iter()
        .filter(|point| !point.state.is_fine() && point.id != "transport")
        .map(|point| point.id.as_str())
        .collect();
    assert_eq!(open, Vec::<&str>::new(), "and every way in is locked");
}

#[test]
fn a_project_as_they_are_found() {
    let files = Files {
        credentials: Some(
            "# Channels of our bot\nrest:\n\nsocketio:\n  user_message_evt: user_uttered\n  bot_message_evt: bot_uttered\n  session_persistence: true\n  jwt_token: testing\n  jwt_method: hs256\n\n\
             facebook:\n  verify: \"rasa-bot\"\n  secret: \"${FB_SECRET}\"\n  page_access_token: EAAB1\n\ntelegram:\n\nwhatsap:\n"
                .into(),
        ),
        endpoints: Some(
            "action_endpoint:\n  url: http://actions.example.org:5055/webhook\n  token: sharedtoken\nevent_broker:\n  type: kafka\n  url: kafka:9092\n  sasl_username: bot\n  sasl_password: ${KAFKA_PASSWORD}\nlock_stor:\n  type: redis\n"
                .into(),
        ),
        ..Files::default()
    }
    .with_compose(
        "services:\n  rasa:\n    image: rasa/rasa:3.6.20\n    command: >\n      run --enable-api --cors \"*\" --ssl-ca-file ca.pem\n    ports:\n      - 5005:5005\n",
    );
    insta::assert_snapshot!(shown(&files.findings()), @"");
}
