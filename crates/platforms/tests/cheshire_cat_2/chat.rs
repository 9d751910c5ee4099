//! Talking to a Cheshire Cat 2, which streams events and remembers nothing.

use std::time::Duration;

use chatelaine_platforms::talk::{ChatAuth, ChatEvent};
use chatelaine_practice::{Error, Kind, Options, PracticeBot, prepare};
use chatelaine_secrets::Secret;
use chatelaine_wire::{Body, Client, Limits, Request, Site};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::project::{CAT, JWT, KEY};
use super::talking::Line;

const KEPT: &[(&str, &str)] = &[("config.API_KEY", KEY), ("config.JWT_SECRET", JWT)];
const TRANSPORTS: [&str; 2] = ["sse", "http"];

struct Cat {
    _bot: PracticeBot,
    _dir: TempDir,
    site: Site,
}

/// A cat with a language model and both keys.
async fn cat() -> Cat {
    cat_that_waits(Duration::from_millis(1)).await
}

/// The same, with so much time before each piece of a reply.
async fn cat_that_waits(token_delay: Duration) -> Cat {
    let dir = tempfile::tempdir().unwrap();
    let keys = |name: &str| -> Result<String, Error> {
        Ok(if name == "API_KEY" { KEY } else { JWT }.to_owned())
    };
    prepare(Kind::CheshireCat2, dir.path(), Some(&keys)).unwrap();
    let options = Options {
        token_delay,
        ..Options::new(dir.path())
    };
    let bot = PracticeBot::start(Kind::CheshireCat2, options)
        .await
        .unwrap();
    let site = Site::parse(&bot.url(), false).unwrap();
    Cat {
        _bot: bot,
        _dir: dir,
        site,
    }
}

impl Cat {
    fn line<'a>(&'a self, transport: &'a str) -> Line<'a> {
        Line::new(CAT, &self.site, transport)
    }

