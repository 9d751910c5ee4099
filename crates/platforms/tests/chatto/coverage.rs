//! No rule without a story.

use std::collections::BTreeSet;

use chatelaine_platforms::{Platform, Severity};

use super::project::{BOT_TOKEN, EXT_TOKEN, Files, REST_TOKEN, bot, chn, compose};
use super::whole::from_the_guide;

/// Bad projects, which between them break every rule.
pub(crate) fn projects() -> Vec<Files> {
    let extension = |lines: &str| bot(&format!("extensions:\n  My-Server: {{{lines}}}\n"));
    let keyless = compose(&[
        &format!("CHATTO_BOT_AUTH_TOKEN={BOT_TOKEN}"),
        "CHATTO_BOT_STORE_PASSWORD=aB3-x",
        "CHATTO_CHN_REST_TOKEN=abc",
    ]);
    vec![
        Files::new(&[("bot.yml", "bot_name: x\n")]),
        Files::sound(&[("chn.yml", &format!("rest:\n  token: {REST_TOKEN}\n"))]),
        Files::sound(&[("chn.yml", "Rest:\n  Token: yes\n  callback_token: ~\n")]),
        Files::sound(&[("chn.yml", &chn("  token: \"other\"\n"))]),
        Files::sound(&[(
            "chn.yml",
            "rest:\n  callback_token: abc\n  token: \"other\"\n",
        )]),
        Files::new(&[("compose.yml", &keyless)]),
        Files::sound(&[
            ("bot.yml", "auth:\n"),
            (".env", &format!("CHATTO_BOT_AUTH_TOKEN={BOT_TOKEN}\n")),
            ("compose.yml", &(compose(&[]) + "    # env_file: .env\n")),
        ]),
        Files::sound(&[
            ("bot.yml", "bot_name: x\n"),
            (".env", &format!("CHATTO_BOT_AUTH_TOKEN={BOT_TOKEN}\n")),
        ]),
        Files::sound(&[
            ("chn.toml", ""),
            ("bot.json", "{\"auth\": {\"token\": 12}}"),
        ]),
        Files::sound(&[("compose.yml", &compose(&[]).replace("0.9.2", "0.5.0"))]),
        Files::sound(&[("bot.yml", "auth:\n  token: 0x1F\n  token: 00123\n")]),
        Files::sound(&[("bot.yml", &format!("AUTH:\n  token: \" {BOT_TOKEN}\"\n"))]),
        Files::sound(&[("bot.yml", "auth:\n  token: ${TOKEN}\n")]),
        Files::sound(&[("bot.yml", "auth: {token: &a abc}\nbot_name: *a\n")]),
        Files::sound(&[("bot.yml", &format!("auth:\n  token: {REST_TOKEN}\n"))]),
        Files::sound(&[("bot.yml", &extension("type: REST, url: \"https://e.org\""))]),
        Files::sound(&[(
            "bot.yml",
            &extension("type: REST, url: \"http://localhost:1\", token: abc"),
        )]),
        Files::sound(&[(
            "bot.yml",
            &extension("type: REST, url: \"http://localhost:1\""),
        )]),
        Files::sound(&[(
            "bot.yml",
            &extension(&format!(
                "type: REST, url: \"http://e.org\", token: {EXT_TOKEN}"
            )),
        )]),
        Files::sound(&[("bot.yml", &extension("type: RPC, host: e.org, port: 1"))]),
        Files::sound(&[(
            "bot.yml",
            &extension("type: rest, url: \"http://localhost:1\""),
        )]),
        Files::sound(&[("bot.yml", &extension("url: \"http://localhost:1\""))]),
        Files::sound(&[(
            "bot.yml",
            &bot("store: {type: mongo, ttl: 60, purge: \"60\", tls: on it, hots: x}\nport: 1\n"),
        )]),
        Files::sound(&[(
            "compose.yml",
            &compose(&[&format!("CHATTO_BOT_AUTH_TOKEN={EXT_TOKEN}"), "DEBUG=true"]),
        )]),
        Files::sound(&[("compose.yml", &compose(&["CHATTO_BOT_AUTH=x"]))]),
        Files::sound(&[("chn.yml", &chn("twilio:\n  number: +15551234567\n"))]),
        Files::sound(&[("bot.service", "[Service]\nExecStart=/ext -token abc\n")]),
        Files::bare(&[("bot.yml", &bot(""))]),
        from_the_guide(),
    ]
}

/// What only a running bot shows, and where that is told.
const LIVE: [(&str, &str); 4] = [
    ("CH-035", "live_stale.rs"),
    ("CH-036", "live_stale.rs"),
    ("CH-037", "live_transport.rs"),
    ("CH-038", "live_extensions.rs"),
];

#[test]
fn every_rule_is_found_somewhere() {
    let found: BTreeSet<String> = projects().iter().flat_map(Files::rules).collect();
    let rules = Platform::Chatto
        .rules()
        .filter(|rule| rule.id.starts_with("CH-"));
    for id in rules.map(|rule| rule.id) {
        let live = LIVE.iter().any(|(known, _)| *known == id);
        assert!(
            found.contains(id) != live,
            "{id}: found in a file: {}, listed as live: {live}",
            found.contains(id)
        );
    }
}

#[test]
fn every_rule_says_what_to_do() {
    for rule in Platform::Chatto
        .rules()
        .filter(|rule| rule.id.starts_with("CH-"))
    {
        assert!(
            rule.advice.len() > 30 && rule.advice.ends_with('.'),
            "{}: `{}`",
            rule.id,
            rule.advice
        );
        assert!(
            !rule.locks || rule.severity >= Severity::High,
            "{}: what locks a door is never a trifle",
            rule.id
        );
    }
}

#[test]
fn nothing_that_is_shown_for_debugging_holds_a_secret() {
    for files in projects() {
        let project = files.project();
        let values = Platform::Chatto.effective(&project);
        let said = format!("{project:?} {values:?}");
        for secret in [BOT_TOKEN, REST_TOKEN, EXT_TOKEN] {
            assert!(!said.contains(secret), "a secret is in {said}");
        }
    }
}
