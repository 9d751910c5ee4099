//! Why a vault could not do what was asked.

use thiserror::Error;

use super::VaultState;

/// Why a vault could not do what was asked.
///
/// Holds no secret: it is built from fixed words, names of D-Bus errors and numbers, never from a library's `Debug` output
/// (that of keyring-core prints secret bytes).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VaultError {
    /// The vault as a whole is not available.
    #[error("{store}: {what} {advice}")]
    State {
        /// Its condition; never [`VaultState::Available`].
        state: VaultState,
        /// What keeps the secrets.
        store: &'static str,
        /// What happened.
        what: String,
        /// What to do.
        advice: String,
    },
    /// The secret is longer than the vault can hold.
    #[error(
        "The secret is longer than the {limit} bytes that this vault can hold. Shorten it, or use the sealed file as vault."
    )]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The vault holds bytes under this handle that are not UTF-8 text, so another program wrote them.
    #[error(
        "The vault holds something under this name that is not a text; another program must have written it. Delete \
         the entry in the system's password manager and store the secret again."
    )]
    BadEncoding,
    /// Several entries have this handle.
    #[error(
        "The keychain holds several entries under this name, and using the wrong one would lock you out. Delete all \
         but one in the system's password manager."
    )]
    Ambiguous,
    /// Anything else.
    #[error("{what} {advice}")]
    Other {
        /// What happened.
        what: String,
        /// What to do.
        advice: String,
    },
}

impl VaultError {
    /// A vault that is in `state`; `detail` names the cause in a sentence of its own, or is empty.
    pub(crate) fn state(state: VaultState, store: &'static str, detail: &str) -> Self {
        let what = [state.what(), detail].join(" ").trim_end().to_owned();
        Self::State {
            state,
            store,
            what,
            advice: state.advice().to_owned(),
        }
    }

    pub(crate) fn other(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::Other {
            what: what.into(),
            advice: advice.into(),
        }
    }

    /// The vault's condition, if that is what went wrong.
    #[must_use]
    pub fn vault_state(&self) -> Option<VaultState> {
        match self {
            Self::State { state, .. } => Some(*state),
            _ => None,
        }
    }

    /// What happened, without the advice.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::State { what, .. } | Self::Other { what, .. } => what.clone(),
            _ => self.sentences().0,
        }
    }

    /// What to do.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::State { advice, .. } | Self::Other { advice, .. } => advice.clone(),
            _ => self.sentences().1,
        }
    }

    /// The fixed messages are one sentence of what happened, then the advice.
    fn sentences(&self) -> (String, String) {
        let text = self.to_string();
        let (what, advice) = text.split_once(". ").unwrap_or((&text, ""));
        (
            format!("{}.", what.trim_end_matches('.')),
            advice.to_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_says_what_happened_and_what_to_do() {
        for error in [
            VaultError::state(VaultState::Mute, "Secret Service", "It was stopped."),
            VaultError::TooLong { limit: 2560 },
            VaultError::BadEncoding,
            VaultError::Ambiguous,
            VaultError::other("It broke.", "Mend it."),
        ] {
            let (what, advice) = (error.what(), error.advice());
            assert!(
                what.len() > 5 && what.ends_with('.'),
                "what happened is a sentence: {what}"
            );
            assert!(
                advice.len() > 5 && advice.ends_with('.'),
                "what to do is a sentence: {advice}"
            );
            assert!(!what.contains(&advice), "the two are told apart: {what}");
        }
    }

    #[test]
    fn the_detail_follows_the_state() {
        let error = VaultError::state(VaultState::Absent, "Secret Service", "");
        assert_eq!(
            error.what(),
            VaultState::Absent.what(),
            "no detail, no blank at the end"
        );
        assert_eq!(
            error.vault_state(),
            Some(VaultState::Absent),
            "callers can branch on the state"
        );
        assert_eq!(
            VaultError::Ambiguous.vault_state(),
            None,
            "one bad entry is no state of the vault"
        );
    }
}
