//! WebSocket handshakes that go wrong.

use std::time::Duration;

use chatelaine_wire::{Opcode, WireError};
use tokio::io::AsyncWriteExt as _;
use tokio::time::sleep;

use super::frames::TEXT;
use super::server::{CANARY, Server, dead_site, hasty};
use super::upgrade::{frame, upgrading};
use super::verdict::{assert_error, dial, dial_within};

#[tokio::test]
async fn every_other_status_is_named() {
    let stories = [
        (
            403,
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "missing, wrong or expired",
        ),
        (
            404,
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "no WebSocket at this address",
        ),
        (
            200,
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>",
            "proxy",
        ),
        (
            426,
            "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n",
            "proxy",
        ),
        (
            502,
            "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
            "proxy",
        ),
    ];
    for (status, answer, advice) in stories {
        let server = Server::saying(answer).await;
        let error = assert_error(answer, dial(&server.site()).await, "Handshake", advice);
        assert!(
            matches!(error, WireError::Handshake { status: seen, .. } if seen == status),
            "{error}"
        );
        assert!(
            !error.unreachable(),
            "{status}: the server was there and said no"
        );
    }
}

#[tokio::test]
async fn answers_that_are_no_handshake() {
    let accept =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    let wrong = format!("{accept}Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n");
    let stories: [(&str, &str, &str); 5] = [
        (
            "a page instead of HTTP",
            "<html><body>hello</body></html>\r\n\r\n",
            "NotHttp",
        ),
        ("101 with the wrong accept key", wrong.as_str(), "NotHttp"),
        (
            "101 without any WebSocket header",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            "NotHttp",
        ),
        ("not a byte", "", "Closed"),
        ("half a head", "HTTP/1.1 101 Switch", "Closed"),
    ];
    for (story, answer, name) in stories {
        let server = Server::saying(answer).await;
        let advice = if name == "Closed" {
            "restarting"
        } else {
            "Another kind of server"
        };
        assert_error(story, dial(&server.site()).await, name, advice);
    }
    for scheme in ["http", "https"] {
        assert_error(
            "nothing listens",
            dial(&dead_site(scheme).await).await,
            "Refused",
            "Start the bot",
        );
    }
}

#[tokio::test]
async fn a_handshake_that_drips_runs_into_the_limit() {
    let server = Server::after_head(|mut stream| async move {
        while stream.write_all(b"H").await.is_ok() {
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    // A server that speaks slow nonsense may be recognised as such before the time is up.
    let error = dial_within(&server.site(), hasty())
        .await
        .err()
        .expect("it is no handshake");
    assert!(
        matches!(error, WireError::Timeout { .. } | WireError::NotHttp { .. }),
        "{error}"
    );

    let silent = Server::after_head(|stream| async move {
        sleep(Duration::from_secs(60)).await;
        drop(stream);
    })
    .await;
    assert_error(
        "silence",
        dial_within(&silent.site(), hasty()).await,
        "Timeout",
        "overloaded",
    );
}

#[tokio::test]
async fn a_redirect_at_the_handshake_leads_nowhere() {
    let elsewhere = Server::saying("").await;
    let answer = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: {}/ws\r\nContent-Length: 0\r\n\r\n",
        elsewhere.address()
    );
    let server = Server::saying(answer).await;
    let error = dial(&server.site())
        .await
        .err()
        .expect("a redirect is no socket");
    assert!(
        matches!(error, WireError::Handshake { status: 307, .. }),
        "{error}"
    );
    assert_eq!(
        elsewhere.heads(),
        Vec::<String>::new(),
        "the token must not travel on"
    );
}

#[tokio::test]
async fn a_token_arrives_whole_and_is_masked_in_what_is_shown() {
    let server = upgrading(|mut stream| async move {
        let _ = stream.write_all(&frame(true, TEXT, b"meow")).await;
    })
    .await;
    let token = chatelaine_secrets::Secret::new(format!("{CANARY} +&%#/?=é"));
    let (mut socket, handshake) = chatelaine_wire::connect(
        &server.site(),
        "/ws/me",
        Some(&token),
        super::server::limits(),
    )
    .await
    .unwrap();
    assert_eq!(
        handshake.request, "GET /ws/me?token=••••••••",
        "this line is shown to the operator"
    );
    assert_eq!(handshake.status, 101, "the status is shown as well");
    let line = server.heads()[0].lines().next().unwrap().to_owned();
    assert!(
        line.ends_with("%20%2B%26%25%23%2F%3F%3D%C3%A9 HTTP/1.1"),
        "every special character must be escaped: {line}"
    );
    let heard = socket.next().await.unwrap().unwrap();
    assert_eq!(
        (heard.opcode, heard.payload.as_slice()),
        (Opcode::Text, b"meow".as_slice()),
        "the socket works"
    );
}

#[tokio::test]
async fn a_token_in_a_header_arrives_and_is_masked_in_what_is_shown() {
    let server = upgrading(|mut stream| async move {
        let _ = stream.write_all(&frame(true, TEXT, b"meow")).await;
    })
    .await;
    let token = chatelaine_secrets::Secret::new(CANARY);
    let credential = chatelaine_wire::Credential::Bearer(&token);
    let (_socket, handshake) = chatelaine_wire::connect_with(
        &server.site(),
        "/ws?v=1",
        Some(credential),
        super::server::limits(),
    )
    .await
    .unwrap();
    assert!(
        server.heads()[0]
            .to_lowercase()
            .contains(&format!("authorization: bearer {CANARY}")),
        "in the header, as RFC 6750 has it: {:?}",
        server.heads()
    );
    let shown = format!("{handshake:?}");
    assert!(
        shown.contains("Bearer ••••••••") && !shown.contains(CANARY),
        "and nowhere else: {shown}"
    );
}
