//! Talking to a Rasa over Socket.IO.

use std::time::Duration;

use chatelaine_platforms::Platform;
use chatelaine_platforms::talk::{ChatAuth, ChatEvent};
use chatelaine_secrets::Secret;
use chatelaine_tokens::{Algorithm, mint};
use chatelaine_wire::{Client, Limits, Request, Site};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::observe::running;
use super::project::{COMPOSE, Files, KEY, OTHER, credentials};
use super::talking::{Line, Talk};

const PERSISTENT: &str = "  session_persistence: true\n  jwt_key: ${SIO}\n";

/// A bot whose socket has this lock, with the `.env` loaded.
fn socket(lines: &str) -> Files {
    credentials(&format!(
        "socketio:\n  user_message_evt: user_uttered\n{lines}"
    ))
    .with_compose(&COMPOSE.replace("run --port", "run --enable-api --port"))
    .with_env(&format!("SIO={KEY}\n"))
}

fn line(site: &Site) -> Line<'_> {
    Line::new(Platform::Rasa, site, "socketio")
}

fn hints(talk: &Talk) -> String {
    let hint = |event: &ChatEvent| match event {
        ChatEvent::Hint { text } => Some(text.clone()),
        _ => None,
    };
    let hints: Vec<String> = talk.told.iter().filter_map(hint).collect();
    hints.join(" | ")
}

