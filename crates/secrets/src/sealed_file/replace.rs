//! Reading and replacing the file so that a crash or a full disk costs nothing.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::STORE;
use crate::{VaultError, VaultState};

/// More than a thousand of the longest secrets; a bigger file is not ours.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Tells whether the file is still the one that was opened.
#[derive(PartialEq, Eq)]
pub(super) struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

/// The bytes of the file, `None` if there is no file.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, VaultError> {
    let mut bytes = Vec::new();
    let outcome = File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    match outcome {
        Ok(_) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failure("read", path, &error)),
    }
}

/// Replaces the file in one step: a new file beside it (mode 0600, which is what `tempfile` makes), flushed to disk, then
/// renamed over it. A symbolic link stays; its target is replaced.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let replaced = || -> std::io::Result<()> {
        let mut fresh = tempfile::Builder::new()
            .prefix(".vault-")
            .tempfile_in(folder)?;
        fresh.write_all(bytes)?;
        fresh.as_file().sync_all()?;
        fresh.persist(&target).map_err(|error| error.error)?;
        // The rename itself lasts only once the folder is flushed; Windows has no such call.
        #[cfg(unix)]
        File::open(folder)?.sync_all()?;
        Ok(())
    };
    replaced().map_err(|error| failure("write", path, &error))
}

/// An error of the file system in the operator's words.
pub(super) fn failure(action: &str, path: &Path, error: &std::io::Error) -> VaultError {
    let shown = path.display();
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => VaultError::State {
            state: VaultState::Denied,
            store: STORE,
            what: format!("The vault file {shown} may not be used: no permission to {action} it."),
            advice:
                "Make the file and its folder yours (chown, chmod 600), or choose another place."
                    .to_owned(),
        },
        ErrorKind::NotFound => VaultError::other(
            format!("The folder of the vault file {shown} does not exist."),
            "Create the folder, or choose another place.",
        ),
        kind => VaultError::other(
            format!("The vault file {shown} could not be used: {kind} when trying to {action} it."),
            "Nothing was lost. Repair the cause (for example free some disk space) and try again.",
        ),
    }
}
