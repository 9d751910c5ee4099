//! The ways into a Rasa, before anybody has looked at the running bot.

use chatelaine_platforms::{AccessPoint, Declared, Platform, Seen, State};

use super::project::{COMPOSE, Files, KEY, command, credentials, endpoints, published};

fn points(files: &Files) -> Vec<AccessPoint> {
    let project = files.project();
    let values = Platform::Rasa.effective(&project);
    Platform::Rasa.access_points(&Seen {
        project: Some(&project),
        values: Some(&values),
        ..Seen::default()
    })
}

fn state(files: &Files, id: &str) -> Option<State> {
    let found = points(files).into_iter().find(|point| point.id == id);
    found.map(|point| point.state)
}

#[test]
fn the_rest_channel_is_open_wherever_it_can_be_reached() {
    let rest = credentials("rest:\n");
    assert_eq!(state(&rest, "rest-webhook"), Some(State::Open));
    assert_eq!(
        state(&rest.clone().with_compose(&published()), "rest-webhook"),
        Some(State::Open)
    );
    assert_eq!(
        state(&rest.with_compose(COMPOSE), "rest-webhook"),
        Some(State::LoopbackOnly)
    );
    assert_eq!(
        state(&credentials("slack:\n"), "rest-webhook"),
        None,
        "switched off, it is no way in"
    );
    assert_eq!(
        state(&credentials("callback:\n"), "callback-webhook"),
        Some(State::Open)
    );
}

#[test]
fn the_socket_is_as_good_as_its_key() {
    for (lines, expected) in [
        ("", State::Open),
        ("  jwt_key: \"\"\n", State::Open),
        ("  jwt_keyy: abc\n", State::Open),
        ("  jwt_key: testing\n", State::Forgeable),
        ("  jwt_key: \"${SIO}\"\n", State::Forgeable),
        ("  jwt_key: rasa-2024\n", State::Weak),
        ("  jwt_key: ${MISSING}\n", State::Unknown),
        ("  jwt_key: ${SIO}\n", State::Locked),
        ("  jwt_key: 12345678\n", State::Locked),
        (
            "  jwt_key: \"-----BEGIN PUBLIC KEY-----\"\n  jwt_method: RS256\n",
            State::Locked,
        ),
    ] {
        let files = credentials(&format!(
            "socketio:\n  bot_message_evt: bot_uttered\n{lines}"
        ))
        .with_env(&format!("SIO={KEY}\n"));
        assert_eq!(state(&files, "socketio"), Some(expected), "{lines:?}");
    }
    let old = COMPOSE
        .replace("3.6.20-full", "1.10.26")
        .replace("127.0.0.1:", "");
    let files = credentials(&format!("socketio:\n  jwt_key: {KEY}\n")).with_compose(&old);
    assert_eq!(
        state(&files, "socketio"),
        Some(State::Open),
        "1.10 has no lock"
    );
}

#[test]
fn channels_are_verified_or_they_are_not() {
    for (text, id, expected) in [
        (
            "slack:\n  slack_signing_secret: abc\n",
            "channel.slack",
            State::Locked,
        ),
        (
            "facebook:\n  secret: abc\n",
            "channel.facebook",
            State::Locked,
        ),
        (
            "botframework:\n  app_id: abc\n",
            "channel.botframework",
            State::Locked,
        ),
        (
            "hangouts:\n  project_id: \"1\"\n",
            "channel.hangouts",
            State::Locked,
        ),
        ("hangouts:\n", "channel.hangouts", State::Open),
        (
            "telegram:\n  access_token: a\n",
            "channel.telegram",
            State::Open,
        ),
        ("twilio:\n  auth_token: a\n", "channel.twilio", State::Open),
        (
            "mattermost:\n  token: a\n",
            "channel.mattermost",
            State::Open,
        ),
        (
            "rocketchat:\n  user: a\n",
            "channel.rocketchat",
            State::Open,
        ),
        (
            "webexteams:\n  access_token: a\n",
            "channel.webexteams",
            State::Open,
        ),
        (
            "my.own.Channel:\n",
            "channel.my.own.Channel",
            State::Unknown,
        ),
    ] {
        assert_eq!(state(&credentials(text), id), Some(expected), "{text:?}");
    }
    assert_eq!(
        state(&credentials("cmdline:\n"), "channel.cmdline"),
        None,
        "a terminal is no way in"
    );
}

