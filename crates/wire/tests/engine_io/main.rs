//! A Socket.IO session with servers that play by the rules, by older rules, or by none.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod stub;

use std::time::Duration;

use chatelaine_secrets::Secret;
use chatelaine_wire::engine_io::{Auth, Packet, SocketIo, Verdict};
use chatelaine_wire::{Direction, Limits, RawFrame, Site, WireError};
use serde_json::json;

use stub::{OPEN, serve};

/// A token that must be seen by the server and by nobody else.
const CANARY: &str = "eyJjanary.never.shown";

fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(20),
        total: Duration::from_secs(20),
        frame: 4 << 10,
        ..Limits::default()
    }
}

async fn dial(site: &Site) -> Result<SocketIo, WireError> {
    let (session, handshake, _) = SocketIo::dial(site, "/socket.io/", limits()).await?;
    assert_eq!(handshake.status, 101);
    Ok(session)
}

fn text(frame: &RawFrame) -> &str {
    std::str::from_utf8(&frame.payload).unwrap()
}

#[tokio::test]
async fn a_token_reaches_the_server_and_no_log() {
    let stub = serve(|heard| match heard {
        "" => vec![OPEN.into()],
        text if text.starts_with("40") => vec![r#"40{"sid":"a"}"#.into()],
        text if text.starts_with("42") => vec![r#"42["bot_uttered",{"text":"hi"}]"#.into()],
        _ => Vec::new(),
    })
    .await;
    let mut session = dial(&stub.site).await.unwrap();
    let token = Secret::new(CANARY);
    let entry = session.join("/", Auth::Token(&token)).await.unwrap();
    assert_eq!(entry.verdict, Verdict::Admitted);
    assert_eq!(
        text(&entry.sent),
        r#"40{"token":"••••••••"}"#,
        "the frame log shows that a token was sent, and not which"
    );
    assert!(
        !format!("{entry:?} {:?}", Auth::Token(&token)).contains("canary"),
        "nor does any debug output"
    );
    let sent = session
        .emit("user_uttered", &[json!({ "message": "hello" })])
        .await
        .unwrap();
    assert_eq!(sent.direction, Direction::Sent);
    let heard = session.next().await.unwrap().unwrap();
    assert_eq!(
        heard.packet,
        Packet::Event {
            namespace: "/".into(),
            name: "bot_uttered".into(),
            arguments: vec![json!({ "text": "hi" })],
            ack: None
        }
    );
    session.close().await;
    assert_eq!(
        stub.heard().await,
        [
            format!(r#"40{{"token":"{CANARY}"}}"#),
            r#"42["user_uttered",{"message":"hello"}]"#.to_owned(),
            "41".to_owned()
        ],
        "the server heard all of it"
    );
    assert!(
        stub.paths()[0].ends_with("/socket.io/?EIO=4&transport=websocket"),
        "the address says the revision and holds no token: {:?}",
        stub.paths()
    );
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_not_an_error() {
    for (answer, message) in [
        (
            r#"44{"message":"Connection rejected by server"}"#,
            "Connection rejected by server",
        ),
        (r#"44"Unable to connect""#, "Unable to connect"),
        ("41", "put out at once"),
    ] {
        let stub = serve(move |heard| match heard {
            "" => vec![OPEN.into()],
            _ => vec![answer.into()],
        })
        .await;
        let mut session = dial(&stub.site).await.unwrap();
        let entry = session.join("/", Auth::MadeUp("x.y.z")).await.unwrap();
        assert_eq!(
            entry.verdict,
            Verdict::Refused {
                message: message.into()
            },
            "{answer}"
        );
        assert_eq!(text(&entry.sent), r#"40{"token":"(made up)"}"#);
    }
}

#[tokio::test]
async fn an_old_server_that_lets_everybody_in_unasked_is_recognised_and_kept_alive() {
    let stub = serve(|heard| match heard {
        // Engine.IO 3 has longer timeouts, and Socket.IO 4 connects the default namespace by itself.
        "" => vec![
            r#"0{"sid":"a","upgrades":[],"pingTimeout":60000,"pingInterval":1000}"#.into(),
            "40".into(),
        ],
        "2" => vec!["3".into()],
        _ => Vec::new(),
    })
    .await;
    let mut session = dial(&stub.site).await.unwrap();
    let entry = session.join("/", Auth::Nothing).await.unwrap();
    assert_eq!(
        entry.verdict,
        Verdict::Older,
        "it gives no id, so nothing was asked for"
    );
    let mut beats = Vec::new();
    for _ in 0..4 {
        let heard = session.next().await.unwrap().unwrap();
        beats.push((heard.frame.direction, heard.packet));
    }
    let beat = [
        (Direction::Sent, Packet::Ping),
        (Direction::Received, Packet::Pong),
    ];
    assert_eq!(
        beats,
        [beat.clone(), beat].concat(),
        "Engine.IO 3 hangs up on a client that does not ping, so this one does, in time"
    );
}

#[tokio::test]
async fn namespaces_and_acknowledgements_are_kept_apart() {
    let stub = serve(|heard| match heard {
        "" => vec![OPEN.into()],
        text if text.starts_with("40") => vec![
            // An answer about another namespace is no answer.
            r#"44/other,{"message":"no"}"#.into(),
            r#"40/chat,{"sid":"b"}"#.into(),
        ],
        text if text.starts_with("42") => {
            vec!["43/chat,1[\"ok\"]".into(), "42/chat,7[\"question\"]".into()]
        }
        _ => Vec::new(),
    })
    .await;
    let mut session = dial(&stub.site).await.unwrap();
    let entry = session.join("/chat", Auth::Nothing).await.unwrap();
    assert_eq!(entry.verdict, Verdict::Admitted);
    let (id, sent) = session
        .emit_with_ack("ask", &[json!(1), json!("two")])
        .await
        .unwrap();
    assert_eq!(text(&sent), r#"42/chat,1["ask",1,"two"]"#);
    let answer = session.next().await.unwrap().unwrap().packet;
    assert!(
        matches!(&answer, Packet::Ack { id: told, .. } if *told == id),
        "{answer:?}"
    );
    let question = session.next().await.unwrap().unwrap().packet;
    assert!(
        matches!(question, Packet::Event { ack: Some(7), .. }),
        "{question:?}"
    );
    let sent = session.acknowledge(7, &[]).await.unwrap();
    assert_eq!(text(&sent), "43/chat,7[]");
}

#[tokio::test]
async fn heartbeats_are_answered_and_missed() {
    let hasty = r#"0{"sid":"a","pingTimeout":200,"pingInterval":200}"#;
    let stub = serve(move |heard| match heard {
        "" => vec![hasty.into(), "2".into()],
        _ => Vec::new(),
    })
    .await;
    let mut session = dial(&stub.site).await.unwrap();
    let mut seen = Vec::new();
    let error = loop {
        match session.next().await.expect("the line stays open") {
            Ok(heard) => seen.push(heard.packet),
            Err(error) => break error,
        }
    };
    assert_eq!(seen, [Packet::Ping, Packet::Pong], "both stand in the log");
    assert!(
        matches!(error, WireError::Timeout { .. }),
        "a server that says nothing for longer than its own heartbeat is gone: {error}"
    );
    drop(session);
    assert_eq!(stub.heard().await, ["3"], "the server heard the answer");
}

#[tokio::test]
async fn what_is_no_socket_io_is_named() {
    for (story, first, reason) in [
        ("another protocol", r#"{"type":"welcome"}"#, "Engine.IO"),
        ("garbage", "\u{0}\u{1}", "Engine.IO"),
        ("an event before the session", "42[\"x\"]", "does not open"),
        ("half an opening", "0{\"sid\":", "without id"),
    ] {
        let stub = serve(move |_| vec![first.into()]).await;
        let error = dial(&stub.site).await.err().expect(story);
        assert!(
            matches!(&error, WireError::NotHttp { reason: told, .. } if told.contains(reason)),
            "{story}: {error}"
        );
    }
    let stub = serve(|heard| match heard {
        "" => vec![OPEN.into()],
        _ => vec!["42{canary".into()],
    })
    .await;
    let mut session = dial(&stub.site).await.unwrap();
    let error = session.join("/", Auth::Nothing).await.unwrap_err();
    assert!(
        matches!(error, WireError::NotHttp { .. }) && !error.to_string().contains("canary"),
        "nonsense later on ends it too, and is not repeated: {error}"
    );
}

#[tokio::test]
async fn a_server_that_never_answers_the_wish_is_not_waited_for_forever() {
    let stub = serve(|heard| match heard {
        "" => vec![OPEN.into()],
        _ => Vec::new(),
    })
    .await;
    let hasty = Limits {
        total: Duration::from_secs(1),
        ..limits()
    };
    let (mut session, ..) = SocketIo::dial(&stub.site, "/socket.io/", hasty)
        .await
        .unwrap();
    let error = session.join("/", Auth::Nothing).await.unwrap_err();
    assert!(matches!(error, WireError::Timeout { .. }), "{error}");
}

/// `0.0.0.0` is this machine to the system, and not loopback to the console.
#[cfg(unix)]
#[tokio::test]
async fn a_token_does_not_cross_the_network_in_clear_without_consent() {
    let stub = serve(|heard| match heard {
        "" => vec![OPEN.into()],
        _ => vec![r#"44{"message":"no"}"#.into()],
    })
    .await;
    let address = stub.site.address().replace("127.0.0.1", "0.0.0.0");
    let mut session = dial(&Site::parse(&address, false).unwrap()).await.unwrap();
    let token = Secret::new(CANARY);
    let error = session.join("/", Auth::Token(&token)).await.unwrap_err();
    assert!(matches!(error, WireError::Consent { .. }), "{error}");
    session
        .join("/", Auth::MadeUp("x.y.z"))
        .await
        .expect("what opens nothing may be shown to anybody");
    session.close().await;
    assert_eq!(
        stub.heard().await,
        [r#"40{"token":"x.y.z"}"#, "41"],
        "the token was never sent"
    );
}
