//! The settings of Cheshire Cat 1, as version 1.9.2 reads them (`core/cat/env.py`), with defaults as measured.

use crate::setting::{Group, Kind, Setting};

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
    Setting {
        id: id::API_KEY,
        name: "CCAT_API_KEY",
        title: "HTTP API key",
        help: "Guards every HTTP endpoint, administration included. Without it, or with only the WebSocket key set, anyone who reaches the port is administrator.",
        kind: Kind::Secret,
        default: None,
        group: Group::Secrets,
    },
    Setting {
        id: id::API_KEY_WS,
        name: "CCAT_API_KEY_WS",
        title: "WebSocket key",
        help: "Guards the chat at /ws. With only the HTTP key set, a socket without any token is still accepted.",
        kind: Kind::Secret,
        default: None,
        group: Group::Secrets,
    },
    Setting {
        id: id::JWT_SECRET,
        name: "CCAT_JWT_SECRET",
        title: "JWT signing key",
        help: "Signs the tokens of the admin login. Whoever knows it can make a token for any user whose id is known. Changing it logs everybody out.",
        kind: Kind::Secret,
        default: Some("secret"),
        group: Group::Secrets,
    },
    Setting {
        id: "env.CCAT_QDRANT_API_KEY",
        name: "CCAT_QDRANT_API_KEY",
        title: "Vector database key",
        help: "Sent to the Qdrant server that holds the memories, when one is configured.",
        kind: Kind::Secret,
        default: None,
        group: Group::Secrets,
    },
    Setting {
        id: id::JWT_ALGORITHM,
        name: "CCAT_JWT_ALGORITHM",
        title: "JWT algorithm",
        help: "One string is both the signing and the verifying key, so only the HMAC family works; anything else makes every login fail.",
        kind: Kind::Choice(&["HS256", "HS384", "HS512"]),
        default: Some("HS256"),
        group: Group::Tokens,
    },
    Setting {
        id: id::JWT_EXPIRE_MINUTES,
        name: "CCAT_JWT_EXPIRE_MINUTES",
        title: "Login lifetime in minutes",
        help: "A token cannot be revoked before it expires; changing the password does not end it.",
        kind: Kind::Number {
            max: MAX_EXPIRY_MINUTES,
        },
        default: Some("1440"),
        group: Group::Tokens,
    },
    Setting {
        id: id::CORS_ENABLED,
        name: "CCAT_CORS_ENABLED",
        title: "Answer browsers of other sites",
        help: "Lets pages of other origins call the bot (CORS). Exactly `true` turns it on.",
        kind: Kind::Switch,
        default: Some("true"),
        group: Group::Network,
    },
    Setting {
        id: id::CORS_ALLOWED_ORIGINS,
        name: "CCAT_CORS_ALLOWED_ORIGINS",
        title: "Sites that may call",
        help: "Origins with commas and no spaces between. Not set means every site; with cookies, the caller's own origin is reflected.",
        kind: Kind::List,
        default: Some("*"),
        group: Group::Network,
    },
    Setting {
        id: id::HTTPS_PROXY_MODE,
        name: "CCAT_HTTPS_PROXY_MODE",
        title: "Behind a TLS proxy",
        help: "Believes the proxy's X-Forwarded headers, so that redirects keep https.",
        kind: Kind::Switch,
        default: Some("false"),
        group: Group::Network,
    },
    Setting {
        id: id::FORWARDED_ALLOW_IPS,
        name: "CCAT_CORS_FORWARDED_ALLOW_IPS",
        title: "Proxies that are believed",
        help: "Addresses whose X-Forwarded headers count; only used in proxy mode. `*` lets any client claim any address.",
        kind: Kind::List,
        default: Some("*"),
        group: Group::Network,
    },
    Setting {
        id: "env.CCAT_CORE_HOST",
        name: "CCAT_CORE_HOST",
        title: "Public host name",
        help: "Only used in the addresses that the bot prints; it always listens on every interface of its container.",
        kind: Kind::Text,
        default: Some("localhost"),
        group: Group::Network,
    },
    Setting {
        id: "env.CCAT_CORE_PORT",
        name: "CCAT_CORE_PORT",
        title: "Published port",
        help: "Used in printed addresses and by the compose file's port mapping.",
        kind: Kind::Number { max: 65_535.0 },
        default: Some("1865"),
        group: Group::Network,
    },
    Setting {
        id: "env.CCAT_CORE_USE_SECURE_PROTOCOLS",
        name: "CCAT_CORE_USE_SECURE_PROTOCOLS",
        title: "Print https addresses",
        help: "Only changes the addresses that the bot prints. It does not turn on TLS.",
        kind: Kind::Switch,
        default: None,
        group: Group::Network,
    },
    Setting {
        id: id::DEBUG,
        name: "CCAT_DEBUG",
        title: "Debug mode",
        help: "Serves /docs and restarts on every changed file. Only `true` in small letters turns it on; it is on by default.",
        kind: Kind::Switch,
        default: Some("true"),
        group: Group::Other,
    },
    Setting {
        id: "env.CCAT_LOG_LEVEL",
        name: "CCAT_LOG_LEVEL",
        title: "Log level",
        help: "At INFO the access log holds every WebSocket token, because it is part of the address.",
        kind: Kind::Choice(&["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"]),
        default: Some("INFO"),
        group: Group::Other,
    },
];
