//! Doors without a lock, and locks without a key.

use chatelaine_platforms::{Fix, Severity};

use super::stage::{KEY, SOUND, Stage, TOKEN, fires, shown, silent};

#[test]
fn a_sound_bot_is_left_in_peace() {
    for stage in [
        Stage::sound(),
        Stage::sound().mode(0o600),
        Stage::keyed(&format!("{KEY}\n")),
        Stage::sound().composed("    command: python -m programy.clients.restful.flask.client --config ./config.yaml --cformat yaml --bot_root .\n    volumes: ['./:/bot']\n"),
        Stage::but("  host: 127.0.0.1\n", "  ssl_cert_file: c.pem\n  ssl_key_file: k.pem\n"),
        Stage::empty().with("config.yaml", &SOUND.replace("flask:", "client:")).with("licenses/license.keys", &format!("BASIC_AUTH_TOKEN = {TOKEN}\n")),
    ] {
        let findings = stage.findings();
        assert_eq!(shown(&findings), "", "nothing is wrong, so nothing is said");
    }
}

#[test]
fn without_any_file_there_is_nothing_to_read_and_nothing_to_say() {
    assert_eq!(Stage::empty().findings(), Vec::new());
}

#[test]
fn a_bot_that_asks_for_nothing_gets_both_halves_of_its_lock() {
    let stage = Stage::but("  authorization: Basic\n", "").with("licenses/license.keys", "");
    let open = fires(&stage, "PY-001", ("config.yaml", Some(1)));
    assert_eq!(
        open.fix,
        Some(Fix::Set {
            setting: "config.flask.authorization".into(),
            value: "Basic".into()
        })
    );
    let token = fires(&stage, "PY-013", ("licenses/license.keys", None));
    assert_eq!(
        token.fix,
        Some(Fix::Generate {
            setting: "license.BASIC_AUTH_TOKEN".into()
        }),
        "without the token the bot would not start once it asks for it"
    );
    assert!(open.locks && token.locks, "Lock everything does both");
    silent(&Stage::but("  authorization: Basic\n", ""), "PY-013");
    silent(&Stage::sound(), "PY-001");
}

#[test]
fn api_keys_alone_are_a_lock_too() {
    let stage = Stage::keyed(&format!("{KEY}\n"))
        .replaced("  authorization: Basic\n", "")
        .with("licenses/license.keys", "");
    assert_eq!(
        stage.rules(),
        ["PY-037"],
        "the token is not needed, but keys stand in every access log"
    );
    silent(&Stage::keyed(&format!("{KEY}\n")), "PY-037");
}

#[test]
fn nothing_but_basic_is_basic() {
    for value in [
        "basic",
        "BASIC",
        "Bearer",
        "\"Basic \"",
        "true",
        "$AUTH",
        "\"\"",
    ] {
        let stage = Stage::but("authorization: Basic", &format!("authorization: {value}"));
        let found = fires(&stage, "PY-003", ("config.yaml", Some(6)));
        assert_eq!(found.column, Some(18), "{value}: at the value itself");
        silent(&stage, "PY-001");
    }
    let empty = Stage::but("authorization: Basic", "authorization:");
    fires(&empty, "PY-001", ("config.yaml", Some(6)));
    let list = Stage::but("authorization: Basic", "authorization: [Basic]");
    let found = fires(&list, "PY-003", ("config.yaml", Some(6)));
    assert!(
        !found.fixable,
        "what else the list was meant for is not known"
    );
    silent(&list, "PY-001");
    let misspelt = Stage::but("authorization: Basic", "authorisation: Basic");
    fires(&misspelt, "PY-001", ("config.yaml", Some(1)));
    silent(
        &Stage::but("authorization: Basic", "authorization: 'Basic'"),
        "PY-003",
    );
}

#[test]
fn sanic_cannot_be_locked() {
    let sanic = |text: &str| Stage::empty().with("config.yaml", &text.replace("flask:", "sanic:"));
    let ignored = fires(&sanic(SOUND), "PY-004", ("config.yaml", Some(6)));
    assert!(!ignored.fixable, "there is no setting that would help");
    let keyed = sanic(&SOUND.replace("use_api_keys: false", "use_api_keys: true"));
    let found = fires(&keyed, "PY-004", ("config.yaml", Some(7)));
    assert!(
        found.message.contains("refuses everybody"),
        "{}",
        found.message
    );
    let nothing = sanic(&SOUND.replace("  authorization: Basic\n", ""));
    fires(&nothing, "PY-004", ("config.yaml", Some(1)));
    silent(&nothing, "PY-001");
    silent(&Stage::sound(), "PY-004");
}

