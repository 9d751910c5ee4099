//! Answers that are none.

use std::time::Instant;

use chatelaine_platforms::CheckError;
use chatelaine_wire::{Limits, WireError};
use tokio::io::AsyncWriteExt as _;

use super::server::{Server, dead_site};
use super::verdict::refused_by_each;

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_http() {
    for (story, answer) in [
        ("another protocol", "SSH-2.0-OpenSSH_9.6\r\n\r\n"),
        ("bytes of chance", "\u{1}\u{2}\u{3}\u{4}\r\n\r\n"),
        (
            "a page without a head",
            "<!DOCTYPE html><p>hello</p>\r\n\r\n",
        ),
        ("a status that is no number", "HTTP/1.1 two hundred\r\n\r\n"),
        (
            "a chunk of no size",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nmeow\r\n",
        ),
    ] {
        let server = Server::saying(answer).await;
        for (platform, error) in refused_by_each(story, &server.site()).await {
            assert!(
                matches!(error, CheckError::Wire(WireError::NotHttp { .. })),
                "{story}, {platform}: {error}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_ends_in_the_middle() {
    for (story, answer) in [
        ("not a byte", ""),
        ("half a head", "HTTP/1.1 200 OK\r\nContent-"),
        (
            "less than was announced",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"status\":",
        ),
        (
            "chunks without the last",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmeow\r\n",
        ),
    ] {
        let server = Server::saying(answer).await;
        let began = Instant::now();
        for (platform, error) in refused_by_each(story, &server.site()).await {
            assert!(
                matches!(error, CheckError::Wire(WireError::Closed { .. })),
                "{story}, {platform}: {error}"
            );
        }
        assert!(
            began.elapsed() < Limits::default().total,
            "{story}: whoever has hung up is not waited for"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_there() {
    for (platform, error) in refused_by_each("nobody", &dead_site("http").await).await {
        assert!(
            matches!(error, CheckError::Wire(WireError::Refused { .. })),
            "{platform}: {error}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_protocol_that_nobody_asked_for() {
    for (story, answer) in [
        ("bare", "HTTP/1.1 101 Switching Protocols\r\n\r\n"),
        (
            "to a WebSocket",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
        ),
    ] {
        let server = Server::saying(answer).await;
        refused_by_each(story, &server.site()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_without_end() {
    let server = Server::after_head(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
        while stream
            .write_all(b"X-More: and more and more and more\r\n")
            .await
            .is_ok()
        {}
    })
    .await;
    refused_by_each("headers without end", &server.site()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_header_of_a_megabyte() {
    let server = Server::saying(format!(
        "HTTP/1.1 200 OK\r\nX-Long: {}\r\nContent-Length: 2\r\n\r\n{{}}",
        "m".repeat(1 << 20)
    ))
    .await;
    refused_by_each("a giant header", &server.site()).await;
}
