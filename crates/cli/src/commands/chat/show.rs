//! Events of a chat for people and for programs.

use chatelaine_console::view::{ChatEvent, Frame, FrameDirection};

use crate::output::Output;

/// One event: a line of JSON, or words. What the bot says goes to standard output, everything about it to standard error.
pub(super) fn show(event: &ChatEvent, frames: bool, output: &mut Output) {
    if matches!(event, ChatEvent::Frame { .. }) && !frames {
        return;
    }
    if output.json {
        return output.event(event);
    }
    match event {
        ChatEvent::Connecting { url } => output.say(&format!("connecting to {url}")),
        ChatEvent::Connected {
            status,
            ms,
            user_id,
            credential,
            ..
        } => output.say(&format!(
            "{status} in {ms} ms as {user_id} with {credential}"
        )),
        ChatEvent::Message {
            text,
            first_token_ms,
            total_ms,
            tokens,
            buttons,
            images,
            attachments,
            custom,
        } => {
            if !text.is_empty() {
                output.line(text);
            }
            for button in buttons {
                output.line(&format!("[{}] says {}", button.title, button.payload));
            }
            for image in images {
                output.line(&format!("image: {image}"));
            }
            for attachment in attachments {
                output.line(&format!("{}: {}", attachment.kind, attachment.source));
            }
            if let Some(custom) = custom {
                output.line(custom);
            }
            let ms = |value: &Option<u32>| {
                value.map_or_else(|| "-".into(), |value| format!("{value} ms"))
            };
            output.say(&format!(
                "first token {} · {tokens} tokens · {}",
                ms(first_token_ms),
                ms(total_ms)
            ));
        }
        ChatEvent::Notification { text } => output.say(&format!("note: {text}")),
        ChatEvent::Error {
            name,
            description,
            hint,
        } => output.say(&format!(
            "error: {name}: {description}\n  {}",
            hint.as_deref().unwrap_or_default()
        )),
        ChatEvent::Refused {
            status,
            cause,
            advice,
        } => output.say(&format!("refused ({status}): {cause}\n  {advice}")),
        ChatEvent::NoReply { seconds, causes } => output.say(&format!(
            "no reply within {seconds} s. Known causes:\n  {}",
            causes.join("\n  ")
        )),
        ChatEvent::Closed { reason, .. } => output.say(&format!("closed: {reason}")),
        ChatEvent::Frame { frame } => output.say(&frame_line(frame)),
        ChatEvent::Hint { text } => output.say(&format!("hint: {text}")),
        ChatEvent::Token { .. } | ChatEvent::TurnOver { .. } => {}
    }
}

fn frame_line(frame: &Frame) -> String {
    let arrow = if frame.direction == FrameDirection::Sent {
        '>'
    } else {
        '<'
    };
    format!("{arrow} {} {} {} B", frame.at, frame.kind, frame.size)
}
