//! What can be wrong with a token, in words that never quote it.

use thiserror::Error;

use crate::{Algorithm, MAX_BYTES};

/// One of the three parts of a token, in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Names the algorithm.
    Header,
    /// What the token says.
    Claims,
    /// What proves it.
    Signature,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Claims => "claims",
            Self::Signature => "signature",
        })
    }
}

/// Why a token could not be read, checked or made. Holds no byte of the token or of a key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TokenError {
    /// Longer than [`MAX_BYTES`].
    #[error("the token has {bytes} bytes; at most {MAX_BYTES} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Not three parts.
    #[error("a JSON Web Token has three parts joined by dots; this text has {parts}")]
    NotAToken {
        /// How many parts there are.
        parts: usize,
    },
    /// Five parts: a JWE.
    #[error("this token is encrypted (JWE), so nobody without its key can read it")]
    Encrypted,
    /// Padding, blanks, characters of the other base64 alphabet, or stray bits at the end.
    #[error("the {0} of the token is not base64url without padding")]
    NotBase64(Part),
    /// Decoded, but not JSON.
    #[error("the {0} of the token is not JSON")]
    NotJson(Part),
    /// JSON, but not an object.
    #[error("the {0} of a token must be a JSON object")]
    NotAnObject(Part),
    /// The header has no `alg` text.
    #[error("the header of the token does not name its algorithm")]
    NoAlgorithm,
    /// `alg` is `none`, in whatever spelling.
    #[error("the algorithm is `none`: such a token carries no proof at all")]
    Unsigned,
    /// Signed with a key pair or with something unknown.
    #[error(
        "only tokens signed with a shared secret ({}) can be checked here",
        Algorithm::NAMES
    )]
    NotSharedSecret,
    /// A name that is no algorithm of ours.
    #[error("the algorithm must be one of {}", Algorithm::NAMES)]
    UnknownAlgorithm,
    /// Nothing to sign with.
    #[error("the signing key is empty, so anybody could make the same token")]
    EmptyKey,
    /// The signing library refused.
    #[error("the token could not be signed")]
    NotSigned,
}

impl TokenError {
    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "Check that you gave one token, not a whole file or log.",
            Self::NotAToken { .. } | Self::NotBase64(_) => {
                "Give the token alone: no quotes, no `Bearer`, no line breaks inside it, nothing cut off at its end."
            }
            Self::Encrypted => "Ask the service that issued it; only that service holds the key.",
            Self::NotJson(_) | Self::NotAnObject(_) | Self::NoAlgorithm => {
                "Copy the token again from where it was issued; this text is damaged or is no JSON Web Token."
            }
            Self::Unsigned => {
                "Do not accept this token anywhere. Set the algorithm to HS256, HS384 or HS512."
            }
            Self::NotSharedSecret => {
                "A token signed with a key pair needs the issuer's public key; check it where it is accepted."
            }
            Self::UnknownAlgorithm => "Use HS256 unless the bot is configured for another one.",
            Self::EmptyKey => "Set the bot's JWT secret first: at least 32 random characters.",
            Self::NotSigned => {
                "Try another key; if it happens again, report it with the name of the algorithm."
            }
        }
    }
}
