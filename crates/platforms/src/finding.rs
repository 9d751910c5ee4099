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

/// Findings of one rule in one file that are told one by one. Nobody reads more, and a hostile file has a hundred
/// thousand.
const ALIKE: usize = 1000;

/// Sorted findings, with those of a rule in a file that are too many put together into one.
pub(crate) fn shortened(findings: Vec<Finding>) -> Vec<Finding> {
    let alike = |a: &Finding, b: &Finding| (&a.rule, &a.file) == (&b.rule, &b.file);
    if findings.len() <= ALIKE {
        return findings;
    }
    let runs: Vec<usize> = findings.chunk_by(alike).map(<[_]>::len).collect();
    let mut findings = findings.into_iter();
    let mut short = Vec::new();
    for run in runs {
        let mut alike = findings.by_ref().take(run);
        short.extend(alike.by_ref().take(ALIKE));
        if let Some(next) = alike.next() {
            short.push(Finding {
                message: format!("From here on, {} more like those above.", run - ALIKE),
                fixable: false,
                fix: None,
                ..next
            });
        }
        alike.for_each(drop);
    }
    short
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

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rule: &str, line: u32) -> Finding {
        Finding {
            rule: rule.into(),
            severity: Severity::Low,
            file: Some("bot.yml".into()),
            line: Some(line),
            column: None,
            setting: None,
            message: "One.".into(),
            advice: String::new(),
            fixable: false,
            fix: None,
            locks: false,
        }
    }

    #[test]
    fn a_hundred_thousand_findings_alike_are_told_as_a_thousand_and_their_number() {
        let many = (1..=100_000).map(|line| found("A", line));
        let short = shortened(many.chain([found("B", 7)]).collect());
        assert_eq!(
            short.len(),
            ALIKE + 2,
            "and those of another rule all the same"
        );
        assert_eq!(short[ALIKE].line, Some(1001), "where the rest begins");
        assert!(
            short[ALIKE].message.contains("99000 more"),
            "{:?}",
            short[ALIKE]
        );
        assert_eq!(short[ALIKE + 1].rule, "B");
    }
}
