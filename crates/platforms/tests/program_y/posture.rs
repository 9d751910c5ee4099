//! The ways in, as the configuration declares them.

use chatelaine_platforms::{Seen, State};
use chatelaine_wire::Site;

use super::stage::{KEY, PROGRAM_Y, Stage};

fn state(stage: &Stage, id: &str) -> Option<State> {
    let points = stage.points();
    points
        .iter()
        .find(|point| point.id == id)
        .map(|point| point.state)
}

/// Measured on 5.0.1: an error while a section is read is swallowed, and what would have come later keeps its default.
#[test]
fn a_path_that_is_no_text_leaves_the_lock_behind_it_unread() {
    for key in ["api_key_file", "ssl_cert_file", "ssl_key_file"] {
        for value in ["5", "false", "[]", "2001-01-01", "!!binary QmFzaWM="] {
            let stage = Stage::but("flask:\n", &format!("flask:\n  {key}: {value}\n"));
            let story = format!("{key}: {value}");
            assert_eq!(state(&stage, "rest-v2"), Some(State::Open), "{story}");
            let place = ("config.yaml", Some(2));
            super::stage::fires(&stage, "PY-005", place);
        }
        for value in ["", "~", "\"5\"", "keys.txt"] {
            let stage = Stage::but("flask:\n", &format!("flask:\n  {key}: {value}\n"));
            let found = state(&stage, "rest-v2");
            assert_eq!(found, Some(State::Locked), "{key}: {value} is read on");
        }
    }
    let keyed =
        Stage::keyed(&format!("{KEY}\n")).replaced("flask:\n", "flask:\n  ssl_key_file: 5\n");
    assert_eq!(
        state(&keyed, "rest-v2"),
        Some(State::Locked),
        "`use_api_keys` and its file are read before the certificate"
    );
}

#[test]
fn a_section_that_is_there_and_no_mapping_hides_the_fallback() {
    let fallback = |own: &str| Stage::but("flask:\n", &format!("flask: {own}\nclient:\n"));
    for own in ["", "~"] {
        let found = state(&fallback(own), "rest-v2");
        assert_eq!(
            found,
            Some(State::Locked),
            "`flask: {own}` is as good as none"
        );
    }
    for own in ["false", "[]", "0", "{}"] {
        let found = state(&fallback(own), "rest-v2");
        assert_eq!(
            found,
            Some(State::Open),
            "`flask: {own}` is the section, and empty"
        );
    }
}

#[test]
fn what_only_one_version_of_the_reader_locks_is_not_called_locked() {
    let merged =
        "d: &d\n  authorization: Basic\ne: &e\n  authorization: basic\nflask:\n  <<: [*d, *e]\n";
    let stage = Stage::but("flask:\n", merged).replaced("  authorization: Basic\n  use", "  use");
    assert_eq!(state(&stage, "rest-v2"), Some(State::Unknown));
    super::stage::fires(&stage, "PY-005", ("config.yaml", Some(6)));
    let deep = format!("x: {}{}\nflask:\n", "[".repeat(300), "]".repeat(300));
    let stage = Stage::but("flask:\n", &deep);
    assert_eq!(
        state(&stage, "rest-v2"),
        Some(State::Unknown),
        "the bot may read what is too deep here"
    );
}

#[test]
fn the_lock_of_the_rest_api() {
    let keyed = |keys: &str| Stage::keyed(keys).replaced("  authorization: Basic\n", "");
    let good = format!("{KEY}\n");
    let table = [
        ("a token", Stage::sound(), State::Locked),
        ("keys", keyed(&good), State::Locked),
        ("both", Stage::keyed(&good), State::Locked),
        (
            "neither",
            Stage::but("  authorization: Basic\n", ""),
            State::Open,
        ),
        (
            "not quite Basic",
            Stage::but("authorization: Basic", "authorization: basic"),
            State::Open,
        ),
        (
            "a weak token",
            Stage::licensed("BASIC_AUTH_TOKEN = pippo1984\n"),
            State::Weak,
        ),
        (
            "a weak token and a good key",
            Stage::keyed(&good).with("licenses/license.keys", "BASIC_AUTH_TOKEN = pippo1984\n"),
            State::Locked,
        ),
        (
            "an empty token",
            Stage::licensed("BASIC_AUTH_TOKEN =\n"),
            State::Open,
        ),
        (
            "an empty token and a good key",
            Stage::keyed(&good).with("licenses/license.keys", "BASIC_AUTH_TOKEN =\n"),
            State::Locked,
        ),
        ("no token, so no start", Stage::licensed(""), State::Unknown),
        (
            "a token from /tmp",
            Stage::but("$BOT_ROOT/licenses", "/tmp/licenses"),
            State::Forgeable,
        ),
        (
            "a token from a database",
            Stage::but("type: file", "type: sql"),
            State::Locked,
        ),
        (
            "a token from elsewhere",
            Stage::but("$BOT_ROOT/licenses/license.keys", "/etc/x.keys"),
            State::Locked,
        ),
        ("a blank key", keyed(&format!("{KEY}\n\n")), State::Open),
        (
            "a comment as key",
            keyed(&format!("{KEY}\n# here\n")),
            State::Weak,
        ),
        ("no keys", keyed(""), State::Locked),
        (
            "a configuration that is not opened",
            Stage::sound().mode(0o400),
            State::Open,
        ),
        (
            "a configuration that is not read",
            Stage::but("  host:", "\thost:"),
            State::Open,
        ),
        (
            "a section that is not read",
            Stage::but("flask:", "Flask:"),
            State::Open,
        ),
        (
            "no configuration",
            Stage::sound().without("config.yaml"),
            State::Open,
        ),
        (
            "XML",
            Stage::sound()
                .without("config.yaml")
                .with("config.xml", "<x/>"),
            State::Unknown,
        ),
        (
            "Sanic with a token",
            Stage::but("flask:", "sanic:"),
            State::Open,
        ),
        (
            "Sanic with keys",
            Stage::keyed(&good).replaced("flask:", "sanic:"),
            State::Locked,
        ),
    ];
    for (what, stage, expected) in table {
        for id in ["rest-v1", "rest-v2"] {
            assert_eq!(state(&stage, id), Some(expected), "{what}");
        }
    }
}

