//! Locks that can be picked, and keys that do not fit.

use chatelaine_platforms::Fix;

use super::project::{BOT_TOKEN, EXT_TOKEN, Files, REST_TOKEN, bot, chn, compose};

fn with_token(written: &str) -> Files {
    Files::sound(&[("bot.yml", &format!("auth:\n  token: {written}\n"))])
}

#[test]
fn values_that_are_read_as_something_else() {
    for bad in ["00123", "0x1F", "1e5", "1_000", "yes", "true", "a #b"] {
        let rules = with_token(bad).rules();
        assert!(rules.contains(&"CH-011".to_owned()), "{bad}: {rules:?}");
    }
    for good in [
        BOT_TOKEN,
        "2024-01-01",
        "12345",
        "\"00123\"",
        "a#b",
        "abc  # for the shop",
    ] {
        let rules = with_token(good).rules();
        assert!(!rules.contains(&"CH-011".to_owned()), "{good}: {rules:?}");
    }
    let number = Files::sound(&[(
        "chn.yml",
        &chn("twilio:\n  account_sid: AC1\n  number: +15551234567\n"),
    )]);
    let found = number.finding("CH-011");
    assert!(
        matches!(found.fix, Some(Fix::Write { .. })),
        "YAML takes the plus sign of a telephone number away: {:?}",
        found.fix
    );
    assert!(
        matches!(
            with_token("00123").finding("CH-011").fix,
            Some(Fix::Generate { .. })
        ),
        "what can be guessed is not worth keeping"
    );
}

#[test]
fn tokens_that_no_header_matches() {
    for bad in [
        format!("\"{BOT_TOKEN} \""),
        format!("\"{BOT_TOKEN}\\n\""),
        format!("|\n    {BOT_TOKEN}"),
        format!("\"Bearer {BOT_TOKEN}\""),
        format!("\"{BOT_TOKEN}\\u00e9\""),
    ] {
        let files = with_token(&bad);
        assert_eq!(files.rules(), ["CH-012"], "{bad}");
        let after = files.fixed(&files.finding("CH-012").fix.unwrap());
        assert_eq!(after.rules(), Vec::<String>::new(), "{bad}: mended");
    }
    let trimmed = with_token(&format!("\"{BOT_TOKEN} \""));
    let after = trimmed.fixed(&trimmed.finding("CH-012").fix.unwrap());
    assert!(
        after.text("bot.yml").contains(&format!("\"{BOT_TOKEN}\"")),
        "the value is kept"
    );
    let env = Files::sound(&[
        ("bot.yml", "auth:\n  token:\n"),
        (
            "compose.yml",
            &format!(
                "services:\n  chatto:\n    image: jaimeteb/chatto\n    environment:\n      CHATTO_BOT_AUTH_TOKEN: \"{BOT_TOKEN}\\n\"\n"
            ),
        ),
    ]);
    assert_eq!(
        env.finding("CH-012").fix,
        None,
        "it has to be mended where it stands"
    );
}

#[test]
fn references_are_not_replaced() {
    for text in ["${CHATTO_BOT_AUTH_TOKEN}", "\"$TOKEN\""] {
        assert_eq!(
            with_token(text).rules(),
            ["CH-013"],
            "{text}: measured, 200 with the literal"
        );
    }
    assert!(
        !with_token("\"a${B}c-4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k\"")
            .rules()
            .contains(&"CH-013".into())
    );
}

#[test]
fn samples_weak_and_reused_tokens() {
    for sample in [
        "this-is-a-bot-token",
        "my-super-secret-token",
        "rather-cousin-LIMP-scull",
    ] {
        assert_eq!(with_token(sample).rules(), ["CH-014"], "{sample}");
    }
    assert_eq!(with_token("\"tok-1984\"").rules(), ["CH-015"]);
    let reused = Files::sound(&[("chn.yml", &chn("").replace(REST_TOKEN, BOT_TOKEN))]);
    assert_eq!(
        reused.finding("CH-016").fix,
        Some(Fix::Generate {
            setting: "chn.rest.callback_token".into()
        })
    );
    let issued = Files::sound(&[
        (
            "chn.yml",
            &chn("telegram:\n  bot_key: MY_BOT_KEY\ntwilio:\n  number: MY_NUMBER\n"),
        ),
        ("compose.yml", &compose(&[])),
    ]);
    let found = issued.findings();
    assert_eq!(
        found
            .iter()
            .map(|finding| finding.rule.as_str())
            .collect::<Vec<_>>(),
        ["CH-014", "CH-014"]
    );
    assert!(
        found.iter().all(|finding| finding.fix.is_none()),
        "nobody but the messenger can issue another"
    );
    let store = Files::sound(&[(
        "bot.yml",
        &bot("store:\n  type: REDIS\n  host: localhost\n  password: pass\n"),
    )]);
    assert_eq!(
        store.finding("CH-014").fix,
        None,
        "the database has its own idea of it"
    );
}

#[test]
fn a_new_token_for_an_extension_is_for_the_operator_to_decide() {
    let extension = |token: &str| {
        Files::sound(&[(
            "bot.yml",
            &bot(&format!(
                "extensions:\n  trivia:\n    type: REST\n    url: http://localhost:8770\n    token: {token}\n"
            )),
        )])
    };
    let found = extension("my-extension-authorization-token").finding("CH-014");
    assert!(
        !found.locks,
        "locking everything must not cut the extension off"
    );
    assert!(found.advice.contains("-token"), "{}", found.advice);
    assert_eq!(extension(EXT_TOKEN).rules(), Vec::<String>::new());
    assert_eq!(
        extension(BOT_TOKEN).rules(),
        ["CH-016"],
        "one token for two locks"
    );
}

#[test]
fn secrets_of_the_environment_are_judged_where_they_stand() {
    let files = Files::sound(&[
        ("bot.yml", "auth:\n  token:\n"),
        (
            "compose.yml",
            &compose(&["CHATTO_BOT_AUTH_TOKEN=this-is-a-bot-token"]),
        ),
    ]);
    let found = files.finding("CH-014");
    assert_eq!(found.file.as_deref(), Some("compose.yml"));
    assert_eq!(found.fix, None, "a new value in the file would not count");
}
