//! Where secrets live.

mod error;
mod state;

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;

pub use error::VaultError;
pub use state::{VaultState, VaultStatus};

use crate::{Handle, Keychain, Memory, SealedFile, Secret};

/// Longest secret that a vault takes, in bytes: room for a PEM key or a long token, yet small enough for every Secret
/// Service. (The Windows Credential Manager takes only 2560 bytes and says so.)
pub const MAX_SECRET_BYTES: usize = 64 * 1024;

/// A place that keeps secrets by handle.
///
/// Calls block for at most a few seconds: run them on a thread that may wait, never on a window's event loop. They may be
/// made inside or outside of a tokio runtime.
pub trait Vault: Send + Sync {
    /// How the vault is doing right now. Never raises a dialog.
    fn status(&self) -> VaultStatus;

    /// The secret under a handle, `None` if there is none.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot tell.
    fn get(&self, handle: &Handle) -> Result<Option<Secret>, VaultError>;

    /// Stores or replaces a secret. After an error of state [`VaultState::Mute`] it is unknown whether it was stored.
    ///
    /// # Errors
    /// [`VaultError`] when the vault refuses; [`VaultError::TooLong`] beyond [`MAX_SECRET_BYTES`].
    fn set(&self, handle: &Handle, secret: &Secret) -> Result<(), VaultError>;

    /// Deletes a secret; `false` if there was none.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot tell or refuses.
    fn delete(&self, handle: &Handle) -> Result<bool, VaultError>;

    /// All handles that begin with `prefix`, sorted. Use `"<bot>/"` for those of one bot and `""` for all.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot tell.
    fn list(&self, prefix: &str) -> Result<Vec<Handle>, VaultError>;
}

/// The kinds of vault an operator can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultKind {
    /// The operating system's keychain. The default.
    Keychain,
    /// A file sealed with a passphrase.
    File,
    /// Nothing outlives the process.
    Memory,
}

/// The text names no kind of vault.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("There is no kind of vault by that name. Choose keychain, file or memory.")]
pub struct VaultKindError;

impl FromStr for VaultKind {
    type Err = VaultKindError;

    fn from_str(text: &str) -> Result<Self, VaultKindError> {
        match text {
            "keychain" => Ok(Self::Keychain),
            "file" => Ok(Self::File),
            "memory" => Ok(Self::Memory),
            _ => Err(VaultKindError),
        }
    }
}

/// Opens a vault of the given kind. Always succeeds and touches nothing: what is wrong with it shows in its status.
///
/// `file` and `passphrase` matter to [`VaultKind::File`] only; without a passphrase the file stays locked.
#[must_use]
pub fn open(kind: VaultKind, file: &Path, passphrase: Option<Secret>) -> Arc<dyn Vault> {
    match kind {
        VaultKind::Keychain => Arc::new(Keychain::new()),
        VaultKind::File => Arc::new(SealedFile::new(file, passphrase)),
        VaultKind::Memory => Arc::new(Memory::new()),
    }
}

/// Refuses what no vault promises to take.
pub(crate) fn check_length(secret: &Secret) -> Result<(), VaultError> {
    if secret.len() > MAX_SECRET_BYTES {
        return Err(VaultError::TooLong {
            limit: MAX_SECRET_BYTES,
        });
    }
    Ok(())
}
