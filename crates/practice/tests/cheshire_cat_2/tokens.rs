//! Recorded tokens, made anew: same algorithm, same claims, a key that is as right or as wrong, and as much time left.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Map, Value};

/// Keys with which the recorded tokens may have been signed.
const KEYS: [&str; 3] = ["meow_jwt", "a-very-long-secret-0123456789abcdef", ""];

/// Signs what no server was ever configured with.
const STRANGER: &str = "a key that no server was ever given";

/// Every token in `text`, `later` seconds later.
pub(crate) fn anew(text: &str, later: i64) -> String {
    replace(text, |token| {
        renewed(token, later).unwrap_or_else(|| token.to_owned())
    })
}

/// What a token says.
pub(crate) fn claims(token: &str) -> Option<Map<String, Value>> {
    part(token.split('.').nth(1)?)
}

fn renewed(token: &str, later: i64) -> Option<String> {
    let [header, body, signature] = token.split('.').collect::<Vec<_>>().try_into().ok()?;
    let mut claims = part(body)?;
    if let Some(expiry) = claims.get("exp").and_then(Value::as_i64) {
        claims.insert("exp".into(), Value::from(expiry + later));
    }
    let claims = URL_SAFE_NO_PAD.encode(Value::Object(claims).to_string());
    let message = format!("{header}.{claims}");
    let algorithm: Option<Algorithm> = part(header)?["alg"].as_str()?.parse().ok();
    let Some(algorithm) = algorithm else {
        return Some(format!("{message}."));
    };
    let recorded = format!("{header}.{body}");
    let key = KEYS
        .into_iter()
        .find(|key| sign(&recorded, key, algorithm) == signature);
    Some(format!(
        "{message}.{}",
        sign(&message, key.unwrap_or(STRANGER), algorithm)
    ))
}

fn part(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

fn sign(message: &str, key: &str, algorithm: Algorithm) -> String {
    let key = EncodingKey::from_secret(key.as_bytes());
    crypto::sign(message.as_bytes(), &key, algorithm).unwrap()
}

/// Replaces each token in a text.
pub(crate) fn replace(text: &str, by: impl Fn(&str) -> String) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("eyJ") {
        let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let end = rest[start..]
            .find(|c| !inside(c))
            .map_or(rest.len(), |end| start + end);
        result.push_str(&rest[..start]);
        result.push_str(&by(&rest[start..end]));
        rest = &rest[end..];
    }
    result + rest
}
