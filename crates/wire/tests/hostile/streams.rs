//! Answers that come piece by piece, and should not.

use std::time::Duration;

use chatelaine_wire::{Client, Limits, Request, Stream, WireError};
use tokio::io::AsyncWriteExt as _;
use tokio::time::{sleep, timeout};

use super::server::{Server, canary, hasty, limits};
use super::verdict::{assert_error, assert_silent};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n";

async fn open(server: &Server, limits: Limits) -> Result<Stream, WireError> {
    let client = Client::new(server.site(), limits).unwrap();
    client
        .open(Request::get("/").with_bearer(Some(&canary())))
        .await
}

/// Sends the head of a stream, and then the same bytes without end.
async fn endless(bytes: &'static [u8]) -> Server {
    Server::after_head(move |mut stream| async move {
        let _ = stream.write_all(HEAD).await;
        while stream.write_all(bytes).await.is_ok() {}
    })
    .await
}

/// Reads events until something breaks; how many there were, and what broke.
async fn read_on(stream: &mut Stream) -> (usize, Result<(), WireError>) {
    let mut events = 0;
    loop {
        match stream.next_event().await {
            Ok(Some(_)) => events += 1,
            Ok(None) => return (events, Ok(())),
            Err(error) => return (events, Err(error)),
        }
    }
}

#[tokio::test]
async fn lines_events_and_streams_without_end_are_given_up_at_their_limits() {
    for (story, bytes, limit) in [
        ("a line", &b"xxxxxxxxxxxxxxxx"[..], limits().frame),
        ("an event", b"data: xxxxxxxxxxxxxxxx\n", limits().message),
        ("a stream", b"data: x\n\n", limits().stream),
        ("comments", b": x\n\n", limits().stream),
    ] {
        let server = endless(bytes).await;
        let mut stream = open(&server, limits()).await.unwrap();
        assert!(stream.has_events(), "{story}: it says what it is");
        let (events, outcome) = read_on(&mut stream).await;
        let error = assert_error(story, outcome, "TooLarge", "not how the bot answers");
        assert!(
            error.to_string().contains(&limit.to_string()),
            "{story}: {error}"
        );
        assert_eq!(events > 0, story == "a stream", "{story}: {events} events");
        assert_silent(story, &format!("{:?}", stream.head()));
    }
}

#[tokio::test]
async fn a_stream_that_breaks_off_says_so_and_one_that_ends_is_at_its_end() {
    let broken = Server::saying(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\n5\r\nda",
    )
    .await;
    let mut stream = open(&broken, limits()).await.unwrap();
    let (events, outcome) = read_on(&mut stream).await;
    assert_eq!(events, 1, "what came whole is told");
    let error = outcome.expect_err("it broke off in a chunk");
    assert!(
        matches!(error, WireError::Closed { .. } | WireError::NotHttp { .. }),
        "{error}"
    );
    let ended = Server::saying(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: x\n\ndata: y",
    )
    .await;
    let mut stream = open(&ended, limits()).await.unwrap();
    assert_eq!(
        read_on(&mut stream).await,
        (1, Ok(())),
        "half an event is none"
    );
}

#[tokio::test]
async fn only_the_head_has_to_come_in_time_and_a_wait_can_be_cut_short() {
    let silent = Server::after_head(|stream| async move {
        sleep(Duration::from_secs(60)).await;
        drop(stream);
    })
    .await;
    assert_error(
        "no head",
        open(&silent, hasty()).await,
        "Timeout",
        "overloaded",
    );

    let slow = Server::after_head(|mut stream| async move {
        let _ = stream.write_all(HEAD).await;
        for piece in [&b"data: a"[..], b"b\n", b"\ndata: c\n\n"] {
            sleep(Duration::from_millis(600)).await;
            let _ = stream.write_all(piece).await;
        }
    })
    .await;
    let mut stream = open(&slow, hasty()).await.unwrap();
    let mut events = Vec::new();
    for _ in 0..100 {
        match timeout(Duration::from_millis(100), stream.next_event()).await {
            Ok(event) => match event.unwrap() {
                Some(event) => events.push(event.data),
                None => break,
            },
            Err(_) => continue,
        }
    }
    assert_eq!(
        events,
        ["ab", "c"],
        "longer than the limit for a whole answer, and nothing is lost when the wait is cut short"
    );
}

#[tokio::test]
async fn an_answer_that_is_no_stream_is_read_whole_within_its_limit() {
    let page = Server::saying("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>").await;
    let stream = open(&page, limits()).await.unwrap();
    assert!(!stream.has_events(), "a page is no stream");
    let answer = stream.collect().await.unwrap();
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (200, &b"<html>"[..])
    );
    let server = endless(b"xxxxxxxxxxxxxxxx").await;
    let outcome = open(&server, limits()).await.unwrap().collect().await;
    assert_error("a body", outcome, "TooLarge", "not how the bot answers");
}
