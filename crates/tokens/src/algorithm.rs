//! The algorithms that sign with a shared secret, the only kind that the bots use.

use std::str::FromStr;

use serde::Serialize;

use crate::TokenError;

/// HMAC with SHA-2 (RFC 7518 §3.2). There is deliberately no `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Algorithm {
    /// HMAC with SHA-256, Cheshire Cat's and Rasa's default.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl Algorithm {
    pub(crate) const NAMES: &'static str = "HS256, HS384, HS512";

    /// The name as a token's header spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        }
    }
}

impl std::fmt::Display for Algorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Algorithm {
    type Err = TokenError;

    /// Exact spelling only: RFC 7515 §4.1.1 makes algorithm names case-sensitive, and a reader that is more generous
    /// than the bot would call a token valid that the bot refuses. `none` in any spelling gets its own refusal.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "HS256" => Ok(Self::Hs256),
            "HS384" => Ok(Self::Hs384),
            "HS512" => Ok(Self::Hs512),
            _ if is_none(name) => Err(TokenError::Unsigned),
            _ => Err(TokenError::UnknownAlgorithm),
        }
    }
}

/// Whether an `alg` means "no signature". Attackers vary the case to slip past exact comparisons.
pub(crate) fn is_none(name: &str) -> bool {
    name.eq_ignore_ascii_case("none")
}
