//! Sessions and certificates.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

/// An authenticated login to a bot's admin API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Session {
    /// Who.
    pub username: String,
    /// The bot's id for that user.
    pub user_id: String,
    /// Resource to permissions, as the token says.
    pub permissions: BTreeMap<String, Vec<String>>,
    /// When the console logged in, RFC 3339.
    pub issued_at: String,
    /// When the token ends, RFC 3339; nothing when it never does.
    pub expires_at: Option<String>,
    /// Until then.
    pub seconds_left: Option<i32>,
    /// From login to the end.
    pub lifetime_seconds: Option<i32>,
    /// Pretty JSON.
    pub claims: String,
    /// As the token says.
    pub algorithm: String,
    /// Which key verifies it, in one line.
    pub signature: String,
    /// Whether the vault can log in again.
    pub remembers_password: bool,
}

/// A certificate as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Certificate {
    /// Its file.
    pub path: String,
    /// The key beside it.
    pub key_path: Option<String>,
    /// Distinguished name.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Whether it signed itself.
    pub self_signed: bool,
    /// Names and addresses that it covers.
    pub names: Vec<String>,
    /// RFC 3339.
    pub not_before: String,
    /// RFC 3339.
    pub not_after: String,
    /// Until then; negative when over.
    pub days_left: i32,
    /// In all.
    pub lifetime_days: i32,
    /// `EC P-256`.
    pub key: String,
    /// Hexadecimal.
    pub serial: String,
    /// SHA-256.
    pub fingerprint: String,
    /// What it may be used for.
    pub usages: Vec<String>,
    /// Permissions of the key's file, `0600`.
    pub key_mode: Option<String>,
    /// What to look at.
    pub warnings: Vec<String>,
}
