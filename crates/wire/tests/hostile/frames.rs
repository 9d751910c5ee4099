//! Frames that break the rules, once the socket is open.

use chatelaine_wire::{Opcode, RawFrame, Socket, WireError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::server::{hasty, limits};
use super::upgrade::{frame, upgrading};
use super::verdict::{assert_error, assert_silent, dial, dial_within};

pub(crate) const TEXT: u8 = 0x1;
const MORE: u8 = 0x0;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;

/// What the console hears from a server that sends these bytes and then waits for the console to hang up.
async fn after(bytes: Vec<u8>) -> (Socket, Option<Result<RawFrame, WireError>>) {
    let server = upgrading(move |mut stream| {
        let bytes = bytes.clone();
        async move {
            let _ = stream.write_all(&bytes).await;
            while stream.read_u8().await.is_ok() {}
        }
    })
    .await;
    let mut socket = dial(&server.site()).await.expect("the handshake was fine");
    let heard = socket.next().await;
    (socket, heard)
}

#[tokio::test]
async fn frames_that_break_the_rules() {
    let long = vec![b'm'; limits().frame + 1];
    let huge = [&[0x80 | TEXT, 127], (1_u64 << 62).to_be_bytes().as_slice()].concat();
    let stories: [(&str, Vec<u8>, &str, &str); 8] = [
        (
            "a frame beyond the limit",
            frame(true, TEXT, &long),
            "TooLarge",
            "not how the bot answers",
        ),
        (
            "a frame that claims 4 exbibytes",
            huge,
            "TooLarge",
            "not how the bot answers",
        ),
        (
            "text that is no UTF-8",
            frame(true, TEXT, &[0xff, 0xfe, 0x80]),
            "NotHttp",
            "Another kind of server",
        ),
        (
            "a masked frame, as only clients send",
            vec![0x80 | TEXT, 0x81, 1, 2, 3, 4, b'm' ^ 1],
            "NotHttp",
            "Another kind of server",
        ),
        (
            "an opcode that does not exist",
            frame(true, 0x3, b"meow"),
            "NotHttp",
            "Another kind of server",
        ),
        (
            "a continuation of nothing",
            frame(true, MORE, b"meow"),
            "NotHttp",
            "Another kind of server",
        ),
        (
            "a ping in pieces",
            frame(false, PING, b"meow"),
            "NotHttp",
            "Another kind of server",
        ),
        (
            "reserved bits",
            vec![0x80 | 0x40 | TEXT, 1, b'm'],
            "NotHttp",
            "Another kind of server",
        ),
    ];
    for (story, bytes, name, advice) in stories {
        let (mut socket, heard) = after(bytes).await;
        assert_error(story, heard.expect("an error is not silence"), name, advice);
        assert!(
            socket.next().await.is_none(),
            "{story}: after an error there is nothing more to hear"
        );
    }
}

#[tokio::test]
async fn a_frame_and_a_message_of_exactly_the_limit_are_heard() {
    let (_socket, heard) = after(frame(true, TEXT, &vec![b'm'; limits().frame])).await;
    assert_eq!(
        heard.unwrap().unwrap().payload.len(),
        limits().frame,
        "the limit itself is allowed"
    );
    let piece = vec![b'm'; limits().frame];
    let pieces = [
        frame(false, TEXT, &piece),
        frame(false, MORE, &piece),
        frame(false, MORE, &piece),
        frame(true, MORE, &piece),
    ]
    .concat();
    let (_socket, heard) = after(pieces).await;
    assert_eq!(
        heard.unwrap().unwrap().payload.len(),
        limits().message,
        "fragments are put together"
    );
}

#[tokio::test]
async fn fragments_without_end_are_given_up() {
    let server = upgrading(|mut stream| async move {
        let piece = vec![b'm'; 1 << 10];
        let _ = stream.write_all(&frame(false, TEXT, &piece)).await;
        while stream.write_all(&frame(false, MORE, &piece)).await.is_ok() {}
    })
    .await;
    let mut socket = dial(&server.site()).await.unwrap();
    let error = assert_error(
        "fragments without end",
        socket.next().await.unwrap(),
        "TooLarge",
        "not how the bot answers",
    );
    assert!(
        matches!(error, WireError::TooLarge { limit, .. } if limit == limits().message),
        "it is the message that is too large: {error}"
    );
}

#[tokio::test]
async fn a_flood_of_pings_does_not_drown_the_conversation() {
    // The server never reads, so the pongs cannot leave: they must neither block the console nor pile up in it.
    const PINGS: usize = 50_000;
    let server = upgrading(|mut stream| async move {
        let flood = frame(true, PING, &[b'p'; 125]).repeat(1000);
        for _ in 0..PINGS / 1000 {
            let _ = stream.write_all(&flood).await;
        }
        let _ = stream.write_all(&frame(true, TEXT, b"still here")).await;
        tokio::time::sleep(std::time::Duration::from_secs(60)).await;
        drop(stream);
    })
    .await;
    let mut socket = dial(&server.site()).await.unwrap();
    let mut pings = 0;
    let text = loop {
        let heard = socket
            .next()
            .await
            .expect("the line is open")
            .expect("pings are allowed");
        match heard.opcode {
            Opcode::Ping => pings += 1,
            _ => break heard,
        }
    };
    assert_eq!(
        (pings, text.payload.as_slice()),
        (PINGS, b"still here".as_slice()),
        "every frame is seen, and the text comes through"
    );
}

#[tokio::test]
async fn a_server_that_reads_nothing_is_not_waited_for_forever() {
    let server = upgrading(|stream| async move {
        tokio::time::sleep(std::time::Duration::from_secs(60)).await;
        drop(stream);
    })
    .await;
    let mut socket = dial_within(&server.site(), hasty()).await.unwrap();
    let refused = loop {
        if let Err(error) = socket.send("m".repeat(limits().frame)).await {
            break error;
        }
    };
    assert_error::<()>("a full line", Err(refused), "Timeout", "overloaded");
    let error = socket
        .send("m".repeat(limits().frame + 1))
        .await
        .expect_err("too much for one frame");
    assert!(
        matches!(error, WireError::TooLarge { .. }),
        "what is too long is not even tried: {error}"
    );
}

#[tokio::test]
async fn endings_are_told_apart() {
    let (mut socket, heard) = after(frame(
        true,
        CLOSE,
        &[&1008_u16.to_be_bytes(), b"go away".as_slice()].concat(),
    ))
    .await;
    let heard = heard.unwrap().unwrap();
    assert_eq!(
        (heard.opcode, heard.close_code, heard.payload.as_slice()),
        (Opcode::Close, Some(1008), b"go away".as_slice()),
        "a goodbye has a code and a reason"
    );
    drop(heard);

    let server = upgrading(|stream| async move { drop(stream) }).await;
    let mut dropped = dial(&server.site()).await.unwrap();
    let error = assert_error(
        "dropped without a goodbye",
        dropped.next().await.unwrap(),
        "Closed",
        "restarting",
    );
    assert!(
        error.to_string().contains("1006"),
        "operators know this number from their browsers: {error}"
    );
    assert!(dropped.next().await.is_none(), "and that was the end");
    let late = dropped
        .send("meow".into())
        .await
        .expect_err("nobody is there any more");
    assert_silent("a late word", &format!("{late:?}"));
    assert!(matches!(late, WireError::Closed { .. }), "{late}");
    socket
        .send("after goodbye".into())
        .await
        .expect_err("after a goodbye nothing can be said");
}
