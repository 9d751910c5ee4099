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
    insta::assert_snapshot!(shown(&files.findings()), @r#"
    RA-002 Critical credentials.yml:8:3 Rasa ignores the key jwt_token, so the channel socketio stands open. Probably jwt_key was meant. → Rename { role: "credentials", path: KeyPath([Key("socketio"), Key("jwt_token")]), to: "jwt_key" }
    RA-004 Critical credentials.yml:2:1 The rest channel asks for no credential: anyone who reaches /webhooks/rest/webhook talks to the bot as anybody.
    RA-006 Critical docker-compose.yml:4:1 The HTTP API is enabled without a token or a JWT secret: anyone who reaches the port can read conversations and replace the model.
    RA-009 High endpoints.yml:3:10 action_endpoint.token can be guessed: about 13 bit.
    RA-011 High credentials.yml:13:11 facebook.secret refers to the variable FB_SECRET, but the reference stands in quotes, so that text itself is the value. → Write { role: "credentials", path: KeyPath([Key("facebook"), Key("secret")]), value: Reference(FB_SECRET) }
    RA-012 High endpoints.yml:8:18 event_broker.sasl_password takes its value from the variable KAFKA_PASSWORD, which nothing sets: Rasa does not start.
    RA-016 High credentials.yml:18:1 Rasa has no channel named whatsap, and does not start.
    RA-017 High credentials.yml:16:1 The channel telegram has nothing below it, and Rasa does not start.
    RA-028 Medium credentials.yml:9:15 jwt_method has to be spelt HS256; as it stands, every token is refused. → Set { setting: "credentials.socketio.jwt_method", value: "HS256" }
    RA-030 Medium credentials.yml:14:3 Rasa ignores the key page_access_token, which the channel facebook does not know. Probably page-access-token was meant. → Rename { role: "credentials", path: KeyPath([Key("facebook"), Key("page_access_token")]), to: "page-access-token" }
    RA-030 Medium endpoints.yml:9:1 Rasa ignores lock_stor, which it does not know. Probably lock_store was meant. → Rename { role: "endpoints", path: KeyPath([Key("lock_stor")]), to: "lock_store" }
    RA-032 Medium endpoints.yml:5:9 Kafka is spoken to without TLS, so the password and every event of every conversation can be read on the way. → Set { setting: "endpoints.event_broker.security_protocol", value: "SASL_SSL" }
    RA-034 Medium docker-compose.yml:4:1 --ssl-ca-file looks as if clients had to show a certificate, but none is asked for.
    RA-035 Medium docker-compose.yml:7:1 Port 5005 of the container is published on every network of the machine, in plain HTTP.
    RA-036 Medium endpoints.yml:2:8 The address in action_endpoint.url is plain http, and a credential is sent there.
    RA-037 Low credentials.yml:12:11 facebook.verify stands in credentials.yml in clear.
    RA-037 Low endpoints.yml:3:10 action_endpoint.token stands in endpoints.yml in clear.
    RA-038 Low credentials.yml:7:24 session_persistence is on: a token is not bound to a session, so whoever names a user's session id gets the replies; and with python-socketio 5.10 or later Rasa 3.6 never replies at all.
    RA-039 Low docker-compose.yml:4:1 Every web site may call the bot from its visitors' browsers (--cors *).
    RA-041 Low endpoints.yml:3:10 action_endpoint.token does not guard the action server: it runs actions for everybody who reaches it.
    "#);
}
