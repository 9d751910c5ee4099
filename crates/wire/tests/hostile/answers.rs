//! HTTP answers that are none, never end, or lead elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chatelaine_wire::{Body, Client, Request, WireError};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::server::{CANARY, Server, canary, dead_site, hasty, limits};
use super::verdict::{assert_error, assert_silent, get, get_within};

#[tokio::test]
async fn answers_that_are_none() {
    let stories = [
        (
            "another protocol",
            "SSH-2.0-OpenSSH_9.6\r\nnonsense\r\n\r\n",
            "NotHttp",
            "Another kind of server",
        ),
        (
            "bytes of chance",
            "\u{1}\u{2}\u{3}\u{4}\r\n\r\n",
            "NotHttp",
            "Another kind of server",
        ),
        (
            "a status that is no number",
            "HTTP/1.1 two hundred\r\n\r\n",
            "NotHttp",
            "Another kind of server",
        ),
        ("not a byte", "", "Closed", "restarting"),
        (
            "half a head",
            "HTTP/1.1 200 OK\r\nContent-",
            "Closed",
            "restarting",
        ),
        (
            "less than was announced",
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nmeow",
            "Closed",
            "restarting",
        ),
        (
            "chunks without the last",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmeow\r\n",
            "Closed",
            "restarting",
        ),
        (
            "a chunk of no size",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nmeow\r\n",
            "NotHttp",
            "Another kind of server",
        ),
    ];
    for (story, answer, name, advice) in stories {
        let server = Server::saying(answer).await;
        let error = assert_error(story, get(server.site()).await, name, advice);
        assert!(
            error.unreachable(),
            "{story}: nothing was learnt about the bot"
        );
    }
}

#[tokio::test]
async fn nobody_is_there() {
    for scheme in ["http", "https"] {
        let error = get(dead_site(scheme).await).await;
        assert_error("nothing listens", error, "Refused", "Start the bot");
    }
}

#[tokio::test]
async fn a_head_without_end_is_given_up() {
    let server = Server::after_head(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
        while stream
            .write_all(b"X-More: and more and more and more\r\n")
            .await
            .is_ok()
        {}
    })
    .await;
    assert_error(
        "headers without end",
        get(server.site()).await,
        "NotHttp",
        "Another kind of server",
    );
}

