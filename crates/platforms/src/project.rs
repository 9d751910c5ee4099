//! The files of a bot, as text. Reading them is the caller's business.

use chatelaine_documents::EnvDocument;
use chatelaine_secrets::Secret;

use crate::Setting;

/// A bot's configuration as it stands in its folder.
#[derive(Debug, Default)]
pub struct Project {
    /// The `.env`, when there is one.
    pub env: Option<EnvFile>,
    /// The compose file, when there is one.
    pub compose: Option<ComposeText>,
}

/// A `.env` with its name.
#[derive(Debug)]
pub struct EnvFile {
    /// File name within the folder.
    pub name: String,
    /// The document.
    pub document: EnvDocument,
}

/// A compose file with its name.
#[derive(Debug)]
pub struct ComposeText {
    /// File name within the folder.
    pub name: String,
    /// Its text.
    pub text: String,
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
    /// The environment that the compose file gives to the container.
    Environment {
        /// Which file says so.
        file: String,
    },
    /// Nothing sets it.
    Default,
}

/// The value that the running bot will use for one setting.
#[derive(Debug)]
pub struct Effective {
    /// The setting.
    pub setting: &'static Setting,
    /// The value, kept as a secret because it may be one. Nothing when neither file nor default has one.
    pub value: Option<Secret>,
    /// Where it comes from.
    pub source: Source,
    /// What the setting's own line says, when there is one, even if something else wins.
    pub own: Option<(usize, usize, Secret)>,
    /// What wins over the setting's own line.
    pub overridden_by: Option<String>,
    /// Whether the value reaches the bot: what stands in a `.env` that the compose file does not load is only ink.
    pub loaded: bool,
}

impl Effective {
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

    /// Line and column of the setting's own line.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        self.own.as_ref().map(|(line, column, _)| (*line, *column))
    }
}
