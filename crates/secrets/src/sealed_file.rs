//! A vault in a file, for machines without a keychain: one age file sealed with a passphrase.

mod format;
mod replace;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::vault::check_length;
use crate::{Handle, Secret, Vault, VaultError, VaultState, VaultStatus};
use replace::Fingerprint;

pub use format::WORK_FACTOR;

/// What operators read as the name of this vault.
pub(crate) const STORE: &str = "sealed file";

/// How long to wait for another process that writes the file: longer than one sealing takes.
const LOCK_LIMIT: Duration = Duration::from_secs(10);
const LOCK_PAUSE: Duration = Duration::from_millis(20);

type Entries = BTreeMap<Handle, Secret>;

/// A file sealed with a passphrase ([age](https://age-encryption.org), scrypt recipient): readable with the `age` tool,
/// mode 0600, replaced in one step, never plaintext on disk.
///
/// Locked until it has the right passphrase. Opened entries stay in memory until [`SealedFile::lock`] or drop, because
/// each opening costs about a second by design. Several processes may share the file.
pub struct SealedFile {
    path: PathBuf,
    work_factor: u8,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    passphrase: Option<Secret>,
    opened: Option<(Option<Fingerprint>, Entries)>,
}

impl SealedFile {
    /// The vault in the file at `path`, which is created with the first secret. Reads nothing yet.
    #[must_use]
    pub fn new(path: &Path, passphrase: Option<Secret>) -> Self {
        Self::with_work_factor(path, passphrase, WORK_FACTOR)
    }

    fn with_work_factor(path: &Path, passphrase: Option<Secret>, work_factor: u8) -> Self {
        let inner = Inner {
            passphrase,
            opened: None,
        };
        Self {
            path: path.to_owned(),
            work_factor,
            inner: Mutex::new(inner),
        }
    }

    /// Tries a passphrase and keeps it if it opens the file (or if there is no file yet).
    ///
    /// # Errors
    /// [`VaultState::Locked`] for a wrong or empty passphrase; what reading the file may give.
    pub fn unlock(&self, passphrase: Secret) -> Result<(), VaultError> {
        let mut inner = self.inner();
        let before = std::mem::replace(
            &mut *inner,
            Inner {
                passphrase: Some(passphrase),
                opened: None,
            },
        );
        let outcome = self.load(&mut inner).map(|_| ());
        if outcome.is_err() {
            *inner = before;
        }
        outcome
    }

    /// Forgets the passphrase and everything that was opened with it.
    pub fn lock(&self) {
        *self.inner() = Inner::default();
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entries as they are on disk now.
    fn load<'a>(&self, inner: &'a mut Inner) -> Result<&'a mut Entries, VaultError> {
        let passphrase = match &inner.passphrase {
            Some(passphrase) if !passphrase.is_empty() => passphrase,
            _ => return Err(locked("It needs its passphrase.")),
        };
        let bytes = replace::read(&self.path)?;
        let now = bytes.as_deref().map(Fingerprint::of);
        let fresh = match inner.opened.take() {
            Some((seen, entries)) if seen == now => entries,
            _ => bytes.map_or_else(
                || Ok(Entries::new()),
                |bytes| format::unseal(&bytes, passphrase),
            )?,
        };
        Ok(&mut inner.opened.insert((now, fresh)).1)
    }

    /// Reads, changes, writes; under a lock, so that two processes cannot undo each other's change.
    fn change<T>(
        &self,
        edit: impl FnOnce(&mut Entries) -> Option<T>,
    ) -> Result<Option<T>, VaultError> {
        let mut inner = self.inner();
        let _lock = self.lock_file()?;
        let mut entries = self.load(&mut inner)?.clone();
        let Some(result) = edit(&mut entries) else {
            return Ok(None);
        };
        let Some(passphrase) = &inner.passphrase else {
            return Err(locked("It needs its passphrase."));
        };
        let sealed = format::seal(&entries, passphrase, self.work_factor)?;
        replace::write(&self.path, &sealed)?;
        inner.opened = Some((Some(Fingerprint::of(&sealed)), entries));
        Ok(Some(result))
    }

    fn lock_file(&self) -> Result<File, VaultError> {
        let mut name = self.path.clone().into_os_string();
        name.push(".lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&name);
        let file = file.map_err(|error| replace::failure("write", &self.path, &error))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if start.elapsed() < LOCK_LIMIT => sleep(LOCK_PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(VaultError::state(
                        VaultState::Mute,
                        STORE,
                        "Another program keeps the file busy.",
                    ));
                }
                Err(TryLockError::Error(error)) => {
                    return Err(replace::failure("lock", &self.path, &error));
                }
            }
        }
    }
}

/// A locked file, with advice that fits a file.
fn locked(detail: &str) -> VaultError {
    VaultError::State {
        state: VaultState::Locked,
        store: STORE,
        what: format!("{} {detail}", VaultState::Locked.what()),
        advice:
            "Enter the passphrase that was chosen when the file was made. It cannot be recovered."
                .to_owned(),
    }
}

impl Vault for SealedFile {
    fn status(&self) -> VaultStatus {
        let (state, what, advice) = match self.load(&mut self.inner()) {
            Ok(_) => (
                VaultState::Available,
                VaultState::Available.what().to_owned(),
                VaultState::Available.advice().to_owned(),
            ),
            Err(error) => (
                error.vault_state().unwrap_or(VaultState::Absent),
                error.what(),
                error.advice(),
            ),
        };
        VaultStatus {
            state,
            store: STORE,
            what,
            advice,
            lasting: true,
        }
    }

    fn get(&self, handle: &Handle) -> Result<Option<Secret>, VaultError> {
        Ok(self.load(&mut self.inner())?.get(handle).cloned())
    }

    fn set(&self, handle: &Handle, secret: &Secret) -> Result<(), VaultError> {
        check_length(secret)?;
        self.change(|entries| {
            entries.insert(handle.clone(), secret.clone());
            Some(())
        })?;
        Ok(())
    }

    fn delete(&self, handle: &Handle) -> Result<bool, VaultError> {
        Ok(self.change(|entries| entries.remove(handle))?.is_some())
    }

    fn list(&self, prefix: &str) -> Result<Vec<Handle>, VaultError> {
        let mut inner = self.inner();
        let entries = self.load(&mut inner)?;
        Ok(entries
            .keys()
            .filter(|handle| handle.as_str().starts_with(prefix))
            .cloned()
            .collect())
    }
}

#[cfg(test)]
mod tests;
