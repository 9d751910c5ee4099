//! Configuration files as text that can be edited without disturbing anything else. Text in, text out, no I/O.
//!
//! Every edit keeps one promise: parse the result again, and it is equal but for the entry that was to change; every
//! byte outside the edited span is the same; otherwise the edit is refused with the reason and nothing has changed.

pub mod compose;
mod document;
mod env;
mod error;
mod flat;
mod json;
mod key_list;
mod license_keys;
pub mod manifest;
mod open;
mod path;
mod python;
mod splice;
mod text;
pub mod unit;
mod yaml;

pub use compose::{
    COMPOSE_LIMIT_BYTES, Compose, EnvFile, PublishedPort, Service, Variable, Volume,
    enable_env_file, look,
};
pub use document::{
    Child, Document, DocumentKind, Duplicate, Node, Objection, Scalar, Shape, Style,
};
pub use env::{
    ENV_LIMIT_BYTES, ENV_LIMIT_LINES, Entry, EnvDocument, LineEnding, Quoting, Unread, refuse_value,
};
pub use error::DocumentError;
pub use json::{JSON_LIMIT_DEPTH, JSON_LIMIT_VALUES, JsonDocument};
pub use key_list::{KeyListDocument, refuse_api_key};
pub use license_keys::{LicenseEntry, LicenseKeysDocument, Oddity, refuse_license_value};
pub use open::{empty, open};
pub use path::{KeyPath, Step};
pub use python::{PYTHON_LIMIT_BYTES, PYTHON_LIMIT_DEPTH, PythonDocument};
pub use text::{LIMIT_BYTES, LIMIT_LINES};
pub use yaml::{DEPTH_LIMIT, Dialect, Typed, YAML_LIMIT_LINES, YamlDocument, typed};
