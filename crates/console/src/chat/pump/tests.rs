#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
use super::*;
use crate::view::{Frame, FrameDirection};

/// What a listener gets of these events when it takes one batch every `pace`.
async fn taken(pace: Duration, events: Vec<ChatEvent>) -> Vec<Vec<ChatEvent>> {
    let batches = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&batches);
    let listener = ChatListener::new(pace, move |batch| kept.lock().unwrap().push(batch));
    let folder = tempfile::tempdir().unwrap();
    let transcript = Transcript::new(folder.path().into(), "1-a", Vec::new());
    let pump = Pump::new(listener, Inlet::default(), Arc::default());
    let sink = pump.sink();
    let conversing = async move {
        for (number, event) in events.into_iter().enumerate() {
            sink(event);
            // As often as a socket has nothing more to read.
            if number % 500 == 499 {
                tokio::task::yield_now().await;
            }
        }
    };
    pump.carry(Box::pin(conversing), transcript).await;
    let batches = batches.lock().unwrap();
    batches.clone()
}

fn token(text: &str) -> ChatEvent {
    ChatEvent::Token {
        text: text.into(),
        count: 1,
    }
}

fn frame(seq: u32) -> ChatEvent {
    ChatEvent::Frame {
        frame: Frame {
            seq,
            at: String::new(),
            direction: FrameDirection::Received,
            kind: "text".into(),
            size: 1,
            body: "x".into(),
            cut: false,
            head: Vec::new(),
            command: None,
        },
    }
}

#[tokio::test]
async fn pieces_of_one_reply_arrive_as_one_piece_and_none_is_lost() {
    let pieces = (0..100_000).map(|number| token(&format!("{number} ")));
    let batches = taken(Duration::ZERO, pieces.collect()).await;
    let (mut whole, mut count) = (String::new(), 0);
    for event in batches.iter().flatten() {
        let ChatEvent::Token { text, count: more } = event else {
            unreachable!()
        };
        whole.push_str(text);
        count += more;
    }
    let expected: String = (0..100_000).map(|number| format!("{number} ")).collect();
    assert!(whole == expected, "in order and complete");
    assert_eq!(count, 100_000, "and counted");
    assert!(
        batches.len() < 1000,
        "a page is not called a hundred thousand times: {}",
        batches.len()
    );
}

#[tokio::test]
async fn a_flood_of_frames_leaves_out_frames_and_no_message() {
    let mut events = Vec::new();
    for number in 0..50_000 {
        events.push(frame(number));
        if number % 1000 == 0 {
            events.push(ChatEvent::Notification {
                text: number.to_string(),
            });
        }
    }
    let batches = taken(Duration::ZERO, events).await;
    let remarks: Vec<String> = batches
        .iter()
        .flatten()
        .filter_map(|event| match event {
            ChatEvent::Notification { text } => Some(text.clone()),
            _ => None,
        })
        .collect();
    let expected: Vec<String> = (0..50).map(|number| (number * 1000).to_string()).collect();
    assert_eq!(remarks, expected, "what the bot says is never left out");
    let biggest = batches.iter().map(Vec::len).max().unwrap();
    assert!(
        biggest <= FRAMES + expected.len(),
        "a batch holds no more frames than a reader can follow: {biggest}"
    );
    let last = batches
        .iter()
        .flatten()
        .rev()
        .find_map(|event| match event {
            ChatEvent::Frame { frame } => Some(frame.seq),
            _ => None,
        });
    assert_eq!(
        last,
        Some(49_999),
        "the newest frames are the ones that stay"
    );
}
