//! Doors without a lock, and keys that only look like one.

use chatelaine_platforms::{Fix, Severity};

use super::project::{BOT_TOKEN, Files, REST_TOKEN, bot, chn, compose};

#[test]
fn without_files_everything_is_open() {
    let files = Files::new(&[("bot.yml", "bot_name: x\n")]);
    assert_eq!(files.rules(), ["CH-001", "CH-002"], "measured: 200 and 200");
    assert!(
        files
            .finding("CH-001")
            .message
            .contains("There is no chn.yml"),
        "what is missing is said"
    );
    assert_eq!(
        Files::sound(&[]).rules(),
        Vec::<String>::new(),
        "two tokens, no findings"
    );
}

#[test]
fn nothing_null_and_empty_are_open() {
    for token in ["", "null", "~", "\"\""] {
        let files = Files::sound(&[("bot.yml", &format!("auth:\n  token: {token}\n"))]);
        let found = files.finding("CH-002");
        assert_eq!(found.line, Some(2), "{token:?}: the line is shown");
        assert_eq!(
            found.fix,
            Some(Fix::Generate {
                setting: "bot.auth.token".into()
            }),
            "{token:?}: a token can be made"
        );
        assert_eq!(
            files.rules(),
            ["CH-002"],
            "{token:?}: one trouble, one finding"
        );
    }
}

#[test]
fn the_guides_key_is_read_by_nothing() {
    let files = Files::sound(&[("chn.yml", &format!("rest:\n  token: \"{REST_TOKEN}\"\n"))]);
    let found = files.finding("CH-003");
    assert_eq!((found.severity, found.line), (Severity::Critical, Some(2)));
    assert!(
        matches!(&found.fix, Some(Fix::Rename { role: "chn", to, .. }) if to == "callback_token"),
        "the value is kept: {:?}",
        found.fix
    );
    assert_eq!(files.rules(), ["CH-003"], "one fact, one finding");
    let sample = Files::sound(&[("chn.yml", "rest:\n  token: this-is-a-rest-token\n")]);
    assert_eq!(
        sample.rules(),
        ["CH-003", "CH-014"],
        "as in the guide: the value is no better than its place"
    );
    let empty = Files::sound(&[(
        "chn.yml",
        &format!("rest:\n  token: \"{REST_TOKEN}\"\n  callback_token:\n"),
    )]);
    let fix = empty.finding("CH-003").fix.unwrap();
    assert!(
        matches!(fix, Fix::Write { .. }),
        "the name is taken: {fix:?}"
    );
    assert_eq!(
        empty.fixed(&fix).rules(),
        Vec::<String>::new(),
        "the value stands in both places"
    );
}

#[test]
fn two_places_that_say_different_things_mislead() {
    let both = |twin: &str| Files::sound(&[("chn.yml", &chn(&format!("  token: \"{twin}\"\n")))]);
    assert_eq!(
        both(REST_TOKEN).rules(),
        Vec::<String>::new(),
        "equal is fine"
    );
    let found = both("something-else").finding("CH-010");
    assert_eq!((found.severity, found.line), (Severity::High, Some(3)));
    assert!(
        matches!(found.fix, Some(Fix::Write { .. })),
        "{:?}",
        found.fix
    );
    assert_eq!(
        both("").rules(),
        Vec::<String>::new(),
        "an empty one misleads nobody"
    );
}

#[test]
fn the_guides_variable_is_read_by_nothing() {
    let env = compose(&[&format!("CHATTO_CHN_REST_TOKEN={REST_TOKEN}")]);
    let open = Files::sound(&[("chn.yml", "rest:\n  token:\n"), ("compose.yml", &env)]);
    assert_eq!(open.rules(), ["CH-003"], "measured: 200 (2)");
    let locked = Files::sound(&[("compose.yml", &env)]);
    assert_eq!(
        locked.rules(),
        ["CH-032"],
        "it only misleads where there is a token"
    );
}

#[test]
fn a_variable_without_its_key_is_an_open_door() {
    let env = compose(&[
        &format!("CHATTO_BOT_AUTH_TOKEN={BOT_TOKEN}"),
        &format!("CHATTO_CHN_REST_CALLBACK_TOKEN={REST_TOKEN}"),
    ]);
    let kubernetes = Files::new(&[("compose.yml", &env)]);
    assert_eq!(
        kubernetes.rules(),
        ["CH-004", "CH-004"],
        "measured: wide open (5)"
    );
    let files = Files::sound(&[("bot.yml", "bot_name: x\n"), ("compose.yml", &env)]);
    let found = files.finding("CH-004");
    assert_eq!(
        found.file.as_deref(),
        Some("compose.yml"),
        "where the variable is set"
    );
    let after = files.fixed(&found.fix.unwrap());
    assert!(
        after.text("bot.yml").contains("auth:\n  token: \"\""),
        "the key comes into the file, the secret does not: {}",
        after.text("bot.yml")
    );
    assert_eq!(
        after.rules(),
        Vec::<String>::new(),
        "an empty key with its variable is a lock"
    );
}

