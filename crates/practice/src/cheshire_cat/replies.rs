//! What the cat says. There is no language model here: a configured provider is played by a handful of lines.

use serde_json::Value;

use super::database::Database;

/// What the real server says as long as no provider is configured. It streams no tokens then.
pub(crate) const UNCONFIGURED: &str =
    "You did not configure a Language Model. Do it in the settings!";

/// A model of this name plays a provider that refuses the configured key.
const REFUSING_MODEL: &str = "noauth";

/// Every provider's settings that hold a key, by the names which the real server gives them.
const KEYS: [&str; 5] = [
    "api_key",
    "openai_api_key",
    "google_api_key",
    "cohere_api_key",
    "huggingfacehub_api_token",
];

const LINES: [&str; 8] = [
    "Which way you ought to go depends a good deal on which door you locked last.",
    "I come and go as I please, but my grin stays on the wire a moment longer.",
    "We are all mad here. The difference is that some of us change our keys.",
    "Ask the Dormouse; it keeps every secret, because it is always asleep.",
    "The Hatter is still having tea. His token expired at six o'clock, and it is always six o'clock.",
    "Every adventure needs a first step, and every first step needs a door that was left open.",
    "If the Queen asks, I was never here. I was over there, two branches to the left.",
    "You would not believe how many people paint the roses and forget the gate.",
];

/// Who answers.
pub(crate) enum Voice {
    /// Nobody was configured.
    Unconfigured,
    /// A provider.
    Provider {
        streaming: bool,
        /// The key, when the provider refuses it.
        refused_key: Option<String>,
    },
}

impl Voice {
    /// The provider that is selected in the settings. Settings that lack what `required` names are no provider.
    pub(crate) fn selected(database: &Database, required: impl Fn(&str) -> Vec<String>) -> Self {
        let selected = || {
            let name = database.setting("llm_selected")?.value["name"].as_str()?;
            let value = &database.setting(name)?.value;
            let complete = required(name)
                .iter()
                .all(|field| value.get(field).is_some());
            (name != "LLMDefaultConfig" && complete).then_some(value)
        };
        let Some(value) = selected() else {
            return Self::Unconfigured;
        };
        let field = |name: &str| value.get(name).and_then(Value::as_str);
        let refused = field("model_name").or(field("model")) == Some(REFUSING_MODEL);
        let key = KEYS.into_iter().find_map(field).unwrap_or_default();
        Self::Provider {
            streaming: value["streaming"].as_bool().unwrap_or(true),
            refused_key: refused.then(|| key.to_owned()),
        }
    }
}

/// The line that answers `text` as the `turn`th of a conversation: always the same one for the same question.
pub(crate) fn line(text: &str, turn: usize) -> &'static str {
    let seed: usize = text.bytes().map(usize::from).sum();
    LINES[(seed + turn / 2) % LINES.len()]
}

/// The pieces in which a reply is streamed: word by word, between two empty ones.
pub(crate) fn tokens(reply: &str) -> Vec<&str> {
    let mut tokens = vec![""];
    let mut rest = reply;
    while !rest.is_empty() {
        let end = rest[1..].find(' ').map_or(rest.len(), |at| at + 1);
        let (word, after) = rest.split_at(end);
        tokens.push(word);
        rest = after;
    }
    tokens.push("");
    tokens
}