/// What the bot keeps of a conversation.
async fn kept(site: &Site, session: &str) -> Vec<Value> {
    let client = Client::new(site.clone(), Limits::default()).unwrap();
    let path = format!("/conversations/{session}/tracker");
    let tracker = client.send(Request::get(path)).await.unwrap().json();
    tracker.unwrap()["events"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_whole_conversation() {
    let files = socket(PERSISTENT);
    let (bot, values) = (running(&files).await, files.values());
    let mut line = line(&bot.site);
    line.values = &values;
    let refused = line.refused().await;
    assert!(
        refused.contains("locked") && refused.contains("jwt_key"),
        "without a token, a refusal is the lock: {refused}"
    );

    line.auth = ChatAuth::Mint;
    let mut talk = line.connected().await;
    let turn = talk.ask("hello").await;
    assert!(
        matches!(&turn[..], [
            ChatEvent::Message { text, total_ms: Some(_), .. },
            ChatEvent::Message { .. },
            ChatEvent::TurnOver { replies: 2, .. },
        ] if text.starts_with("Good day")),
        "each paragraph is a bubble, and a pause ends the turn: {turn:?}"
    );
    let turn = talk.ask("choose").await;
    let ChatEvent::Message { buttons, .. } = &turn[0] else {
        panic!("a reply comes first: {turn:?}")
    };
    assert_eq!(buttons[1].title, "The golden one");
    let pressed = talk.words(&buttons[1].payload).await;
    assert_eq!(
        pressed,
        ["Good-bye. Mind the door."],
        "pressing a button says its payload"
    );
    let turn = talk.ask("picture").await;
    assert!(
        format!("{turn:?}").contains(r#"images: ["https://example.invalid/door.png"]"#),
        "a picture comes as its address: {turn:?}"
    );
    let turn = talk.ask("payload").await;
    assert!(
        matches!(&turn[0], ChatEvent::Message { custom: Some(json), .. } if json.contains("iron")),
        "a payload of the bot's own making is shown as it is: {turn:?}"
    );

    let kinds: Vec<&str> = talk
        .frames()
        .iter()
        .map(|frame| frame.kind.as_str())
        .collect();
    assert_eq!(
        kinds[..7],
        [
            "open",
            "connect",
            "connected",
            "event session_request",
            "event session_confirm",
            "event user_uttered",
            "event bot_uttered"
        ],
        "each packet stands in the log under its name"
    );
    let told = format!("{:?}", talk.close().await);
    assert!(
        !told.contains("eyJ") && !told.contains(KEY),
        "neither the token nor the key is ever told: {told}"
    );
}

#[tokio::test]
async fn a_conversation_goes_on_after_a_reconnect() {
    let files = socket(PERSISTENT);
    let (bot, values) = (running(&files).await, files.values());
    let mut line = line(&bot.site).with(ChatAuth::Mint, &[]);
    line.values = &values;
    for said in ["hello", "choose"] {
        let mut talk = line.connected().await;
        let connected = talk.told.last();
        assert!(
            matches!(connected, Some(ChatEvent::Connected { session, .. }) if session == line.session),
            "whoever reconnects has to know the session: {connected:?}"
        );
        assert!(!talk.words(said).await.is_empty());
        talk.close().await;
    }
    let said: Vec<Value> = kept(&bot.site, line.session)
        .await
        .into_iter()
        .filter(|event| event["event"] == "user")
        .map(|event| event["text"].clone())
        .collect();
    assert_eq!(
        said,
        ["hello", "choose"],
        "to the bot it is one conversation"
    );

    line.session = "somebody-elses";
    let mut talk = line.connected().await;
    talk.words("bye").await;
    assert_eq!(
        kept(&bot.site, line.session).await.len(),
        2,
        "another session is another conversation"
    );
}

#[tokio::test]
async fn an_open_bot_is_talked_to_without_its_files() {
    let bot = running(&credentials("socketio:\n")).await;
    let mut talk = line(&bot.site).connected().await;
    assert_eq!(
        talk.words("hello").await.len(),
        2,
        "the defaults do, with and without persistence"
    );
    let unready = line(&bot.site)
        .with(ChatAuth::Mint, &[])
        .open()
        .err()
        .unwrap();
    assert!(
        unready.what.contains("no key"),
        "a token cannot be signed without one: {unready:?}"
    );
}

#[tokio::test]
async fn the_channels_own_names_are_followed() {
    let files = socket(
        "  bot_message_evt: said\n  socketio_path: /live\n  jwt_key: ${SIO}\n  jwt_method: HS512\n",
    );
    let files = Files {
        credentials: files
            .credentials
            .map(|text| text.replace("evt: user_uttered", "evt: says")),
        ..files
    };
    let (bot, values) = (running(&files).await, files.values());
    let mut line = line(&bot.site).with(ChatAuth::Mint, &[]);
    line.values = &values;
    let mut talk = line.connected().await;
    assert_eq!(talk.words("bye").await, ["Good-bye. Mind the door."]);
    let connected = format!("{:?}", talk.told);
    assert!(
        connected.contains(r#"session: """#),
        "without persistence there is no session to go on with: {connected}"
    );
}

#[tokio::test]
async fn a_refusal_names_what_the_bot_tells_its_log_alone() {
    for (lines, wanted) in [
        ("  jwt_key: ${SIO}\n  jwt_method: hs256\n", "`hs256`"),
        ("  jwt_key: 12345678\n", "reads like a number"),
    ] {
        let files = socket(lines);
        let (bot, values) = (running(&files).await, files.values());
        let mut line = line(&bot.site).with(ChatAuth::Mint, &[]);
        line.values = &values;
        let refused = line.refused().await;
        assert!(refused.contains(wanted), "{lines}: {refused}");
    }
    let bot = running(&socket(PERSISTENT)).await;
    let stale = socket(PERSISTENT).with_env(&format!("SIO={OTHER}\n"));
    let values = stale.values();
    let mut line = line(&bot.site).with(ChatAuth::Mint, &[]);
    line.values = &values;
    let refused = line.refused().await;
    assert!(
        refused.contains("older configuration") && refused.contains("restart"),
        "the token is good, so the bot has another key: {refused}"
    );
}

#[tokio::test]
async fn a_token_of_somebody_elses_is_looked_at_before_it_is_sent() {
    let files = socket(PERSISTENT);
    let (bot, values) = (running(&files).await, files.values());
    let now = Timestamp::now().as_second();
    let signed = |claims: &Value, key: &str| {
        let token = mint(claims, &Secret::new(key), Algorithm::Hs256).unwrap();
        token.expose().to_owned()
    };
    for (token, wanted) in [
        (
            signed(&json!({ "sub": "a", "exp": now - 5 }), KEY),
            "expired",
        ),
        (
            signed(&json!({ "sub": "a", "aud": "rasa" }), KEY),
            "audience",
        ),
        (signed(&json!({}), KEY), "no claims"),
        (
            signed(&json!({ "sub": "a", "iat": now + 90 }), KEY),
            "`iat`",
        ),
        (signed(&json!({ "sub": "a" }), OTHER), "signature"),
        (KEY.to_owned(), "not the key"),
    ] {
        let kept = [("chat.token", token.as_str())];
        let mut line = line(&bot.site).with(ChatAuth::Token, &kept);
        line.values = &values;
        let mut talk = line.open().unwrap();
        let refused = talk
            .until(|event| matches!(event, ChatEvent::Refused { .. }))
            .await;
        let refused = format!("{refused:?}");
        assert!(refused.contains(wanted), "{wanted}: {refused}");
        assert!(!hints(&talk).is_empty(), "{wanted}: it was known before");
        assert!(
            !format!("{:?}", talk.told).contains(&token),
            "the token stays masked, even where it is the key"
        );
    }
    let good = signed(&json!({ "iss": "us" }), KEY);
    let kept = [("chat.token", good.as_str())];
    let mut line = line(&bot.site).with(ChatAuth::Token, &kept);
    line.values = &values;
    assert!(!line.connected().await.words("hello").await.is_empty());
}

#[tokio::test]
async fn a_silence_that_was_to_be_expected_is_announced_and_explained() {
    let files = socket("  jwt_key: ${SIO}\n  namespace: /chat\n");
    let (bot, values) = (running(&files).await, files.values());
    let mut line = line(&bot.site).with(ChatAuth::Mint, &[]);
    line.values = &values;
    line.reply_limit = Duration::from_secs(1);
    let mut talk = line.connected().await;
    let turn = talk.ask("hello").await;
    assert!(
        hints(&talk).contains("namespace `/chat`"),
        "said before anybody waits: {}",
        hints(&talk)
    );
    let Some(ChatEvent::NoReply { causes, .. }) = turn.last() else {
        panic!("Rasa answers into the default namespace: {turn:?}")
    };
    assert!(causes[0].contains("Remove `namespace`"), "{causes:?}");
}

#[tokio::test]
async fn a_bot_that_has_replied_is_not_suspected_of_what_keeps_every_reply_away() {
    let files = socket(PERSISTENT);
    let (bot, values) = (running(&files).await, files.values());
    let mut line = line(&bot.site).with(ChatAuth::Mint, &[]);
    line.values = &values;
    line.reply_limit = Duration::from_secs(1);
    let mut talk = line.connected().await;
    talk.ask("hello").await;
    let turn = talk.ask("/restart").await;
    let Some(ChatEvent::NoReply { causes, .. }) = turn.last() else {
        panic!("to this the bot says nothing: {turn:?}")
    };
    assert!(
        !causes[0].contains("python-socketio"),
        "replies do arrive, so it is something else: {causes:?}"
    );
}

#[tokio::test]
async fn what_makes_a_lock_worthless_is_said_beforehand() {
    for (lines, auth, wanted) in [
        ("  jwt_key: \"${SIO}\"\n", ChatAuth::Mint, "`${SIO}` itself"),
        (
            "  session_persistence: true\n",
            ChatAuth::None,
            "python-socketio",
        ),
    ] {
        let files = socket(lines);
        let (bot, values) = (running(&files).await, files.values());
        let mut line = line(&bot.site).with(auth, &[]);
        line.values = &values;
        let talk = line.connected().await;
        assert!(hints(&talk).contains(wanted), "{lines}: {}", hints(&talk));
    }
    let files = socket("  jwt_key: -----BEGIN PUBLIC KEY-----\n  jwt_method: RS256\n");
    let (bot, values) = (running(&socket("")).await, files.values());
    let mut line = line(&bot.site).with(ChatAuth::Mint, &[]);
    line.values = &values;
    let unready = line.open().err().unwrap();
    assert!(
        unready.what.contains("public half"),
        "a verifier's key signs nothing: {unready:?}"
    );
}
