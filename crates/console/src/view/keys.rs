//! Keys that were guessed.

use serde::Serialize;

/// How a key was guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GuessedBy {
    /// Everybody knows it.
    Known,
    /// It is another secret of the same bot.
    OwnSecret,
    /// It is a known key or the bot's name with a small change.
    Variation,
    /// It stands in the list that was given.
    List,
}

/// How the guessing went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyGuess {
    /// How the key was found; nothing when it was not.
    pub by: Option<GuessedBy>,
    /// The key, when everybody knows it.
    pub known_key: Option<String>,
    /// The setting that holds the same value.
    pub setting: Option<String>,
    /// The line of the list, from 1.
    pub line: Option<u64>,
    /// How many keys were tried.
    pub tried: u64,
    /// Lines that were left out because no key is that long.
    pub skipped_lines: u64,
}
