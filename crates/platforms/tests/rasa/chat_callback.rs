//! Talking over the callback webhook: the bot's replies come in requests of its own.

use chatelaine_platforms::Platform;
use chatelaine_platforms::talk::ChatEvent;
use chatelaine_wire::{Body, Client, Limits, Listener, Request, Site};
use serde_json::json;

use super::observe::running;
use super::project::{Files, credentials};
use super::talking::Line;

const TOKEN: &str = "Callback-Canary-7c21";
const PASSWORD: &str = "Password-Canary-7c21";

/// A port that was free a moment ago.
async fn free_port() -> u16 {
    let listener = Listener::open("127.0.0.1", 0, |_| 200).await.unwrap();
    listener.address().port()
}

fn callback(url: &str) -> Files {
    credentials(&format!(
        "callback:\n  url: {url}\n  token: {TOKEN}\n  basic_auth:\n    username: rasa\n    password: {PASSWORD}\n"
    ))
}

#[tokio::test]
async fn the_whole_conversation_for_as_long_as_the_console_listens() {
    let port = free_port().await;
    let files = callback(&format!("http://127.0.0.1:{port}/bot"));
    let (bot, values) = (running(&files).await, files.values());
    let mut line = Line::new(Platform::Rasa, &bot.site, "callback");
    line.values = &values;
    let mut talk = line.connected().await;
    let turn = talk.ask("hello").await;
    assert!(
        matches!(turn.last(), Some(ChatEvent::TurnOver { replies: 2, .. })),
        "the bot answers after its last delivery: {turn:?}"
    );
    let turn = talk.ask("choose").await;
    assert!(format!("{turn:?}").contains("The golden one"), "{turn:?}");
    let turn = talk.ask("/restart").await;
    assert!(
        matches!(turn.last(), Some(ChatEvent::NoReply { causes, .. }) if causes[0].contains("container")),
        "nothing was delivered: {turn:?}"
    );

    // Somebody else on this machine, or a web page in a browser.
    let ear = Site::parse(&format!("http://127.0.0.1:{port}"), false).unwrap();
    let intruder = Client::new(ear, Limits::default()).unwrap();
    let forged = || Body::Json(json!({ "recipient_id": line.user, "text": "I am the bot" }));
    let refused = intruder
        .send(Request::post("/bot", forged()))
        .await
        .unwrap();
    assert_eq!(refused.status, 401, "without what the files declare");
    let lost = intruder
        .send(Request::post("/other", forged()))
        .await
        .unwrap();
    assert_eq!(lost.status, 404);
    talk.until(|event| matches!(event, ChatEvent::Notification { .. }))
        .await;
    let told = format!("{:?}", talk.close().await);
    assert!(
        !told.contains(r#"Message { text: "I am the bot""#),
        "it is seen in the log and not believed: {told}"
    );
    assert!(
        !told.contains("Canary"),
        "what the bot proves itself with is masked: {told}"
    );
}

#[tokio::test]
async fn a_reply_for_somebody_else_is_not_ours() {
    let port = free_port().await;
    let files = credentials(&format!("callback:\n  url: http://localhost:{port}/\n"));
    let (bot, values) = (running(&files).await, files.values());
    let mut line = Line::new(Platform::Rasa, &bot.site, "callback");
    line.values = &values;
    let mut talk = line.connected().await;
    let client = Client::new(bot.site.clone(), Limits::default()).unwrap();
    let message = Body::Json(json!({ "sender": "somebody", "message": "bye" }));
    let answer = client
        .send(Request::post("/webhooks/callback/webhook", message))
        .await;
    assert_eq!(answer.unwrap().status, 200);
    assert_eq!(talk.words("hello").await.len(), 2, "our own two bubbles");
    let told = format!("{:?}", talk.told);
    assert!(
        !told.contains(r#"Message { text: "Good-bye"#),
        "the other conversation's reply is in the log alone"
    );
}

#[tokio::test]
async fn where_the_console_cannot_listen_it_says_why() {
    let bot = running(&credentials("rest:\n")).await;
    for url in [
        "http://bot.example.org:5034/bot",
        "https://127.0.0.1:5034/bot",
    ] {
        let values = callback(url).values();
        let mut line = Line::new(Platform::Rasa, &bot.site, "callback");
        line.values = &values;
        let unready = line.open().err().unwrap();
        assert!(
            unready.what.contains("another machine"),
            "{url}: {unready:?}"
        );
    }
    let unready = Line::new(Platform::Rasa, &bot.site, "callback").open();
    assert!(unready.is_err(), "without the files, no address is known");

    let taken = Listener::open("127.0.0.1", 0, |_| 200).await.unwrap();
    let files = callback(&format!("http://{}/bot", taken.address()));
    let values = files.values();
    let mut line = Line::new(Platform::Rasa, &bot.site, "callback");
    line.values = &values;
    let refused = line.refused().await;
    assert!(
        refused.contains("Another program"),
        "the port is somebody else's: {refused}"
    );
}
