//! Who did what when.

use serde::{Deserialize, Serialize};
use specta::Type;

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HistoryEntry {
    /// From 1.
    pub seq: u32,
    /// RFC 3339.
    pub at: String,
    /// The bot's name.
    pub bot: String,
    /// `alarm`, `change`, `undo`, `login`, `password`, `certificate`, `vault`.
    pub action: String,
    /// In one line.
    pub summary: String,
    /// More lines.
    pub details: Vec<String>,
    /// Whether it can be taken back now.
    pub undoable: bool,
    /// Whether it was taken back.
    pub undone: bool,
    /// Of this entry and everything before it.
    pub hash: String,
}

/// The history with the proof that nobody rewrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HistoryView {
    /// Newest first.
    pub entries: Vec<HistoryEntry>,
    /// Whether every hash follows from the one before.
    pub chain_ok: bool,
    /// The first entry that does not.
    pub broken_at: Option<u32>,
}
