//! What is sent, and where in an answer the reply stands.

use serde_json::Value;

use crate::talk::{Custom, Unready};

/// A channel's shape, checked.
pub(super) struct Shape {
    pub(super) path: String,
    body: String,
    reply: String,
    user: String,
    session: String,
}

/// What was found in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// The bot's words.
    Reply(String),
    /// The place is there, and nothing stands in it.
    Empty,
    /// The place is not there.
    Missing,
}

impl Shape {
    /// Checks what the operator gave.
    pub(super) fn of(custom: &Custom, user: &str, session: &str) -> Result<Self, Unready> {
        if !custom.path.starts_with('/') {
            return Err(Unready::new(
                "the path does not begin with a slash",
                "Give it as it follows the bot's address, such as /chat?lang=en.",
            ));
        }
        if !custom.reply.is_empty() && !custom.reply.starts_with('/') {
            return Err(Unready::new(
                "the reply's place is no JSON pointer",
                "Begin with a slash, such as /choices/0/text; leave it empty for the whole answer.",
            ));
        }
        let shape = Self {
            path: custom.path.clone(),
            body: custom.body.clone(),
            reply: custom.reply.clone(),
            user: user.to_owned(),
            session: session.to_owned(),
        };
        if shape.is_json() && serde_json::from_str::<Value>(&shape.said("")).is_err() {
            return Err(Unready::new(
                "with the message in its place the body is no JSON",
                "Write {message}, {user} and {session} without quotes: they bring their own.",
            ));
        }
        Ok(shape)
    }

    /// Whether what is sent is JSON; otherwise it is the words alone.
    pub(super) fn is_json(&self) -> bool {
        !self.body.is_empty()
    }

    /// What is sent for a message.
    pub(super) fn said(&self, message: &str) -> String {
        if !self.is_json() {
            return message.to_owned();
        }
        let mut said = String::new();
        let mut rest = self.body.as_str();
        // In one go, so that a message with a `{user}` in it stays what it is.
        while let Some(at) = rest.find('{') {
            let (before, here) = rest.split_at(at);
            said.push_str(before);
            let words = [
                ("{message}", message),
                ("{user}", &self.user),
                ("{session}", &self.session),
            ];
            let placed = words
                .iter()
                .find_map(|(place, word)| Some((here.strip_prefix(place)?, word)));
            match placed {
                Some((after, word)) => {
                    said.push_str(&Value::from(*word).to_string());
                    rest = after;
                }
                None => {
                    said.push('{');
                    rest = &here[1..];
                }
            }
        }
        said + rest
    }

    /// The reply in an answer.
    pub(super) fn found(&self, answer: &str) -> Found {
        let words = |text: &str| match text.trim() {
            "" => Found::Empty,
            _ => Found::Reply(text.to_owned()),
        };
        if self.reply.is_empty() {
            return words(answer);
        }
        let json = serde_json::from_str::<Value>(answer).unwrap_or_default();
        match json.pointer(&self.reply) {
            None => Found::Missing,
            Some(Value::Null) => Found::Empty,
            Some(Value::String(text)) => words(text),
            Some(other) => Found::Reply(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    fn shape(body: &str, reply: &str) -> Result<Shape, Unready> {
        let custom = Custom {
            path: "/chat".into(),
            body: body.into(),
            reply: reply.into(),
        };
        Shape::of(&custom, "alice", "s-1")
    }

    #[test]
    fn a_message_cannot_leave_its_place() {
        let shape = shape(r#"{"a":{"text":{message}},"who":[{user},{session}]}"#, "").unwrap();
        let said: Value = serde_json::from_str(&shape.said(r#"","x":"{user}"#)).unwrap();
        assert_eq!(
            said,
            serde_json::json!({ "a": { "text": r#"","x":"{user}"# }, "who": ["alice", "s-1"] }),
            "quotes are escaped, and what looks like a place within it is none"
        );
    }

    #[test]
    fn mistakes_are_told_before_anything_is_sent() {
        for (body, reply, word) in [
            (r#"{"text":"{message}"}"#, "", "quotes"),
            ("{}", "choices/0", "slash"),
        ] {
            let unready = shape(body, reply).err().unwrap();
            assert!(unready.advice.contains(word), "{unready:?}");
        }
    }

    #[test]
    fn the_reply_stands_where_the_pointer_leads() {
        let shape = shape("", "/choices/0/text").unwrap();
        for (answer, expected) in [
            (r#"{"choices":[{"text":"Hi"}]}"#, Found::Reply("Hi".into())),
            (r#"{"choices":[{"text":null}]}"#, Found::Empty),
            (r#"{"choices":[{"text":5}]}"#, Found::Reply("5".into())),
            (r#"{"choices":[]}"#, Found::Missing),
            ("<html>", Found::Missing),
        ] {
            assert_eq!(shape.found(answer), expected, "{answer}");
        }
        assert_eq!(
            shape.said("hello"),
            "hello",
            "without a body, the words alone"
        );
    }
}
