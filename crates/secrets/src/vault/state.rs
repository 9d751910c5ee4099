//! The five conditions a vault can be in, each with its own words and its own remedy.

use serde::Serialize;

/// The condition of a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VaultState {
    /// It answers and can be read and written.
    Available,
    /// There is none: no bus, no service, no collection.
    Absent,
    /// It is there, but closed.
    Locked,
    /// It is there, but does not answer.
    Mute,
    /// It is there, but refuses this program.
    Denied,
}

impl VaultState {
    /// What happened, in one sentence.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self {
            Self::Available => "The vault is open.",
            Self::Absent => "There is no keychain to talk to.",
            Self::Locked => "The vault is locked.",
            Self::Mute => "The keychain does not answer.",
            Self::Denied => "The keychain refuses this program.",
        }
    }

    /// What to do about it, in a sentence or two.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Available => "Nothing to do.",
            Self::Absent if cfg!(target_os = "linux") => {
                "Start a Secret Service, such as GNOME Keyring, KWallet or KeePassXC, in this login session, or choose \
                 the sealed file as vault (CHATELAINE_VAULT=file)."
            }
            Self::Absent => {
                "Log in to a desktop session, or choose the sealed file as vault (CHATELAINE_VAULT=file)."
            }
            Self::Locked => {
                "Unlock it: answer the dialog on the desktop, or open the password manager, then try again."
            }
            Self::Mute => {
                "Look for a dialog of the keychain that waits for an answer. If there is none, restart the keychain's \
                 service or log in again; until then choose the sealed file or memory as vault."
            }
            Self::Denied => {
                "Allow this program to use the keychain (a sandbox or a bus policy may forbid it), or choose the sealed \
                 file as vault (CHATELAINE_VAULT=file)."
            }
        }
    }
}

/// How a vault is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VaultStatus {
    /// Its condition.
    pub state: VaultState,
    /// What keeps the secrets: `Secret Service`, `macOS Keychain`, `Windows Credential Manager`, `sealed file`, `memory`.
    pub store: &'static str,
    /// What is the matter, in a sentence or two.
    pub what: String,
    /// What to do about it.
    pub advice: String,
    /// Whether secrets outlive this program.
    pub lasting: bool,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::VaultState::{Absent, Available, Denied, Locked, Mute};

    #[test]
    fn no_two_states_share_their_words_or_their_remedy() {
        let all = [Available, Absent, Locked, Mute, Denied];
        let whats: BTreeSet<_> = all.map(super::VaultState::what).into();
        let advices: BTreeSet<_> = all.map(super::VaultState::advice).into();
        assert_eq!(
            (whats.len(), advices.len()),
            (5, 5),
            "each state needs its own page and remedy"
        );
    }
}
