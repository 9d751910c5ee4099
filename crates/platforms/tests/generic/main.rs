//! The ways to talk that belong to no platform, tried on bots that have ways of their own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::use_debug,
    reason = "a panic is how a test fails, and what Debug shows is part of what is tested"
)]

#[allow(dead_code, reason = "not every story needs every server")]
#[path = "../../../wire/tests/hostile/server.rs"]
mod server;
#[path = "../talking/mod.rs"]
mod talking;

use std::time::Duration;

use chatelaine_platforms::Platform;
use chatelaine_platforms::talk::{ChatAuth, ChatEvent, Custom};
use chatelaine_practice::{Error, Kind, Options, PracticeBot, prepare};
use chatelaine_wire::Site;
use tempfile::TempDir;

use server::{CANARY, Server};
use talking::Line;

const TOKEN: &[(&str, &str)] = &[("chat.token", CANARY)];

async fn practice(kind: Kind, locked: bool) -> (PracticeBot, TempDir, Site) {
    let dir = tempfile::tempdir().unwrap();
    let keys = |_: &str| -> Result<String, Error> { Ok(CANARY.to_owned()) };
    let keys: &dyn Fn(&str) -> Result<String, Error> = &keys;
    prepare(kind, dir.path(), locked.then_some(keys)).unwrap();
    let options = Options {
        token_delay: Duration::from_millis(1),
        ..Options::new(dir.path())
    };
    let bot = PracticeBot::start(kind, options).await.unwrap();
    let site = Site::parse(&bot.url(), false).unwrap();
    (bot, dir, site)
}

fn custom(path: &str, body: &str, reply: &str) -> Custom {
    Custom {
        path: path.into(),
        body: body.into(),
        reply: reply.into(),
    }
}

#[test]
fn every_platform_offers_them_after_its_own() {
    for platform in Platform::ALL {
        let ids: Vec<&str> = platform.transports().map(|one| one.id).collect();
        assert!(
            ids.ends_with(&["any-websocket", "any-http"]) && ids.len() > 2,
            "{platform}: {ids:?}"
        );
        let (usual, _) = platform.usual_chat(&|_| false);
        assert_eq!(usual, ids[0], "{platform}: the usual one comes first");
    }
}

#[tokio::test]
async fn any_http_talks_to_a_channel_that_it_was_told_about() {
    let (_bot, _dir, site) = practice(Kind::Chatto, true).await;
    let channel = custom(
        "/channels/rest",
        r#"{"sender":{user},"text":{message}}"#,
        "/0/text",
    );
    let line = Line {
        custom: Some(&channel),
        ..Line::new(Platform::Rasa, &site, "any-http")
    };
    let mut talk = line.connected().await;
    let turn = talk.ask("hello").await;
    let Some(ChatEvent::Refused {
        status: 401, cause, ..
    }) = turn.last()
    else {
        panic!("this channel refuses only what it is meant for: {turn:?}")
    };
    assert!(cause.contains("asks for a credential"), "{cause}");

    let mut talk = line.clone().with(ChatAuth::Token, TOKEN).connected().await;
    assert_eq!(
        talk.words("hello \"there\"").await.len(),
        1,
        "with the token, and with a message that needs escaping"
    );
    let told = format!("{:?}", talk.close().await);
    assert!(!told.contains(CANARY), "the token is masked everywhere");

    let elsewhere = custom("/channels/rest", &channel.body, "/reply");
    let line = Line {
        custom: Some(&elsewhere),
        ..line.with(ChatAuth::Token, TOKEN)
    };
    let turn = line.connected().await.ask("hello").await;
    assert!(
        matches!(turn.last(), Some(ChatEvent::Error { hint: Some(hint), .. }) if hint.contains("pointer")),
        "a pointer that leads nowhere: {turn:?}"
    );
}

#[tokio::test]
async fn any_websocket_talks_to_a_socket_that_it_was_told_about() {
    let (_bot, _dir, site) = practice(Kind::CheshireCat, false).await;
    let socket = custom("/ws/alice", r#"{"text":{message}}"#, "/text");
    let line = Line {
        custom: Some(&socket),
        ..Line::new(Platform::Chatto, &site, "any-websocket")
    };
    let mut talk = line.connected().await;
    assert_eq!(
        talk.words("hello").await.len(),
        1,
        "only the frame with a text is a reply, and the turn is over after a pause"
    );
    talk.close().await;

    let (_bot, _dir, site) = practice(Kind::CheshireCat, true).await;
    let line = Line {
        site: &site,
        ..line
    };
    let refused = line.refused().await;
    assert!(refused.contains("asks for a credential"), "{refused}");
    let refused = line.with(ChatAuth::Token, TOKEN).refused().await;
    assert!(
        refused.contains("another form"),
        "this bot looks for its key in the address only: {refused}"
    );
}

#[tokio::test]
async fn user_and_password_are_sent_as_the_standard_has_it() {
    let server = Server::saying(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nHi.",
    )
    .await;
    let site = server.site();
    let plain = custom("/chat?lang=en", "", "");
    let kept: &[(&str, &str)] = &[("chat.basic", "Aladdin:open sesame")];
    let line = Line {
        custom: Some(&plain),
        ..Line::new(Platform::ProgramY, &site, "any-http")
    };
    let mut talk = line.with(ChatAuth::Basic, kept).connected().await;
    assert_eq!(talk.words("hello").await, ["Hi."], "the whole answer");
    let heads = server.heads();
    assert!(
        heads.iter().all(|head| head
            .to_lowercase()
            .contains("authorization: basic qwxhzgrpbjpvcgvuihnlc2ftzq==")),
        "the example of RFC 7617: {heads:?}"
    );
    assert!(
        heads[0].starts_with("GET /chat HTTP") && heads[1].starts_with("POST /chat?lang=en HTTP"),
        "the knock says nothing: {heads:?}"
    );
    let told = format!("{:?}", talk.close().await);
    assert!(
        !told.contains("sesame") && !told.contains("QWxhZGRpbj"),
        "neither form of the password is shown: {told}"
    );
}

#[tokio::test]
async fn what_is_missing_is_told_before_anything_is_sent() {
    let (_bot, _dir, site) = practice(Kind::Chatto, false).await;
    let line = Line::new(Platform::Chatto, &site, "any-http");
    assert!(line.open().err().unwrap().advice.contains("path"));
    let plain = custom("/chat", "", "");
    let line = Line {
        custom: Some(&plain),
        ..line
    };
    for (auth, kept, word) in [
        (ChatAuth::Token, &[][..], "chat.token"),
        (ChatAuth::Basic, &[][..], "chat.basic"),
        (
            ChatAuth::Basic,
            &[("chat.basic", "no-colon")][..],
            "user:password",
        ),
    ] {
        let unready = line.clone().with(auth, kept).open().err().unwrap();
        assert!(unready.advice.contains(word), "{unready:?}");
        assert!(
            !format!("{unready:?}").contains("no-colon"),
            "and is not shown"
        );
    }
}
