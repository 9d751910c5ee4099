//! Talking to a Cheshire Cat over both of its transports and with each of its credentials.

use std::time::Duration;

use chatelaine_platforms::Platform;
use chatelaine_platforms::talk::{ChatAuth, ChatEvent};
use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use chatelaine_secrets::Secret;
use chatelaine_wire::{Body, Client, Limits, Request, Site};
use serde_json::json;
use tempfile::TempDir;

use super::talking::Line;

const HTTP_KEY: &str = "http-q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k";
const WS_KEY: &str = "sock-Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r";
const SIGNING: &str = "sign-m4GdX9sLq2VbT7nRz1WkH5cYe8JpUfA3oKiE6tBxN0v";
const KEPT: &[(&str, &str)] = &[
    ("env.CCAT_API_KEY", HTTP_KEY),
    ("env.CCAT_API_KEY_WS", WS_KEY),
    ("env.CCAT_JWT_SECRET", SIGNING),
];
const TRANSPORTS: [&str; 2] = ["websocket", "http"];

struct Cat {
    _bot: PracticeBot,
    _dir: TempDir,
    site: Site,
}

/// A cat with a language model, and with every lock closed unless it is to be open.
async fn cat(locked: bool) -> Cat {
    let dir = tempfile::tempdir().unwrap();
    let keys = |name: &str| {
        let id = format!("env.{name}");
        let kept = KEPT.iter().find(|(kept, _)| *kept == id);
        Ok(kept.unwrap().1.to_owned())
    };
    let keys: &dyn Fn(&str) -> Result<String, chatelaine_practice::Error> = &keys;
    prepare(Kind::CheshireCat, dir.path(), locked.then_some(keys)).unwrap();
    let options = Options {
        token_delay: Duration::from_millis(1),
        close_delay: Duration::ZERO,
        ..Options::new(dir.path())
    };
    let bot = PracticeBot::start(Kind::CheshireCat, options)
        .await
        .unwrap();
    let site = Site::parse(&bot.url(), false).unwrap();
    Cat {
        _bot: bot,
        _dir: dir,
        site,
    }
}

fn line<'a>(cat: &'a Cat, transport: &'a str) -> Line<'a> {
    Line::new(Platform::CheshireCat, &cat.site, transport)
}

#[tokio::test]
async fn the_whole_conversation_over_both_transports() {
    let cat = cat(true).await;
    for transport in TRANSPORTS {
        let refused = line(&cat, transport).refused().await;
        assert!(
            refused.contains("locked"),
            "{transport}: without a credential, a refusal is the lock: {refused}"
        );
        for auth in [ChatAuth::Key, ChatAuth::Mint] {
            let mut talk = line(&cat, transport).with(auth, KEPT).connected().await;
            let turn = talk.ask("hello").await;
            let streamed = turn
                .iter()
                .any(|event| matches!(event, ChatEvent::Token { .. }));
            assert_eq!(
                streamed,
                transport == "websocket",
                "{transport} {auth:?}: only the socket streams: {turn:?}"
            );
            assert!(
                matches!(turn.last(), Some(ChatEvent::TurnOver { replies: 1, .. })),
                "{transport} {auth:?}: one reply: {turn:?}"
            );
            let told = format!("{:?}", talk.close().await);
            for secret in [HTTP_KEY, WS_KEY, SIGNING, "eyJ"] {
                assert!(
                    !told.contains(secret),
                    "{transport} {auth:?}: no key and no token is shown"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_token_signed_here_speaks_under_a_name_of_its_own() {
    let cat = cat(true).await;
    let mut talk = line(&cat, "http")
        .with(ChatAuth::Mint, KEPT)
        .connected()
        .await;
    talk.ask("hello").await;
    let connected = talk.told.iter().find_map(|event| match event {
        ChatEvent::Connected {
            user_id,
            credential,
            ..
        } => Some((user_id.clone(), credential.clone())),
        _ => None,
    });
    let (user, credential) = connected.unwrap();
    assert_eq!(
        user, "alice",
        "no user of the bot is called that, and nobody's conversation is touched"
    );
    assert!(
        credential.ends_with("rights of user"),
        "with the rights of the humblest user, not the administrator's: {credential}"
    );
    let client = Client::new(cat.site.clone(), Limits::default()).unwrap();
    let key = Secret::new(HTTP_KEY);
    let history = Request {
        headers: &[("user_id", "alice")],
        ..Request::get("/memory/conversation_history").with_bearer(Some(&key))
    };
    let history = client.send(history).await.unwrap().json().unwrap();
    assert_eq!(
        history["history"][0]["text"], "hello",
        "the bot believed the name: {history}"
    );
}

#[tokio::test]
async fn wrong_credentials_are_explained() {
    let cat = cat(true).await;
    let wrong = &[
        ("env.CCAT_API_KEY", "wrong"),
        ("env.CCAT_API_KEY_WS", "wrong"),
    ];
    for transport in TRANSPORTS {
        let refused = line(&cat, transport)
            .with(ChatAuth::Key, wrong)
            .refused()
            .await;
        assert!(
            refused.contains("key") && refused.contains("restart"),
            "{transport}: {refused}"
        );
        let stale = &[
            ("env.CCAT_API_KEY", HTTP_KEY),
            ("env.CCAT_JWT_SECRET", "an-older-signing-key-of-the-bot"),
        ];
        let refused = line(&cat, transport)
            .with(ChatAuth::Mint, stale)
            .refused()
            .await;
        assert!(
            refused.contains("signed with the key") && refused.contains("restart"),
            "{transport}: {refused}"
        );
        let keyless = &[("env.CCAT_JWT_SECRET", SIGNING)];
        let refused = line(&cat, transport)
            .with(ChatAuth::Mint, keyless)
            .refused()
            .await;
        assert!(
            refused.contains("CCAT_API_KEY") && refused.contains("id"),
            "{transport}: without the id of a user there is no token: {refused}"
        );
        let unready = line(&cat, transport)
            .with(ChatAuth::Mint, &[])
            .open()
            .err()
            .unwrap();
        assert!(
            unready.advice.contains("default"),
            "{transport}: nothing is forged with the default: {unready:?}"
        );
    }
}

#[tokio::test]
async fn a_bare_error_says_where_to_look() {
    let cat = cat(false).await;
    let client = Client::new(cat.site.clone(), Limits::default()).unwrap();
    let model = json!({ "openai_api_key": "sk-wrong", "model_name": "noauth" });
    let put = Request::put("/llm/settings/LLMOpenAIChatConfig", Body::Json(model));
    assert_eq!(client.send(put).await.unwrap().status, 200);
    let mut talk = line(&cat, "http").connected().await;
    let turn = talk.ask("hello").await;
    let [ChatEvent::Error { name, hint, .. }] = turn.as_slice() else {
        panic!("the provider refuses its key: {turn:?}")
    };
    assert_eq!(name, "HTTP 500");
    assert!(
        hint.as_deref().unwrap_or_default().contains("WebSocket"),
        "which names the exception: {hint:?}"
    );
    let mut talk = line(&cat, "websocket").connected().await;
    let turn = talk.ask("hello").await;
    assert!(
        matches!(turn.last(), Some(ChatEvent::Error { name, .. }) if name == "AuthenticationError"),
        "as promised: {turn:?}"
    );
}
