//! Something broken or hostile is talked to. Whatever it does, the operator gets a cause with a name, and can leave at
//! once.

use std::time::{Duration, Instant};

use chatelaine_platforms::Platform;
use chatelaine_platforms::talk::{ChatAuth, ChatEvent, Custom};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::server::{CANARY, Server, head};
use super::talking::{Line, Talk};
use super::upgrade::{frame, upgrading};

const EVENTS: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
const KEPT: &[(&str, &str)] = &[
    ("config.API_KEY", CANARY),
    ("chn.rest.callback_token", CANARY),
    ("license.BASIC_AUTH_TOKEN", CANARY),
    ("env.CCAT_API_KEY", CANARY),
];

/// What comes after the first bytes.
#[derive(Clone, Copy)]
enum Then {
    /// These, again and again.
    Again(&'static [u8]),
    /// Nothing, and the line stays open.
    Silence,
    /// The end.
    End,
}

/// A Cheshire Cat 2 that lets everybody in, and streams this to who says something.
async fn streaming(first: &'static [u8], then: Then) -> Server {
    Server::with_heads(move |mut stream, _| async move {
        head(&mut stream).await;
        let me = r#"{"id":"1","name":"x","roles":[]}"#;
        let length = me.len();
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{me}");
        let _ = stream.write_all(answer.as_bytes()).await;
        head(&mut stream).await;
        let _ = stream.write_all(EVENTS.as_bytes()).await;
        let _ = stream.write_all(first).await;
        match then {
            Then::Again(bytes) => while stream.write_all(bytes).await.is_ok() {},
            Then::Silence => listen(stream).await,
            Then::End => {
                let _ = stream.shutdown().await;
                listen(stream).await;
            }
        }
    })
    .await
}

async fn cat_2(server: &Server) -> Talk {
    let site = server.site();
    let line = Line {
        reply_limit: Duration::from_secs(3),
        ..Line::new(Platform::CheshireCat2, &site, "sse")
    };
    line.with(ChatAuth::Key, KEPT).connected().await
}

/// Leaves, and is gone at once.
async fn leaves_at_once(talk: Talk, story: &str) {
    let started = Instant::now();
    talk.close().await;
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "{story}: the operator left after {:?}",
        started.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_and_an_event_without_end_are_given_up_at_their_limits() {
    for (story, first, again) in [
        ("a line", &b"data: "[..], &[b'x'; 16 << 10][..]),
        (
            "an event",
            b"",
            b"data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
        ),
    ] {
        let server = streaming(first, Then::Again(again)).await;
        let mut talk = cat_2(&server).await;
        let turn = talk.ask("hello").await;
        let Some(ChatEvent::Error { description, .. }) = turn.last() else {
            panic!("{story} without end ends in an error: {turn:?}")
        };
        assert!(
            description.contains("sent more than"),
            "{story}: {description}"
        );
        leaves_at_once(talk, story).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_events_can_be_left() {
    for (story, again) in [
        ("comments", &b": x\n\n"[..]),
        (
            "events",
            b"data: {\"type\":\"TEXT_MESSAGE_CONTENT\",\"delta\":\"x\"}\n\n",
        ),
    ] {
        let server = streaming(b"data: {\"type\":\"RUN_STARTED\"}\n\n", Then::Again(again)).await;
        let mut talk = cat_2(&server).await;
        talk.say("hello").await;
        talk.until(
            |event| matches!(event, ChatEvent::Frame { frame } if frame.kind == "RUN_STARTED"),
        )
        .await;
        leaves_at_once(talk, story).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_make_no_sense_or_break_off_are_told() {
    for (story, events) in [
        ("bad UTF-8", &b"data: {\"type\":\"\xFF\xFE\"}\n\n"[..]),
        ("no JSON", b"data: <html>\n\n"),
        ("a NUL", b"data: \0\nid: \0\n\n"),
        ("no end", b"data: {\"type\":\"RUN_FINISHED\"}"),
        ("nothing", b""),
    ] {
        let server = streaming(events, Then::End).await;
        let turn = cat_2(&server).await.ask("hello").await;
        assert!(
            matches!(turn.last(), Some(ChatEvent::Error { name, .. }) if name == "Broken off"),
            "{story}: {turn:?}"
        );
    }
    let half = b"data: {\"type\":\"TEXT_MESSAGE_CONTENT\",\"delta\":\"Me\"}\n\n";
    let turn = cat_2(&streaming(half, Then::End).await)
        .await
        .ask("hello")
        .await;
    assert!(
        turn.iter()
            .any(|event| matches!(event, ChatEvent::Message { text, .. } if text == "Me")),
        "what came is not lost: {turn:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_falls_silent_is_missed_with_causes() {
    let server = streaming(b"", Then::Silence).await;
    let mut talk = cat_2(&server).await;
    let turn = talk.ask("hello").await;
    assert!(
        matches!(turn.last(), Some(ChatEvent::NoReply { causes, .. }) if causes[1].contains("proxy_buffering")),
        "after as long as the operator waits: {turn:?}"
    );
    leaves_at_once(talk, "silence").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_instead_of_a_bot_is_no_conversation() {
    let page = "<html><body>Welcome to nginx!</body></html>";
    let server = Server::saying(format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
        page.len()
    ))
    .await;
    let site = server.site();
    for (platform, transport, auth) in [
        (Platform::Chatto, "rest", ChatAuth::Token),
        (Platform::ProgramY, "rest-v1", ChatAuth::Basic),
        (Platform::ProgramY, "rest-v2", ChatAuth::Basic),
        (Platform::CheshireCat, "http", ChatAuth::Key),
        (Platform::CheshireCat2, "sse", ChatAuth::Key),
        (Platform::CheshireCat2, "http", ChatAuth::Key),
    ] {
        let refused = Line::new(platform, &site, transport)
            .with(auth, KEPT)
            .refused()
            .await;
        assert!(
            refused.contains("What answers there is not"),
            "{platform} over {transport}: {refused}"
        );
        assert!(!refused.contains(CANARY), "{platform} over {transport}");
    }
}

/// A socket that was upgraded properly.
async fn socket(server: &Server) -> Talk {
    let site = server.site();
    let custom = Custom {
        path: "/ws".into(),
        body: String::new(),
        reply: String::new(),
    };
    let line = Line {
        custom: Some(&custom),
        ..Line::new(Platform::Rasa, &site, "any-websocket")
    };
    line.connected().await
}

/// Waits until the console hangs up, so that nothing it was sent is lost.
async fn listen(mut stream: TcpStream) {
    while stream.read_u8().await.is_ok() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_beyond_the_limit_ends_the_conversation_with_its_cause() {
    let server = upgrading(|mut stream| async move {
        let oversized = frame(true, 0x1, &vec![b'x'; 2 << 20]);
        let _ = stream.write_all(&oversized).await;
        listen(stream).await;
    })
    .await;
    let mut talk = socket(&server).await;
    let closed = talk
        .until(|event| matches!(event, ChatEvent::Closed { .. }))
        .await;
    assert!(
        matches!(&closed, ChatEvent::Closed { reason, clean: false, .. } if reason.contains("sent more than")),
        "{closed:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_pings_and_one_of_replies_can_be_left() {
    for (story, opcode) in [("pings", 0x9), ("replies", 0x1)] {
        let server = upgrading(move |stream| async move {
            let flood = frame(true, opcode, b"x").repeat(1000);
            let (mut reads, mut writes) = stream.into_split();
            let pongs = async { while reads.read_u8().await.is_ok() {} };
            let pings = async { while writes.write_all(&flood).await.is_ok() {} };
            tokio::join!(pongs, pings);
        })
        .await;
        let mut talk = socket(&server).await;
        talk.say("hello").await;
        talk.until(|event| matches!(event, ChatEvent::Frame { .. }))
            .await;
        leaves_at_once(talk, story).await;
    }
}
