//! Cheshire Cat AI, version 1. Behaviour as measured on 1.7.1, 1.8.0, 1.9.0 and 1.9.2.

mod admin;
mod chat;
mod checks;
mod effective;
mod headline;
mod lint;
mod login;
mod posture;
mod rules;
mod settings;

pub use admin::{
    AdminOverview, BotUser, MemoryCollection, Model, Plugin, ProviderKey, change_password,
    overview, provider_keys, users,
};
pub use chat::{
    CatFrame, CatMessage, NO_REPLY_CAUSES, interpret, message, redact_frame, socket_path,
};
pub use checks::{DEFAULT_LOGINS, check};
pub use effective::{effective, known};
pub use headline::headline;
pub use lint::lint;
pub use login::{LoginError, log_in};
pub use posture::access_points;
pub use rules::RULES;
pub use settings::{SETTINGS, id};

/// The files of a project folder that matter, by role, in the order in which they are looked for.
pub const ENV_FILE: &str = ".env";
/// Compose files, first match wins, in the order that `docker compose` itself uses.
pub const COMPOSE_FILES: &[&str] = &[
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
];
/// Where a Cheshire Cat listens unless told otherwise.
pub const DEFAULT_URL: &str = "http://localhost:1865";
