//! What comes to the ear on this machine, and what does not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

use std::io::ErrorKind;

use chatelaine_wire::{Body, Client, Limits, Listener, Request, Site};
use serde_json::json;

async fn client(listener: &Listener) -> Client {
    let address = format!("http://{}", listener.address());
    Client::new(Site::parse(&address, false).unwrap(), Limits::default()).unwrap()
}

#[tokio::test]
async fn a_delivery_arrives_whole_and_is_answered_as_it_was_judged() {
    let mut listener = Listener::open("localhost", 0, |delivery| {
        let known = delivery.parameter("token").as_deref() == Some("a b");
        if known { 200 } else { 401 }
    })
    .await
    .unwrap();
    let client = client(&listener).await;
    let message = || Body::Json(json!({ "text": "hello" }));
    let answer = client
        .send(Request::post("/bot?token=a%20b", message()))
        .await;
    assert_eq!(answer.unwrap().status, 200);
    let delivery = listener.next().await.unwrap();
    assert_eq!(
        (
            delivery.method.as_str(),
            delivery.path.as_str(),
            delivery.status
        ),
        ("POST", "/bot", 200)
    );
    assert_eq!(delivery.header("content-type"), Some("application/json"));
    assert_eq!(delivery.body, br#"{"text":"hello"}"#);

    let answer = client.send(Request::post("/bot", message())).await;
    assert_eq!(
        answer.unwrap().status,
        401,
        "whoever is not known is told so"
    );
    let refused = listener.next().await.unwrap();
    assert_eq!(
        refused.status, 401,
        "and seen nevertheless: an operator wants to know who knocks"
    );
}

#[tokio::test]
async fn too_much_is_not_read_and_the_ear_survives_it() {
    let mut listener = Listener::open("127.0.0.1", 0, |_| 200).await.unwrap();
    let client = client(&listener).await;
    let flood = Body::Text {
        content_type: "text/plain",
        text: "x".repeat(2 << 20),
    };
    let answer = client.send(Request::post("/", flood)).await;
    assert!(
        answer.is_err() || answer.is_ok_and(|answer| answer.status == 413),
        "more than a reply can be is refused"
    );
    client
        .send(Request::post("/", Body::Empty))
        .await
        .expect("the next one is heard");
    assert!(listener.next().await.unwrap().body.is_empty());
}

#[tokio::test]
async fn only_this_machine_is_listened_on_and_only_where_nobody_else_does() {
    let refused = Listener::open("192.0.2.1", 0, |_| 200).await.err().unwrap();
    assert_eq!(
        refused.kind(),
        ErrorKind::AddrNotAvailable,
        "a listener for others would be a way in: {refused}"
    );
    let first = Listener::open("127.0.0.1", 0, |_| 200).await.unwrap();
    let port = first.address().port();
    let taken = Listener::open("127.0.0.1", port, |_| 200)
        .await
        .err()
        .unwrap();
    assert_eq!(taken.kind(), ErrorKind::AddrInUse);
    drop(first);
    let mut again = Listener::open("127.0.0.1", port, |_| 200).await;
    for _ in 0..50 {
        if again.is_ok() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        again = Listener::open("127.0.0.1", port, |_| 200).await;
    }
    assert!(again.is_ok(), "a dropped listener leaves its port");
}
