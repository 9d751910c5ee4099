//! What the server makes of its environment, once, at start.

use std::collections::BTreeMap;

/// The `CCAT_` variables that the practice cat heeds, without their prefix.
const NAMES: [&str; 8] = [
    "API_KEY",
    "API_KEY_WS",
    "JWT_SECRET",
    "JWT_ALGORITHM",
    "JWT_EXPIRE_MINUTES",
    "DEBUG",
    "CORS_ENABLED",
    "CORS_ALLOWED_ORIGINS",
];

/// The settings of one run. There is no `Debug`: it holds keys.
pub(crate) struct Configuration {
    /// `None` when unset, which the server does not treat like an empty key.
    pub(crate) api_key: Option<String>,
    /// As `api_key`, for WebSockets.
    pub(crate) ws_key: Option<String>,
    /// May be empty: the real server signs with an empty key then.
    pub(crate) jwt_secret: String,
    /// As written; only the HS family works.
    pub(crate) jwt_algorithm: String,
    /// As written; read at each login, where nonsense breaks that login only.
    pub(crate) jwt_expire_minutes: String,
    /// `/docs` exists.
    pub(crate) debug: bool,
    /// `None` when CORS is off; otherwise the allowed origins, untrimmed, `*` for all.
    pub(crate) origins: Option<Vec<String>>,
}

impl Configuration {
    /// Applies the server's defaults. Names without the `CCAT_` prefix are older and win when they are not empty.
    pub(crate) fn from_variables(mut variables: BTreeMap<String, String>) -> Self {
        for name in NAMES {
            if let Some(legacy) = variables.get(name).filter(|value| !value.is_empty()) {
                variables.insert(format!("CCAT_{name}"), legacy.clone());
            }
        }
        let mut take = |name: &str| variables.remove(name);
        let or = |value: Option<String>, default: &str| value.unwrap_or_else(|| default.to_owned());
        let origins = take("CCAT_CORS_ALLOWED_ORIGINS").filter(|list| !list.is_empty());
        let origins = or(origins, "*").split(',').map(str::to_owned).collect();
        let cors = or(take("CCAT_CORS_ENABLED"), "true") == "true";
        Self {
            api_key: take("CCAT_API_KEY"),
            ws_key: take("CCAT_API_KEY_WS"),
            jwt_secret: or(take("CCAT_JWT_SECRET"), "secret"),
            jwt_algorithm: or(take("CCAT_JWT_ALGORITHM"), "HS256"),
            jwt_expire_minutes: or(take("CCAT_JWT_EXPIRE_MINUTES"), "1440"),
            debug: or(take("CCAT_DEBUG"), "true") == "true",
            origins: cors.then_some(origins),
        }
    }
}
