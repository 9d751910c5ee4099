//! Servers on the socket's path that are none, that are old, or that stay silent.

use std::time::Duration;

use chatelaine_platforms::Platform;
use chatelaine_platforms::talk::ChatEvent;

use super::stub::{Answer, Play, Played, serve};
use super::talking::Line;

async fn refused(answer: Played) -> String {
    let site = serve(answer).await;
    Line::new(Platform::Rasa, &site, "socketio").refused().await
}

#[tokio::test]
async fn what_is_no_socket_is_told_apart() {
    let stories: [(Played, &str); 6] = [
        (|_| Answer::Page(200, "<html>Welcome"), "A web page answers"),
        (
            |_| {
                Answer::Page(
                    400,
                    "\"The client is using an unsupported version of the Socket.IO or Engine.IO protocols\"",
                )
            },
            "this version of Socket.IO",
        ),
        (|_| Answer::Page(401, "no"), "Rasa itself never does so"),
        (|_| Answer::Page(404, "no"), "`socketio_path`"),
        (|_| Answer::Page(502, "Bad Gateway"), "no bot behind it"),
        (|_| Answer::Redirect("/login"), "WebSocket upgrades"),
    ];
    for (answer, wanted) in stories {
        let told = refused(answer).await;
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    let elsewhere = refused(|_| Answer::Socket(|_| "44\"Unable to connect\"")).await;
    assert!(elsewhere.contains("no namespace `/`"), "{elsewhere}");
}

/// Socket.IO 4, as Rasa 1.10 speaks it: no id, no lock.
#[tokio::test]
async fn an_old_rasa_is_talked_to_all_the_same() {
    let play: Play = |text| match text {
        text if text.contains("session_request") => r#"42["session_confirm","a"]"#,
        text if text.contains("user_uttered") => r#"42["bot_uttered",{"text":"Hello from 1.10"}]"#,
        text if text.starts_with("40") => "40",
        _ => "",
    };
    let site = serve(move |_| Answer::Talk(play)).await;
    let mut talk = Line::new(Platform::Rasa, &site, "socketio")
        .connected()
        .await;
    assert_eq!(talk.words("hello").await, ["Hello from 1.10"]);
    assert!(
        format!("{:?}", talk.told).contains("looks at no token"),
        "that it has no lock is worth a word"
    );
}

/// github.com/RasaHQ/rasa/issues/13027, as it was reproduced: everything is confirmed, and no reply ever comes.
#[tokio::test]
async fn confirmed_but_silent_has_a_name() {
    let play: Play = |text| match text {
        text if text.contains("session_request") => r#"42["session_confirm","a"]"#,
        text if text.starts_with("40") => r#"40{"sid":"a"}"#,
        _ => "",
    };
    let site = serve(move |_| Answer::Talk(play)).await;
    let mut line = Line::new(Platform::Rasa, &site, "socketio");
    line.reply_limit = Duration::from_millis(300);
    let mut talk = line.connected().await;
    let turn = talk.ask("hello").await;
    let Some(ChatEvent::NoReply { causes, .. }) = turn.last() else {
        panic!("nothing came: {turn:?}")
    };
    assert!(
        causes[0].contains("python-socketio 5.10"),
        "the most likely cause comes first: {causes:?}"
    );
    assert_eq!(
        talk.ask("hello?").await.len(),
        1,
        "and the conversation goes on: the next message may be answered"
    );
}

#[tokio::test]
async fn a_bot_that_puts_us_out_ends_the_conversation() {
    let play: Play = |text| match text {
        text if text.contains("session_request") => "41",
        text if text.starts_with("40") => r#"40{"sid":"a"}"#,
        _ => "",
    };
    let site = serve(move |_| Answer::Talk(play)).await;
    let mut talk = Line::new(Platform::Rasa, &site, "socketio")
        .connected()
        .await;
    let closed = talk
        .until(|event| matches!(event, ChatEvent::Closed { .. }))
        .await;
    assert!(
        matches!(&closed, ChatEvent::Closed { clean: false, reason, .. } if reason.contains("put us out")),
        "{closed:?}"
    );
}
