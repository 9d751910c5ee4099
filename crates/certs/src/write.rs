//! Putting a pair on disk: all of it or nothing, and never over something else.

use std::fs;
use std::path::{Path, PathBuf};

use chatelaine_files::FileError;

use crate::shown::shown;
use crate::{CertError, Pair};

/// Only the owner reads a private key.
const KEY_MODE: u32 = 0o600;
/// A certificate is public, and the server often runs as another user.
const CERTIFICATE_MODE: u32 = 0o644;
/// Leaves room for `-key.pem` in the 255 bytes that file systems allow.
const MAX_STEM_BYTES: usize = 200;

/// Where the pair went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// `<stem>.pem`, mode 0644.
    pub certificate: PathBuf,
    /// `<stem>-key.pem`, mode 0600.
    pub key: PathBuf,
}

/// Writes `<stem>.pem` and `<stem>-key.pem` into an existing folder. The key has mode 0600 from its first byte on.
///
/// # Errors
/// When either file exists (both are left as they are), the name is not a plain file name, or writing fails; then
/// nothing new is left in the folder.
pub fn write_pair(dir: &Path, stem: &str, pair: &Pair) -> Result<Written, CertError> {
    let plain = !stem.is_empty()
        && stem.len() <= MAX_STEM_BYTES
        && !stem.starts_with(['.', '-'])
        && !stem.contains(['/', '\\', ':'])
        && !stem.chars().any(char::is_control);
    if !plain {
        return Err(CertError::BadStem(shown(stem)));
    }
    let written = Written {
        certificate: dir.join(format!("{stem}.pem")),
        key: dir.join(format!("{stem}-key.pem")),
    };
    for path in [&written.certificate, &written.key] {
        // A dangling link counts too: following it would create a file somewhere else.
        if fs::symlink_metadata(path).is_ok() {
            return Err(CertError::Exists(path.clone()));
        }
    }
    write_both(written, pair)
}

/// Relies on `write_new` creating files exclusively: a file that appears after the check above is not overwritten
/// either, it makes the write fail.
fn write_both(paths: Written, pair: &Pair) -> Result<Written, CertError> {
    let mut made = Vec::new();
    for (path, text, mode) in [
        (&paths.key, pair.key_pem.as_str(), KEY_MODE),
        (&paths.certificate, &pair.certificate_pem, CERTIFICATE_MODE),
    ] {
        match chatelaine_files::write_new(path, text.as_bytes(), mode) {
            Ok(()) => made.push(path),
            Err(reason) => {
                // The one error after which the file is there all the same.
                if matches!(reason, FileError::Unconfirmed { .. }) {
                    made.push(path);
                }
                return Err(take_back(&made, reason));
            }
        }
    }
    Ok(paths)
}

/// A key without its certificate is of no use, and the next attempt would stumble over it.
fn take_back(made: &[&PathBuf], reason: FileError) -> CertError {
    let mut left = made.iter().filter(|path| fs::remove_file(path).is_err());
    if let Some(left) = left.next() {
        return CertError::Orphan {
            left: left.to_path_buf(),
            reason,
        };
    }
    match reason {
        FileError::Exists { path } => CertError::Exists(path),
        reason => CertError::NotWritten(reason),
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a failed expectation is how a test fails"
    )]

    use super::*;

    /// The window between looking and writing, which no caller of `write_pair` can hit on purpose.
    #[test]
    fn when_the_certificate_appears_in_between_the_key_is_taken_back() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Written {
            certificate: dir.path().join("a.pem"),
            key: dir.path().join("a-key.pem"),
        };
        fs::write(&paths.certificate, "somebody else's").unwrap();
        let now = jiff::Timestamp::from_second(1_800_000_000).unwrap();
        let pair = crate::self_signed(&crate::localhost(), now).unwrap();
        let error = write_both(paths.clone(), &pair).unwrap_err();
        assert!(
            matches!(&error, CertError::Exists(path) if *path == paths.certificate),
            "the error names the file that was in the way: {error}"
        );
        assert!(!paths.key.exists(), "no orphan key");
        assert_eq!(
            fs::read_to_string(&paths.certificate).unwrap(),
            "somebody else's",
            "the other file is untouched"
        );
    }
}
