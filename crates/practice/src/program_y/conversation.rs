//! A small conversation with a memory: what the bot's one grammar makes of a sentence.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the web chat says first, as a bot does that has no `initial_question` of its own (5.0.1).
pub(super) const GREETING: &str = "Hello";

/// How many people are remembered, so that made-up names cannot fill the memory.
const PEOPLE: usize = 1_000;

const MY_NAME: &str = "my name is ";

/// A green dot.
const PICTURE: &str =
    "data:image/gif;base64,R0lGODlhAQABAIAAAEyvUP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";

/// Who said what.
#[derive(Default)]
pub(super) struct Conversation {
    questions: AtomicU64,
    names: Mutex<HashMap<String, String>>,
}

impl Conversation {
    /// The answer to a question, sentence by sentence; none to no question. Rich media are elements in the text.
    pub(super) fn ask(&self, user: &str, question: &str) -> Option<String> {
        self.questions.fetch_add(1, Ordering::Relaxed);
        // As the real one cuts sentences and drops what is no word.
        let question = question.replace('\'', "");
        let sentences = question.split(['.', '!', '?', ',']).map(str::trim);
        let answers: Vec<String> = sentences
            .filter(|sentence| !sentence.is_empty())
            .map(|sentence| self.answer(user, sentence) + ".")
            .collect();
        (!answers.is_empty()).then(|| answers.join(" "))
    }

    /// How many questions were asked.
    pub(super) fn questions(&self) -> u64 {
        self.questions.load(Ordering::Relaxed)
    }

    fn answer(&self, user: &str, sentence: &str) -> String {
        let button = |text: &str, says: &str| {
            format!("<button><text>{text}</text><postback>{says}</postback></button>")
        };
        match sentence.to_uppercase().as_str() {
            "HELLO" => "Hi there".to_owned(),
            "WHAT IS MY NAME" => match self.names().get(user) {
                Some(name) => format!("Your name is {name}"),
                None => "You have not told me yet".to_owned(),
            },
            "SHOW ME BUTTONS" => {
                let picture = button("A picture", "SHOW ME A PICTURE");
                format!("Which one {} {picture}", button("Hello", "HELLO"))
            }
            "SHOW ME A PICTURE" => format!("Here it is <image>{PICTURE}</image>"),
            _ => match name_in(sentence) {
                Some(name) => self.remember(user, name),
                None => format!("You said {sentence}"),
            },
        }
    }

    fn remember(&self, user: &str, name: &str) -> String {
        let mut names = self.names();
        if names.len() < PEOPLE || names.contains_key(user) {
            names.insert(user.to_owned(), name.to_owned());
        }
        format!("Nice to meet you {name}")
    }

    fn names(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name_in(sentence: &str) -> Option<&str> {
    let (start, name) = sentence.split_at_checked(MY_NAME.len())?;
    start.eq_ignore_ascii_case(MY_NAME).then_some(name)
}
