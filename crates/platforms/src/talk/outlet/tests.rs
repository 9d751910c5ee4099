#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
use std::sync::Mutex;

use super::*;
use crate::talk::event::Reply;

/// An outlet and what it has told.
fn outlet(limit: Duration) -> (Outlet, Arc<Mutex<Vec<ChatEvent>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&told);
    let sink: ChatSink = Arc::new(move |event| kept.lock().unwrap().push(event));
    (Outlet::new(sink, limit), told)
}

fn received(payload: &str) -> RawFrame {
    RawFrame {
        at: Timestamp::UNIX_EPOCH,
        direction: Direction::Received,
        opcode: chatelaine_wire::Opcode::Text,
        payload: payload.as_bytes().to_vec(),
        close_code: None,
    }
}

#[test]
fn a_bot_that_repeats_the_key_does_not_put_it_on_the_screen() {
    let (mut outlet, told) = outlet(Duration::from_secs(45));
    let key = Secret::new("a-key-that-nobody-guesses");
    outlet.hide(&key);
    outlet.asked();
    outlet.frame(
        &received(r#"{"echo":"a-key-that-nobody-guesses"}"#),
        "echo",
        None,
    );
    outlet.reply(Reply::text("you sent a-key-that-nobody-guesses"));
    outlet.error("Oops", "Bearer a-key-that-nobody-guesses is wrong", None);
    outlet.closed(None, "because of a-key-that-nobody-guesses", false);
    let told = format!("{:?}", told.lock().unwrap());
    assert!(
        !told.contains("nobody-guesses"),
        "frames, replies, errors and reasons are all the bot's words: {told}"
    );
}

#[test]
fn a_secret_at_the_cut_of_a_long_frame_is_masked_all_the_same() {
    let (mut outlet, told) = outlet(Duration::from_secs(45));
    outlet.hide(&Secret::new("0123456789abcdef0123456789abcdef"));
    let long = format!("{}0123456789abcdef0123456789abcdef", "x".repeat(SHOWN - 10));
    outlet.frame(&received(&long), "text", None);
    let told = told.lock().unwrap();
    let ChatEvent::Frame { frame } = &told[0] else {
        unreachable!()
    };
    assert!(frame.cut, "it is longer than what is shown");
    assert!(
        !frame.body.contains("0123456789"),
        "half a key is a good start for whoever guesses the rest"
    );
    assert_eq!(frame.size as usize, long.len(), "the size is the wire's");
}

#[test]
fn a_turn_without_a_reply_ends_with_the_causes_that_are_known() {
    let (mut outlet, told) = outlet(Duration::ZERO);
    outlet.silence_means(["the model is slow"]);
    assert!(outlet.wake().is_none(), "nobody has asked anything");
    outlet.asked();
    assert!(outlet.wake().is_some(), "now somebody waits");
    outlet.tick();
    assert!(
        matches!(&told.lock().unwrap()[..], [ChatEvent::NoReply { causes, .. }] if causes == &["the model is slow"]),
        "silence has a name"
    );
    assert!(outlet.wake().is_none(), "and is told once");
}

#[test]
fn a_bot_that_never_says_that_it_is_done_is_done_after_a_pause() {
    let (mut outlet, told) = outlet(Duration::from_secs(3600));
    outlet.turns_end_after(Duration::ZERO);
    outlet.asked();
    outlet.reply(Reply::text("first paragraph"));
    outlet.reply(Reply::text("second paragraph"));
    assert!(
        outlet.wake().unwrap() <= Instant::now(),
        "after a reply the pause counts, not the patience"
    );
    outlet.tick();
    let told = told.lock().unwrap();
    assert!(
        matches!(told.last(), Some(ChatEvent::TurnOver { replies: 2, .. })),
        "both replies belong to the turn: {told:?}"
    );
}

#[test]
fn each_reply_has_the_pieces_that_it_was_made_of() {
    let (mut outlet, told) = outlet(Duration::from_secs(45));
    outlet.asked();
    for piece in ["", "Me", "ow", ""] {
        outlet.token(piece);
    }
    outlet.reply(Reply::text("Meow"));
    let told = told.lock().unwrap();
    assert!(
        matches!(
            told.last(),
            Some(ChatEvent::Message {
                tokens: 2,
                first_token_ms: Some(_),
                total_ms: Some(_),
                ..
            })
        ),
        "a Cat's first and last pieces are empty and count for nothing: {told:?}"
    );
}
