//! JSON Web Tokens as the server issues and judges them (the judge there is PyJWT).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde_json::{Map, Value};

use super::configuration::Configuration;
use super::permissions::Permissions;
use super::users::User;

#[derive(Serialize)]
struct Claims<'a> {
    sub: &'a str,
    username: &'a str,
    permissions: &'a Permissions,
    exp: i64,
}

/// Who a token says its bearer is.
pub(crate) struct Bearer {
    /// The user's id: decides the rights.
    pub(crate) id: String,
    /// The name in the token: decides the identity in conversations, and is simply believed.
    pub(crate) name: String,
}

/// Issues a token. `None` when the algorithm or the lifetime in the configuration is unusable, which the real server
/// only notices here, and answers with a bare 500.
pub(crate) fn issue(configuration: &Configuration, user: &User, now: f64) -> Option<String> {
    let minutes: f64 = configuration.jwt_expire_minutes.trim().parse().ok()?;
    let expiry = now + minutes * 60.0;
    if !expiry.is_finite() || expiry.abs() > 1e11 {
        return None;
    }
    let claims = Claims {
        sub: &user.id,
        username: &user.username,
        permissions: &user.permissions,
        exp: expiry.floor() as i64,
    };
    let key = EncodingKey::from_secret(configuration.jwt_secret.as_bytes());
    jsonwebtoken::encode(&Header::new(algorithm(configuration)?), &claims, &key).ok()
}

/// The bearer of a token that is signed right, in time and complete.
pub(crate) fn verify(configuration: &Configuration, token: &str, now: f64) -> Option<Bearer> {
    let mut validation = Validation::new(algorithm(configuration)?);
    validation.required_spec_claims.clear();
    // Time is judged below: PyJWT counts `exp` itself as too late, and truncates fractions.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(configuration.jwt_secret.as_bytes());
    let claims: Map<String, Value> = jsonwebtoken::decode(token, &key, &validation).ok()?.claims;

    let in_time = |name: &str, fine: fn(f64, f64) -> bool| match claims.get(name) {
        None => true,
        Some(value) => instant(value).is_some_and(|at| fine(at, now)),
    };
    let valid = in_time("exp", |at, now| at > now)
        && in_time("nbf", |at, now| at <= now)
        && in_time("iat", |at, now| at <= now);
    let text = |name: &str| claims.get(name)?.as_str().map(str::to_owned);
    if !valid {
        return None;
    }
    Some(Bearer {
        id: text("sub")?,
        name: text("username")?,
    })
}

/// Whether a credential is shaped like a token, whatever its signature. Such a credential is never tried as a key.
pub(crate) fn is_jwt(credential: &str) -> bool {
    let parts: Vec<&str> = credential.split('.').collect();
    let [header, claims, signature] = parts.as_slice() else {
        return false;
    };
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok();
    let object = |part: &str| {
        decoded(part)
            .is_some_and(|bytes| serde_json::from_slice::<Map<String, Value>>(&bytes).is_ok())
    };
    object(header) && object(claims) && decoded(signature).is_some()
}

/// Asymmetric algorithms cannot work: one string would have to be both keys. `none` is refused by the library.
fn algorithm(configuration: &Configuration) -> Option<Algorithm> {
    match configuration.jwt_algorithm.as_str() {
        "HS256" => Some(Algorithm::HS256),
        "HS384" => Some(Algorithm::HS384),
        "HS512" => Some(Algorithm::HS512),
        _ => None,
    }
}

fn instant(value: &Value) -> Option<f64> {
    value
        .as_f64()
        .or_else(|| value.as_str()?.trim().parse().ok())
        .map(f64::trunc)
}
