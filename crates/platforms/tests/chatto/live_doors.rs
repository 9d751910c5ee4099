//! The two doors with tokens on the running bot: every row of the table of what was measured.

use super::observe::{claims, rules, run, verdicts};
use super::project::{BOT_TOKEN, Files, REST_TOKEN, bot, chn, compose};

/// One row: what it is about, the files, the variables of the bot, and the verdicts.
struct Row {
    story: &'static str,
    bot: String,
    chn: String,
    env: Vec<(&'static str, String)>,
    expected: &'static str,
    /// Whether a token of ours opens a door: it cannot where none is asked for, or where no header carries it.
    authenticated: bool,
}

impl Row {
    fn new(story: &'static str, bot: &str, chn: &str, expected: &'static str) -> Self {
        Self {
            story,
            bot: bot.into(),
            chn: chn.into(),
            env: Vec::new(),
            expected,
            authenticated: expected.contains("locked"),
        }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.env.push((name, value.into()));
        self
    }

    fn unsendable(mut self) -> Self {
        self.authenticated = false;
        self
    }

    fn files(&self) -> Files {
        let mut files = Files::new(&[("bot.yml", &self.bot), ("chn.yml", &self.chn)]);
        if !self.env.is_empty() {
            let lines = self.env.iter();
            let lines: Vec<String> = lines
                .map(|(name, value)| format!("'{name}={value}'"))
                .collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            files.put("compose.yml", &compose(&lines));
        }
        files
    }
}

const BOT_ENV: &str = "CHATTO_BOT_AUTH_TOKEN";
const REST_ENV: &str = "CHATTO_CHN_REST_CALLBACK_TOKEN";

fn rows() -> Vec<Row> {
    let (both, one) = (bot(""), chn(""));
    let token = |written: &str| format!("auth:\n  token: {written}\n");
    let only_bot = "rest open · bot locked";
    let open = "rest open · bot open";
    vec![
        Row::new("no tokens", "", "", open),
        Row::new("both tokens", &both, &one, "rest locked · bot locked"),
        Row::new("only the bot's", &both, "", only_bot),
        Row::new("only the channel's", "", &one, "rest locked · bot open"),
        Row::new(
            "the guide's key",
            &both,
            "rest: {token: \"guide-token\"}",
            only_bot,
        ),
        Row::new("the guide's variable", "", "rest: {token: }", open)
            .with("CHATTO_CHN_REST_TOKEN", REST_TOKEN),
        Row::new(
            "a variable whose key is there",
            "",
            "rest: {callback_token: }",
            "rest locked · bot open",
        )
        .with(REST_ENV, REST_TOKEN),
        Row::new(
            "a variable whose key is not there",
            "",
            "telegram: {bot_key: }",
            open,
        )
        .with(REST_ENV, REST_TOKEN),
        Row::new(
            "variables and no key at all, as in the project's own manifest",
            "bot_name: b",
            "slack: {token: }",
            open,
        )
        .with(REST_ENV, REST_TOKEN)
        .with(BOT_ENV, BOT_TOKEN),
        Row::new("a variable over an empty key", &token(""), "", only_bot).with(BOT_ENV, BOT_TOKEN),
        Row::new("a variable and `auth:` alone", "auth:\n", "", open).with(BOT_ENV, BOT_TOKEN),
        Row::new("a variable and `auth: {}`", "auth: {}\n", "", open).with(BOT_ENV, BOT_TOKEN),
        Row::new(
            "a variable beats the file",
            &token("\"filetok-filetok\""),
            "",
            only_bot,
        )
        .with(BOT_ENV, BOT_TOKEN),
        Row::new("an empty variable does not", &both, "", only_bot).with(BOT_ENV, ""),
        Row::new("a variable for the whole section", &both, "", open).with("CHATTO_BOT_AUTH", "x"),
        Row::new(
            "a reference is text",
            &token("\"${CHATTO_TOKEN}\""),
            "",
            only_bot,
        ),
        Row::new("an octal number", &token("00123"), "", only_bot),
        Row::new("a switch", &token("yes"), "", only_bot),
        Row::new("a thousand", &token("1_000"), "", only_bot),
        Row::new("a comment", &token("abc #def"), "", only_bot),
        Row::new("null", &token("null"), "rest: {callback_token: ~}", open),
        Row::new("a blank at the end", &token("\"tok \""), "", only_bot).unsendable(),
        Row::new(
            "a line break at the end",
            &token("\"tok\\n\""),
            "",
            only_bot,
        )
        .unsendable(),
        Row::new(
            "the header's own word",
            &token("\"Bearer tok\""),
            "",
            only_bot,
        )
        .unsendable(),
        Row::new("other letters", &token("\"tökén\""), "", only_bot).unsendable(),
        Row::new("twice", "auth: {token: a, token: b}\n", "", only_bot),
        Row::new("capitals", "Auth:\n  Token: \"tok\"\n", "", only_bot),
        Row::new("an unknown key", "auth: {tokens: \"tok\"}\n", "", open),
        Row::new("a key with a dot", "auth.token: \"tok\"\n", "", only_bot),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_of_the_table_is_judged_as_it_is() {
    for row in rows() {
        let story = row.story;
        let files = row.files();
        let env: Vec<(&str, &str)> = row
            .env
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let running = run(&files, &env).await;
        let seen = running.check(Some(&files)).await;
        assert_eq!(verdicts(&seen), row.expected, "{story}");
        assert!(
            !seen.restart_needed,
            "{story}: the bot runs with exactly these files: {:?}",
            seen.findings
        );
        assert_eq!(seen.authenticated, row.authenticated, "{story}: {seen:?}");

        let unknowing = running.check(None).await;
        assert_eq!(
            verdicts(&unknowing),
            row.expected,
            "{story}: the verdict must not depend on what we know"
        );
        assert!(
            !unknowing.authenticated,
            "{story}: no token of ours was sent"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sibling_is_the_file_that_counts() {
    let locked = Files::new(&[
        ("bot.yml", "auth: {token: decoy}\n"),
        ("bot.yaml", &bot("")),
    ]);
    let seen = run(&locked, &[]).await.check(Some(&locked)).await;
    assert_eq!(verdicts(&seen), "rest open · bot locked");
    assert!(seen.authenticated, "the token of bot.yaml was accepted");
    let open = Files::new(&[("bot.yml", &bot("")), ("bot.json", "{\"bot_name\": \"x\"}")]);
    let seen = run(&open, &[]).await.check(Some(&open)).await;
    assert_eq!(verdicts(&seen), "rest open · bot open");
    assert!(!seen.restart_needed, "a restart would read bot.json again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_is_proven_by_two_refusals_and_a_control() {
    let files = Files::sound(&[]);
    let seen = run(&files, &[]).await.check(Some(&files)).await;
    insta::assert_snapshot!(claims(&seen, "rest-channel").join("\n"), @r"
    Refused 401 without a token
    Refused 401 with a made-up token
    Accepted the key in the configuration
    ");
    insta::assert_snapshot!(claims(&seen, "bot-api").join("\n"), @r"
    Refused 401 without a token at /bot/predict
    Refused 401 without a token at /bot/senders/…
    Refused 401 with a made-up token at /bot/predict
    Refused 401 with a made-up token at /bot/senders/…
    Accepted the key in the configuration
    ");
    assert!(
        rules(&seen).is_empty(),
        "nothing is wrong: {:?}",
        seen.findings
    );
    assert_eq!(seen.version, None, "Chatto tells nobody its version");
    for evidence in seen.points.iter().flat_map(|point| &point.evidence) {
        let request = evidence.request.as_deref().unwrap_or_default();
        assert!(
            !request.contains("Bearer ")
                || request.contains("(made up)")
                || request.contains("••••••••"),
            "no token is spelled out: {request}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_leaves_no_conversation_behind() {
    let messengers = "telegram: {delay: 1s}\ntwilio: {number: \"+1\"}\nslack: {token: x}\n";
    let files = Files::new(&[("chn.yml", messengers)]);
    let running = run(&files, &[]).await;
    let seen = running.check(Some(&files)).await;
    for name in ["telegram", "twilio", "slack"] {
        assert_eq!(
            super::observe::verdict(&seen, &format!("{name}-webhook")),
            "open"
        );
    }
    // Telegram's nobody is called 0; the others have no name at all.
    for nobody in ["0", "x", "%25", "chatelaine"] {
        let client =
            chatelaine_wire::Client::new(running.site.clone(), chatelaine_wire::Limits::default());
        let path = format!("/bot/senders/{nobody}");
        let response = client
            .unwrap()
            .send(chatelaine_wire::Request::get(&path))
            .await;
        assert_eq!(
            response.unwrap().status,
            404,
            "{nobody} never spoke to the bot"
        );
    }
}
