//! The vault and the operator's preferences.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The five states of a vault, each with its own remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// It answers.
    Available,
    /// There is none.
    Absent,
    /// It has to be unlocked first.
    Locked,
    /// It is there and does not answer.
    Mute,
    /// It refuses this program.
    Denied,
}

impl From<chatelaine_secrets::VaultState> for VaultState {
    fn from(state: chatelaine_secrets::VaultState) -> Self {
        use chatelaine_secrets::VaultState as Vault;
        match state {
            Vault::Available => Self::Available,
            Vault::Absent => Self::Absent,
            Vault::Locked => Self::Locked,
            Vault::Mute => Self::Mute,
            Vault::Denied => Self::Denied,
        }
    }
}

/// How the vault stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct VaultStatus {
    /// In which state.
    pub state: VaultState,
    /// Where secrets live.
    pub store: String,
    /// What that means.
    pub what: String,
    /// What to do.
    pub advice: String,
    /// Whether secrets outlive this process.
    pub lasting: bool,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
    /// As the system has it.
    #[default]
    System,
}

/// What the operator prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// How often all bots are checked by themselves.
    pub schedule: Schedule,
}

/// How often all bots are checked while the window is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Only when asked to.
    #[default]
    Off,
    /// Every five minutes.
    FiveMinutes,
    /// Every fifteen minutes.
    QuarterHour,
    /// Every hour.
    Hourly,
}
