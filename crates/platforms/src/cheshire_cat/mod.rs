//! Cheshire Cat AI, version 1. Behaviour as measured on 1.7.1, 1.8.0, 1.9.0 and 1.9.2.

mod admin;
mod chat;
mod checks;
mod effective;
mod files;
mod given;
mod headline;
mod known;
mod lint;
mod login;
mod posture;
mod rules;
mod settings;
mod version;

pub use admin::{
    AdminOverview, BotUser, MemoryCollection, Model, Plugin, ProviderKey, change_password,
    overview, provider_keys, users,
};
pub use chat::{CatFrame, CatMessage, interpret, message, socket_path};
pub use checks::{DEFAULT_LOGINS, check};
pub use effective::{effective, known};
pub use headline::headline;
pub use known::Known;
pub use login::{LoginError, log_in};
pub use posture::access_points;
pub use rules::RULES;
pub use settings::{SETTINGS, id};

use crate::platform::Spec;

pub(crate) const SPEC: Spec = Spec {
    title: "Cheshire Cat",
    slug: "cheshire-cat",
    default_url: "http://localhost:1865",
    folder_hint: "A Cheshire Cat's folder has a .env or a compose file with its image.",
    references: false,
    settings: SETTINGS,
    rules: RULES,
    recognise: files::recognise,
    files: files::files,
    effective,
    lint: lint::lint,
    check: checks::begin,
    sight: checks::sight,
    access_points: |seen| access_points(seen.values, seen.observation, seen.site, seen.unreachable),
    headline,
    transports: chat::TRANSPORTS,
    usual_chat: chat::usual,
    converse: chat::converse,
};

/// The file that the container's environment is loaded from.
pub const ENV_FILE: &str = ".env";
/// Its role.
const ENV_ROLE: &str = "env";
