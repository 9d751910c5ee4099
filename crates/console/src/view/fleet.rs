//! All bots together.

use chatelaine_platforms::State;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::BotSummary;

/// Locks of a bot that were proven and then seen open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Alarm {
    /// When they were seen open, RFC 3339.
    pub at: String,
    /// When they were last proven, RFC 3339.
    pub proven_at: String,
    /// Which.
    pub opened: Vec<OpenedLock>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OpenedLock {
    /// The way in: `http-api`.
    pub id: String,
    /// What it is.
    pub title: String,
    /// How it stands now.
    pub state: State,
}

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct Round {
    /// Bots that were asked.
    pub asked: u32,
    /// Bots that were to be asked.
    pub total: u32,
    /// Of those that were asked: how many did not answer, or not as themselves.
    pub silent: u32,
    /// It was stopped before its end.
    pub stopped: bool,
}

/// What happens in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RoundEvent {
    /// A bot is being asked.
    Asking {
        /// Its name.
        bot: String,
        /// How many there are in all.
        total: u32,
    },
    /// A bot was asked.
    Asked {
        /// How it stands now.
        summary: Box<BotSummary>,
        /// How many are done.
        done: u32,
        /// How many there are in all.
        total: u32,
    },
}
