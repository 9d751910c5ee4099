//! A bot's folder, as far as a platform looks into it. The reading itself is the caller's business.

use std::sync::Arc;

use chatelaine_documents::{Document, DocumentKind, open};

use crate::EnvFile;

/// Files of a bot's folder by name. Names may have slashes: `storage/licenses/license.keys`.
pub trait Folder {
    /// The bytes of a file inside the folder; nothing when there is none that can be read.
    fn read(&self, name: &str) -> Option<Vec<u8>>;

    /// A file as a document of a kind; nothing when there is none or it makes no sense. A folder may keep what it has
    /// parsed: every platform is asked in turn whether a file is one of its own.
    fn document(&self, name: &str, kind: DocumentKind) -> Option<Arc<dyn Document>> {
        open(kind, &self.read(name)?).ok().map(Arc::from)
    }

    /// Whether there is a file of that name inside the folder.
    fn has(&self, name: &str) -> bool;

    /// The names of the files that lie directly in the folder, in order.
    fn names(&self) -> &[String];
}

/// A configuration file of a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSpec {
    /// What it is to the bot: the first part of the ids of its settings.
    pub role: &'static str,
    /// Its name in the folder: where it is, or where it would be made.
    pub name: String,
    /// How it is read.
    pub kind: DocumentKind,
}

impl FileSpec {
    /// A file.
    #[must_use]
    pub fn new(role: &'static str, name: impl Into<String>, kind: DocumentKind) -> Self {
        Self {
            role,
            name: name.into(),
            kind,
        }
    }
}

/// A folder that holds a bot of a platform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recognised {
    /// The files that gave it away, and the others of the platform that are there.
    pub files: Vec<String>,
    /// A version, when a file names one.
    pub version: Option<String>,
    /// Where the bot probably listens.
    pub url: Option<String>,
}

/// Compose files, first match wins, in the order that `docker compose` itself uses.
pub const COMPOSE_FILES: &[&str] = &[
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
];

/// The override that docker compose puts over the compose file, in the order in which it looks for one (compose-go 2.16.2,
/// `cli/options.go`). The names need not match.
pub const OVERRIDE_FILES: &[&str] = &[
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// The files that docker compose reads in a folder, the strongest last: those that `COMPOSE_FILE` in the `.env` names, or
/// the compose file with its override.
#[must_use]
pub fn composed_files(folder: &dyn Folder, env: Option<&EnvFile>) -> Vec<String> {
    let setting = |name: &str| crate::composed::in_env(&env?.document, name);
    if let Some(named) = setting("COMPOSE_FILE").filter(|named| !named.is_empty()) {
        let separator = setting("COMPOSE_PATH_SEPARATOR").filter(|text| !text.is_empty());
        let names = named.split(separator.as_deref().unwrap_or(":"));
        return names
            .map(|name| crate::composed::inside(name).unwrap_or_else(|| name.to_owned()))
            .collect();
    }
    let there = |names: &[&'static str]| names.iter().copied().find(|name| folder.has(name));
    let first = there(COMPOSE_FILES);
    let over = first.and_then(|_| there(OVERRIDE_FILES));
    first.into_iter().chain(over).map(str::to_owned).collect()
}

/// The compose files that are there.
pub(crate) fn compose_files(folder: &dyn Folder) -> impl Iterator<Item = &'static str> {
    COMPOSE_FILES
        .iter()
        .copied()
        .filter(|name| folder.has(name))
}
