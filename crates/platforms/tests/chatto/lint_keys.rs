//! Keys and values that do not do what they seem to do.

use chatelaine_platforms::Fix;

use super::project::{BOT_TOKEN, Files, bot, chn, compose};

fn with_bot(more: &str) -> Files {
    Files::sound(&[("bot.yml", &bot(more))])
}

fn story(rule: &str, bad: &str, good: &str) {
    assert_eq!(with_bot(bad).rules(), [rule], "{bad:?}");
    assert_eq!(with_bot(good).rules(), Vec::<String>::new(), "{good:?}");
}

#[test]
fn keys_that_stand_twice() {
    let files = Files::sound(&[("bot.yml", &bot("  token: \"x\"\n"))]);
    let found = files.finding("CH-024");
    assert_eq!(
        (found.line, found.column),
        (Some(2), Some(3)),
        "the one that does not count"
    );
    let spelled = with_bot(&format!("Auth:\n  token: {BOT_TOKEN}\n"));
    assert!(
        spelled
            .finding("CH-024")
            .message
            .ends_with("`Auth` counts."),
        "viper puts it over the other"
    );
    assert_eq!(
        spelled.finding("CH-024").fix,
        None,
        "which one is meant is not known"
    );
}

#[test]
fn lengths_of_time_without_a_unit() {
    story("CH-025", "store:\n  ttl: 3600\n", "store:\n  ttl: 1h\n");
    story(
        "CH-025",
        "store:\n  ttl: \"3600\"\n",
        "store:\n  ttl: \"3600s\"\n",
    );
    story("CH-025", "store:\n  purge: soon\n", "store:\n  purge:\n");
    assert_eq!(
        with_bot("store:\n  ttl: 3600\n").finding("CH-025").fix,
        Some(Fix::Set {
            setting: "bot.store.ttl".into(),
            value: "3600s".into()
        }),
        "what the guide means"
    );
    let old = Files::sound(&[
        ("bot.yml", &bot("store:\n  ttl: 3600\n")),
        ("compose.yml", &compose(&[]).replace("0.9.2", "0.8.4")),
    ]);
    assert_eq!(old.rules(), Vec::<String>::new(), "seconds until 0.8.4");
}

#[test]
fn keys_that_chatto_does_not_know() {
    story(
        "CH-026",
        "store:\n  passwrd: \"x\"\n",
        "Store:\n  Type: cache\n",
    );
    story("CH-026", "cors: true\n", "enable_rest_cors: false\n");
    assert!(
        matches!(
            with_bot("store:\n  hots: localhost\n").finding("CH-026").fix,
            Some(Fix::Rename { ref to, .. }) if to == "host"
        ),
        "a slip of the pen"
    );
    let lock = Files::sound(&[("bot.yml", "auth:\n  tokens: \"x\"\n")]);
    assert_eq!(lock.rules(), ["CH-002", "CH-026"], "measured: open");
    assert_eq!(
        lock.finding("CH-026").fix,
        None,
        "the missing lock has the better fix"
    );
    let chn = Files::sound(&[("chn.yml", &chn("facebook:\n  key: x\n"))]);
    assert_eq!(chn.rules(), ["CH-026"]);
    let conversation = "conversation:\n  new:\n    reply_unsure: false\n";
    assert_eq!(
        with_bot(conversation).rules(),
        Vec::<String>::new(),
        "known, if harmless"
    );
}

#[test]
fn a_port_in_the_file_has_no_effect() {
    story("CH-027", "port: 8080\n", "bot_name: x\n");
}

#[test]
fn debug_logging() {
    for variable in ["CHATTO_BOT_DEBUG=true", "DEBUG=TRUE"] {
        let files = Files::sound(&[("compose.yml", &compose(&[variable]))]);
        assert_eq!(files.rules(), ["CH-028"], "{variable}");
    }
    let flag = Files::sound(&[(
        "chatto.service",
        "[Service]\nExecStart=/usr/bin/chatto --debug\n",
    )]);
    assert_eq!(flag.rules(), ["CH-028"], "the flag does the same");
    let files = Files::sound(&[("compose.yml", &compose(&["CHATTO_BOT_DEBUG=false"]))]);
    assert_eq!(files.rules(), Vec::<String>::new());
}

