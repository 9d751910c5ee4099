//! What the channels make of a body (0.9.2, `internal/channels`). None of the messengers looks at who sends it.

use super::configuration::Messenger;
use super::conversation::Question;
use super::go_json;

/// What a body is.
pub(crate) enum Received {
    Question(Question),
    /// Slack wants to know whether the address is ours, and this is the proof.
    Challenge(String),
    /// Neither a sender nor a text, or a bot's own words: there is nothing to answer.
    Nothing,
}

/// Reads a messenger's body, or that of the REST channel.
///
/// # Errors
/// In the real server's words.
pub(crate) fn receive(messenger: Option<Messenger>, body: &[u8]) -> Result<Received, String> {
    let (sender, text, channel) = match messenger {
        None => {
            let message = go_json::object(body, "rest.MessageIn")?;
            let sender = go_json::text(&message, "MessageIn", "sender")?;
            (
                sender,
                go_json::text(&message, "MessageIn", "text")?,
                "rest",
            )
        }
        Some(Messenger::Telegram) => {
            let update = go_json::object(body, "telegram.MessageIn")?;
            let message = go_json::inner(&update, "MessageIn", "message")?;
            let from = go_json::inner(&message, "MessageInInner", "from")?;
            // Who is nobody becomes the sender `0`, with a conversation of its own.
            let sender = go_json::integer(&from, "MessageInInnerFrom", "id")?.to_string();
            let text = go_json::text(&message, "MessageInInner", "text")?;
            (sender, text, "telegram")
        }
        Some(Messenger::Twilio) => {
            let form = form(body)?;
            let last = |name: &str| {
                let mut named = form.iter().rev().filter(|(key, _)| key == name);
                named
                    .next()
                    .map(|(_, value)| value.clone())
                    .unwrap_or_default()
            };
            (last("From"), last("Body"), "twilio")
        }
        Some(Messenger::Slack) => {
            let envelope = go_json::object(body, "slack.MessageIn")?;
            if go_json::text(&envelope, "MessageIn", "type")? == "url_verification" {
                let challenge = go_json::text(&envelope, "MessageIn", "challenge")?;
                let challenge = go_json::quoted(&challenge);
                return Ok(Received::Challenge(format!(
                    "{{\"challenge\":{challenge}}}"
                )));
            }
            let event = go_json::inner(&envelope, "MessageIn", "event")?;
            if !go_json::text(&event, "Msg", "bot_id")?.is_empty() {
                return Ok(Received::Nothing);
            }
            let sender = go_json::text(&event, "Msg", "user")?;
            (sender, go_json::text(&event, "Msg", "text")?, "slack")
        }
    };
    if sender.is_empty() && text.is_empty() {
        return Ok(Received::Nothing);
    }
    Ok(Received::Question(Question {
        sender,
        text,
        channel,
    }))
}

/// The fields that Twilio may send (ajg/form 1.5.1 refuses a form with any other).
const FIELDS: [&str; 16] = [
    "From",
    "Body",
    "To",
    "MediaUrl",
    "MediaContentType",
    "MessageSid",
    "SmsStatus",
    "AccountSid",
    "Sid",
    "SmsSid",
    "SmsMessageSid",
    "NumMedia",
    "NumSegments",
    "ApiVersion",
    "ProfileName",
    "WaId",
];

/// A form, in Go's `url.ParseQuery` and with its words for a broken one.
fn form(body: &[u8]) -> Result<Vec<(String, String)>, String> {
    let text = String::from_utf8_lossy(body);
    let mut fields = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (unescaped(name)?, unescaped(value)?);
        if !FIELDS.contains(&name.as_str()) {
            return Err(format!("{name} doesn't exist in twilio.MessageIn"));
        }
        fields.push((name, value));
    }
    Ok(fields)
}

fn unescaped(text: &str) -> Result<String, String> {
    let bytes = text.as_bytes();
    for at in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%') {
        let escape = bytes.get(at.0 + 1..at.0 + 3);
        if !escape.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)) {
            let end = bytes.len().min(at.0 + 3);
            let shown = String::from_utf8_lossy(&bytes[at.0..end]).into_owned();
            return Err(format!("invalid URL escape \"{shown}\""));
        }
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced);
    Ok(decoded.decode_utf8_lossy().into_owned())
}
