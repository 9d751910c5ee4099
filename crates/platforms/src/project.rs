//! The files of a bot, as text. Reading them is the caller's business.

use std::collections::HashMap;
use std::fmt;

use chatelaine_documents::{Document, DocumentError, DocumentKind, EnvDocument, KeyPath};
use chatelaine_secrets::Secret;

use crate::Setting;

/// A bot's configuration as it stands in its folder.
#[derive(Debug, Default)]
pub struct Project {
    /// The platform's own files, whether they exist or not.
    pub files: Vec<ProjectFile>,
    /// The `.env`, when there is one. Its role is `env`.
    pub env: Option<EnvFile>,
    /// The compose file, when there is one.
    pub compose: Option<TextFile>,
    /// Further compose files that docker compose puts over the first one, in order.
    pub overrides: Vec<TextFile>,
    /// The files beside the `.env` that the compose files name as `env_file`, as far as they lie in the folder.
    pub env_files: Vec<EnvFile>,
    /// The names of those that are there and cannot be read here.
    pub unread_env_files: Vec<String>,
    /// systemd units (`*.service`).
    pub units: Vec<TextFile>,
    /// Kubernetes manifests.
    pub manifests: Vec<TextFile>,
    /// The names of all files that lie directly in the folder, in order.
    pub names: Vec<String>,
    /// What the file system and git know of the files above.
    pub facts: Vec<FileFacts>,
}

/// One of the platform's own files.
pub struct ProjectFile {
    /// What it is to the bot: the first part of the ids of its settings.
    pub role: &'static str,
    /// Its name in the folder.
    pub name: String,
    /// How it is read.
    pub kind: DocumentKind,
    /// What stands in it.
    pub content: Content,
}

/// What stands in a file.
pub enum Content {
    /// There is no such file.
    Absent,
    /// It can be read and edited.
    Document(Box<dyn Document>),
    /// It is there and makes no sense.
    Unreadable(DocumentError),
}

impl fmt::Debug for ProjectFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProjectFile")
            .field("role", &self.role)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A `.env` with its name.
#[derive(Debug)]
pub struct EnvFile {
    /// File name within the folder.
    pub name: String,
    /// The document.
    pub document: EnvDocument,
}

/// A file that is only looked at. `Debug` leaves the text out: it may hold secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct TextFile {
    /// File name within the folder.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl fmt::Debug for TextFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextFile")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What is known of a file besides its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Its name in the folder.
    pub name: String,
    /// Permission bits, on systems that have them.
    pub mode: Option<u32>,
    /// Whether git keeps it; nothing where there is no repository.
    pub tracked: Option<bool>,
    /// Whether git is told to leave it alone; nothing where there is no repository.
    pub ignored: Option<bool>,
}

impl Project {
    /// The file of a role.
    #[must_use]
    pub fn file(&self, role: &str) -> Option<&ProjectFile> {
        self.files.iter().find(|file| file.role == role)
    }

    /// The document of a role, when it is there and can be read.
    #[must_use]
    pub fn document(&self, role: &str) -> Option<&dyn Document> {
        if role == "env" {
            return self.env.as_ref().map(|env| &env.document as &dyn Document);
        }
        self.file(role).and_then(ProjectFile::document)
    }

    /// The name of a role's file.
    #[must_use]
    pub fn name(&self, role: &str) -> Option<&str> {
        match &self.env {
            Some(env) if role == "env" => Some(&env.name),
            _ => self.file(role).map(|file| file.name.as_str()),
        }
    }

    /// What is known of a file.
    #[must_use]
    pub fn facts(&self, name: &str) -> Option<&FileFacts> {
        self.facts.iter().find(|facts| facts.name == name)
    }

    /// Whether there is anything to read at all. A folder with other files in it is not empty: its bot runs with the
    /// defaults, and those may be open doors.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
            && self.env.is_none()
            && self.compose.is_none()
            && self
                .files
                .iter()
                .all(|file| matches!(file.content, Content::Absent))
    }
}

impl ProjectFile {
    /// The document, when it is there and can be read.
    #[must_use]
    pub fn document(&self) -> Option<&dyn Document> {
        match &self.content {
            Content::Document(document) => Some(document.as_ref()),
            Content::Absent | Content::Unreadable(_) => None,
        }
    }

    /// Why it cannot be read.
    #[must_use]
    pub fn problem(&self) -> Option<&DocumentError> {
        match &self.content {
            Content::Unreadable(error) => Some(error),
            Content::Absent | Content::Document(_) => None,
        }
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A line of the setting's own file.
    File {
        /// From 1.
        line: usize,
        /// In characters, from 1.
        column: usize,
    },
    /// The environment that another file gives to the bot: compose file, `.env`, systemd unit.
    Environment {
        /// Which file says so.
        file: String,
        /// From 1, where it is known.
        line: Option<usize>,
    },
    /// Nothing sets it.
    Default,
}

/// The value that the running bot will use for one setting.
#[derive(Debug)]
pub struct Effective {
    /// The row of the table.
    pub setting: &'static Setting,
    /// The setting's id; differs from the row's where that is a pattern.
    pub id: String,
    /// Where it stands, or would stand, in the setting's own document.
    pub path: KeyPath,
    /// The value, kept as a secret because it may be one. Nothing when neither file nor default has one.
    pub value: Option<Secret>,
    /// Where it comes from.
    pub source: Source,
    /// What the setting's own line says, when there is one, even if something else wins: line, column, value.
    pub own: Option<(usize, usize, Secret)>,
    /// What wins over the setting's own line.
    pub overridden_by: Option<String>,
    /// Whether the value reaches the bot: what stands in a `.env` that the compose file does not load is only ink.
    pub loaded: bool,
}

impl Effective {
    /// A setting that nothing sets.
    #[must_use]
    pub fn unset(setting: &'static Setting, id: impl Into<String>, path: KeyPath) -> Self {
        Self {
            setting,
            id: id.into(),
            path,
            value: setting.default.map(|value| Secret::new(value.to_owned())),
            source: Source::Default,
            own: None,
            overridden_by: None,
            loaded: true,
        }
    }

    /// The name for people: the id without the file's role.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.split_once('.').map_or(&self.id, |(_, name)| name)
    }

    /// The value as text; empty when there is none.
    #[must_use]
    pub fn text(&self) -> &str {
        self.value.as_ref().map_or("", Secret::expose)
    }

    /// Whether a configuration sets it to something that is not empty.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.source != Source::Default && !self.text().is_empty()
    }

    /// Whether something sets it to a value that no file here tells.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        matches!(self.source, Source::Environment { .. }) && self.value.is_none()
    }

    /// Says that `file` sets it to something that nobody here knows.
    pub(crate) fn hide(&mut self, file: &str) {
        self.value = None;
        self.source = Source::Environment {
            file: file.to_owned(),
            line: None,
        };
    }

    /// Line and column of the setting's own line.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        self.own.as_ref().map(|(line, column, _)| (*line, *column))
    }
}

/// Values by the ids of their settings: a file may set tens of thousands.
#[derive(Debug, Default)]
pub struct ById<'a>(HashMap<&'a str, &'a Effective>);

impl<'a> ById<'a> {
    /// All of `values`; of two with one id the first.
    #[must_use]
    pub fn of(values: &'a [Effective]) -> Self {
        let pairs = values.iter().rev();
        Self(pairs.map(|value| (value.id.as_str(), value)).collect())
    }

    /// The value of the setting `id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&'a Effective> {
        self.0.get(id).copied()
    }
}
