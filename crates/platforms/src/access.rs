//! The ways into a bot.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What the configuration says about an access point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Declared {
    /// No credential is asked for.
    Open,
    /// A credential is asked for.
    Locked,
    /// The configuration does not tell, or there is none to read.
    Unknown,
}

/// What a live check saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Observed {
    /// It answered without a credential, or with one that everybody knows.
    Open,
    /// It refused.
    Locked,
    /// It asks for a credential but does not care which.
    Weak,
    /// Its credentials can be made by anyone.
    Forgeable,
    /// It could not be asked.
    Unreachable,
}

/// Declared and observed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Anyone gets in.
    Open,
    /// The configuration says locked; no check has proven it.
    Locked,
    /// A check was refused, and nothing says otherwise.
    ProvenLocked,
    /// Locked with something guessable.
    Weak,
    /// Anyone can make the credential.
    Forgeable,
    /// A user still has the password that ships with the bot.
    DefaultPassword,
    /// In clear, but only on this machine.
    LoopbackOnly,
    /// Nothing is known.
    Unknown,
}

impl State {
    /// Whether the operator may leave it as it is.
    #[must_use]
    pub fn is_fine(self) -> bool {
        matches!(self, Self::Locked | Self::ProvenLocked | Self::LoopbackOnly)
    }
}

/// One thing that was seen, with the exchange that showed it. Redacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Evidence {
    /// What it means, in one line.
    pub claim: String,
    /// The request in one line.
    pub request: Option<String>,
    /// The answer in one line.
    pub response: Option<String>,
}

impl Evidence {
    /// A claim that needs no exchange.
    #[must_use]
    pub fn claim(claim: impl Into<String>) -> Self {
        Self {
            claim: claim.into(),
            request: None,
            response: None,
        }
    }

    /// A claim with the exchange that shows it.
    #[must_use]
    pub fn exchange(
        claim: impl Into<String>,
        request: impl Into<String>,
        response: impl Into<String>,
    ) -> Self {
        Self {
            claim: claim.into(),
            request: Some(request.into()),
            response: Some(response.into()),
        }
    }
}

/// One way into a bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AccessPoint {
    /// Stable id: `http-api`.
    pub id: String,
    /// What it is.
    pub title: String,
    /// What is reached through it.
    pub reach: String,
    /// What the configuration says.
    pub declared: Declared,
    /// What a live check saw; nothing before the first check.
    pub observed: Option<Observed>,
    /// The two together.
    pub state: State,
    /// The settings that guard it.
    pub guarded_by: Vec<String>,
    /// What guards it, for people.
    pub guard: String,
    /// The evidence in one line.
    pub summary: String,
    /// Everything that was seen.
    pub evidence: Vec<Evidence>,
    /// The rules whose fixes lock it.
    pub rules: Vec<String>,
}
