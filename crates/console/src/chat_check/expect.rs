//! Whether a turn is what was expected.

use regex::Regex;
use serde_json::{Value, json};

use crate::view::{ChatEvent, Expectation, Scalar};

/// Characters of a bot's text in a sentence about it.
const QUOTED: usize = 200;

/// The replies of one turn.
#[derive(Debug, Default)]
pub(super) struct Turn {
    pub(super) texts: Vec<String>,
    replies: Vec<Value>,
}

impl Turn {
    /// Takes a reply in; anything else is none.
    pub(super) fn hear(&mut self, event: &ChatEvent) {
        let ChatEvent::Message {
            text,
            buttons,
            images,
            attachments,
            custom,
            ..
        } = event
        else {
            return;
        };
        // A payload that is no JSON stays a text.
        let custom = custom
            .as_ref()
            .map(|custom| serde_json::from_str(custom).unwrap_or_else(|_| json!(custom)));
        self.replies.push(json!({
            "text": text,
            "buttons": buttons,
            "images": images,
            "attachments": attachments,
            "custom": custom,
        }));
        self.texts.push(text.clone());
    }

    /// How many replies there were.
    pub(super) fn len(&self) -> usize {
        self.replies.len()
    }

    /// What did not come true, in one sentence each.
    pub(super) fn problems(&self, expected: &[Expectation]) -> Vec<String> {
        if self.replies.is_empty() {
            return vec!["The bot said nothing.".into()];
        }
        let replies = Value::Array(self.replies.clone());
        let text = self.texts.join("\n");
        expected
            .iter()
            .filter_map(|expected| problem(expected, &text, &replies))
            .collect()
    }
}

fn problem(expected: &Expectation, text: &str, replies: &Value) -> Option<String> {
    let (holds, what) = match expected {
        Expectation::Exact(exact) => (text == exact, format!("to be “{}”", quoted(exact))),
        Expectation::Contains(part) => (
            text.contains(part),
            format!("to contain “{}”", quoted(part)),
        ),
        Expectation::Regex(pattern) => {
            let matches = Regex::new(pattern).is_ok_and(|regex| regex.is_match(text));
            (matches, format!("to match /{}/", quoted(pattern)))
        }
        Expectation::Json(at) => {
            let found = replies.pointer(&at.pointer);
            if found.is_some_and(|found| equals(found, &at.equals)) {
                return None;
            }
            let found = found.map_or_else(|| "nothing".into(), Value::to_string);
            let wanted = serde_json::to_string(&at.equals).unwrap_or_default();
            return Some(format!(
                "Expected {} at {} and found {}.",
                quoted(&wanted),
                at.pointer,
                quoted(&found)
            ));
        }
    };
    (!holds).then(|| format!("Expected the reply {what}, and it was “{}”.", quoted(text)))
}

fn equals(found: &Value, wanted: &Scalar) -> bool {
    match wanted {
        Scalar::Text(text) => found.as_str() == Some(text),
        Scalar::Number(number) => found.as_f64() == Some(*number),
        Scalar::Flag(flag) => found.as_bool() == Some(*flag),
        Scalar::Nothing => found.is_null(),
    }
}

fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{At, ChatButton};

    fn turn() -> Turn {
        let mut turn = Turn::default();
        for (text, custom) in [("Hello!", None), ("Two?", Some(r#"{"n": 2}"#))] {
            turn.hear(&ChatEvent::Message {
                text: text.into(),
                buttons: vec![ChatButton {
                    title: "Yes".into(),
                    payload: "/affirm".into(),
                }],
                images: Vec::new(),
                attachments: Vec::new(),
                custom: custom.map(str::to_owned),
                first_token_ms: None,
                total_ms: None,
                tokens: 0,
            });
        }
        turn
    }

    fn at(pointer: &str, equals: Scalar) -> Expectation {
        Expectation::Json(At {
            pointer: pointer.into(),
            equals,
        })
    }

    #[test]
    fn what_holds_is_no_problem() {
        let expected = [
            Expectation::Exact("Hello!\nTwo?".into()),
            Expectation::Contains("llo".into()),
            Expectation::Regex("^T.o\\?$|^H".into()),
            at("/0/buttons/0/payload", Scalar::Text("/affirm".into())),
            at("/1/custom/n", Scalar::Number(2.0)),
            at("/0/custom", Scalar::Nothing),
        ];
        assert_eq!(turn().problems(&expected), Vec::<String>::new());
    }

    #[test]
    fn what_does_not_hold_is_told_with_what_was_there() {
        let expected = [
            Expectation::Exact("Hello!".into()),
            Expectation::Contains("Bye".into()),
            Expectation::Regex("^\\d".into()),
            at("/1/custom/n", Scalar::Text("2".into())),
            at("/7/text", Scalar::Flag(true)),
        ];
        let problems = turn().problems(&expected);
        assert_eq!(problems.len(), expected.len(), "{problems:?}");
        assert!(
            problems[3].contains("found 2") && problems[4].contains("found nothing"),
            "a number is no text: {problems:?}"
        );
    }

    #[test]
    fn silence_is_a_problem_even_where_any_reply_will_do() {
        assert_eq!(Turn::default().problems(&[]).len(), 1);
    }
}
