//! What was said so far. The bot remembers nothing between two messages: the client sends it again each time.

use std::collections::VecDeque;

use serde_json::{Value, json};

/// Messages that are sent again; a model's attention is not endless, and each one costs.
const MESSAGES: usize = 40;
/// Bytes of their texts.
const BYTES: usize = 128 << 10;

/// The end of a conversation.
#[derive(Debug, Default)]
pub(super) struct History {
    messages: VecDeque<(&'static str, String)>,
    bytes: usize,
}

impl History {
    /// Keeps a turn that succeeded; the oldest ones go.
    pub(super) fn keep(&mut self, asked: &str, answered: &str) {
        for (role, text) in [("user", asked), ("assistant", answered)] {
            self.bytes += text.len();
            self.messages.push_back((role, text.to_owned()));
        }
        // Two at a time, so that a conversation never begins with an answer.
        while self.messages.len() > MESSAGES || self.bytes > BYTES {
            let oldest = self.messages.drain(..2.min(self.messages.len()));
            self.bytes -= oldest.map(|(_, text)| text.len()).sum::<usize>();
        }
    }

    /// The conversation with one more message.
    pub(super) fn and(&self, text: &str) -> Value {
        let earlier = self.messages.iter().map(|(role, text)| message(role, text));
        earlier.chain([message("user", text)]).collect()
    }
}

fn message(role: &str, text: &str) -> Value {
    json!({ "role": role, "content": [{ "type": "text", "text": text }] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_conversation_is_kept_and_begins_with_a_question() {
        let mut history = History::default();
        for turn in 0..100 {
            history.keep(&format!("question {turn}"), "answer");
        }
        let sent = history.and("and now?");
        assert_eq!(
            sent.as_array().map(Vec::len),
            Some(MESSAGES + 1),
            "no more than the bound"
        );
        assert_eq!(
            sent[0]["content"][0]["text"], "question 80",
            "the oldest are gone, by pairs"
        );
        history.keep("a long one", &"x".repeat(BYTES));
        assert_eq!(
            history.and("?").as_array().map(Vec::len),
            Some(1),
            "one that is too long by itself is not kept"
        );
    }
}
