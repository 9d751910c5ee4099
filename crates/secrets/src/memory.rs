//! A vault for sessions that should leave nothing behind.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::vault::check_length;
use crate::{Handle, Secret, Vault, VaultError, VaultState, VaultStatus};

/// Keeps secrets in this process only. Chosen by the operator, never a silent substitute.
#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<Handle, Secret>>);

impl Memory {
    /// An empty vault.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<Handle, Secret>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for Memory {
    fn status(&self) -> VaultStatus {
        VaultStatus {
            state: VaultState::Available,
            store: "memory",
            what: "Secrets are kept in memory and are gone when the program ends.".to_owned(),
            advice: "To keep them, choose the keychain or the sealed file as vault.".to_owned(),
            lasting: false,
        }
    }

    fn get(&self, handle: &Handle) -> Result<Option<Secret>, VaultError> {
        Ok(self.entries().get(handle).cloned())
    }

    fn set(&self, handle: &Handle, secret: &Secret) -> Result<(), VaultError> {
        check_length(secret)?;
        self.entries().insert(handle.clone(), secret.clone());
        Ok(())
    }

    fn delete(&self, handle: &Handle) -> Result<bool, VaultError> {
        Ok(self.entries().remove(handle).is_some())
    }

    fn list(&self, prefix: &str) -> Result<Vec<Handle>, VaultError> {
        Ok(self
            .entries()
            .keys()
            .filter(|handle| handle.as_str().starts_with(prefix))
            .cloned()
            .collect())
    }
}
