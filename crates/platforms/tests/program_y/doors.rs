//! Every lock of the tables, open, locked and mistaken, on the running bot.

use super::observe::{claims, rules, verdicts};
use super::stage::{KEY, Stage, TOKEN};

const OPEN: &str = "rest-v1 open · rest-v2 open";
pub(crate) const LOCKED: &str = "rest-v1 locked · rest-v2 locked";

/// A bot that asks for keys and for nothing else.
pub(crate) fn keyed(keys: &str) -> Stage {
    Stage::keyed(keys).replaced("  authorization: Basic\n", "")
}

fn authorized(value: &str) -> Stage {
    Stage::but("authorization: Basic", value)
}

/// Who gets in, by the tables of what was measured on 4.3 and 5.0.1; and whether our own credentials do.
pub(crate) fn table() -> Vec<(&'static str, Stage, &'static str, bool)> {
    let good = format!("{KEY}\n");
    vec![
        ("a token", Stage::sound(), LOCKED, true),
        ("keys", keyed(&good), LOCKED, true),
        ("both", Stage::keyed(&good), LOCKED, true),
        (
            "neither",
            Stage::but("  authorization: Basic\n", ""),
            OPEN,
            false,
        ),
        ("`basic`", authorized("authorization: basic"), OPEN, false),
        ("`BASIC`", authorized("authorization: BASIC"), OPEN, false),
        (
            "`\"Basic \"`",
            authorized("authorization: \"Basic \""),
            OPEN,
            false,
        ),
        ("`Bearer`", authorized("authorization: Bearer"), OPEN, false),
        (
            "`\"Basic\"`",
            authorized("authorization: \"Basic\""),
            LOCKED,
            true,
        ),
        ("`null`", authorized("authorization: null"), OPEN, false),
        ("`true`", authorized("authorization: true"), OPEN, false),
        (
            "a misspelt key",
            authorized("authorisation: Basic"),
            OPEN,
            false,
        ),
        (
            "another section",
            Stage::but("flask:", "Flask:"),
            OPEN,
            false,
        ),
        (
            "the section `client`",
            Stage::but("flask:", "client:"),
            LOCKED,
            true,
        ),
        ("a tab", Stage::but("  host:", "\thost:"), OPEN, false),
        (
            "no configuration",
            Stage::sound().without("config.yaml"),
            OPEN,
            false,
        ),
        (
            "Base64 with padding",
            Stage::licensed("BASIC_AUTH_TOKEN = dXNlcjpwYXNzd29yZDE=\n"),
            LOCKED,
            true,
        ),
        (
            "quotes",
            Stage::licensed("BASIC_AUTH_TOKEN = \"quoted-token-123\"\n"),
            LOCKED,
            true,
        ),
        (
            "a comment behind it",
            Stage::licensed("BASIC_AUTH_TOKEN = token-1234 #x\n"),
            LOCKED,
            true,
        ),
        (
            "two words",
            Stage::licensed("BASIC_AUTH_TOKEN = two words\n"),
            LOCKED,
            true,
        ),
        (
            "two tokens",
            Stage::licensed("BASIC_AUTH_TOKEN = first-one\nBASIC_AUTH_TOKEN = second-one\n"),
            LOCKED,
            true,
        ),
        (
            "an empty token",
            Stage::licensed("BASIC_AUTH_TOKEN =\n"),
            OPEN,
            false,
        ),
        ("a blank key", keyed(&format!("{KEY}\n\n")), OPEN, true),
        (
            "a blank key behind a token",
            Stage::keyed(&format!("{KEY}\n\n")),
            LOCKED,
            true,
        ),
        ("no keys", keyed(""), LOCKED, false),
        (
            "no list of keys",
            keyed(&good).without("keys/keys.txt"),
            LOCKED,
            false,
        ),
        (
            "keys with line ends of Windows",
            keyed(&format!("{KEY}\r\n")),
            LOCKED,
            true,
        ),
        (
            "Sanic with a token",
            Stage::but("flask:", "sanic:"),
            OPEN,
            false,
        ),
        (
            "Sanic with keys",
            keyed(&good).replaced("flask:", "sanic:"),
            LOCKED,
            false,
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_of_the_tables_is_judged_as_it_is() {
    for (story, stage, expected, authenticated) in table() {
        let bot = stage.run().await;
        let seen = bot.check(&stage).await;
        assert_eq!(verdicts(&seen), expected, "{story}");
        assert_eq!(
            seen.authenticated, authenticated,
            "{story}: our own credentials"
        );
        let stale = rules(&seen)
            .iter()
            .any(|rule| ["PY-048", "PY-049"].contains(rule));
        assert!(
            !stale && !seen.restart_needed,
            "{story}: the bot runs with exactly these files: {:?}",
            rules(&seen)
        );
        let unknowing = bot.check_unknowing().await;
        assert_eq!(verdicts(&unknowing), expected, "{story}: whatever we know");
    }
}

/// With `use_api_keys` in every spelling that was recorded.
#[tokio::test(flavor = "multi_thread")]
async fn any_word_turns_the_keys_on() {
    for (switch, expected) in [
        ("\"false\"", LOCKED),
        ("\"no\"", LOCKED),
        ("yes", LOCKED),
        ("n", LOCKED),
        ("1", LOCKED),
        ("0", OPEN),
        ("no", OPEN),
    ] {
        let stage = keyed(&format!("{KEY}\n"))
            .replaced("use_api_keys: true", &format!("use_api_keys: {switch}"));
        let seen = stage.run().await.check(&stage).await;
        assert_eq!(verdicts(&seen), expected, "use_api_keys: {switch}");
        assert!(
            !seen.restart_needed,
            "use_api_keys: {switch}: {:?}",
            rules(&seen)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_is_proven_by_three_refusals_and_a_control() {
    let stage = Stage::keyed(&format!("{KEY}\n"));
    let seen = stage.run().await.check(&stage).await;
    insta::assert_snapshot!(claims(&seen, "rest-v1").join("\n"), @r"
    Refused 403 (token) without a credential, in the body of a 200
    Refused 403 (token) with an empty token and key, in the body of a 200
    Refused 403 (token) with a made-up token and key, in the body of a 200
    Accepted the key in the configuration
    ");
    insta::assert_snapshot!(claims(&seen, "rest-v2").join("\n"), @r"
    Refused 403 (token) without a credential
    Refused 403 (token) with an empty token and key
    Refused 403 (token) with a made-up token and key
    Accepted the key in the configuration
    Refused 401 (API key) with the token in the configuration and an empty key
    Refused 401 (API key) with the token in the configuration and a made-up key
    Lets pages of unknown sites read nothing
    ");
    let shared = seen
        .findings
        .iter()
        .any(|finding| finding.rule == "GEN-026");
    assert!(
        shared,
        "a key that works in an address stays in access logs"
    );
    let exchanges: Vec<_> = seen
        .points
        .iter()
        .flat_map(|point| &point.evidence)
        .collect();
    let requests: Vec<_> = exchanges
        .iter()
        .filter_map(|evidence| evidence.request.as_deref())
        .collect();
    assert!(requests.len() >= 10, "what was sent is told");
    assert!(
        requests
            .contains(&"GET /api/rest/v2.0/ask?apikey=•••••••• · Authorization: Basic ••••••••"),
        "{requests:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_opens_to_an_empty_credential_is_said_first() {
    let token = Stage::licensed("BASIC_AUTH_TOKEN =\n");
    let seen = token.run().await.check(&token).await;
    assert_eq!(
        claims(&seen, "rest-v2")[0],
        "Let in with an empty token and key"
    );
    assert_eq!(
        rules(&seen),
        ["PY-009"],
        "a missing token is refused, which looks safe and is not"
    );

    let key = keyed(&format!("{KEY}\n\n"));
    let seen = key.run().await.check(&key).await;
    assert_eq!(rules(&seen), ["PY-010"]);

    let behind = Stage::keyed(&format!("{KEY}\n\n"));
    let seen = behind.run().await.check(&behind).await;
    assert_eq!(
        rules(&seen),
        ["PY-010"],
        "the token keeps strangers out, and the list is broken all the same"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_was_not_restarted_is_told_apart() {
    let running = Stage::sound();
    let bot = running.run().await;
    let edited = Stage::licensed(&format!("BASIC_AUTH_TOKEN = {KEY}\n"));
    let seen = bot.check(&edited).await;
    assert_eq!(
        (verdicts(&seen).as_str(), rules(&seen)),
        (LOCKED, vec!["PY-048"])
    );
    assert!(
        seen.restart_needed && !seen.authenticated,
        "the new token is not loaded yet"
    );

    let open = Stage::but("  authorization: Basic\n", "");
    let seen = open.run().await.check(&running).await;
    assert_eq!(
        (verdicts(&seen).as_str(), rules(&seen)),
        (OPEN, vec!["PY-049"])
    );
    assert!(seen.restart_needed, "the lock is only on paper yet");

    let keys = keyed(&format!("{KEY}\n"));
    let seen = keys.run().await.check(&keyed(&format!("{TOKEN}\n"))).await;
    assert_eq!(
        (verdicts(&seen).as_str(), rules(&seen)),
        (LOCKED, vec!["PY-048"])
    );

    let seen = keys.run().await.check(&open).await;
    assert_eq!(
        (verdicts(&seen).as_str(), seen.restart_needed),
        (LOCKED, false),
        "more locks than expected are no danger"
    );
}

/// The configuration is right, but it is not the Flask client that was started.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_has_no_lock_is_told_by_its_answers() {
    let bot = Stage::but("flask:", "sanic:").run().await;
    let seen = bot.check(&Stage::sound()).await;
    assert_eq!(
        (verdicts(&seen).as_str(), rules(&seen)),
        (OPEN, vec!["PY-004"])
    );
    assert!(!seen.restart_needed, "a restart would mend nothing");
}