/// One byte at a time, each well within any single read's patience.
async fn drip(mut stream: TcpStream, start: &'static [u8]) {
    let _ = stream.write_all(start).await;
    while stream.write_all(b"x").await.is_ok() {
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_slow_drip_runs_into_the_limit_for_the_whole_exchange() {
    let heads: [&[u8]; 2] = [
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n",
    ];
    for start in heads {
        let server = Server::after_head(move |stream| drip(stream, start)).await;
        let error = assert_error(
            "a drip",
            get_within(server.site(), hasty()).await,
            "Timeout",
            "overloaded",
        );
        assert!(
            matches!(error, WireError::Timeout { seconds: 1, .. }),
            "the message must name the limit that ran out: {error}"
        );
    }
}

#[tokio::test]
async fn a_body_without_end_costs_no_more_than_the_limit() {
    for (story, head) in [
        ("without a length", "HTTP/1.1 200 OK\r\n\r\n"),
        (
            "of a huge length",
            "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
        ),
    ] {
        let sent = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&sent);
        let server = Server::after_head(move |mut stream| {
            let count = Arc::clone(&count);
            async move {
                let _ = stream.write_all(head.as_bytes()).await;
                let chunk = [b'm'; 8 << 10];
                while stream.write_all(&chunk).await.is_ok() {
                    count.fetch_add(chunk.len(), Ordering::Relaxed);
                }
            }
        })
        .await;
        let error = assert_error(
            story,
            get(server.site()).await,
            "TooLarge",
            "another server",
        );
        assert!(
            matches!(error, WireError::TooLarge { limit, .. } if limit == limits().body),
            "{story}: {error}"
        );
        // What the kernel buffers on both sides comes on top of what was read.
        assert!(
            sent.load(Ordering::Relaxed) < 32 << 20,
            "{story}: the console must hang up, not read on"
        );
    }
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_an_answer() {
    let server = Server::after_head(|mut stream| async move {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n",
            limits().body
        );
        let _ = stream.write_all(head.as_bytes()).await;
        let _ = stream.write_all(&vec![b'm'; limits().body]).await;
    })
    .await;
    let answer = get(server.site())
        .await
        .expect("the limit itself is allowed");
    assert_eq!(answer.body.len(), limits().body, "nothing may be cut");
}

#[tokio::test]
async fn a_redirect_is_reported_and_the_credential_stays_here() {
    let elsewhere = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let target = format!("{}/steal", elsewhere.address());
        let answer =
            format!("HTTP/1.1 {status}\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
        let server = Server::saying(answer).await;

        let response = get(server.site()).await.expect("a redirect is an answer");
        assert_eq!(
            response.location.as_deref(),
            Some(target.as_str()),
            "{status}: the operator is told where it leads"
        );

        let client = Client::new(server.site(), limits()).unwrap();
        let body = Body::SecretJson(canary());
        client
            .send(Request::post("/auth/token", body))
            .await
            .expect("a redirect is an answer");
    }
    assert_eq!(
        elsewhere.heads(),
        Vec::<String>::new(),
        "the other origin must not even learn that there was a request"
    );
}

#[tokio::test]
async fn the_credential_reaches_its_server_and_no_description_of_the_exchange() {
    let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 49\r\n\r\n{\"access_token\":\"canary-7f3a9c1e-never-shown\"}   ").await;
    let (client, secret) = (Client::new(server.site(), limits()).unwrap(), canary());
    let request = Request::get("/").with_bearer(Some(&secret));
    assert_silent("the request in one line", &request.redacted());
    assert_silent("the request's Debug", &format!("{request:?}"));
    let response = client.send(request).await.unwrap();
    assert!(
        server.heads()[0].contains(&format!("authorization: Bearer {CANARY}")),
        "the server needs it: {:?}",
        server.heads()
    );
    let shown = format!("{response:?}");
    assert_silent("the response's Debug", &shown);
    assert!(!shown.contains("[123, 34"), "nor as numbers: {shown}");
    assert_silent("the client's Debug", &format!("{client:?}"));

    let login = Request::post("/auth/token", Body::SecretJson(canary()));
    assert_silent("a login in one line", &login.redacted());
    assert_silent("a login's Debug", &format!("{login:?}"));
}

#[tokio::test]
async fn what_no_header_can_carry_is_refused_before_anything_is_sent() {
    let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let client = Client::new(server.site(), limits()).unwrap();
    for bad in ["line\r\nX-Injected: yes", "nul\0", "gatto-è-qui"] {
        let secret = chatelaine_secrets::Secret::new(format!("{CANARY}{bad}"));
        let error = client
            .send(Request::get("/").with_bearer(Some(&secret)))
            .await
            .expect_err("it cannot be sent");
        assert!(matches!(error, WireError::Unsendable { .. }), "{error}");
        assert!(error.advice().contains("Generate"), "{}", error.advice());
        assert_silent("the refusal", &format!("{error} {error:?}"));
    }
    let odd = Request {
        headers: &[("not a name", "x")],
        ..Request::get("/")
    };
    let error = client
        .send(odd)
        .await
        .expect_err("no such header can exist");
    assert!(
        matches!(error, WireError::Unsendable { .. }),
        "a bad header name must be an error and no panic: {error}"
    );
    assert_eq!(
        server.heads(),
        Vec::<String>::new(),
        "a header that was smuggled in must not reach the server"
    );
}

#[tokio::test]
async fn a_credential_that_is_repeated_stays_out_of_the_evidence() {
    let text = format!("you sent Bearer {CANARY}");
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}",
        text.len()
    );
    let server = Server::saying(answer).await;
    let client = Client::new(server.site(), limits()).unwrap();
    let secret = canary();
    let response = client
        .send(Request::get("/").with_bearer(Some(&secret)))
        .await
        .unwrap();
    assert_eq!(response.status, 200);
    let shown = response.summary();
    assert!(
        shown.contains("you sent") && !shown.contains(CANARY),
        "evidence is shown, stored and reported: {shown}"
    );
}
