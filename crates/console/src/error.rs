//! One error for both shells: what happened, and what to do.

use chatelaine_certs::CertError;
use chatelaine_documents::DocumentError;
use chatelaine_files::FileError;
use chatelaine_platforms::CheckError;
use chatelaine_platforms::cheshire_cat::LoginError;
use chatelaine_secrets::{GenerateError, HandleError, SealError, VaultError};
use chatelaine_tokens::TokenError;
use chatelaine_wire::WireError;
use serde::{Deserialize, Serialize};
use specta::Type;
use thiserror::Error;

/// What a caller may branch on. Only codes that a shell treats differently belong here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// There is no such bot, setting, plan or file.
    NotFound,
    /// What was given cannot be used.
    Invalid,
    /// Everything already is as it was asked to be.
    NothingToDo,
    /// The file is no longer what the plan was made from.
    ChangedOnDisk,
    /// A file or folder cannot be read, or makes no sense.
    Unreadable,
    /// A file cannot be written. Nothing was changed.
    Unwritable,
    /// The vault cannot be used.
    Vault,
    /// The bot cannot be reached.
    Unreachable,
    /// The bot said no.
    Refused,
    /// Something else answers at the bot's address.
    NotThisPlatform,
    /// Something is already there, or in the middle of something.
    Conflict,
    /// A secret would travel in clear.
    ConsentNeeded,
    /// A fault of the console itself.
    Internal,
}

/// Why a use case failed. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, Error)]
#[error("{what}")]
pub struct CommandError {
    /// For callers that branch.
    pub code: ErrorCode,
    /// What happened.
    pub what: String,
    /// What to do.
    pub advice: String,
}

impl CommandError {
    /// An error with its two sentences.
    #[must_use]
    pub fn new(code: ErrorCode, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            code,
            what: sentence(&what.into()),
            advice: sentence(&advice.into()),
        }
    }

    pub(crate) fn not_found(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotFound, what, advice)
    }

    pub(crate) fn invalid(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(ErrorCode::Invalid, what, advice)
    }

    /// The same error with the file that it is about.
    pub(crate) fn in_file(mut self, file: &str) -> Self {
        self.what = format!("{file}: {}", self.what);
        self
    }
}

/// Errors of libraries begin in small letters and end without a full stop; people read sentences.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let starts_with_name = text
        .split_whitespace()
        .next()
        .is_some_and(|word| word.contains([':', '/', '.', '_']));
    let mut sentence = if starts_with_name {
        first.to_string()
    } else {
        first.to_uppercase().to_string()
    };
    sentence.push_str(letters.as_str());
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

impl From<FileError> for CommandError {
    fn from(error: FileError) -> Self {
        let code = match &error {
            FileError::ChangedOnDisk { .. } => ErrorCode::ChangedOnDisk,
            FileError::Exists { .. } => ErrorCode::Conflict,
            FileError::Busy { .. } => ErrorCode::Conflict,
            FileError::Denied { action, .. } | FileError::Io { action, .. }
                if matches!(*action, "read" | "open" | "look at") =>
            {
                ErrorCode::Unreadable
            }
            FileError::NotAFile { .. }
            | FileError::FolderMissing { .. }
            | FileError::DanglingLink { .. }
            | FileError::TooLarge { .. } => ErrorCode::Unreadable,
            _ => ErrorCode::Unwritable,
        };
        Self::new(code, error.to_string(), error.advice())
    }
}

impl From<DocumentError> for CommandError {
    fn from(error: DocumentError) -> Self {
        Self::new(ErrorCode::Unreadable, error.with_line(), error.advice())
    }
}

impl From<VaultError> for CommandError {
    fn from(error: VaultError) -> Self {
        Self::new(ErrorCode::Vault, error.what(), error.advice())
    }
}

impl From<SealError> for CommandError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Vault(error) => error.into(),
            // One sentence of what happened, then the advice.
            error => {
                let text = error.to_string();
                let (what, advice) = text.split_once(". ").unwrap_or((&text, ""));
                Self::new(ErrorCode::Vault, what, advice)
            }
        }
    }
}

impl From<HandleError> for CommandError {
    fn from(error: HandleError) -> Self {
        Self::new(
            ErrorCode::Invalid,
            error.to_string(),
            "Choose a shorter name of letters and digits.",
        )
    }
}

impl From<GenerateError> for CommandError {
    fn from(error: GenerateError) -> Self {
        Self::new(
            ErrorCode::Internal,
            error.to_string(),
            "The operating system gave no randomness. Try again.",
        )
    }
}

impl From<WireError> for CommandError {
    fn from(error: WireError) -> Self {
        let code = match &error {
            WireError::Consent { .. } => ErrorCode::ConsentNeeded,
            WireError::Address { .. } | WireError::Unsendable { .. } => ErrorCode::Invalid,
            WireError::Handshake { .. } => ErrorCode::Refused,
            WireError::NotHttp { .. } => ErrorCode::NotThisPlatform,
            _ => ErrorCode::Unreachable,
        };
        Self::new(code, error.to_string(), error.advice())
    }
}

impl From<CheckError> for CommandError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Wire(error) => error.into(),
            CheckError::NotThisPlatform { what, advice } => {
                Self::new(ErrorCode::NotThisPlatform, what, advice)
            }
        }
    }
}

impl From<LoginError> for CommandError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Wire(error) => error.into(),
            error @ LoginError::TooLong => {
                Self::new(ErrorCode::Invalid, error.to_string(), error.advice())
            }
            error @ (LoginError::Absent | LoginError::Unexpected { .. }) => Self::new(
                ErrorCode::NotThisPlatform,
                error.to_string(),
                error.advice(),
            ),
            error => Self::new(ErrorCode::Refused, error.to_string(), error.advice()),
        }
    }
}

impl From<TokenError> for CommandError {
    fn from(error: TokenError) -> Self {
        Self::new(ErrorCode::Invalid, error.to_string(), error.advice())
    }
}

impl From<CertError> for CommandError {
    fn from(error: CertError) -> Self {
        let code = match &error {
            CertError::Exists { .. } => ErrorCode::Conflict,
            CertError::NotWritten(FileError::Exists { .. }) => ErrorCode::Conflict,
            CertError::NotWritten(_) | CertError::Orphan { .. } => ErrorCode::Unwritable,
            CertError::NotRead { .. } | CertError::NotAFile(_) => ErrorCode::Unreadable,
            _ => ErrorCode::Invalid,
        };
        Self::new(code, error.to_string(), error.advice())
    }
}
