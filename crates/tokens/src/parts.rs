//! A token taken apart, strictly: what is lenient here would be a difference from the server that accepts the token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::{Part, TokenError};

/// The longest token that is read, in bytes. Servers cap a whole request header at 8 to 64 KiB, so a longer text is
/// no token that any bot would take.
pub const MAX_BYTES: usize = 64 * 1024;

/// The three parts, decoded. Of two members with one name the last counts, as for PyJWT and most other readers.
/// No `Debug`: together the parts are the credential.
pub(crate) struct Token<'t> {
    /// Header, dot, claims: the bytes that were signed.
    pub(crate) signed: &'t str,
    pub(crate) algorithm: String,
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    pub(crate) signature: Vec<u8>,
}

impl<'t> Token<'t> {
    /// Blanks around the token (a pasted line break) are dropped; everything else must be exact.
    pub(crate) fn parse(text: &'t str) -> Result<Self, TokenError> {
        let text = text.trim_ascii();
        if text.len() > MAX_BYTES {
            return Err(TokenError::TooLong { bytes: text.len() });
        }
        let mut parts = text.split('.');
        let (Some(header), Some(claims), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(match text.split('.').count() {
                5 => TokenError::Encrypted,
                parts => TokenError::NotAToken { parts },
            });
        };
        let header_json = object(Part::Header, header)?;
        let Some(Value::String(algorithm)) = header_json.get("alg") else {
            return Err(TokenError::NoAlgorithm);
        };
        Ok(Self {
            signed: &text[..header.len() + 1 + claims.len()],
            algorithm: algorithm.clone(),
            claims: object(Part::Claims, claims)?,
            signature: decode(Part::Signature, signature)?,
            header: header_json,
        })
    }
}

fn decode(part: Part, text: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| TokenError::NotBase64(part))
}

/// The parser's own message is dropped: it can quote what it read.
fn object(part: Part, text: &str) -> Result<Map<String, Value>, TokenError> {
    match serde_json::from_slice(&decode(part, text)?) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(TokenError::NotAnObject(part)),
        Err(_) => Err(TokenError::NotJson(part)),
    }
}