#[test]
fn a_value_in_the_file_is_enough() {
    let env = compose(&["CHATTO_BOT_AUTH_TOKEN="]);
    let files = Files::sound(&[("compose.yml", &env)]);
    assert_eq!(
        files.rules(),
        Vec::<String>::new(),
        "an empty variable is none"
    );
}

#[test]
fn a_dot_env_that_nothing_loads_is_an_open_door() {
    let env = format!("CHATTO_BOT_AUTH_TOKEN={BOT_TOKEN}\n");
    let key = "auth:\n  token:\n";
    let files = Files::sound(&[
        ("bot.yml", key),
        (".env", &env),
        ("compose.yml", &(compose(&[]) + "    # env_file: .env\n")),
    ]);
    let found = files.finding("CH-005");
    assert_eq!(
        found.fix,
        Some(Fix::EnableEnvFile {
            service: "chatto".into()
        }),
        "compose can load it"
    );
    assert_eq!(
        files.fixed(&found.fix.unwrap()).rules(),
        Vec::<String>::new(),
        "then it counts"
    );
    let alone = Files::sound(&[("bot.yml", key), (".env", &env)]);
    assert!(
        matches!(alone.finding("CH-005").fix, Some(Fix::Generate { .. })),
        "without compose the token can stand in the file"
    );
    let both = Files::sound(&[("bot.yml", "bot_name: x\n"), (".env", &env)]);
    assert_eq!(both.rules(), ["CH-004", "CH-005"], "neither key nor way");
}

#[test]
fn a_token_from_where_nobody_can_look_is_not_called_missing() {
    let files = Files::sound(&[
        ("bot.yml", "auth:\n  token:\n"),
        ("compose.yml", &compose(&["CHATTO_BOT_AUTH_TOKEN=${TOKEN}"])),
    ]);
    assert_eq!(files.rules(), Vec::<String>::new(), "the shell may have it");
}

#[test]
fn a_file_that_makes_no_sense_is_no_open_door() {
    let files = Files::sound(&[("bot.yml", "auth:\n  token: [\n")]);
    assert_eq!(
        files.rules(),
        ["GEN-001"],
        "measured: the bot does not start (15)"
    );
}

#[test]
fn a_file_that_only_the_reader_of_chatto_stops_at_is_told() {
    for (story, head) in [
        ("a version of YAML", "%YAML 1.2\n---\n"),
        ("a control character", "# \u{7}\n"),
        (
            "a tab before a comment",
            "store:\n\t# none\n  type: CACHE\n",
        ),
    ] {
        let files = Files::sound(&[("bot.yml", &format!("{head}{}", bot("")))]);
        assert!(
            files.rules().contains(&"GEN-001".to_owned()),
            "{story}: yaml.v2 stops there, and the bot does not start: {:?}",
            files.rules()
        );
    }
}

#[test]
fn case_and_siblings_do_not_hide_a_token() {
    let files = Files::sound(&[(
        "bot.yml",
        &bot("").replace("auth", "Auth").replace("token", "Token"),
    )]);
    assert_eq!(files.rules(), Vec::<String>::new(), "measured: 401 (14)");
}

/// Tried on the real server: with `CHATTO_BOT_AUTH` set to anything, `auth.token` of the file locks nothing.
#[test]
fn a_variable_for_a_section_takes_its_token_away() {
    let files = Files::sound(&[("compose.yml", &compose(&["CHATTO_BOT_AUTH=anything"]))]);
    let finding = files.finding("CH-039");
    assert!(
        !files.rules().contains(&"CH-032".to_owned()),
        "a variable that opens the bot is never said to have no effect"
    );
    assert!(
        finding.message.contains("CHATTO_BOT_AUTH hides"),
        "{finding:?}"
    );
    assert_eq!(finding.file.as_deref(), Some("compose.yml"));
    let own = Files::sound(&[(
        "compose.yml",
        &compose(&[
            "CHATTO_BOT_AUTH=x",
            &format!("CHATTO_BOT_AUTH_TOKEN={BOT_TOKEN}"),
        ]),
    )]);
    assert!(
        !own.rules().contains(&"CH-039".to_owned()),
        "the key's own variable still counts: {:?}",
        own.rules()
    );
}
