//! JSON Web Tokens as PyJWT 2.15 judges them, which Rasa leaves the judging to.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::{Map, Value};

use super::yaml::Node;

/// What verifies tokens. There is no `Debug`: with the HS algorithms it is a secret.
pub(crate) struct Lock {
    key: Key,
    methods: Methods,
    /// Seconds for which a token is still good, or good already.
    leeway: f64,
}

enum Key {
    Text(String),
    /// A number or a date, with which nothing verifies.
    NotText,
}

/// The allowed algorithms.
enum Methods {
    /// A text: PyJWT looks for the token's algorithm *in* it, so `HS256,HS512` allows both.
    Within(String),
    Listed(Vec<String>),
    /// `null`, with which nothing verifies.
    Missing,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// What sanic-jwt does not foresee: an algorithm that is not allowed, a `sub` that is no text, a key that does not
    /// fit. The HTTP API stumbles over it (500).
    Unforeseen,
    /// Anything else about the token.
    Token,
}

impl Lock {
    /// The lock of the Socket.IO channel. PyJWT's leeway is 0 unless asked for, and Rasa does not ask.
    pub(crate) fn of_channel(key: &Node, method: Option<&Node>) -> Self {
        let methods = match method {
            None => Methods::Within("HS256".to_owned()),
            Some(Node::Text(text)) => Methods::Within(text.clone()),
            Some(Node::List(items)) => {
                let items = items.iter().filter_map(Node::text);
                Methods::Listed(items.map(str::to_owned).collect())
            }
            Some(_) => Methods::Missing,
        };
        Self {
            key: key
                .text()
                .map_or(Key::NotText, |text| Key::Text(text.to_owned())),
            methods,
            leeway: 0.0,
        }
    }

    /// The lock of the HTTP API. sanic-jwt 1.8 forgives three minutes.
    pub(crate) fn of_api(key: String, method: String) -> Self {
        Self {
            key: Key::Text(key),
            methods: Methods::Listed(vec![method]),
            leeway: 180.0,
        }
    }

    /// The claims of a token that this lock lets in at `now`, in seconds since 1970.
    pub(crate) fn open(&self, token: &str, now: f64) -> Result<Map<String, Value>, Fault> {
        let mut parts = token.split('.');
        let (Some(header), Some(claims), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Fault::Token);
        };
        let name = object(header)?;
        let name = name.get("alg").and_then(Value::as_str).unwrap_or_default();
        if matches!(self.methods, Methods::Missing) {
            return Err(Fault::Token);
        }
        if name.is_empty() || !self.allows(name) {
            return Err(Fault::Unforeseen);
        }
        let algorithm: Algorithm = name.parse().map_err(|_| Fault::Unforeseen)?;
        let signed = &token[..header.len() + 1 + claims.len()];
        let genuine = crypto::verify(
            signature,
            signed.as_bytes(),
            &self.key(algorithm)?,
            algorithm,
        );
        if !genuine.unwrap_or(false) {
            return Err(Fault::Token);
        }
        let claims = object(claims)?;
        self.judge(&claims, now)?;
        Ok(claims)
    }

    fn allows(&self, name: &str) -> bool {
        match &self.methods {
            Methods::Within(text) => text.contains(name),
            Methods::Listed(names) => names.iter().any(|known| known == name),
            Methods::Missing => false,
        }
    }

    fn key(&self, algorithm: Algorithm) -> Result<DecodingKey, Fault> {
        let Key::Text(key) = &self.key else {
            return Err(Fault::Unforeseen);
        };
        let bytes = key.as_bytes();
        let key = match algorithm {
            Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => {
                // PyJWT takes no public key for a shared secret: that would be the classic confusion of algorithms.
                if key.is_empty() || key.contains("-----BEGIN ") {
                    return Err(Fault::Unforeseen);
                }
                return Ok(DecodingKey::from_secret(bytes));
            }
            Algorithm::ES256 | Algorithm::ES384 => DecodingKey::from_ec_pem(bytes),
            Algorithm::EdDSA => DecodingKey::from_ed_pem(bytes),
            _ => DecodingKey::from_rsa_pem(bytes),
        };
        key.map_err(|_| Fault::Unforeseen)
    }

    /// Rasa expects no audience, and PyJWT refuses a token that names one nobody expects.
    fn judge(&self, claims: &Map<String, Value>, now: f64) -> Result<(), Fault> {
        let is_text = |name: &str| claims.get(name).is_none_or(Value::is_string);
        if !is_text("sub") || !is_text("jti") {
            return Err(Fault::Unforeseen);
        }
        let names_audience = match claims.get("aud") {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(_) => true,
        };
        if names_audience {
            return Err(Fault::Token);
        }
        let late = time(claims, "exp")?.is_some_and(|at| at <= now - self.leeway);
        let early = ["iat", "nbf"].into_iter().try_fold(false, |early, name| {
            let at = time(claims, name)?;
            Ok(early || at.is_some_and(|at| at > now + self.leeway))
        })?;
        if late || early {
            return Err(Fault::Token);
        }
        Ok(())
    }
}

/// PyJWT hands these to Python's `int`, which takes a text of digits as well.
fn time(claims: &Map<String, Value>, name: &str) -> Result<Option<f64>, Fault> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let number = match value {
        Value::Number(number) => number.as_f64().map(f64::trunc),
        Value::String(text) => text.trim().parse::<i64>().ok().map(|whole| whole as f64),
        _ => None,
    };
    number.map(Some).ok_or(Fault::Token)
}

fn object(part: &str) -> Result<Map<String, Value>, Fault> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Fault::Token)?;
    serde_json::from_slice(&bytes).map_err(|_| Fault::Token)
}