#[test]
fn the_http_api_by_its_flags() {
    let api = |flags: &str| {
        command(&format!("run {flags}"))
            .with_compose(&published().replace("run --port 5005", &format!("run {flags}")))
    };
    for (flags, expected) in [
        ("--port 5005".to_owned(), State::Locked),
        ("--enable-api".to_owned(), State::Open),
        (format!("--enable-api --auth-token {KEY}"), State::Locked),
        (format!("--enable-api --jwt-secret {KEY}"), State::Locked),
        ("--enable-api --auth-token ${T}".to_owned(), State::Locked),
        (
            "--enable-api --auth-token rasa-2024".to_owned(),
            State::Weak,
        ),
        (
            "--enable-api --auth-token changeme".to_owned(),
            State::Forgeable,
        ),
        (
            format!("--enable-api --auth-token changeme --jwt-secret {KEY}"),
            State::Forgeable,
        ),
    ] {
        assert_eq!(state(&api(&flags), "http-api"), Some(expected), "{flags}");
    }
    let local = command("run --enable-api");
    assert_eq!(state(&local, "http-api"), Some(State::LoopbackOnly));
    assert_eq!(
        state(&credentials("rest:\n"), "http-api"),
        Some(State::Unknown),
        "nothing says how it is started"
    );
}

#[test]
fn the_action_server_by_its_address() {
    let at = |url: &str| endpoints(&format!("action_endpoint:\n  url: {url}\n"));
    assert_eq!(
        state(&at("http://localhost:5055/webhook"), "action-server"),
        Some(State::LoopbackOnly)
    );
    assert_eq!(
        state(&at("http://10.0.0.7:5055/webhook"), "action-server"),
        Some(State::Open)
    );
    let inside = at("http://action:5055/webhook").with_compose(COMPOSE);
    assert_eq!(state(&inside, "action-server"), Some(State::LoopbackOnly));
    let reached = COMPOSE.replace(
        "rasa/rasa-sdk:3.6.2\n",
        "rasa/rasa-sdk:3.6.2\n    ports: [\"5055:5055\"]\n",
    );
    let outside = at("http://action:5055/webhook").with_compose(&reached);
    assert_eq!(
        state(&outside, "action-server"),
        Some(State::Open),
        "its port is published"
    );
    assert_eq!(state(&endpoints("nlg:\n"), "action-server"), None);
}

#[test]
fn without_files_nothing_is_known() {
    let ids: Vec<(String, State)> = Platform::Rasa
        .access_points(&Seen::default())
        .into_iter()
        .map(|point| (point.id, point.state))
        .collect();
    let unknown = |id: &str| (id.to_owned(), State::Unknown);
    assert_eq!(
        ids,
        [
            unknown("rest-webhook"),
            unknown("socketio"),
            unknown("http-api"),
            unknown("transport")
        ]
    );
    let broken = credentials("rest: [\n");
    let points = points(&broken);
    let rest = points
        .iter()
        .find(|point| point.id == "rest-webhook")
        .unwrap();
    assert_eq!(
        rest.declared,
        Declared::Unknown,
        "a file that cannot be read says nothing"
    );
    assert!(rest.summary.contains("cannot be read"), "{}", rest.summary);
}

#[test]
fn what_guards_a_way_in_is_a_setting_and_what_locks_it_a_rule() {
    let files = Files {
        credentials: Some(format!(
            "rest:\ncallback:\nsocketio:\n  jwt_key: {KEY}\nslack:\n  slack_signing_secret: a\nhangouts:\ntelegram:\n  access_token: a\n"
        )),
        endpoints: Some("action_endpoint:\n  url: http://localhost:5055/webhook\n".into()),
        ..command("run --enable-api")
    };
    let rules: Vec<&str> = Platform::Rasa.rules().map(|rule| rule.id).collect();
    for point in points(&files) {
        for id in &point.guarded_by {
            assert!(Platform::Rasa.setting(id).is_some(), "{}: {id}", point.id);
        }
        for rule in &point.rules {
            assert!(rules.contains(&rule.as_str()), "{}: {rule}", point.id);
        }
        assert!(!point.summary.is_empty(), "{} says why", point.id);
    }
}
