//! What a Cat says on `/ws` and `/message`: JSON, one reply at a time, no turn ids.

use serde_json::Value;

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

impl CatFrame {
    /// Its `type`.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Token(_) => "chat_token",
            Self::Chat(_) => "chat",
            Self::Notification(_) => "notification",
            Self::Error { .. } => "error",
            Self::Other(kind) => kind,
        }
    }
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
}
