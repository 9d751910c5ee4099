//! Which bots there are.

use chatelaine_platforms::{Platform, Severity, State};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Alarm, Connection};

/// One deployed chatbot under administration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Bot {
    /// Its name, unique.
    pub name: String,
    /// What kind of bot.
    pub platform: Platform,
    /// Its project folder, absolute.
    pub dir: Option<String>,
    /// Its base address.
    pub url: Option<String>,
    /// The operator agreed to send secrets to it over plain HTTP beyond loopback.
    pub allow_plain_http: bool,
    /// One of our own practice bots.
    pub practice: bool,
}

/// A bot in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BotSummary {
    /// The bot.
    pub bot: Bot,
    /// Open findings of medium severity and above.
    pub findings: u32,
    /// The worst of them.
    pub worst: Option<Severity>,
    /// Every way in may stay as it is.
    pub fine: bool,
    /// Why nothing can be said about it.
    pub problem: Option<String>,
    /// A practice bot that runs in this process.
    pub running: bool,
    /// Ways in.
    pub total: u32,
    /// Ways in that the last check has proven locked.
    pub proven: u32,
    /// How the way in stands that needs a look most.
    pub worst_state: Option<State>,
    /// When it was last asked, RFC 3339.
    pub checked_at: Option<String>,
    /// How it answered.
    pub connection: Option<Connection>,
    /// It has not read its configuration yet.
    pub restart_needed: bool,
    /// A lock that was proven and stands open now.
    pub alarm: Option<Alarm>,
}

/// What is needed to add a bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NewBot {
    /// Its name.
    pub name: String,
    /// What kind of bot.
    pub platform: Platform,
    /// Its project folder.
    pub dir: Option<String>,
    /// Its base address.
    pub url: Option<String>,
    /// Consent to plain HTTP.
    pub allow_plain_http: bool,
}

/// What a folder seems to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Detection {
    /// The folder, absolute.
    pub dir: String,
    /// The platform, when it was recognised.
    pub platform: Option<Platform>,
    /// The files that were recognised.
    pub files: Vec<String>,
    /// A version, when a file names one.
    pub version_hint: Option<String>,
    /// Where the bot probably listens.
    pub suggested_url: Option<String>,
    /// A name for it.
    pub suggested_name: String,
}
