//! Conversations that are kept, and what is written of them elsewhere.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ChatAuth, ChatEvent};

/// A conversation in the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TranscriptInfo {
    /// Its name: the id of its chat.
    pub id: String,
    /// RFC 3339 with milliseconds.
    pub started: String,
    /// Its size on disk.
    pub bytes: u32,
    /// Whether it still goes on.
    pub running: bool,
}

/// How a conversation was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TranscriptHead {
    /// Over what, by the transport's id.
    pub transport: String,
    /// With what.
    pub auth: ChatAuth,
    /// As whom.
    pub user: String,
    /// Where.
    pub url: String,
}

/// What a line of a transcript tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TranscriptPart {
    /// The conversation began.
    Opened(TranscriptHead),
    /// The operator said something.
    Said(String),
    /// Something happened; never a frame, and never a piece of a reply.
    Heard(ChatEvent),
}

/// One line of a transcript. Redacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TranscriptEntry {
    /// RFC 3339 with milliseconds.
    pub at: String,
    /// What.
    pub entry: TranscriptPart,
}

/// How the frames of a chat are written down for other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// One frame a line.
    Jsonl,
    /// HTTP Archive 1.2, with WebSocket messages as Chromium writes them.
    Har,
}

impl ExportFormat {
    /// What such a file is called unless somebody calls it something else.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Jsonl => "chat.jsonl",
            Self::Har => "chat.har",
        }
    }
}

/// What was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Exported {
    /// The file.
    pub path: String,
    /// Frames in it.
    pub frames: u32,
    /// Older frames that are no longer held, and so are missing in it.
    pub dropped: u32,
}
