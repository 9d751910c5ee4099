//! What the console knows of a Cheshire Cat when it checks it.

use chatelaine_secrets::Secret;

/// The credentials at hand, used only as controls: a lock is proven when the right key opens and everything else is refused.
#[derive(Debug, Default)]
pub struct Known {
    /// The HTTP key that the configuration declares.
    pub http_key: Option<Secret>,
    /// The WebSocket key that the configuration declares.
    pub ws_key: Option<Secret>,
    /// The key that the configuration declares for signing tokens.
    pub jwt_secret: Option<Secret>,
    /// Passwords from the vault, by user name.
    pub logins: Vec<(String, Secret)>,
    /// A token of a session that is open now.
    pub token: Option<Secret>,
}
