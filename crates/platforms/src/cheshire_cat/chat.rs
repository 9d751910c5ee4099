//! The chat protocol on `/ws`: JSON text frames, one reply at a time, no turn ids.

use serde_json::Value;

/// Why a Cheshire Cat may stay silent, most likely first (measured on 1.9.2).
pub const NO_REPLY_CAUSES: &[&str] = &[
    "Another socket of the same user, such as an open Admin Panel tab, receives the replies instead (1.9: the newest socket wins silently).",
    "A socket of the same user was closed a moment ago, and its end unregistered this one. Reconnect after a second.",
    "The language model is slow, or its provider does not answer. Look at the bot's log.",
];

/// Where the frames of a chat are dropped from: vectors of thousands of numbers that no operator reads.
const EMBEDDING_ITEMS: usize = 32;

/// A frame from the bot, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatFrame {
    /// A piece of the reply that is being written. Often empty at the beginning and the end.
    Token(String),
    /// The whole reply: the turn is over.
    Chat(CatMessage),
    /// A remark by the way.
    Notification(String),
    /// The turn failed.
    Error {
        /// Class name of the exception.
        name: String,
        /// Its text.
        description: String,
        /// What is known to cause it.
        hint: Option<&'static str>,
    },
    /// Anything else, by its `type`.
    Other(String),
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatMessage {
    /// Its text, which is not to be trusted.
    pub text: String,
}

/// The path of the chat. With a key the user can be chosen; with a token the bot ignores the path.
#[must_use]
pub fn socket_path(user_id: Option<&str>) -> String {
    match user_id {
        Some(user) => format!(
            "/ws/{}",
            url::form_urlencoded::byte_serialize(user.as_bytes())
                .collect::<String>()
                .replace('+', "%20")
        ),
        None => "/ws".into(),
    }
}

/// The frame that says something.
#[must_use]
pub fn message(text: &str) -> String {
    serde_json::json!({ "text": text }).to_string()
}

/// Understands a text frame of the bot.
#[must_use]
pub fn interpret(frame: &str) -> CatFrame {
    let Ok(json) = serde_json::from_str::<Value>(frame) else {
        return CatFrame::Other("not JSON".into());
    };
    match json["type"].as_str() {
        Some("chat_token") => CatFrame::Token(shown(&json["content"])),
        // 1.7 has only `content`; from 1.8 on `text` is the reply and `content` repeats it.
        Some("chat") => CatFrame::Chat(CatMessage {
            text: shown(
                json.get("text")
                    .filter(|text| !text.is_null())
                    .unwrap_or(&json["content"]),
            ),
        }),
        Some("notification") => CatFrame::Notification(shown(&json["content"])),
        Some("error") => {
            let (name, description) = (shown(&json["name"]), shown(&json["description"]));
            let hint = hint(&name, &description);
            CatFrame::Error {
                name,
                description,
                hint,
            }
        }
        other => CatFrame::Other(other.unwrap_or("no type").to_owned()),
    }
}

/// `content` may be any JSON, because plugins send what they like.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn hint(name: &str, description: &str) -> Option<&'static str> {
    match name {
        "AttributeError" if description.contains("model_dump") => Some(
            "The bot could not search its memory. The embedder may be unreachable, or a file that it needs could not be downloaded.",
        ),
        "AuthenticationError" => {
            Some("The key of the language model's provider is wrong. This is not about your login.")
        }
        "ValidationError" => Some("The message has a shape that this version does not understand."),
        "RateLimitError" => {
            Some("The provider of the language model limits how often it is asked.")
        }
        _ => None,
    }
}

/// A frame for showing: pretty JSON without the embedding vectors.
#[must_use]
pub fn redact_frame(frame: &str) -> String {
    let Ok(mut json) = serde_json::from_str::<Value>(frame) else {
        return frame.to_owned();
    };
    shorten(&mut json);
    serde_json::to_string_pretty(&json).unwrap_or_else(|_| frame.to_owned())
}

fn shorten(value: &mut Value) {
    match value {
        Value::Array(items)
            if items.len() > EMBEDDING_ITEMS && items.iter().all(Value::is_number) =>
        {
            *value = Value::String(format!("({} numbers)", items.len()));
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_of_every_version_are_read() {
        let old = interpret(r#"{"type":"chat","user_id":"user","content":"Meow"}"#);
        let new = interpret(r#"{"type":"chat","text":"Meow","content":"Meow","who":"AI"}"#);
        assert_eq!(old, new, "1.7 has only `content`, 1.9 has both");
    }

    #[test]
    fn an_error_has_no_content_and_is_no_reply() {
        let frame = interpret(
            r#"{"type":"error","name":"AuthenticationError","description":"Error code: 401"}"#,
        );
        assert!(
            matches!(frame, CatFrame::Error { hint: Some(_), .. }),
            "the guide's content lookup would fail here: {frame:?}"
        );
    }

    #[test]
    fn plugins_may_send_anything() {
        assert_eq!(
            interpret(r#"{"type":"notification","content":{"a":1}}"#),
            CatFrame::Notification(r#"{"a":1}"#.into()),
            "content may be an object"
        );
        assert_eq!(
            interpret("[1]"),
            CatFrame::Other("no type".into()),
            "not even an object"
        );
        assert_eq!(
            interpret("hello"),
            CatFrame::Other("not JSON".into()),
            "not even JSON"
        );
    }

    #[test]
    fn a_user_name_cannot_leave_its_place_in_the_path() {
        assert_eq!(
            socket_path(Some("a/../b?x=1&y z")),
            "/ws/a%2F..%2Fb%3Fx%3D1%26y%20z",
            "the name is one path segment"
        );
    }

    #[test]
    fn embeddings_are_not_shown() {
        let numbers: Vec<f64> = (0..2000).map(f64::from).collect();
        let frame = serde_json::json!({ "why": { "reply": numbers } }).to_string();
        assert!(
            redact_frame(&frame).len() < 200,
            "2000 numbers say nothing to an operator"
        );
    }
}
