//! Recorded tokens, made anew for the living server: same algorithm, same claims, a key that is as right or as wrong.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Map, Value};

/// Signs what no server was ever configured with.
const STRANGER: &str = "a key that no server was ever given";

/// What a recorded token says.
pub(crate) struct Recorded {
    header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    parts: [String; 3],
}

impl Recorded {
    pub(crate) fn read(token: &str) -> Option<Self> {
        let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        let parts: [String; 3] = parts.try_into().ok()?;
        let object = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
        Some(Self {
            header: object(&parts[0])?,
            claims: object(&parts[1])?,
            parts,
        })
    }

    pub(crate) fn algorithm(&self) -> &str {
        self.header["alg"].as_str().unwrap()
    }

    /// The same token for other users at another time. `keys` are those with which it may have been signed.
    pub(crate) fn anew(
        &self,
        ids: &BTreeMap<String, String>,
        later: i64,
        keys: &[String],
    ) -> String {
        let mut claims = self.claims.clone();
        if let Some(id) = claims["sub"].as_str().and_then(|id| ids.get(id)) {
            claims["sub"] = Value::from(id.as_str());
        }
        if let Some(expiry) = claims.get("exp").and_then(Value::as_i64) {
            claims["exp"] = Value::from(expiry + later);
        }
        let claims = URL_SAFE_NO_PAD.encode(Value::Object(claims).to_string());
        let message = format!("{}.{claims}", self.parts[0]);
        let algorithm: Option<Algorithm> = self.algorithm().parse().ok();
        let Some(algorithm) = algorithm else {
            return format!("{message}.");
        };
        let recorded = format!("{}.{}", self.parts[0], self.parts[1]);
        let key = keys.iter().map(String::as_str);
        let key = key
            .chain(["secret", ""])
            .find(|key| sign(&recorded, key, algorithm) == self.parts[2])
            .unwrap_or(STRANGER);
        let signature = sign(&message, key, algorithm);
        format!("{message}.{signature}")
    }
}

pub(crate) fn sign(message: &str, key: &str, algorithm: Algorithm) -> String {
    let key = EncodingKey::from_secret(key.as_bytes());
    crypto::sign(message.as_bytes(), &key, algorithm).unwrap()
}

/// Replaces each token in `text`.
pub(crate) fn replace(text: &str, mut new: impl FnMut(&str) -> String) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("eyJ") {
        let (before, token) = rest.split_at(at);
        let of_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let end = token.find(|c| !of_token(c)).unwrap_or(token.len());
        result.push_str(before);
        result.push_str(&new(&token[..end]));
        rest = &token[end..];
    }
    result + rest
}
