//! The Socket.IO channel and its lock.

use chatelaine_platforms::{Fix, Severity};

use super::project::{COMPOSE, Files, KEY, credentials};

fn socket(lines: &str) -> Files {
    credentials(&format!(
        "socketio:\n  user_message_evt: user_uttered\n{lines}"
    ))
}

fn generate(setting: &str) -> Option<Fix> {
    Some(Fix::Generate {
        setting: setting.into(),
    })
}

#[test]
fn without_a_key_the_socket_is_open() {
    for (lines, position) in [
        ("", (1, 1)),
        ("  jwt_key:\n", (3, 3)),
        ("  jwt_key: \"\"\n", (3, 12)),
        ("  jwt_key: ~\n", (3, 12)),
        ("  jwt_key: false\n", (3, 12)),
        ("  jwt_key: 0\n", (3, 12)),
    ] {
        let found = socket(lines).the("RA-001");
        assert_eq!(found.severity, Severity::Critical, "{lines:?}");
        assert_eq!(
            found.fix,
            generate("credentials.socketio.jwt_key"),
            "{lines:?}"
        );
        let place = (found.line.unwrap() as usize, found.column.unwrap() as usize);
        assert_eq!(place.0, position.0, "{lines:?}: line {place:?}");
        assert!(found.locks, "one click locks it");
    }
    assert!(
        credentials("socketio:\n").has("RA-001"),
        "a bare section is a channel"
    );
    assert!(
        !credentials("slack:\n").has("RA-001"),
        "no channel, no door"
    );
    let quoted = socket(&format!("  jwt_key: \"{KEY}\"\n"));
    assert_eq!(quoted.rules(), ["RA-037"], "only that it lies in the file");
}

#[test]
fn a_key_from_an_empty_variable_is_made_where_the_variable_stands() {
    let files = socket("  jwt_key: ${SIO}\n").with_env("SIO=\n");
    assert_eq!(files.the("RA-001").fix, generate("env.SIO"));
    assert_eq!(files.the("RA-001").file.as_deref(), Some(".env"));
}

#[test]
fn with_a_public_key_missing_no_secret_is_made_up() {
    let found = socket("  jwt_method: RS256\n").the("RA-001");
    assert_eq!(
        found.fix, None,
        "the key of whoever makes the tokens belongs there"
    );
}

#[test]
fn a_misspelt_key_leaves_the_socket_open() {
    for slip in ["jwt_keyy", "jwt-key", "JWT_KEY", "jwt_token", "jwt_secret"] {
        let files = socket(&format!("  {slip}: \"{KEY}\"\n"));
        let found = files.the("RA-002");
        assert_eq!(
            found.severity,
            Severity::Critical,
            "{slip}: measured to start, and to let everybody in"
        );
        assert_eq!((found.line, found.column), (Some(3), Some(3)), "{slip}");
        assert!(
            matches!(&found.fix, Some(Fix::Rename { to, .. }) if to == "jwt_key"),
            "{slip}"
        );
        assert!(
            !files.has("RA-001") && !files.has("RA-030"),
            "{slip}: one fact, one finding"
        );
        let after = files.after(&found.fix.unwrap());
        assert!(
            !after.has("RA-001") && !after.has("RA-002"),
            "{slip}: then it is locked"
        );
    }
    let both = socket(&format!("  jwt_key: \"{KEY}\"\n  jwt_keyy: x\n"));
    assert_eq!(
        both.the("RA-030").fix,
        None,
        "the right key is there, and is kept"
    );
    assert!(!both.has("RA-002"), "the socket is locked all the same");
}

#[test]
fn a_quoted_reference_is_the_key_itself() {
    for written in [
        "\"${SIO_JWT_KEY}\"",
        "'${SIO_JWT_KEY}'",
        "$SIO_JWT_KEY",
        "|\n    ${SIO_JWT_KEY}",
    ] {
        let files =
            socket(&format!("  jwt_key: {written}\n")).with_env(&format!("SIO_JWT_KEY={KEY}\n"));
        let found = files.the("RA-003");
        assert_eq!(found.severity, Severity::Critical, "{written}");
        assert_eq!(
            files.rules(),
            ["RA-003"],
            "{written}: and nothing else about it"
        );
        let after = files.after(&found.fix.unwrap());
        assert!(
            after
                .credentials
                .as_ref()
                .unwrap()
                .contains("jwt_key: ${SIO_JWT_KEY}"),
            "{written}: without quotes it is replaced"
        );
        assert_eq!(after.rules(), Vec::<String>::new(), "{written}");
    }
}

