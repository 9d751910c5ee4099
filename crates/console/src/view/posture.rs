//! Who can get in.

use chatelaine_platforms::{AccessPoint, Finding};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How the bot answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Not asked yet.
    Unknown,
    /// It answers.
    Reachable,
    /// It answers and took a credential of ours.
    Authenticated,
    /// Something answers, but it is not this bot.
    Denied,
    /// It does not answer.
    Unreachable,
}

/// The connection at the last check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Connection {
    /// How it answers.
    pub state: ConnectionState,
    /// In words.
    pub detail: String,
    /// Time of the first answer in milliseconds.
    pub latency_ms: Option<u32>,
}

/// The configuration against what the bot uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ConfigState {
    /// File, vault and bot agree.
    InSync,
    /// The vault holds another value than the file.
    Drifted,
    /// The file changed and the bot has not been seen using it.
    RestartNeeded,
    /// Not compared with a running bot yet.
    NotChecked,
    /// There is no configuration to read.
    NoFile,
}

/// Who can get in?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Posture {
    /// The bot's name.
    pub bot: String,
    /// The platform as its makers write it.
    pub platform: String,
    /// The version it names.
    pub version: Option<String>,
    /// How it answers.
    pub connection: Connection,
    /// The ways in.
    pub access_points: Vec<AccessPoint>,
    /// What is wrong, worst first.
    pub findings: Vec<Finding>,
    /// When it was last checked, RFC 3339.
    pub checked_at: Option<String>,
    /// Ways in that may stay as they are.
    pub fine: u32,
    /// Ways in.
    pub total: u32,
    /// The sum in one sentence.
    pub headline: String,
    /// What follows from it.
    pub detail: String,
    /// Whether "Lock everything" has something to do.
    pub lockable: bool,
    /// The main configuration file.
    pub config_file: Option<String>,
    /// How it stands.
    pub config_state: ConfigState,
    /// In words.
    pub config_detail: String,
    /// A command that restarts the bot, when one is known.
    pub restart_hint: Option<String>,
    /// The ways in that take signed tokens: there a check may try forged ones, if the operator agrees.
    pub token_doors: Vec<String>,
}