#[test]
fn ways_in_that_are_only_there_when_they_are_configured() {
    for id in ["webchat", "socket", "responder", "debugger", "twilio"] {
        assert_eq!(state(&Stage::sound(), id), None, "{id}");
    }
    let chat = Stage::but("flask:", "webchat:");
    assert_eq!(state(&chat, "webchat"), Some(State::Locked));
    assert_eq!(
        state(&chat, "rest-v2"),
        None,
        "the web chat has no REST API"
    );
    let open = chat.replaced("  authorization: Basic\n", "");
    assert_eq!(state(&open, "webchat"), Some(State::Open));

    let socket = Stage::but("flask:", "socket:");
    assert_eq!(state(&socket, "socket"), Some(State::LoopbackOnly));
    let socket = socket.replaced("127.0.0.1", "0.0.0.0");
    assert_eq!(state(&socket, "socket"), Some(State::Open));

    let responder =
        Stage::plus("  responder:\n    host: 127.0.0.1\n    port: 8990\n    url: /ping\n");
    assert_eq!(state(&responder, "responder"), Some(State::LoopbackOnly));
    let public = Stage::plus("  responder:\n    host: 0.0.0.0\n    port: 8990\n");
    assert_eq!(state(&public, "responder"), Some(State::Open));

    let debug = Stage::but("debug: false", "debug: \"false\"");
    assert_eq!(state(&debug, "debugger"), Some(State::LoopbackOnly));
    let debug = debug.replaced("127.0.0.1", "0.0.0.0");
    assert_eq!(state(&debug, "debugger"), Some(State::Open));

    assert_eq!(
        state(&Stage::but("flask:", "twilio:"), "twilio"),
        Some(State::Open)
    );
    assert_eq!(
        state(&Stage::but("flask:", "viber:"), "viber"),
        Some(State::Locked)
    );
}

#[test]
fn the_transport_is_locked_with_certificate_and_key() {
    let with = |lines: &str| state(&Stage::plus(lines), "transport");
    assert_eq!(with(""), Some(State::Unknown), "no address is known");
    assert_eq!(
        with("  ssl_cert_file: c.pem\n  ssl_key_file: k.pem\n"),
        Some(State::Locked)
    );
    assert_eq!(with("  ssl_cert_file: c.pem\n"), Some(State::Open));
    let site = Site::parse("http://127.0.0.1:8989", false).unwrap();
    let stage = Stage::sound();
    let (project, values) = (stage.project(), stage.values());
    let points = PROGRAM_Y.access_points(&Seen {
        project: Some(&project),
        values: Some(&values),
        site: Some(&site),
        ..Seen::default()
    });
    assert_eq!(points.last().unwrap().state, State::LoopbackOnly);
}

#[test]
fn without_files_nothing_is_known() {
    let points = PROGRAM_Y.access_points(&Seen::default());
    let seen: Vec<_> = points
        .iter()
        .map(|point| (point.id.as_str(), point.state))
        .collect();
    assert_eq!(
        seen,
        [
            ("rest-v1", State::Unknown),
            ("rest-v2", State::Unknown),
            ("transport", State::Unknown)
        ]
    );
}

#[test]
fn a_door_names_the_rules_that_lock_it() {
    let stage = Stage::but("  authorization: Basic\n", "").with("licenses/license.keys", "");
    let points = stage.points();
    let findings = stage.findings();
    for finding in findings.iter().filter(|finding| finding.locks) {
        assert!(
            points
                .iter()
                .any(|point| point.rules.contains(&finding.rule)),
            "{} locks some door",
            finding.rule
        );
    }
    let headline = PROGRAM_Y.headline(&points, &findings, None);
    assert!(headline.1.contains("REST API"), "{headline:?}");
    let (first, _) = PROGRAM_Y.headline(&Stage::sound().points(), &[], None);
    assert!(first.contains("locked"), "{first}");
}

/// Python takes a lone carriage return for a line end, so that there may be an empty key in what is not read here.
#[test]
fn a_lock_in_a_file_that_cannot_be_read_is_not_called_one() {
    let keyed = Stage::keyed("key\r\r\nother\n").replaced("  authorization: Basic\n", "");
    let licensed = Stage::licensed("BASIC_AUTH_TOKEN = \rX = 1\n");
    for stage in [keyed, licensed] {
        assert_eq!(
            state(&stage, "rest-v2"),
            Some(State::Unknown),
            "nobody here knows what keys the bot finds: {:?}",
            stage.rules()
        );
    }
}