    /// Chooses a language model.
    async fn choose(&self, model: &str) {
        let client = Client::new(self.site.clone(), Limits::default()).unwrap();
        let key = Secret::new(KEY);
        let body = json!({ "default_llm": model, "default_embedder": "default:default" });
        let request = Request::put("/settings/core__config__core", Body::Json(body));
        let answer = client.send(request.with_bearer(Some(&key))).await.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

#[tokio::test]
async fn the_whole_conversation_over_both_transports() {
    let cat = cat().await;
    for transport in TRANSPORTS {
        let refused = cat.line(transport).refused().await;
        assert!(
            refused.contains("locked") && refused.contains("API key"),
            "{transport}: {refused}"
        );
        for auth in [ChatAuth::Key, ChatAuth::Mint] {
            let mut talk = cat.line(transport).with(auth, KEPT).connected().await;
            let turn = talk.ask("hello").await;
            let streamed: String = turn
                .iter()
                .filter_map(|event| match event {
                    ChatEvent::Token { text, .. } => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            let reply = turn.iter().find_map(|event| match event {
                ChatEvent::Message { text, .. } => Some(text.as_str()),
                _ => None,
            });
            if transport == "sse" {
                assert_eq!(
                    Some(streamed.as_str()),
                    reply,
                    "{auth:?}: the pieces make up the whole"
                );
            } else {
                assert!(streamed.is_empty() && reply.is_some(), "{auth:?}: {turn:?}");
            }
            assert!(
                matches!(turn.last(), Some(ChatEvent::TurnOver { replies: 1, .. })),
                "{transport} {auth:?}: {turn:?}"
            );
            let told = format!("{:?}", talk.close().await);
            for secret in [KEY, JWT, "eyJ"] {
                assert!(
                    !told.contains(secret),
                    "{transport} {auth:?}: no key and no token is shown"
                );
            }
        }
    }
}

#[tokio::test]
async fn each_event_is_a_frame_and_each_turn_tells_what_was_said_before() {
    let cat = cat().await;
    for transport in TRANSPORTS {
        let mut talk = cat
            .line(transport)
            .with(ChatAuth::Key, KEPT)
            .connected()
            .await;
        talk.ask("hello").await;
        talk.ask("and then?").await;
        let frames = talk.frames();
        let kinds: Vec<&str> = frames.iter().map(|frame| frame.kind.as_str()).collect();
        let finished = kinds.iter().filter(|kind| **kind == "RUN_FINISHED").count();
        let pieces = kinds
            .iter()
            .filter(|kind| **kind == "TEXT_MESSAGE_CONTENT")
            .count();
        if transport == "sse" {
            assert!(
                finished == 2 && pieces > 2,
                "a run each, and its pieces: {kinds:?}"
            );
        }
        let mut asked = frames.iter().filter(|frame| frame.kind.starts_with("POST"));
        let last: Value = serde_json::from_str(&asked.next_back().unwrap().body).unwrap();
        let roles: Vec<&str> = last["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|message| message["role"].as_str().unwrap())
            .collect();
        assert_eq!(
            roles,
            ["user", "assistant", "user"],
            "{transport}: the bot remembers nothing"
        );
    }
}

#[tokio::test]
async fn without_a_model_there_is_a_result_and_no_pieces() {
    let cat = cat().await;
    cat.choose("default:default").await;
    for transport in TRANSPORTS {
        let mut talk = cat
            .line(transport)
            .with(ChatAuth::Key, KEPT)
            .connected()
            .await;
        let words = talk.words("hello").await;
        assert!(
            words.len() == 1 && words[0].contains("Language Model"),
            "{transport}: {words:?}"
        );
    }
}

#[tokio::test]
async fn a_provider_that_refuses_is_named_where_the_bot_names_it() {
    let cat = cat().await;
    cat.choose("openai_compatible:noauth").await;
    let mut talk = cat.line("sse").with(ChatAuth::Key, KEPT).connected().await;
    let turn = talk.ask("hello").await;
    let Some(ChatEvent::Error { name, hint, .. }) = turn.last() else {
        panic!("HTTP says 200, and the event says the truth: {turn:?}")
    };
    assert_eq!(name, "RUN_ERROR");
    assert!(
        hint.as_deref().unwrap_or_default().contains("provider"),
        "{hint:?}"
    );
    let mut talk = cat.line("http").with(ChatAuth::Key, KEPT).connected().await;
    let turn = talk.ask("hello").await;
    let Some(ChatEvent::Error { name, hint, .. }) = turn.last() else {
        panic!("a bare 500: {turn:?}")
    };
    assert_eq!(name, "HTTP 500");
    assert!(
        hint.as_deref().unwrap_or_default().contains("streamed"),
        "{hint:?}"
    );
}

#[tokio::test]
async fn wrong_credentials_are_explained_and_defaults_are_not_signed_with() {
    let cat = cat().await;
    let wrong = &[("config.API_KEY", "wrong"), ("config.JWT_SECRET", "wrong")];
    for auth in [ChatAuth::Key, ChatAuth::Mint] {
        let refused = cat.line("sse").with(auth, wrong).refused().await;
        assert!(
            refused.contains("restart") && refused.contains("environment variable"),
            "{auth:?}: {refused}"
        );
    }
    let unready = cat
        .line("sse")
        .with(ChatAuth::Mint, &[])
        .open()
        .err()
        .unwrap();
    assert!(unready.advice.contains("everybody knows"), "{unready:?}");
}

#[tokio::test]
async fn the_operator_may_leave_in_the_middle_of_a_reply() {
    let cat = cat_that_waits(Duration::from_secs(3600)).await;
    let mut talk = cat.line("sse").with(ChatAuth::Key, KEPT).connected().await;
    talk.say("hello").await;
    talk.until(
        |event| matches!(event, ChatEvent::Frame { frame } if frame.kind == "TEXT_MESSAGE_START"),
    )
    .await;
    let told = talk.close().await;
    assert!(
        !told
            .iter()
            .any(|event| matches!(event, ChatEvent::TurnOver { .. })),
        "at once, not after the last piece: {told:?}"
    );
}
