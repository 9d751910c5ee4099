//! What can be wrong with a document, and what to do about it.

use thiserror::Error;

/// Why a document cannot be read, or why an edit of it was refused.
///
/// `Display` says what happened, [`DocumentError::advice`] what to do. Neither ever holds a value from the document:
/// a value may be a secret, and errors end up in logs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// More bytes than a configuration file of this kind has.
    #[error("the file has {bytes} bytes, more than the {limit} that such a file can sensibly have")]
    TooLarge {
        /// Size of what was handed over, in bytes.
        bytes: usize,
        /// The limit, in bytes.
        limit: usize,
    },
    /// More lines than a configuration file of this kind has.
    #[error("the file has more than {limit} lines")]
    TooManyLines {
        /// The limit, in lines.
        limit: usize,
    },
    /// The file is UTF-16.
    #[error("the file is UTF-16, which no reader of such files understands")]
    Utf16,
    /// The file holds a NUL byte.
    #[error("line {line} holds a NUL byte, so this is not a text file")]
    Nul {
        /// 1-based line.
        line: usize,
    },
    /// The file is not valid UTF-8.
    #[error("line {line} holds bytes that are not valid UTF-8")]
    NotUtf8 {
        /// 1-based line.
        line: usize,
    },
    /// A carriage return without a line feed: some readers see two lines there, others one.
    #[error("line {line} holds a carriage return that does not end the line")]
    CarriageReturn {
        /// 1-based line.
        line: usize,
    },
    /// A quote that is opened and not closed where a value ends.
    #[error("the quote that opens the value of {key} on line {line} is never properly closed")]
    UnclosedQuote {
        /// The key whose value it is.
        key: String,
        /// 1-based line on which the value starts.
        line: usize,
    },
    /// A name that cannot be a variable.
    #[error("that name cannot be the name of an environment variable")]
    InvalidKey,
    /// A name that cannot be written into a file of this kind.
    #[error("that name cannot be used: {why}")]
    NameRefused {
        /// What is wrong with it.
        why: &'static str,
    },
    /// A value that the readers of the file would not all read back as it is.
    #[error("the value cannot be written so that every reader of the file agrees on it: {why}")]
    ValueRefused {
        /// What in the value they disagree on.
        why: &'static str,
    },
    /// Renaming would produce a second assignment of a name.
    #[error("{key} is already set on line {line}")]
    KeyTaken {
        /// The name that is taken.
        key: String,
        /// 1-based line of its last assignment.
        line: usize,
    },
    /// An edit whose result did not pass the check that nothing else changed.
    #[error("the edit was not made: {why}")]
    EditRefused {
        /// What would have gone wrong.
        why: &'static str,
        /// 1-based line, if the reason has one.
        line: Option<usize>,
    },
    /// The YAML cannot be read.
    #[error("the YAML cannot be read: {why}")]
    Yaml {
        /// What is wrong with it.
        why: &'static str,
        /// 1-based line, if known.
        line: Option<usize>,
    },
    /// A configuration file that is not valid YAML.
    #[error("the file is not valid YAML: {why}")]
    NotYaml {
        /// What is wrong with it.
        why: &'static str,
        /// 1-based line, if known.
        line: Option<usize>,
    },
    /// The JSON cannot be read.
    #[error("the JSON cannot be read: {why}")]
    Json {
        /// What is wrong with it.
        why: &'static str,
        /// 1-based line, if known.
        line: Option<usize>,
    },
    /// A configuration file in YAML that goes beyond what is read.
    #[error("the file goes beyond what a configuration file needs: {why}")]
    BeyondLimits {
        /// Which limit, in words.
        why: &'static str,
        /// 1-based line, if known.
        line: Option<usize>,
    },
    /// The Python source cannot be read.
    #[error("the Python file cannot be read: {why}")]
    Python {
        /// What is wrong with it.
        why: &'static str,
        /// 1-based line, if known.
        line: Option<usize>,
    },
    /// The file of Kubernetes manifests cannot be read.
    #[error("the Kubernetes manifest cannot be read: {why}")]
    Manifest {
        /// What is wrong with it.
        why: &'static str,
        /// 1-based line, if known.
        line: Option<usize>,
    },
    /// The compose file has no service of that name.
    #[error("the compose file has no service named {service}")]
    NoSuchService {
        /// The name that was asked for.
        service: String,
    },
}

impl DocumentError {
    /// What to do about it: one sentence for the operator.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } | Self::TooManyLines { .. } | Self::BeyondLimits { .. } => {
                "Check that this is the configuration file and not something else of the same name."
            }
            Self::Utf16 => "Save the file as UTF-8 in your editor, then try again.",
            Self::Nul { .. } | Self::NotUtf8 { .. } => {
                "Repair that line in an editor and save the file as UTF-8, then try again."
            }
            Self::CarriageReturn { .. } => {
                "Save the file with Unix (LF) or Windows (CRLF) line endings throughout, then try again."
            }
            Self::UnclosedQuote { .. } => {
                "Close the quote on that line; a backslash before the closing quote makes readers skip it."
            }
            Self::InvalidKey => {
                "Use letters, digits and underscores only, and start with a letter or an underscore."
            }
            Self::NameRefused { .. } => "Choose a name of letters, digits and underscores.",
            Self::ValueRefused { .. } => {
                "Let Chatelaine generate the value, or choose one from letters, digits, - and _."
            }
            Self::KeyTaken { .. } => "Remove one of the two assignments first.",
            Self::EditRefused { .. } => {
                "Make this change by hand in an editor; the file is as it was."
            }
            Self::Yaml { .. } => {
                "Check the file with `docker compose config --quiet`, repair it, then try again."
            }
            Self::NotYaml { .. } => {
                "Repair that line in an editor: an indentation, a quote or a bracket is wrong there or just above."
            }
            Self::Json { .. } => {
                "Check the file with `python3 -m json.tool`, repair it, then try again."
            }
            Self::Python { .. } => {
                "Check the file with `python3 -m py_compile`, repair it, then try again."
            }
            Self::Manifest { .. } => {
                "Check the file with `kubectl apply --dry-run=client`, repair it, then try again."
            }
            Self::NoSuchService { .. } => "Choose one of the services that the file names.",
        }
    }

    /// Whether the file may make sense to its own reader, and is only larger or deeper than what is read here.
    #[must_use]
    pub fn is_about_size(&self) -> bool {
        matches!(
            self,
            Self::TooLarge { .. } | Self::TooManyLines { .. } | Self::BeyondLimits { .. }
        )
    }

    /// What happened, with the line where the words alone do not name it.
    #[must_use]
    pub fn with_line(&self) -> String {
        match self {
            Self::EditRefused { .. }
            | Self::Yaml { .. }
            | Self::NotYaml { .. }
            | Self::BeyondLimits { .. }
            | Self::Json { .. }
            | Self::Python { .. }
            | Self::Manifest { .. } => {
                let line = self.line().map(|line| format!(" (line {line})"));
                format!("{self}{}", line.unwrap_or_default())
            }
            _ => self.to_string(),
        }
    }

    /// The 1-based line that the reason points to, if there is one.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Nul { line }
            | Self::NotUtf8 { line }
            | Self::CarriageReturn { line }
            | Self::UnclosedQuote { line, .. }
            | Self::KeyTaken { line, .. } => Some(*line),
            Self::EditRefused { line, .. }
            | Self::Yaml { line, .. }
            | Self::NotYaml { line, .. }
            | Self::BeyondLimits { line, .. }
            | Self::Json { line, .. }
            | Self::Python { line, .. }
            | Self::Manifest { line, .. } => *line,
            _ => None,
        }
    }
}
