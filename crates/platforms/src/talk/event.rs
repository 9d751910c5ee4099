//! What happens in a chat.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Which way a frame went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FrameDirection {
    /// To the bot.
    Sent,
    /// From the bot.
    Received,
}

/// A header as it was sent, masked where it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HeaderLine {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// What crossed the wire at one moment: a WebSocket message or control frame, a request, a response or a piece of one.
/// Redacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Frame {
    /// From 1, in the order of the wire.
    pub seq: u32,
    /// RFC 3339 with milliseconds.
    pub at: String,
    /// Which way.
    pub direction: FrameDirection,
    /// What it is: the message's type, the event's name, `ping`, `POST /channels/rest`, `200`.
    pub kind: String,
    /// Payload bytes on the wire.
    pub size: u32,
    /// The payload. JSON is laid out; vectors of numbers that nobody reads are left out.
    pub body: String,
    /// Whether the body was cut.
    pub cut: bool,
    /// Headers, for requests and responses.
    pub head: Vec<HeaderLine>,
    /// A shell command that sends the same, with variables in the place of secrets; for requests only.
    pub command: Option<String>,
}

/// Something to press. Pressing it says `payload`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChatButton {
    /// What stands on it.
    pub title: String,
    /// What pressing it says to the bot.
    pub payload: String,
}

/// Something that came along with a reply, and is not loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChatAttachment {
    /// What the bot says it is, such as `file` or `video`.
    pub kind: String,
    /// Where it is.
    pub source: String,
}

/// One bubble of a bot's answer. Nothing in it is to be trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// Its words; empty when it is only a picture or the like.
    pub text: String,
    /// What can be pressed.
    pub buttons: Vec<ChatButton>,
    /// Addresses of pictures, which are not loaded.
    pub images: Vec<String>,
    /// What else came along.
    pub attachments: Vec<ChatAttachment>,
    /// A payload of the bot's own making, as JSON.
    pub custom: Option<String>,
}

impl Reply {
    /// Words alone.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

/// What happens in a chat, in order. After [`ChatEvent::Refused`] or [`ChatEvent::Closed`] it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ChatEvent {
    /// Something that is known before the bot is asked and that may explain what comes.
    Hint {
        /// In words.
        text: String,
    },
    /// The connection is being made.
    Connecting {
        /// Where, masked.
        url: String,
    },
    /// The bot let us in.
    Connected {
        /// The request line, masked.
        request: String,
        /// `101 Switching Protocols`, or how else it agreed.
        status: String,
        /// From dialling until then.
        ms: u32,
        /// As whom.
        user_id: String,
        /// With what, in words.
        credential: String,
        /// The conversation's own id, unguessable; empty where the bot knows none.
        session: String,
        /// The headers that were sent.
        request_head: Vec<HeaderLine>,
        /// The headers that came back.
        response_head: Vec<HeaderLine>,
        /// A shell command that does the same, with variables in the place of secrets.
        command: String,
    },
    /// Pieces of the reply that is being written.
    Token {
        /// The pieces, put together.
        text: String,
        /// How many.
        count: u32,
    },
    /// A whole reply; a turn may have several.
    Message {
        /// Not to be trusted, nor is anything else in it.
        text: String,
        /// What can be pressed.
        buttons: Vec<ChatButton>,
        /// Addresses of pictures, which are not loaded.
        images: Vec<String>,
        /// What else came along.
        attachments: Vec<ChatAttachment>,
        /// A payload of the bot's own making, as JSON.
        custom: Option<String>,
        /// From sending until the first piece.
        first_token_ms: Option<u32>,
        /// From sending until now.
        total_ms: Option<u32>,
        /// Pieces that were not empty.
        tokens: u32,
    },
    /// The bot has said all that it has to say to the last message, as far as can be told.
    TurnOver {
        /// From sending until the last reply.
        total_ms: u32,
        /// How many replies there were.
        replies: u32,
    },
    /// A remark by the way.
    Notification {
        /// Not to be trusted.
        text: String,
    },
    /// The turn failed.
    Error {
        /// Class name, status or the like.
        name: String,
        /// Its text.
        description: String,
        /// What is known to cause it.
        hint: Option<String>,
    },
    /// The bot did not let us in.
    Refused {
        /// HTTP status; 0 when there is none.
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
    /// So many messages, notifications and errors came faster than they could be shown. The transcript has them.
    LeftOut {
        /// How many, at this place among the others.
        count: u32,
    },
    /// The connection is over.
    Closed {
        /// Close code, when there was one.
        code: Option<u16>,
        /// In words.
        reason: String,
        /// Whether we wanted it.
        clean: bool,
    },
    /// Something crossed the wire.
    Frame {
        /// What.
        frame: Frame,
    },
}
