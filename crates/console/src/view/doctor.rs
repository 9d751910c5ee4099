//! What the doctor found at an address.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Evidence, Platform};

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DoctorOutcome {
    /// As it should be.
    Ok,
    /// It works, and something about it deserves attention.
    Warning,
    /// Here the way ends, or leads to something else.
    Failed,
    /// There was nothing to ask, or an earlier failure left nothing to ask it of.
    Skipped,
}

/// The steps, in the order in which a connection is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DoctorStage {
    /// From the host's name to its addresses.
    Dns,
    /// A connection to each address.
    Tcp,
    /// Certificate and versions.
    Tls,
    /// An answer, and whose it is.
    Http,
    /// Whether the bot asks for a credential.
    Auth,
    /// A WebSocket or Socket.IO.
    Websocket,
    /// What the server says first.
    FirstFrame,
}

impl DoctorStage {
    /// Every stage in order.
    pub const ALL: [Self; 7] = [
        Self::Dns,
        Self::Tcp,
        Self::Tls,
        Self::Http,
        Self::Auth,
        Self::Websocket,
        Self::FirstFrame,
    ];

    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Dns => "Name",
            Self::Tcp => "Connection",
            Self::Tls => "TLS",
            Self::Http => "HTTP",
            Self::Auth => "Credential",
            Self::Websocket => "WebSocket",
            Self::FirstFrame => "First frame",
        }
    }
}

/// One step with what was found. Texts that come from the server are not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DoctorStep {
    /// Which.
    pub stage: DoctorStage,
    /// Its name for people.
    pub title: String,
    /// How it went.
    pub outcome: DoctorOutcome,
    /// How long it took; nothing when nothing was asked.
    pub ms: Option<u32>,
    /// In one sentence.
    pub found: String,
    /// What this rests on.
    pub evidence: Vec<Evidence>,
    /// What to do, where something is to be done.
    pub advice: Option<String>,
}

/// Everything that an address shows to somebody without a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Doctor {
    /// The address as it was understood.
    pub url: String,
    /// Whose answers these are, if they are those of a bot that the console knows.
    pub platform: Option<Platform>,
    /// The version that it names.
    pub version: Option<String>,
    /// Whether it asks for a credential; nothing when that does not show.
    pub asks_credential: Option<bool>,
    /// Whether a connection could be made at all.
    pub reachable: bool,
    /// One for each stage, in order.
    pub steps: Vec<DoctorStep>,
}

impl Doctor {
    /// Whether a step failed.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.steps
            .iter()
            .any(|step| step.outcome == DoctorOutcome::Failed)
    }
}