#[test]
fn keys_with_which_every_token_is_refused() {
    const PEM: &str = "-----BEGIN PUBLIC KEY-----\\nMIIB\\n-----END PUBLIC KEY-----";
    for (story, lines) in [
        ("a number", "  jwt_key: 12345678\n".to_owned()),
        ("a date", "  jwt_key: 2020-01-01\n".to_owned()),
        ("a list", "  jwt_key: [a, b]\n".to_owned()),
        ("a line break", format!("  jwt_key: |\n    {KEY}\n")),
        ("a PEM key as a secret", format!("  jwt_key: \"{PEM}\"\n")),
        (
            "a secret as a public key",
            format!("  jwt_key: \"{KEY}\"\n  jwt_method: RS256\n"),
        ),
    ] {
        let files = socket(&lines);
        assert_eq!(files.the("RA-027").severity, Severity::Medium, "{story}");
        assert!(
            !files.has("RA-001") && !files.has("RA-009"),
            "{story}: it is no open door"
        );
    }
    let digits = "31720958846102937556480193827465509821376640917285530462";
    let strong = socket(&format!("  jwt_key: {digits}\n"));
    let after = strong.after(&strong.the("RA-027").fix.unwrap());
    assert!(
        after
            .credentials
            .unwrap()
            .contains(&format!("\"{digits}\"")),
        "digits that nobody guesses are kept, in quotes"
    );
    let weak = socket("  jwt_key: 12345678\n");
    assert_eq!(
        weak.the("RA-027").fix,
        generate("credentials.socketio.jwt_key")
    );
    let line = socket(&format!("  jwt_key: |\n    {KEY}\n"));
    let after = line.after(&line.the("RA-027").fix.unwrap());
    assert_eq!(
        after.value("credentials.socketio.jwt_key").text(),
        KEY,
        "without the break"
    );
    let public = socket(&format!("  jwt_key: \"{PEM}\"\n  jwt_method: RS256\n"));
    assert!(
        !public.has("RA-027") && !public.has("RA-037"),
        "a public key is right there, and no secret"
    );
}

#[test]
fn a_method_that_rasa_cannot_verify() {
    let method =
        |written: &str| socket(&format!("  jwt_key: \"{KEY}\"\n  jwt_method: {written}\n"));
    for good in [
        "HS256",
        "HS512",
        "\"HS256\"",
        "HS256,HS512",
        "[HS256, HS512]",
    ] {
        assert!(!method(good).has("RA-028"), "{good} works");
    }
    for (bad, meant) in [
        ("hs256", Some("HS256")),
        ("Hs512", Some("HS512")),
        ("HS265", None),
        ("none", None),
        ("", Some("HS256")),
        ("~", Some("HS256")),
        ("[HS256, HS265]", None),
        ("256", None),
    ] {
        let found = method(bad).the("RA-028");
        let fix = meant.map(|value| Fix::Set {
            setting: "credentials.socketio.jwt_method".into(),
            value: value.into(),
        });
        assert_eq!(found.fix, fix, "{bad:?}: only where the meaning is clear");
    }
}

#[test]
fn a_key_that_is_shorter_than_its_signature() {
    let files = socket("  jwt_key: \"q7Vt2mXo9bLrK4nWc1ZsE8uYp5\"\n");
    let found = files.the("RA-029");
    assert_eq!(found.severity, Severity::Medium);
    assert!(!files.has("RA-009"), "it is not guessed all the same");
    assert!(!files.after(&found.fix.unwrap()).has("RA-029"));
}

#[test]
fn settings_with_which_nobody_gets_a_reply() {
    let files = socket(&format!(
        "  jwt_key: \"{KEY}\"\n  namespace: /chat\n  session_persistence: true\n"
    ));
    let found = files.the("RA-031");
    assert!(!files.after(&found.fix.unwrap()).has("RA-031"));
    assert_eq!(files.the("RA-038").severity, Severity::Low, "a note");
    let fine = socket(&format!(
        "  jwt_key: \"{KEY}\"\n  namespace: /\n  session_persistence: false\n"
    ));
    assert!(
        !fine.has("RA-031") && !fine.has("RA-038"),
        "`/` is the namespace that Rasa answers in"
    );
}

#[test]
fn rasa_1_has_no_lock_for_the_socket() {
    let compose = COMPOSE.replace("3.6.20-full", "1.10.26");
    let files = socket(&format!("  jwt_key: \"{KEY}\"\n")).with_compose(&compose);
    assert_eq!(files.the("RA-007").severity, Severity::Critical);
    assert!(!files.has("RA-001"), "there is nothing to set");
    assert!(!socket("").with_compose(COMPOSE).has("RA-007"));
}
