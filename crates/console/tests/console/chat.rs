//! The test chat.

use std::sync::Arc;
use std::time::Duration;

use chatelaine_console::view::{ChatAuth, ChatEvent, FrameDirection};
use chatelaine_console::{Console, ErrorCode, Home};

use crate::attention::Attention;
use crate::stage::{CANARY, Stage};

async fn locked() -> Stage {
    Stage::running_with(&format!("CCAT_API_KEY=Http-{CANARY}\nCCAT_API_KEY_WS=Socket-{CANARY}\nCCAT_JWT_SECRET=Sign-{CANARY}\n")).await
}

fn quiet(event: &ChatEvent) -> bool {
    matches!(event, ChatEvent::NoReply { .. })
}

#[tokio::test]
async fn a_reply_streams_in_and_the_wire_is_in_plain_sight_but_for_the_key() {
    let stage = locked().await;
    let mut chat = Attention::connected(&stage.console, ChatAuth::Key, None).await;
    let reply = chat.ask("hello").await;
    let heard = chat.close().await;
    let streamed: String = heard
        .iter()
        .filter_map(|event| {
            if let ChatEvent::Token { text, .. } = event {
                Some(text.as_str())
            } else {
                None
            }
        })
        .collect();
    assert_eq!(streamed, reply, "the pieces make up the whole");
    let frames: Vec<_> = heard
        .iter()
        .filter_map(|event| {
            if let ChatEvent::Frame { frame } = event {
                Some(frame)
            } else {
                None
            }
        })
        .collect();
    assert!(
        frames.iter().zip(1..).all(|(frame, seq)| frame.seq == seq),
        "frames are numbered in the order of the wire"
    );
    assert_eq!(
        frames[0].direction,
        FrameDirection::Sent,
        "what was said comes first"
    );
    let ChatEvent::Message {
        tokens,
        first_token_ms,
        total_ms,
        ..
    } = heard
        .iter()
        .find(|event| matches!(event, ChatEvent::Message { .. }))
        .unwrap()
    else {
        unreachable!()
    };
    assert!(
        *tokens > 1 && first_token_ms.is_some() && total_ms >= first_token_ms,
        "with its times: {tokens} {first_token_ms:?} {total_ms:?}"
    );
    assert!(
        !format!("{heard:?}").contains(CANARY),
        "the key is masked everywhere"
    );
    assert!(
        matches!(heard.last(), Some(ChatEvent::Closed { clean: true, .. })),
        "and the end is ours"
    );
}

#[tokio::test]
async fn each_refusal_names_its_cause() {
    let mut stage = locked().await;
    let mut stranger = Attention::open(&stage.console, ChatAuth::None, None)
        .await
        .unwrap();
    let refused = stranger
        .until(|event| matches!(event, ChatEvent::Refused { .. }))
        .await;
    assert!(
        format!("{refused:?}").contains("locked"),
        "without a credential, a refusal is the lock: {refused:?}"
    );

    stage.write_env(stage.env().replace("Socket-", "Later-"));
    let mut stale = Attention::open(&stage.console, ChatAuth::Key, None)
        .await
        .unwrap();
    let refused = stale
        .until(|event| matches!(event, ChatEvent::Refused { .. }))
        .await;
    assert!(
        format!("{refused:?}").contains("restart"),
        "the bot still runs with the old key: {refused:?}"
    );
    stage.restart().await;
    Attention::connected(&stage.console, ChatAuth::Key, None)
        .await
        .close()
        .await;

    let nobody = Attention::open(&stage.console, ChatAuth::Jwt, None)
        .await
        .err()
        .unwrap();
    assert_eq!(
        nobody.code,
        ErrorCode::Refused,
        "nobody is logged in: {nobody:?}"
    );
    stage.write_env("CCAT_DEBUG=true\n");
    let keyless = Attention::open(&stage.console, ChatAuth::Key, None)
        .await
        .err()
        .unwrap();
    assert_eq!(
        keyless.code,
        ErrorCode::Invalid,
        "there is no key: {keyless:?}"
    );
    stage.stop().await;
    let mut gone = Attention::open(&stage.console, ChatAuth::None, None)
        .await
        .unwrap();
    let closed = gone
        .until(|event| matches!(event, ChatEvent::Closed { .. }))
        .await;
    assert!(
        format!("{closed:?}").contains("nothing answers")
            && format!("{closed:?}").contains("Start the bot"),
        "nothing answers: {closed:?}"
    );
}

#[tokio::test]
async fn a_reply_that_another_socket_of_the_same_user_took_is_missed_with_the_known_causes() {
    let stage = Stage::running().await;
    let limited = Console::open(Home::at(stage.home()), Arc::clone(&stage.vault))
        .unwrap()
        .with_reply_limit(Duration::from_secs(1));
    let limited = Arc::new(limited);
    let mut first = Attention::connected(&limited, ChatAuth::None, Some("bob")).await;
    assert!(
        !first.ask("hello").await.is_empty(),
        "alone, it is answered"
    );
    let mut thief = Attention::connected(&stage.console, ChatAuth::None, Some("bob")).await;
    first.say("hello?").await;
    let ChatEvent::NoReply { causes, .. } = first.until(quiet).await else {
        unreachable!()
    };
    assert!(
        causes[0].contains("Another socket of the same user"),
        "most likely first: {causes:?}"
    );
    thief
        .until(|event| matches!(event, ChatEvent::Message { .. }))
        .await;
}

#[tokio::test]
async fn a_reconnect_of_the_same_user_waits_long_enough_to_be_heard() {
    let stage = Stage::running().await;
    for round in 0..3 {
        let mut chat = Attention::connected(&stage.console, ChatAuth::None, Some("bob")).await;
        assert!(
            !chat.ask("hello").await.is_empty(),
            "round {round}: the end of the socket before did not cost the reply"
        );
        chat.close().await;
    }
}

#[tokio::test]
async fn a_bot_that_stops_ends_the_chat_and_a_chat_that_is_over_takes_no_words() {
    let mut stage = Stage::running().await;
    let mut chat = Attention::connected(&stage.console, ChatAuth::None, None).await;
    stage.stop().await;
    let closed = chat
        .until(|event| matches!(event, ChatEvent::Closed { .. }))
        .await;
    assert!(
        matches!(closed, ChatEvent::Closed { clean: false, .. }),
        "it was not our wish: {closed:?}"
    );
    // The chat is taken off the list right after its last word.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let over = stage
        .console
        .chat_send(&chat.id, "anybody there?".into())
        .await
        .unwrap_err();
    assert_eq!(over.code, ErrorCode::NotFound, "{over:?}");
    stage.console.chat_close(&chat.id);
}
