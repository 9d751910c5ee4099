//! Cheshire Cat AI, version 2. Behaviour as measured on 2.0.23, and as read in 2.0.17 to 2.0.21 where it differs.
//!
//! It has one file: `config.py` in the folder that it is started from, plain Python whose constants in capital letters
//! replace the defaults. It reads no environment variable.

mod chat;
mod checks;
mod effective;
mod files;
mod lint;
mod posture;
mod rules;
mod settings;

use crate::headline;
use crate::platform::Spec;

pub(crate) const SPEC: Spec = Spec {
    title: "Cheshire Cat 2",
    slug: "cheshire-cat-2",
    default_url: "http://localhost:1865",
    folder_hint: "A Cheshire Cat 2 folder has a config.py, or a pyproject.toml or requirements.txt that names cheshire-cat-ai.",
    references: false,
    settings: settings::SETTINGS,
    rules: rules::RULES,
    recognise: files::recognise,
    files: files::files,
    effective: effective::effective,
    lint: lint::lint,
    check: checks::begin,
    sight: checks::sight,
    access_points: posture::access_points,
    headline: headline::plain,
    transports: chat::TRANSPORTS,
    usual_chat: chat::usual,
    converse: chat::converse,
};

/// The only configuration file.
const CONFIG_FILE: &str = "config.py";
/// Its role.
const CONFIG_ROLE: &str = "config";
