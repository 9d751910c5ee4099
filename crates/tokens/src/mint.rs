//! Making a token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chatelaine_secrets::Secret;
use jsonwebtoken::{EncodingKey, Header};
use serde_json::Value;

use crate::{Algorithm, MAX_BYTES, Part, TokenError};

/// Signs `claims` with `key`, with the header `{"typ":"JWT","alg":…}`. Adds no claim: an expiry is the caller's to set.
///
/// # Errors
/// When the claims are no JSON object, the key is empty, or the token would be longer than [`MAX_BYTES`].
pub fn mint(claims: &Value, key: &Secret, algorithm: Algorithm) -> Result<Secret, TokenError> {
    if !claims.is_object() {
        return Err(TokenError::NotAnObject(Part::Claims));
    }
    // An empty key signs without complaint, and everybody knows it.
    if key.expose().is_empty() {
        return Err(TokenError::EmptyKey);
    }
    let header = Header::new(match algorithm {
        Algorithm::Hs256 => jsonwebtoken::Algorithm::HS256,
        Algorithm::Hs384 => jsonwebtoken::Algorithm::HS384,
        Algorithm::Hs512 => jsonwebtoken::Algorithm::HS512,
    });
    let key = EncodingKey::from_secret(key.expose().as_bytes());
    let text = jsonwebtoken::encode(&header, claims, &key).map_err(|_| TokenError::NotSigned)?;
    let bytes = text.len();
    let token = Secret::new(text);
    if bytes > MAX_BYTES {
        return Err(TokenError::TooLong { bytes });
    }
    Ok(token)
}

/// A token that nobody has signed (RFC 7519 §6), to see whether a server refuses it. It is no secret: anybody can write it.
#[must_use]
pub fn unsigned(claims: &Value) -> String {
    let encode = |text: String| URL_SAFE_NO_PAD.encode(text);
    let header = encode(r#"{"alg":"none","typ":"JWT"}"#.to_owned());
    format!("{header}.{}.", encode(claims.to_string()))
}