#[test]
fn a_web_chat_is_for_the_operator_to_decide() {
    let chat = SOUND.replace("flask:", "webchat:");
    let license = format!("BASIC_AUTH_TOKEN = {TOKEN}\n");
    let stage = |text: &str| {
        Stage::empty()
            .with("config.yaml", text)
            .with("licenses/license.keys", &license)
    };
    let open = stage(&chat.replace("  authorization: Basic\n", ""));
    let found = fires(&open, "PY-002", ("config.yaml", Some(1)));
    assert!(
        found.fixable && !found.locks,
        "its page stops working with a lock, so it is no part of Lock everything"
    );
    silent(&open, "PY-046");
    let locked = fires(&stage(&chat), "PY-046", ("config.yaml", Some(6)));
    assert_eq!(locked.severity, Severity::Low);
    silent(&stage(&chat), "PY-002");
}

#[test]
fn asking_for_keys_without_having_any() {
    let unnamed = Stage::but("use_api_keys: false", "use_api_keys: true");
    let found = fires(&unnamed, "PY-040", ("config.yaml", Some(1)));
    assert_eq!(
        found.fix,
        Some(Fix::Set {
            setting: "config.flask.api_key_file".into(),
            value: "$BOT_ROOT/storage/keys/keys.txt".into()
        })
    );
    for stage in [Stage::keyed(""), Stage::keyed("").without("keys/keys.txt")] {
        let found = fires(&stage, "PY-040", ("keys/keys.txt", None));
        assert_eq!(
            found.fix,
            Some(Fix::Generate {
                setting: "keys.1".into()
            })
        );
    }
    silent(&Stage::keyed(&format!("{KEY}\n")), "PY-040");
}

#[test]
fn the_token_is_missing_although_it_is_asked_for() {
    let stage = Stage::sound().without("licenses/license.keys");
    let found = fires(&stage, "PY-013", ("licenses/license.keys", None));
    assert!(
        found.message.contains("does not start"),
        "{}",
        found.message
    );
    let small = Stage::licensed(&format!("basic_auth_token = {TOKEN}\n"));
    fires(&small, "PY-013", ("licenses/license.keys", None));
    for (why, stage) in [
        ("it is there", Stage::sound()),
        (
            "it is in a database",
            Stage::but("type: file", "type: sql").without("licenses/license.keys"),
        ),
        (
            "it is where nobody looks",
            Stage::but("$BOT_ROOT/licenses/license.keys", "/etc/x.keys")
                .without("licenses/license.keys"),
        ),
        (
            "it has a name of its own",
            Stage::licensed(&format!("\u{feff}BASIC_AUTH_TOKEN = {TOKEN}\n")),
        ),
    ] {
        assert!(!stage.rules().contains(&"PY-013".to_owned()), "{why}");
    }
}

#[test]
fn a_socket_client_is_open_to_whoever_reaches_it() {
    let socket = SOUND
        .replace("flask:", "socket:")
        .replace("  host: 127.0.0.1\n", "");
    let stage = Stage::empty().with("config.yaml", &socket);
    fires(&stage, "PY-026", ("config.yaml", Some(1)));
    let local = socket.replace("  port:", "  host: 127.0.0.1\n  port:");
    let stage = Stage::empty().with("config.yaml", &local);
    assert_eq!(stage.rules(), Vec::<String>::new(), "this machine only");
}

#[test]
fn webhooks_without_a_signature() {
    for (section, rule) in [
        ("twilio", Some("PY-041")),
        ("facebook", Some("PY-041")),
        ("viber", None),
        ("line", None),
    ] {
        let text = SOUND.replace("flask:", &format!("{section}:"));
        let rules = Stage::empty().with("config.yaml", &text).rules();
        assert_eq!(
            rules
                .iter()
                .find(|rule| *rule == "PY-041")
                .map(String::as_str),
            rule,
            "{section}"
        );
    }
}
