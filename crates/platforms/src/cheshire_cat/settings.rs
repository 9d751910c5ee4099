//! The settings of Cheshire Cat 1, as version 1.9.2 reads them (`core/cat/env.py`), with defaults as measured.

use crate::setting::{Group, Kind, Origin, Setting};

/// Ids of the settings that other code speaks of.
pub mod id {
    /// The HTTP key.
    pub const API_KEY: &str = "env.CCAT_API_KEY";
    /// The WebSocket key.
    pub const API_KEY_WS: &str = "env.CCAT_API_KEY_WS";
    /// The key that signs tokens.
    pub const JWT_SECRET: &str = "env.CCAT_JWT_SECRET";
    /// The signature algorithm.
    pub const JWT_ALGORITHM: &str = "env.CCAT_JWT_ALGORITHM";
    /// How long a login lasts.
    pub const JWT_EXPIRE_MINUTES: &str = "env.CCAT_JWT_EXPIRE_MINUTES";
    /// Whether browsers of other sites may ask.
    pub const CORS_ENABLED: &str = "env.CCAT_CORS_ENABLED";
    /// Which sites.
    pub const CORS_ALLOWED_ORIGINS: &str = "env.CCAT_CORS_ALLOWED_ORIGINS";
    /// Debug mode.
    pub const DEBUG: &str = "env.CCAT_DEBUG";
    /// Behind a TLS proxy.
    pub const HTTPS_PROXY_MODE: &str = "env.CCAT_HTTPS_PROXY_MODE";
    /// Whose forwarding headers count.
    pub const FORWARDED_ALLOW_IPS: &str = "env.CCAT_CORS_FORWARDED_ALLOW_IPS";
}

/// A year. Longer-lived tokens cannot be told from permanent ones.
const MAX_EXPIRY_MINUTES: f64 = 525_600.0;

/// The table that drives the form, the linter, the palette and the command line.
pub const SETTINGS: &[Setting] = &[
    Setting::new(
        id::API_KEY,
        "HTTP API key",
        Kind::Secret(Origin::Key),
        Group::Secrets,
        "Guards every HTTP endpoint, administration included. Without it, or with only the WebSocket key set, anyone who reaches the port is administrator.",
    ),
    Setting::new(
        id::API_KEY_WS,
        "WebSocket key",
        Kind::Secret(Origin::Key),
        Group::Secrets,
        "Guards the chat at /ws. With only the HTTP key set, a socket without any token is still accepted.",
    ),
    Setting::new(
        id::JWT_SECRET,
        "JWT signing key",
        Kind::Secret(Origin::Key),
        Group::Secrets,
        "Signs the tokens of the admin login. Whoever knows it can make a token for any user whose id is known. Changing it logs everybody out.",
    ).defaults_to("secret"),
    Setting::new(
        "env.CCAT_QDRANT_API_KEY",
        "Vector database key",
        Kind::Secret(Origin::Issued),
        Group::Secrets,
        "Sent to the Qdrant server that holds the memories, when one is configured.",
    ),
    Setting::new(
        id::JWT_ALGORITHM,
        "JWT algorithm",
        Kind::Choice(&["HS256", "HS384", "HS512"]),
        Group::Tokens,
        "One string is both the signing and the verifying key, so only the HMAC family works; anything else makes every login fail.",
    ).defaults_to("HS256"),
    Setting::new(
        id::JWT_EXPIRE_MINUTES,
        "Login lifetime in minutes",
        Kind::Number { max: MAX_EXPIRY_MINUTES, },
        Group::Tokens,
        "A token cannot be revoked before it expires; changing the password does not end it.",
    ).defaults_to("1440"),
    Setting::new(
        id::CORS_ENABLED,
        "Answer browsers of other sites",
        Kind::Switch,
        Group::Network,
        "Lets pages of other origins call the bot (CORS). Exactly `true` turns it on.",
    ).defaults_to("true"),
    Setting::new(
        id::CORS_ALLOWED_ORIGINS,
        "Sites that may call",
        Kind::List,
        Group::Network,
        "Origins with commas and no spaces between. Not set means every site; with cookies, the caller's own origin is reflected.",
    ).defaults_to("*"),
    Setting::new(
        id::HTTPS_PROXY_MODE,
        "Behind a TLS proxy",
        Kind::Switch,
        Group::Network,
        "Believes the proxy's X-Forwarded headers, so that redirects keep https.",
    ).defaults_to("false"),
    Setting::new(
        id::FORWARDED_ALLOW_IPS,
        "Proxies that are believed",
        Kind::List,
        Group::Network,
        "Addresses whose X-Forwarded headers count; only used in proxy mode. `*` lets any client claim any address.",
    ).defaults_to("*"),
    Setting::new(
        "env.CCAT_CORE_HOST",
        "Public host name",
        Kind::Text,
        Group::Network,
        "Only used in the addresses that the bot prints; it always listens on every interface of its container.",
    ).defaults_to("localhost"),
    Setting::new(
        "env.CCAT_CORE_PORT",
        "Published port",
        Kind::Number { max: 65_535.0 },
        Group::Network,
        "Used in printed addresses and by the compose file's port mapping.",
    ).defaults_to("1865"),
    Setting::new(
        "env.CCAT_CORE_USE_SECURE_PROTOCOLS",
        "Print https addresses",
        Kind::Switch,
        Group::Network,
        "Only changes the addresses that the bot prints. It does not turn on TLS.",
    ),
    Setting::new(
        id::DEBUG,
        "Debug mode",
        Kind::Switch,
        Group::Other,
        "Serves /docs and restarts on every changed file. Only `true` in small letters turns it on; it is on by default.",
    ).defaults_to("true"),
    Setting::new(
        "env.CCAT_LOG_LEVEL",
        "Log level",
        Kind::Choice(&["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"]),
        Group::Other,
        "At INFO the access log holds every WebSocket token, because it is part of the address.",
    ).defaults_to("INFO"),
];
