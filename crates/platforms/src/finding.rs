//! What is wrong with a bot, and what would mend it.

use chatelaine_documents::{KeyPath, Scalar};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How bad a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Hardening.
    Low,
    /// Weakens a lock or breaks something.
    Medium,
    /// A lock that can be picked.
    High,
    /// A door that stands open.
    Critical,
}

/// A lint rule. Its id is frozen once published.
#[derive(Debug)]
pub struct Rule {
    /// `CC-001`.
    pub id: &'static str,
    /// How bad.
    pub severity: Severity,
    /// What to do, in one or two sentences.
    pub advice: &'static str,
    /// Whether its fix belongs to "Lock everything": it guards a way in, and needs no decision of the operator.
    pub locks: bool,
}

/// A rule that applies, at a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// How bad.
    pub severity: Severity,
    /// The file, when it is about one.
    pub file: Option<String>,
    /// Line in the file, from 1.
    pub line: Option<u32>,
    /// Column in characters, from 1.
    pub column: Option<u32>,
    /// The setting's id, when it is about one.
    pub setting: Option<String>,
    /// What is wrong. Holds no secret.
    pub message: String,
    /// What to do.
    pub advice: String,
    /// Whether a fix is offered.
    pub fixable: bool,
    /// The fix itself, which never crosses to the window.
    #[serde(skip)]
    pub fix: Option<Fix>,
    /// Whether the fix belongs to "Lock everything".
    #[serde(skip)]
    pub locks: bool,
}

/// A change that mends a finding.
#[derive(Debug, Clone, PartialEq)]
pub enum Fix {
    /// Put a freshly generated value into a secret setting.
    Generate {
        /// The setting's id.
        setting: String,
    },
    /// Set a plain value.
    Set {
        /// The setting's id.
        setting: String,
        /// The new value.
        value: String,
    },
    /// Write exactly this at a place of a document: the same text in quotes, or a reference without them.
    Write {
        /// The role of the file.
        role: &'static str,
        /// Where.
        path: KeyPath,
        /// What.
        value: Scalar,
    },
    /// Remove a key from a document.
    Remove {
        /// The role of the file.
        role: &'static str,
        /// Which.
        path: KeyPath,
    },
    /// Rename a key of a document, keeping its value.
    Rename {
        /// The role of the file.
        role: &'static str,
        /// The key as it is.
        path: KeyPath,
        /// The key as it should be.
        to: String,
    },
    /// Remove all but the last assignment of a key.
    RemoveDuplicates {
        /// The role of the file.
        role: &'static str,
        /// The key.
        path: KeyPath,
    },
    /// Un-comment `env_file` in the compose file.
    EnableEnvFile {
        /// The service.
        service: String,
    },
    /// Change a user's password through the bot's own API.
    ChangePassword {
        /// Whose.
        username: &'static str,
    },
    /// Take a file's permissions away from everybody but its owner.
    Protect {
        /// Its name in the folder.
        file: String,
    },
    /// Tell git to leave a file alone, with a line in `.gitignore`.
    Ignore {
        /// Its name in the folder.
        file: String,
    },
}

impl Rule {
    /// A finding of this rule without a place or a fix.
    #[must_use]
    pub fn finding(&self, message: impl Into<String>) -> Finding {
        Finding {
            rule: self.id.into(),
            severity: self.severity,
            file: None,
            line: None,
            column: None,
            setting: None,
            message: message.into(),
            advice: self.advice.into(),
            fixable: false,
            fix: None,
            locks: self.locks,
        }
    }
}

impl Finding {
    /// Adds the setting that it is about.
    #[must_use]
    pub fn about(mut self, setting: &str) -> Self {
        self.setting = Some(setting.into());
        self
    }

    /// Adds the place. Positions count from 1.
    #[must_use]
    pub fn at(mut self, file: &str, position: Option<(usize, usize)>) -> Self {
        self.file = Some(file.into());
        self.line = position.and_then(|(line, _)| u32::try_from(line).ok());
        self.column = position.and_then(|(_, column)| u32::try_from(column).ok());
        self
    }

    /// Adds the fix.
    #[must_use]
    pub fn with(mut self, fix: Fix) -> Self {
        self.fixable = true;
        self.fix = Some(fix);
        self
    }
}
