//! What can go wrong with certificates. No message quotes a file's content: it may be a private key.

use std::path::PathBuf;

use chatelaine_files::FileError;
use thiserror::Error;

use crate::{MAX_BYTES, MAX_CERTIFICATES, MAX_DAYS, MAX_REQUEST_NAMES};

/// Why a certificate was not made, written or read.
#[derive(Debug, Error)]
pub enum CertError {
    /// The request names nothing.
    #[error("a certificate needs at least one DNS name or IP address")]
    NoNames,
    /// The request names too much.
    #[error("{0} names are too many for one certificate; at most {MAX_REQUEST_NAMES} are put in")]
    TooManyNames(usize),
    /// Not a DNS name that a client could check.
    #[error("`{name}` is not a valid DNS name: {reason}")]
    BadName {
        /// The name, with control characters escaped.
        name: String,
        /// The rule that it breaks.
        reason: &'static str,
    },
    /// A common name that clients refuse or misread.
    #[error("the common name must have 1 to 64 characters and no control characters")]
    BadCommonName,
    /// A lifetime that clients refuse.
    #[error(
        "a lifetime of {0} days is not between 1 and {MAX_DAYS}; Apple's clients refuse longer-lived server \
         certificates even when you trust them yourself"
    )]
    BadDays(u32),
    /// The time or the random numbers of this machine failed.
    #[error("the certificate could not be made: {0}")]
    NotMade(&'static str),
    /// The file name would leave the folder, or is none.
    #[error("`{0}` cannot be used as the name of the files")]
    BadStem(String),
    /// A file stands where one would be written.
    #[error("{} exists already and was not touched", .0.display())]
    Exists(PathBuf),
    /// Writing failed; nothing of the pair was left behind.
    #[error("the certificate and its key were not written: {0}")]
    NotWritten(#[source] FileError),
    /// Writing failed, and so did taking back what was already written.
    #[error("{} could not be removed again after this failed: {reason}", left.display())]
    Orphan {
        /// The file that is left.
        left: PathBuf,
        /// Why the pair is not complete.
        #[source]
        reason: FileError,
    },
    /// No such file, no permission.
    #[error("{} could not be read: {reason}", path.display())]
    NotRead {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        reason: std::io::Error,
    },
    /// A folder, a pipe, a device.
    #[error("{} is not a regular file", .0.display())]
    NotAFile(PathBuf),
    /// Longer than [`MAX_BYTES`].
    #[error("more than {MAX_BYTES} bytes: too long for a certificate file")]
    TooLarge,
    /// More than [`MAX_CERTIFICATES`].
    #[error("more than {MAX_CERTIFICATES} certificates in one file")]
    TooManyCertificates,
    /// A private key where a certificate was expected.
    #[error("this is a private key, not a certificate")]
    PrivateKeyGiven,
    /// A signing request where a certificate was expected.
    #[error("this is a certificate signing request, not a certificate")]
    RequestGiven,
    /// Nothing of the kind.
    #[error("there is no certificate in it")]
    NoCertificate,
    /// A PEM block that cannot be decoded.
    #[error("the PEM text is damaged: a block has no end, or its base64 is wrong")]
    BadPem,
    /// Bytes that are no X.509 certificate.
    #[error("certificate {position} is damaged or not X.509")]
    BadDer {
        /// Counted from 1.
        position: usize,
    },
}

impl CertError {
    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NoNames => {
                "Name every host name and address by which clients reach the bot, for example localhost and 127.0.0.1."
            }
            Self::TooManyNames(_) => {
                "Use a wildcard such as *.bots.example, or several certificates."
            }
            Self::BadName { .. } => {
                "Give a host name such as bot.example.org (international names in their xn-- form) or an IP address."
            }
            Self::BadCommonName => "Use the first host name; clients only look at the other names.",
            Self::BadDays(_) => "Choose 397 days or fewer, and renew in time.",
            Self::NotMade(_) => {
                "Check the clock of this machine and try again; if it happens again, report it."
            }
            Self::BadStem(_) => {
                "Give a plain name such as `localhost`: no folder, not starting with a dot or a dash."
            }
            Self::Exists(_) => {
                "Choose another name or folder, or move the existing file away yourself."
            }
            Self::NotWritten(reason) => reason.advice(),
            Self::Orphan { .. } => "Remove that file by hand, then try again.",
            Self::NotRead { .. } => "Check the path and its permissions.",
            Self::NotAFile(_) => "Give the certificate file itself, usually *.pem or *.crt.",
            Self::TooLarge | Self::TooManyCertificates => {
                "Give the server's own certificate file, not a bundle of all authorities."
            }
            Self::PrivateKeyGiven => {
                "Give the certificate instead (*.pem or *.crt), and never paste or send the private key."
            }
            Self::RequestGiven => "Give the certificate that the authority returned for it.",
            Self::NoCertificate => {
                "Give a file that has a `BEGIN CERTIFICATE` line, or a certificate in DER form."
            }
            Self::BadPem | Self::BadDer { .. } => {
                "Copy the file again from where it was issued; nothing may be missing at its end."
            }
        }
    }
}