#[test]
fn the_environment_over_the_file() {
    let env = |value: &str| {
        Files::sound(&[(
            "compose.yml",
            &compose(&[&format!("CHATTO_BOT_AUTH_TOKEN={value}")]),
        )])
    };
    let found = env("m4GdX9sLq2VbT7nRz1WkH5cYe8JpUfA3oKiE6tBxN0v").finding("CH-029");
    assert_eq!(
        found.file.as_deref(),
        Some("bot.yml"),
        "the line that does not count"
    );
    assert_eq!(
        env(BOT_TOKEN).rules(),
        Vec::<String>::new(),
        "the same value twice is no trouble"
    );
}

#[test]
fn values_that_stop_the_bot() {
    let extension = |key: &str| {
        format!(
            "extensions:\n  e:\n    url: http://localhost:1\n    token: m4GdX9sLq2VbT7nRz1WkH5cYe8JpUfA3oKiE6tBxN0v\n{key}"
        )
    };
    story(
        "CH-030",
        &extension("    type: rest\n"),
        &extension("    type: REST\n"),
    );
    story("CH-030", &extension(""), &extension("    type: REST\n"));
    story("CH-030", "store:\n  tls: maybe\n", "store:\n  tls: yes\n");
    story(
        "CH-030",
        "store:\n  host: [a]\n",
        "store:\n  host: localhost\n",
    );
    let old = with_bot("extensions:\n  type: REST\n  url: http://localhost:1\n");
    assert_eq!(
        old.rules(),
        ["CH-030"],
        "one server without a name, before 0.8.0"
    );
    let list = Files::sound(&[("bot.yml", "auth:\n  token: [a]\n")]);
    assert_eq!(
        list.rules(),
        ["CH-030"],
        "a bot that does not start is not open"
    );
}

#[test]
fn a_store_that_is_only_memory() {
    story(
        "CH-031",
        "store:\n  type: mongo\n",
        "store:\n  type: Redis\n",
    );
    story(
        "CH-031",
        "store:\n  type: SQL\n",
        "store:\n  type: SQL\n  rdbms: sqlite\n",
    );
}

#[test]
fn variables_that_change_nothing() {
    let with = |bot_file: &str, variable: &str| {
        Files::sound(&[
            ("bot.yml", &bot(bot_file)),
            ("compose.yml", &compose(&[variable])),
        ])
    };
    let found = with("", "CHATTO_BOT_STORE_PASSWORD=aB3-x").finding("CH-032");
    assert!(
        matches!(found.fix, Some(Fix::Write { .. })),
        "the key can be made"
    );
    assert_eq!(
        with(
            "store:\n  password:\n",
            "CHATTO_BOT_STORE_PASSWORD=q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3"
        )
        .rules(),
        Vec::<String>::new()
    );
    for variable in ["CHATTO_BOT_PORT=80", "CHATTO_BOT_AUTH_TOKENS=x"] {
        assert_eq!(with("", variable).rules(), ["CH-032"], "{variable}");
    }
    for variable in [
        "CHATTO_BOT_BOT_NAME=x",
        "CHATTO_BOT_CONVERSATION_NEW_REPLY_ERROR=false",
        "CHATTO_PORT=1",
    ] {
        assert_eq!(
            with("", variable).rules(),
            Vec::<String>::new(),
            "{variable}"
        );
    }
    let telegram = Files::sound(&[(
        "compose.yml",
        &compose(&["CHATTO_CHN_TELEGRAM_BOT_KEY=1:a"]),
    )]);
    assert_eq!(
        telegram.finding("CH-032").fix,
        None,
        "the key would open one more way in"
    );
    let dash = with(
        "extensions:\n  my-server:\n    type: REST\n    url: http://localhost:1\n    token: m4GdX9sLq2VbT7nRz1WkH5cYe8JpUfA3oKiE6tBxN0v\n",
        "CHATTO_BOT_EXTENSIONS_MY_SERVER_TOKEN=x",
    );
    assert!(dash.finding("CH-032").message.contains("dash"), "measured");
}

/// Measured on 0.9.2: `'auth' expected a map, got 'slice'`.
#[test]
fn sections_that_are_none() {
    for wrong in ["[]", "[{token: x}]", "text", "\"\"", "5"] {
        let files = Files::sound(&[("bot.yml", &format!("auth: {wrong}\n"))]);
        assert_eq!(
            files.rules(),
            ["CH-030"],
            "the bot does not start, so that nothing else is known of the lock: {wrong}"
        );
        assert_eq!(files.finding("CH-030").line, Some(1));
    }
    let files = Files::sound(&[("chn.yml", "- rest\n")]);
    assert_eq!(files.rules(), ["CH-030"], "a list as a whole");
    let empty = Files::sound(&[("bot.yml", "auth:\n")]);
    assert_eq!(empty.rules(), ["CH-002"], "nothing is an empty section");
}
