//! The settings of Cheshire Cat 2, as version 2.0.23 reads them (`cat/config/defaults.py`), with its defaults.

use crate::setting::{Group, Kind, Origin, Setting};

/// Ids of the settings that other code speaks of.
pub(super) mod id {
    /// The key of the administrator.
    pub(crate) const API_KEY: &str = "config.API_KEY";
    /// The key that signs tokens.
    pub(crate) const JWT_SECRET: &str = "config.JWT_SECRET";
    /// How long a login lasts.
    pub(crate) const JWT_EXPIRE_MINUTES: &str = "config.JWT_EXPIRE_MINUTES";
    /// The public address.
    pub(crate) const URL: &str = "config.URL";
    /// The database.
    pub(crate) const SQL: &str = "config.SQL";
    /// Whether browsers of other sites may ask.
    pub(crate) const CORS_ENABLED: &str = "config.CORS_ENABLED";
    /// Which sites.
    pub(crate) const CORS_ALLOWED_ORIGINS: &str = "config.CORS_ALLOWED_ORIGINS";
    /// Behind a TLS proxy.
    pub(crate) const HTTPS_PROXY_MODE: &str = "config.HTTPS_PROXY_MODE";
    /// Whose forwarding headers count.
    pub(crate) const FORWARDED_ALLOW_IPS: &str = "config.CORS_FORWARDED_ALLOW_IPS";
    /// Debug mode.
    pub(crate) const DEBUG: &str = "config.DEBUG";
    /// How much is logged.
    pub(crate) const LOG_LEVEL: &str = "config.LOG_LEVEL";
}

/// The key that the server uses when none is set (2.0.19 to 2.0.23; 2.0.17 has none and lets everybody in).
pub(super) const DEFAULT_KEY: &str = "meow";
/// The signing key that the server uses when none is set.
pub(super) const DEFAULT_JWT_SECRET: &str = "meow_jwt";

/// A year. Longer-lived tokens cannot be told from permanent ones.
const MAX_EXPIRY_MINUTES: f64 = 525_600.0;

/// The table that drives the form, the linter, the palette and the command line.
pub(super) const SETTINGS: &[Setting] = &[
    Setting::new(
        id::API_KEY,
        "API key",
        Kind::Secret(Origin::Key),
        Group::Secrets,
        "Whoever sends it is administrator. Not set, it is `meow`, which everybody knows. `None` leaves only tokens, but lets everybody in up to version 2.0.17.",
    ).defaults_to(DEFAULT_KEY),
    Setting::new(
        id::JWT_SECRET,
        "JWT signing key",
        Kind::Secret(Origin::Text),
        Group::Secrets,
        "Signs the tokens of logins. The server believes the roles in a token, so whoever knows this key is administrator. Changing it logs everybody out.",
    ).defaults_to(DEFAULT_JWT_SECRET),
    Setting::new(
        id::SQL,
        "Database address",
        Kind::Secret(Origin::Issued),
        Group::Storage,
        "Where settings, model keys and conversations are kept. An address of a PostgreSQL server holds its password.",
    ).defaults_to("sqlite:///data/core/core.db"),
    Setting::new(
        id::JWT_EXPIRE_MINUTES,
        "Login lifetime in minutes",
        Kind::Number { max: MAX_EXPIRY_MINUTES },
        Group::Tokens,
        "A token cannot be revoked before it expires, but by changing the signing key.",
    ).defaults_to("1440"),
    Setting::new(
        id::URL,
        "Public address",
        Kind::Url,
        Group::Network,
        "Names the port that the server listens on, on every network of the machine. Login cookies are only kept to TLS when it starts with https.",
    ).defaults_to("http://localhost:1865"),
    Setting::new(
        id::HTTPS_PROXY_MODE,
        "Behind a TLS proxy",
        Kind::Switch,
        Group::Network,
        "Believes the proxy's X-Forwarded headers.",
    ).defaults_to("false"),
    Setting::new(
        id::FORWARDED_ALLOW_IPS,
        "Proxies that are believed",
        Kind::List,
        Group::Network,
        "Addresses whose X-Forwarded headers count; only used in proxy mode. `*` lets any client claim any address.",
    ).defaults_to("*"),
    Setting::new(
        id::CORS_ENABLED,
        "Answer browsers of other sites",
        Kind::Switch,
        Group::Network,
        "Lets pages of other origins call the bot (CORS), with the cookies of whoever looks at them.",
    ).defaults_to("true"),
    Setting::new(
        id::CORS_ALLOWED_ORIGINS,
        "Sites that may call",
        Kind::List,
        Group::Network,
        "Origins with commas and no spaces between. `*` reflects whichever site asks.",
    ).defaults_to("*"),
    Setting::new(
        "config.DEFAULT_LLM",
        "Language model",
        Kind::Text,
        Group::Services,
        "Provider and model with a colon between, until the administrator chooses another in the bot.",
    ).defaults_to("default:default"),
    Setting::new(
        "config.DEFAULT_EMBEDDER",
        "Embedding model",
        Kind::Text,
        Group::Services,
        "Provider and model with a colon between, until the administrator chooses another in the bot.",
    ).defaults_to("default:default"),
    Setting::new(
        id::DEBUG,
        "Debug mode",
        Kind::Switch,
        Group::Other,
        "Restarts the server on every changed file of a plugin. On by default.",
    ).defaults_to("true"),
    Setting::new(
        id::LOG_LEVEL,
        "Log level",
        Kind::Choice(&["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"]),
        Group::Other,
        "How much is logged.",
    ).defaults_to("INFO"),
    Setting::new(
        "config.TELEMETRY",
        "Anonymous telemetry",
        Kind::Switch,
        Group::Other,
        "Announced by the makers; no code of 2.0.23 sends any.",
    ).defaults_to("true"),
];
