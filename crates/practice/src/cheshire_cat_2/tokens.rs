//! JSON Web Tokens as the server issues and judges them (the judge there is PyJWT).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Map, Value as Json, json};

use super::auth::User;
use super::configuration::Configuration;
use super::python::Value;

/// Issues a token. `None` where the real server stumbles: over an empty key or one that is no text, and over a lifetime
/// that is no number.
pub(crate) fn issue(configuration: &Configuration, user: &User, now: f64) -> Option<String> {
    let expiry = now + lifetime(configuration)?;
    let claims = json!({
        "sub": user.id,
        "username": user.name,
        "roles": user.roles,
        "custom": {},
        "exp": expiry.floor() as i64,
    });
    let key = EncodingKey::from_secret(key(configuration)?);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).ok()
}

/// How long a login lasts, in seconds.
pub(crate) fn lifetime(configuration: &Configuration) -> Option<f64> {
    let minutes = match &configuration.jwt_expire_minutes {
        Value::Number(minutes) => *minutes,
        Value::Text(text) => text.trim().parse().ok()?,
        Value::Bool(one) => f64::from(u8::from(*one)),
        Value::None => return None,
    };
    (minutes.is_finite() && minutes.abs() < 1e9).then_some(minutes * 60.0)
}

/// The bearer of a token that is signed right and in time. The roles stand in the token and are believed.
pub(crate) fn verify(configuration: &Configuration, token: &str, now: f64) -> Option<User> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_aud = false;
    // Time is judged below: PyJWT counts `exp` itself as too late, and truncates fractions.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(key(configuration)?);
    let decoded = jsonwebtoken::decode::<Map<String, Json>>(token, &key, &validation);
    let claims = decoded.ok()?.claims;
    let in_time = |name: &str, fine: fn(f64, f64) -> bool| match claims.get(name) {
        None => true,
        Some(at) => at.as_f64().is_some_and(|at| fine(at.trunc(), now)),
    };
    let valid = in_time("exp", |at, now| at > now)
        && in_time("nbf", |at, now| at <= now)
        && in_time("iat", |at, now| at <= now)
        && !claims.contains_key("aud");
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let roles = match claims.get("roles") {
        None => Vec::new(),
        Some(roles) => roles.as_array()?.iter().map(text).collect::<Option<_>>()?,
    };
    if !valid {
        return None;
    }
    Some(User {
        id: uuid(claims.get("sub")?.as_str()?)?,
        name: text(claims.get("username")?)?,
        roles,
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
            .is_some_and(|bytes| serde_json::from_slice::<Map<String, Json>>(&bytes).is_ok())
    };
    object(header) && object(claims) && decoded(signature).is_some()
}

/// New versions of PyJWT refuse an empty key, to sign and to verify.
fn key(configuration: &Configuration) -> Option<&[u8]> {
    let key = configuration.jwt_secret.text()?;
    (!key.is_empty()).then_some(key.as_bytes())
}

/// A UUID as Python's `UUID(…)` takes it, in its usual spelling.
fn uuid(text: &str) -> Option<String> {
    let bare = text.replace("urn:", "").replace("uuid:", "");
    let bare = bare.trim_matches(['{', '}']).replace('-', "");
    let fits = bare.len() == 32 && bare.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| {
        let mut hex = bare.to_ascii_lowercase();
        [20, 16, 12, 8]
            .into_iter()
            .for_each(|at| hex.insert(at, '-'));
        hex
    })
}
