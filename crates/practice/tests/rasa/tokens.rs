//! Tokens: made for a request, or recorded ones made anew for this moment.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::Value;

use super::stage::KEY;

/// When the socket was recorded, in seconds since 1970: its "future" tokens begin 600 s later.
const RECORDED_AT: i64 = 1_795_293_345;

pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

pub(crate) fn signed(claims: &Value, key: &str, algorithm: Algorithm) -> String {
    let key = EncodingKey::from_secret(key.as_bytes());
    jsonwebtoken::encode(&Header::new(algorithm), claims, &key).unwrap()
}

/// A token without a signature.
pub(crate) fn unsigned(claims: &Value) -> String {
    let part = |json: &str| URL_SAFE_NO_PAD.encode(json);
    let header = part(r#"{"alg":"none","typ":"JWT"}"#);
    format!("{header}.{}.", part(&claims.to_string()))
}

/// A recorded text with every token that tells a time moved to now.
pub(crate) fn anew(text: &str) -> String {
    let Some(start) = text.find("eyJ") else {
        return text.to_owned();
    };
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = text[start..]
        .find(|c| !is_part(c))
        .map_or(text.len(), |end| start + end);
    let token = &text[start..end];
    format!("{}{}{}", &text[..start], moved(token), anew(&text[end..]))
}

fn moved(token: &str) -> String {
    let claims = token.split('.').nth(1).unwrap();
    let mut claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    let later = now() - RECORDED_AT;
    let mut is_timed = false;
    for name in ["exp", "nbf", "iat"] {
        if let Some(at) = claims.get_mut(name) {
            *at = Value::from(at.as_i64().unwrap() + later);
            is_timed = true;
        }
    }
    // All that tell a time were signed with the key of the channel.
    match is_timed {
        true => signed(&claims, KEY, Algorithm::HS256),
        false => token.to_owned(),
    }
}
