//! How hard a secret is to guess.

mod estimate;
mod known;

use crate::Secret;

/// From here on guessing is out of reach for anybody: the security strength that NIST SP 800-57 part 1 (rev. 5, table 4)
/// accepts beyond 2030.
pub const STRONG_BITS: f64 = 128.0;

/// Below this a secret falls to guessing offline: NIST SP 800-131A disallows less than 112 bit and calls 80 bit broken.
/// A JWT secret can be guessed offline at about a million tries per second and core.
pub const WEAK_BITS: f64 = 80.0;

/// Shown at most: beyond 256 bit more does not matter.
const MOST_SHOWN: f64 = 256.0;

/// What a guesser has to expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strength {
    /// Estimated bits: an attacker who knows how such texts are made needs about 2^(bits - 1) tries. An upper bound: only
    /// generated secrets are as strong as they look.
    pub bits: f64,
    /// The verdict.
    pub grade: Grade,
}

/// The verdict on a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// A default, a sample from documentation, or one of the first guesses of any wordlist; says which.
    Known(&'static str),
    /// Below [`WEAK_BITS`].
    Weak,
    /// Between the two limits.
    Fair,
    /// At least [`STRONG_BITS`].
    Strong,
}

impl Strength {
    /// Whether nobody can guess it.
    #[must_use]
    pub fn is_strong(&self) -> bool {
        self.grade == Grade::Strong
    }

    /// Which default or sample it is, if it is one.
    #[must_use]
    pub fn known(&self) -> Option<&'static str> {
        match self.grade {
            Grade::Known(which) => Some(which),
            _ => None,
        }
    }

    /// Two or three words for a badge: `known`, `guessable`, `96 bit`, `256 bit`.
    #[must_use]
    pub fn word(&self) -> String {
        match self.grade {
            Grade::Known(_) => "known".to_owned(),
            Grade::Weak => "guessable".to_owned(),
            Grade::Fair | Grade::Strong => format!("{:.0} bit", self.bits.min(MOST_SHOWN).floor()),
        }
    }
}

/// Judges a secret by its text alone.
#[must_use]
pub fn judge(secret: &Secret) -> Strength {
    if let Some(which) = known::name_of(secret.expose()) {
        return Strength {
            bits: 0.0,
            grade: Grade::Known(which),
        };
    }
    let bits = estimate::bits(secret.expose());
    let grade = match bits {
        b if b >= STRONG_BITS => Grade::Strong,
        b if b >= WEAK_BITS => Grade::Fair,
        _ => Grade::Weak,
    };
    Strength { bits, grade }
}

#[cfg(test)]
mod tests;
