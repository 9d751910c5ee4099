//! Servers that speak no HTTP, asked over a bare connection; and requests that prove their right twice.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Credential, Request, WireError, exchange};
use tokio::io::AsyncWriteExt as _;

use super::server::{CANARY, Server, canary, dead_site, hasty, limits};
use super::verdict::assert_silent;

#[tokio::test]
async fn what_was_said_until_the_end_is_the_answer() {
    let server = Server::saying("{\"result\": \"ERROR\"}").await;
    let answer = exchange(&server.site(), b"who is there?\r\n\r\n", limits()).await;
    assert_eq!(answer.unwrap(), b"{\"result\": \"ERROR\"}");
    assert_eq!(
        server.heads(),
        ["who is there?\r\n\r\n"],
        "and nothing else was sent"
    );
}

#[tokio::test]
async fn a_server_that_never_ends_or_is_not_there_has_a_name() {
    let flood = Server::after_head(|mut stream| async move {
        while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
    });
    let error = exchange(&flood.await.site(), b"\r\n\r\n", limits())
        .await
        .unwrap_err();
    assert!(matches!(error, WireError::TooLarge { .. }), "{error}");

    let mute = Server::after_head(|stream| async move {
        let _open = stream;
        std::future::pending::<()>().await;
    });
    let error = exchange(&mute.await.site(), b"\r\n\r\n", hasty())
        .await
        .unwrap_err();
    assert!(matches!(error, WireError::Timeout { .. }), "{error}");

    let error = exchange(&dead_site("http").await, b"", limits())
        .await
        .unwrap_err();
    assert!(matches!(error, WireError::Refused { .. }), "{error}");
}

/// Program-Y asks for a token and for a key at once.
#[tokio::test]
async fn two_credentials_are_both_sent_and_both_hidden() {
    let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let (token, key) = (canary(), Secret::new("key&with=signs"));
    let request = Request::get("/ask")
        .with_credential(Some(Credential::Authorization {
            scheme: "Basic",
            value: &token,
        }))
        .and_credential(Some(Credential::Query {
            name: "apikey",
            value: &key,
        }));
    let shown = request.redacted();
    assert_eq!(
        shown,
        "GET /ask?apikey=•••••••• · Authorization: Basic ••••••••"
    );
    assert_silent("the request's Debug", &format!("{request:?}"));
    let client = Client::new(server.site(), limits()).unwrap();
    client.send(request).await.unwrap();
    let head = &server.heads()[0];
    assert!(
        head.starts_with("GET /ask?apikey=key%26with%3Dsigns HTTP/1.1"),
        "{head}"
    );
    assert!(
        head.contains(&format!("authorization: Basic {CANARY}")),
        "{head}"
    );
}
