//! What a live check saw.

use std::time::Duration;

use chatelaine_wire::WireError;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Evidence, Finding, Observed};

/// The result of all live checks of one bot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Observation {
    /// When the checks began.
    pub at: Timestamp,
    /// The version that the bot names.
    pub version: Option<String>,
    /// The time of the first answer.
    pub latency: Duration,
    /// One per access point.
    pub points: Vec<ObservedPoint>,
    /// What only a running bot can show.
    pub findings: Vec<Finding>,
    /// The bot does not use what the configuration says now.
    pub restart_needed: bool,
    /// A credential of ours was accepted.
    pub authenticated: bool,
}

impl Observation {
    /// What was seen of one access point.
    #[must_use]
    pub fn point(&self, id: &str) -> Option<&ObservedPoint> {
        self.points.iter().find(|point| point.id == id)
    }
}

/// What was seen of one access point.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ObservedPoint {
    /// The access point's id.
    pub id: String,
    /// The verdict; nothing when the checks could not tell.
    pub observed: Option<Observed>,
    /// What it rests on, most telling first.
    pub evidence: Vec<Evidence>,
}

/// Why a bot could not be checked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckError {
    /// It could not be spoken to.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// Something else answers there.
    #[error("{what}")]
    NotThisPlatform {
        /// What answered.
        what: String,
        /// What to do.
        advice: String,
    },
}

impl CheckError {
    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Wire(error) => error.advice(),
            Self::NotThisPlatform { advice, .. } => advice.clone(),
        }
    }
}
