//! The test chat.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What opens the chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChatAuth {
    /// The WebSocket key.
    Key,
    /// A token from a login.
    Jwt,
    /// Nothing, to see the refusal.
    None,
}

/// How to open a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChatOptions {
    /// With what.
    pub auth: ChatAuth,
    /// As whom; a made-up name when not given. A token carries its own.
    pub user_id: Option<String>,
}

/// Which way a frame went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FrameDirection {
    /// To the bot.
    Sent,
    /// From the bot.
    Received,
}

/// A frame, redacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Frame {
    /// From 1, in the order of the wire.
    pub seq: u32,
    /// RFC 3339 with milliseconds.
    pub at: String,
    /// Which way.
    pub direction: FrameDirection,
    /// The message's type, or the kind of control frame.
    pub kind: String,
    /// Payload bytes on the wire.
    pub size: u32,
    /// Pretty, redacted.
    pub body: String,
    /// Whether the body was cut.
    pub cut: bool,
}

/// What happens in a chat, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ChatEvent {
    /// The socket is being opened.
    Connecting {
        /// Where, masked.
        url: String,
    },
    /// It is open.
    Connected {
        /// The request line, masked.
        request: String,
        /// `101 Switching Protocols`.
        status: String,
        /// From dialling until open.
        ms: u32,
        /// As whom.
        user_id: String,
        /// With what, in words.
        credential: String,
    },
    /// A piece of the reply.
    Token {
        /// The piece.
        text: String,
    },
    /// The whole reply.
    Message {
        /// Not to be trusted.
        text: String,
        /// From sending until the first piece.
        first_token_ms: Option<u32>,
        /// From sending until now.
        total_ms: Option<u32>,
        /// Pieces that were not empty.
        tokens: u32,
    },
    /// A remark by the way.
    Notification {
        /// Not to be trusted.
        text: String,
    },
    /// The turn failed.
    Error {
        /// Class name.
        name: String,
        /// Its text.
        description: String,
        /// What is known to cause it.
        hint: Option<String>,
    },
    /// The bot did not let us in.
    Refused {
        /// HTTP status; 0 when the console itself saw that it cannot work.
        status: u16,
        /// Why, as far as can be told.
        cause: String,
        /// What to do.
        advice: String,
    },
    /// Nothing came back.
    NoReply {
        /// How long was waited.
        seconds: u32,
        /// Known causes, most likely first.
        causes: Vec<String>,
    },
    /// The socket is closed.
    Closed {
        /// Close code, when there was one.
        code: Option<u16>,
        /// In words.
        reason: String,
        /// Whether we wanted it.
        clean: bool,
    },
    /// A frame crossed the wire.
    Frame {
        /// The frame.
        frame: Frame,
    },
}
