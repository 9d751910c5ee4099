//! Checking a signature against one key.

use hmac::{Hmac, Mac};
use sha2::{Sha256, Sha384, Sha512};

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
pub(crate) struct Signed<'t> {
    token: Token<'t>,
    algorithm: Algorithm,
}

impl<'t> Signed<'t> {
    pub(crate) fn parse(text: &'t str) -> Result<Self, TokenError> {
        let token = Token::parse(text)?;
        let algorithm = token.algorithm.parse().map_err(|error| match error {
            TokenError::Unsigned => TokenError::Unsigned,
            _ => TokenError::NotSharedSecret,
        })?;
        Ok(Self { token, algorithm })
    }

    pub(crate) fn by(&self, key: &[u8]) -> bool {
        match self.algorithm {
            Algorithm::Hs256 => self.matches::<Hmac<Sha256>>(key),
            Algorithm::Hs384 => self.matches::<Hmac<Sha384>>(key),
            Algorithm::Hs512 => self.matches::<Hmac<Sha512>>(key),
        }
    }

    /// `verify_slice` compares the full length in constant time, so a shortened signature never passes.
    fn matches<M: Mac + hmac::digest::KeyInit>(&self, key: &[u8]) -> bool {
        <M as Mac>::new_from_slice(key).is_ok_and(|mac| {
            mac.chain_update(self.token.signed.as_bytes())
                .verify_slice(&self.token.signature)
                .is_ok()
        })
    }
}
