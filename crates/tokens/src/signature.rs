//! Checking a signature against keys.

use crate::mac::Mac;
use crate::parts::Token;
use crate::{Algorithm, TokenError};

/// Whether `key` signed this token, by the HMAC algorithm that its header names. Signature only: expiry, issuer and
/// audience are not looked at. The comparison takes the same time wherever the first difference is.
///
/// An empty key is checked like any other: Cheshire Cat really signs with one when `CCAT_JWT_SECRET=` is empty.
///
/// # Errors
/// When the text is no token, its algorithm is `none`, or it was signed with a key pair.
pub fn verifies(text: &str, key: &[u8]) -> Result<bool, TokenError> {
    Ok(Signed::parse(text)?.by(key))
}

/// A token whose algorithm is known to take a shared secret; parse once, try many keys.
pub(crate) struct Signed(Mac);

impl Signed {
    pub(crate) fn parse(text: &str) -> Result<Self, TokenError> {
        let token = Token::parse(text)?;
        let algorithm: Algorithm = token.algorithm.parse().map_err(|error| match error {
            TokenError::Unsigned => TokenError::Unsigned,
            _ => TokenError::NotSharedSecret,
        })?;
        let mac = Mac::new(algorithm, token.signed.as_bytes(), token.signature);
        Ok(Self(mac))
    }

    pub(crate) fn by(&self, key: &[u8]) -> bool {
        self.0.is_by(key)
    }
}
