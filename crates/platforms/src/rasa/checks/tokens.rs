//! The tokens that are shown to the bot: the right one, and those that it has to refuse.

use chatelaine_secrets::Secret;
use chatelaine_tokens::{Algorithm, known_keys, mint};
use chatelaine_wire::WireError;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::declared::Signer;
use crate::probe::made_up_value;
use crate::{CheckError, Evidence};

/// Seconds that the clocks of console and bot may differ: PyJWT forgives none (3.6.21).
const CLOCK_SKEW: i64 = 30;

/// Seconds for which a token of a check is good: as short as a check is.
const LIFETIME: i64 = 120;

/// Seconds for which the expired token is past: more than the 180 that the HTTP API forgives (sanic-jwt 1.8).
const PAST: i64 = 3600;

/// How many forged tokens are under way at once: enough for the few hundred keys that everybody knows to take seconds,
/// and no burden for the bot.
pub(super) const AT_ONCE: usize = 4;

/// `{"alg":"none","typ":"JWT"}`
const UNSIGNED_HEADER: &str = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";

/// What a token is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The Socket.IO channel looks at no claim, but there has to be one, and `aud` must not be among them.
    Socket,
    /// The HTTP API wants a role.
    Api,
}

impl Purpose {
    fn claims(self, issued: i64, expires: i64) -> Value {
        match self {
            Self::Socket => {
                json!({ "sub": "chatelaine-check", "iat": issued, "exp": expires })
            }
            Self::Api => json!({
                "user": { "username": "chatelaine-check", "role": "admin" },
                "iat": issued,
                "exp": expires,
            }),
        }
    }
}

/// Makes tokens for one purpose at one time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mint {
    pub(super) purpose: Purpose,
    pub(super) at: Timestamp,
}

impl Mint {
    /// A token that should be let in.
    pub(super) fn right(self, signer: &Signer) -> Result<Secret, CheckError> {
        let now = self.at.as_second();
        self.signed(now + LIFETIME, &signer.key, signer.algorithm)
    }

    /// The same, long past its time.
    pub(super) fn expired(self, signer: &Signer) -> Result<Secret, CheckError> {
        let now = self.at.as_second();
        self.signed(now - PAST, &signer.key, signer.algorithm)
    }

    /// The right key with an algorithm that was not agreed upon.
    pub(super) fn foreign(self, signer: &Signer) -> Result<Secret, CheckError> {
        let other = match signer.algorithm {
            Algorithm::Hs512 => Algorithm::Hs256,
            Algorithm::Hs256 | Algorithm::Hs384 => Algorithm::Hs512,
        };
        self.signed(self.at.as_second() + LIFETIME, &signer.key, other)
    }

    /// Of the right shape, signed with 256 bit of chance.
    pub(super) fn made_up(self, algorithm: Algorithm) -> Result<Secret, CheckError> {
        self.signed(self.at.as_second() + LIFETIME, &made_up_value()?, algorithm)
    }

    /// Without a signature, which anybody can write.
    pub(super) fn unsigned(self) -> Result<String, CheckError> {
        let token = self.made_up(Algorithm::Hs256)?;
        let claims = token.expose().split('.').nth(1).unwrap_or_default();
        Ok(format!("{UNSIGNED_HEADER}.{claims}."))
    }

    /// Signed with each key that everybody knows.
    pub(super) fn forged(
        self,
        algorithm: Algorithm,
    ) -> impl Iterator<Item = (&'static str, Secret)> {
        let keys = known_keys().filter(|key| !key.is_empty());
        keys.filter_map(move |key| {
            let expires = self.at.as_second() + LIFETIME;
            let token = self.signed(expires, &Secret::new(key), algorithm).ok()?;
            Some((key, token))
        })
    }

    fn signed(
        self,
        expires: i64,
        key: &Secret,
        algorithm: Algorithm,
    ) -> Result<Secret, CheckError> {
        let issued = (self.at.as_second() - CLOCK_SKEW).min(expires - LIFETIME);
        let claims = self.purpose.claims(issued, expires);
        mint(&claims, key, algorithm).map_err(|_| {
            CheckError::Wire(WireError::Unsendable {
                reason: "no token can be made with it",
            })
        })
    }
}

/// Whether everybody knows a value. The text `${NAME}` stands in the documentation of its bot.
pub(super) fn is_known(value: &Secret) -> bool {
    let text = value.expose();
    known_keys().any(|key| key == text) || crate::referenced(text).is_some()
}

/// What was learned from forged tokens of which none was let in. One that got no clear answer says nothing.
pub(super) fn forgeries_refused(refused: usize, tried: usize) -> Evidence {
    Evidence::claim(format!(
        "Of {tried} tokens forged with well-known keys {refused} were refused and none was let in"
    ))
}
