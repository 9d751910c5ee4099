//! What an audit found, written down: for people ([`text`], [`html`]), for programs ([`json`]), and for code scanning
//! ([`sarif`]). Also what a project has decided to live with ([`ignore`]), and the page that lists every setting and
//! every rule ([`reference`]).
//!
//! Everything here is data in, text out. Nothing is read from a disk, a clock or a bot.

mod html;
mod ignore;
mod json;
mod place;
mod reference;
mod sarif;
mod text;
mod words;

use chatelaine_platforms::{AccessPoint, Finding, Platform};
use jiff::Timestamp;

pub use html::html;
pub use ignore::{Applied, IGNORE_FILE, IgnoreError, Ignored, Ignores, apply};
pub use json::{json, json_bot};
pub use reference::reference;
pub use sarif::sarif;
pub use text::text;

/// An audit of one or more bots.
#[derive(Debug, Clone)]
pub struct Report {
    /// The bots in the order in which they were named.
    pub bots: Vec<BotReport>,
    /// The version of Chatelaine that looked.
    pub tool_version: String,
    /// When it had finished looking.
    pub at: Timestamp,
}

/// What was found out about one bot.
#[derive(Debug, Clone)]
pub struct BotReport {
    /// Its name.
    pub name: String,
    /// Its platform.
    pub platform: Platform,
    /// Its project folder; nothing when only its address is known.
    pub dir: Option<String>,
    /// Its main configuration file, by its name in the folder. What a live check found is in no file, and code scanning
    /// wants to show it in one.
    pub config_file: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The version that it names.
    pub version: Option<String>,
    /// The sum in one sentence, without a full stop.
    pub headline: String,
    /// What follows from it.
    pub detail: String,
    /// The ways in.
    pub access_points: Vec<AccessPoint>,
    /// What counts, worst first.
    pub findings: Vec<Finding>,
    /// What was found and is lived with.
    pub ignored: Vec<(Finding, Ignored)>,
    /// Why it could not be looked at as it was asked for. What the files told is reported all the same.
    pub problem: Option<Problem>,
}

/// Why a bot could not be looked at. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// For programs: `unreachable`.
    pub code: String,
    /// What happened.
    pub what: String,
    /// What to do.
    pub advice: String,
}

impl Report {
    /// Everything that counts, of every bot.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.bots.iter().flat_map(|bot| &bot.findings)
    }

    /// How many findings are lived with, of every bot.
    #[must_use]
    pub fn ignored(&self) -> usize {
        self.bots.iter().map(|bot| bot.ignored.len()).sum()
    }
}
