//! Versions of which there are no recordings, after their sources.

use chatelaine_wire::Site;

use super::observe::{assert_consistent, check, claims, rules, verdicts};
use super::project::{BOT_TOKEN, Files, REST_TOKEN};
use super::stub::{Answer, Asked, chatto, complaint, error, json, missing, serve};

/// The versions before 0.6.0, which have no tokens: the API is at the root. The oldest say 400 to a body that makes no
/// sense, and make up a state for anybody.
fn before_tokens(asked: &Asked, oldest: bool) -> Answer {
    match asked.line.as_str() {
        "POST /channels/rest" => complaint(if oldest { 400 } else { 500 }),
        "POST /predict" => json(200, r#"{"original":"a","predicted":"b","probability":0.9}"#),
        line if line.starts_with("GET /senders/") && oldest => {
            json(200, r#"{"state":0,"slots":{}}"#)
        }
        line if line.starts_with("GET /senders/") => error(404, "sender does not exist"),
        _ => missing(),
    }
}

#[tokio::test]
async fn before_0_6_there_is_nothing_to_lock_and_no_restart_helps() {
    for oldest in [false, true] {
        let site = serve(move |asked| before_tokens(asked, oldest)).await;
        let files = Files::sound(&[]);
        let seen = check(&site, Some(&files)).await.unwrap();
        assert_eq!(verdicts(&seen), "rest open · bot open", "oldest: {oldest}");
        assert_eq!(rules(&seen), ["CH-008"], "the remedy is an upgrade");
        assert!(!seen.restart_needed && !seen.authenticated);
        assert_consistent(&seen, Some(&files), &site);
    }
}

async fn since_0_6(bot: &'static str, rest: &'static str) -> Site {
    serve(move |asked| chatto(asked, bot, rest)).await
}

#[tokio::test]
async fn from_0_6_on_both_doors_have_their_tokens() {
    let files = Files::sound(&[]);
    for (bot, rest, expected) in [
        ("", "", "rest open · bot open"),
        (BOT_TOKEN, REST_TOKEN, "rest locked · bot locked"),
        (BOT_TOKEN, "", "rest open · bot locked"),
        ("", REST_TOKEN, "rest locked · bot open"),
    ] {
        let site = since_0_6(bot, rest).await;
        let seen = check(&site, Some(&files)).await.unwrap();
        assert_eq!(verdicts(&seen), expected);
        assert_eq!(
            seen.restart_needed,
            expected.contains("open"),
            "a token of the files is not asked for"
        );
        assert_eq!(seen.authenticated, expected.contains("locked"));
    }
}

/// A proxy may let only some of the paths through.
#[tokio::test]
async fn what_a_proxy_hides_is_neither_open_nor_locked() {
    let files = Files::sound(&[]);
    let only_rest = serve(|asked| match asked.line.as_str() {
        "POST /channels/rest" => chatto(asked, BOT_TOKEN, REST_TOKEN),
        _ => super::stub::page(404),
    })
    .await;
    let seen = check(&only_rest, Some(&files)).await.unwrap();
    assert_eq!(verdicts(&seen), "rest locked · bot unknown");
    assert!(seen.authenticated && rules(&seen).is_empty());

    let only_bot = serve(|asked| match asked.line.as_str() {
        "POST /channels/rest" => super::stub::page(401),
        _ => chatto(asked, BOT_TOKEN, REST_TOKEN),
    })
    .await;
    let seen = check(&only_bot, Some(&files)).await.unwrap();
    assert_eq!(
        verdicts(&seen),
        "rest unknown · bot locked",
        "the proxy's own login says nothing about Chatto's"
    );
    assert!(rules(&seen).is_empty(), "{:?}", seen.findings);

    let router = serve(|asked| match asked.line.as_str() {
        "POST /channels/rest" => chatto(asked, BOT_TOKEN, REST_TOKEN),
        _ => missing(),
    })
    .await;
    let seen = check(&router, Some(&files)).await.unwrap();
    assert_eq!(
        verdicts(&seen),
        "rest locked · bot unknown",
        "a router in Go says it in Go's words"
    );
    let said = claims(&seen, "bot-api").join("\n");
    assert!(said.contains("in front of the bot"), "{said}");
}

#[tokio::test]
async fn a_lock_that_takes_any_key_is_weak() {
    let site = serve(|asked| match &asked.authorization {
        Some(_) => chatto(asked, "", ""),
        None => chatto(asked, "t", "t"),
    })
    .await;
    let seen = check(&site, None).await.unwrap();
    assert_eq!(verdicts(&seen), "rest weak · bot weak");
}

#[tokio::test]
async fn a_proxy_that_checks_signatures_locks_a_webhook() {
    let chn = "twilio: {number: \"+1\"}\ntelegram: {bot_key: \"1:a\"}\nslack: {token: x}\n";
    let files = Files::new(&[("chn.yml", chn)]);
    let site = serve(|asked| match asked.line.as_str() {
        "POST /channels/twilio" => super::stub::page(403),
        "POST /channels/telegram" => complaint(500),
        // Something that says yes to everybody, but is not the handler.
        "POST /channels/slack" => json(200, "{}"),
        _ => chatto(asked, "", ""),
    })
    .await;
    let seen = check(&site, Some(&files)).await.unwrap();
    let verdict = |name: &str| super::observe::verdict(&seen, &format!("{name}-webhook"));
    assert_eq!(
        verdict("twilio"),
        "locked",
        "neither without nor with a made-up signature"
    );
    assert_eq!(verdict("telegram"), "open");
    assert_eq!(verdict("slack"), "unknown");
}
