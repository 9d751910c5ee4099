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
            "connected in {ms} ms as {user_id} with {credential} ({status})"
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
            output.say(&timing(*first_token_ms, *total_ms, *tokens));
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
        } => {
            // Socket.IO refuses without a status.
            let status = Some(*status).filter(|status| *status > 0);
            let status = status.map_or_else(String::new, |status| format!(" ({status})"));
            output.say(&format!("refused{status}: {cause}\n  {advice}"));
        }
        ChatEvent::NoReply { seconds, causes } => output.say(&format!(
            "no reply within {seconds} s. Known causes:\n  {}",
            causes.join("\n  ")
        )),
        ChatEvent::LeftOut { count } => output.say(&format!("left out: {count} remarks")),
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

/// How long a reply took, and its pieces where it came in pieces.
fn timing(first_token_ms: Option<u32>, total_ms: Option<u32>, tokens: u32) -> String {
    let parts = [
        first_token_ms.map(|ms| format!("first token {ms} ms")),
        (tokens > 0).then(|| format!("{tokens} tokens")),
        total_ms.map(|ms| format!("{ms} ms")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
