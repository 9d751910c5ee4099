//! Reading a token without believing it.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::algorithm::is_none;
use crate::parts::Token;
use crate::{Algorithm, TokenError};

/// What a token says about itself. Nothing of it is verified: anybody can write a token that says this.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inspection {
    /// The header's `alg`, as it is spelled there.
    pub algorithm: String,
    /// The whole header.
    pub header: Value,
    /// All claims.
    pub claims: Value,
    /// `sub`: for Cheshire Cat the user's id, which together with the signing key is all that a forger needs.
    pub subject: Option<String>,
    /// `username` (Cheshire Cat), `user.username` (Rasa), or `preferred_username` (OpenID Connect).
    pub username: Option<String>,
    /// `iat`, in Unix seconds.
    pub issued_at: Option<i64>,
    /// `nbf`, in Unix seconds.
    pub not_before: Option<i64>,
    /// `exp`, in Unix seconds. `None` when absent or unreadable; [`Inspection::weaknesses`] tells which.
    pub expires_at: Option<i64>,
    /// Length of the signature in bytes; 0 when there is none.
    pub signature_bytes: usize,
}

/// What makes a token worth less than it looks, as far as the token itself shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weakness {
    /// The algorithm is `none`, in some spelling.
    Unsigned,
    /// An algorithm is named, but the signature is empty.
    EmptySignature,
    /// No `exp`: valid until the signing key changes.
    NeverExpires,
    /// `exp` is there, but is no number; readers disagree on what that means.
    UnreadableExpiry,
}

impl std::fmt::Display for Weakness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unsigned => "The algorithm is `none`: nothing proves who made this token.",
            Self::EmptySignature => "The signature is empty: nothing proves who made this token.",
            Self::NeverExpires => {
                "The token has no expiry: it is valid until the signing key changes."
            }
            Self::UnreadableExpiry => {
                "The expiry is not a number: some servers refuse it, some ignore it."
            }
        })
    }
}

/// Reads a token. Never verifies it, and reads tokens that no server should accept (`alg` `none`, unknown
/// algorithms, an empty signature), because those are the ones worth looking at.
///
/// # Errors
/// When the text is not a JSON Web Token in compact form, or is longer than [`MAX_BYTES`](crate::MAX_BYTES).
pub fn inspect(text: &str) -> Result<Inspection, TokenError> {
    let token = Token::parse(text)?;
    Ok(Inspection {
        subject: text_of(token.claims.get("sub")),
        username: username(&token.claims),
        issued_at: seconds(token.claims.get("iat")),
        not_before: seconds(token.claims.get("nbf")),
        expires_at: seconds(token.claims.get("exp")),
        signature_bytes: token.signature.len(),
        algorithm: token.algorithm,
        header: Value::Object(token.header),
        claims: Value::Object(token.claims),
    })
}

impl Inspection {
    /// Whether the token has expired at `now` (Unix seconds). RFC 7519 §4.1.4: "on or after" the expiry it must not
    /// be accepted. A token without an expiry never expires.
    #[must_use]
    pub fn expired_at(&self, now: i64) -> bool {
        self.expires_at.is_some_and(|expiry| expiry <= now)
    }

    /// Seconds until the token expires; zero or negative when it has; `None` when it never does.
    #[must_use]
    pub fn seconds_left(&self, now: i64) -> Option<i64> {
        self.expires_at.map(|expiry| expiry.saturating_sub(now))
    }

    /// The algorithm, if it is one that signs with a shared secret.
    #[must_use]
    pub fn shared_secret_algorithm(&self) -> Option<Algorithm> {
        self.algorithm.parse().ok()
    }

    /// What is weak about the token, worst first.
    #[must_use]
    pub fn weaknesses(&self) -> Vec<Weakness> {
        let unsigned = is_none(&self.algorithm);
        let expiry = self.claims.get("exp").filter(|value| !value.is_null());
        [
            (unsigned, Weakness::Unsigned),
            (
                !unsigned && self.signature_bytes == 0,
                Weakness::EmptySignature,
            ),
            (expiry.is_none(), Weakness::NeverExpires),
            (
                expiry.is_some() && self.expires_at.is_none(),
                Weakness::UnreadableExpiry,
            ),
        ]
        .into_iter()
        .filter_map(|(applies, weakness)| applies.then_some(weakness))
        .collect()
    }
}

fn text_of(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

fn username(claims: &Map<String, Value>) -> Option<String> {
    text_of(claims.get("username"))
        .or_else(|| text_of(claims.get("user").and_then(|user| user.get("username"))))
        .or_else(|| text_of(claims.get("preferred_username")))
}

/// A `NumericDate` (RFC 7519 §2) may have a fraction. Fractions are cut off as PyJWT does; a number outside `i64`
/// becomes the nearest one (a float-to-int cast saturates), so that "expires in the year 10^12" stays in the future.
fn seconds(value: Option<&Value>) -> Option<i64> {
    let number = value?.as_number()?;
    number
        .as_i64()
        .or_else(|| number.as_f64().map(|float| float as i64))
}
