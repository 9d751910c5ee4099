//! Checks of a conversation: what is said, what is expected, what came of it. The same JSON in files and in the window.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ChatAuth, Custom, Oauth};

/// A conversation with what is expected of it: the contents of a check's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct ChatCheck {
    /// `chatelaine-check`.
    pub format: String,
    /// 1.
    pub version: u32,
    /// What it is about.
    pub name: String,
    /// Over what, by the transport's id; the usual when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<String>,
    /// With what; the usual when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<ChatAuth>,
    /// As whom; a made-up name when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Who issues the access token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth: Option<Oauth>,
    /// For a transport that belongs to no platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<Custom>,
    /// Whether the bot is expected not to let us in, at the door or at the first message.
    #[serde(default)]
    pub refused: bool,
    /// What is said, in order.
    #[serde(default)]
    pub steps: Vec<CheckStep>,
}

/// A message and what is expected of the turn that it begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct CheckStep {
    /// The message.
    pub say: String,
    /// Until the last reply, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_ms: Option<u32>,
    /// All of it has to come true; any reply will do where nothing stands.
    #[serde(default)]
    pub expect: Vec<Expectation>,
}

/// What is expected of a turn. Texts are looked for in its replies put together, one on each line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Expectation {
    /// The text is this.
    Exact(String),
    /// The text has this in it.
    Contains(String),
    /// The text matches this regular expression somewhere.
    Regex(String),
    /// The replies have this value at this place.
    Json(At),
}

/// A value in the replies, which are `[{"text","buttons":[{"title","payload"}],"images","attachments","custom"}]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// JSON pointer (RFC 6901), such as `/0/buttons/0/title`.
    pub pointer: String,
    /// The value.
    pub equals: Scalar,
}

/// A JSON value that holds no others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(untagged)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// `null`.
    Nothing,
}

/// A check in the data folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SavedCheck {
    /// Its name in the folder.
    pub id: String,
    /// Its contents; nothing when they make no sense.
    pub check: Option<ChatCheck>,
    /// Why they make no sense.
    pub problem: Option<String>,
}

/// What a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    /// Everything came true.
    Passed,
    /// Something did not.
    Failed,
    /// It could not be run: unreachable, no credential, no such transport.
    NotRun,
}

/// What a step came to. Replies are not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StepOutcome {
    /// The message.
    pub say: String,
    /// The texts of the replies.
    pub replies: Vec<String>,
    /// Until the last reply.
    pub ms: Option<u32>,
    /// Whether everything came true.
    pub passed: bool,
    /// What did not.
    pub problems: Vec<String>,
}

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CheckOutcome {
    /// The check's name.
    pub name: String,
    /// In one word.
    pub verdict: CheckVerdict,
    /// The whole run.
    pub ms: u32,
    /// What went wrong beside the steps.
    pub problem: Option<String>,
    /// What to do about it.
    pub advice: Option<String>,
    /// Each step that was taken.
    pub steps: Vec<StepOutcome>,
}

/// What happens in a run, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum CheckEvent {
    /// A step was taken.
    Step {
        /// From 0.
        index: u32,
        /// What it came to.
        outcome: StepOutcome,
    },
    /// The end.
    Finished {
        /// What it came to.
        outcome: CheckOutcome,
    },
}
