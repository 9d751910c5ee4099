//! Windows: the Credential Manager.

use std::collections::HashMap;
use std::error::Error as Cause;
use std::sync::Arc;

use keyring::Error;
use keyring::api::CredentialStoreApi;
use windows_native_keyring_store::Store;

use super::{Door, Found, SERVICE};
use crate::{Handle, VaultError, VaultState};

pub(super) const STORE: &str = "Windows Credential Manager";

pub(super) struct Link {
    store: Arc<Store>,
}

impl Link {
    pub(super) fn open() -> Result<Self, VaultError> {
        Store::new()
            .map(|store| Self { store })
            .map_err(|_| unexpected())
    }

    /// `Local`, because the store's default would let the secret roam to other machines of a domain.
    pub(super) fn entry(&self, handle: &Handle) -> Found {
        self.store.build(
            SERVICE,
            handle.as_str(),
            Some(&HashMap::from([("persistence", "Local")])),
        )
    }

    /// The store names an entry `<user>.<service>`.
    pub(super) fn names(&self) -> Result<Vec<String>, Error> {
        let pattern = format!("\\.{SERVICE}$");
        let entries = self
            .store
            .search(&HashMap::from([("pattern", pattern.as_str())]))?;
        Ok(entries
            .iter()
            .filter_map(|entry| entry.get_attributes().ok()?.remove("username"))
            .collect())
    }

    pub(super) fn door(&self) -> Result<Door, VaultError> {
        match self.names() {
            Ok(_) | Err(Error::NoEntry) => Ok(Door::Open { lasting: true }),
            Err(Error::PlatformFailure(cause)) => Err(classify(cause.as_ref())),
            Err(Error::NoStorageAccess(cause)) => Err(no_access(cause.as_ref())),
            Err(_) => Err(unexpected()),
        }
    }
}

/// ERROR_NO_SUCH_LOGON_SESSION: a service or a network logon has no credential set.
pub(super) fn no_access(_cause: &(dyn Cause + Send + Sync + 'static)) -> VaultError {
    VaultError::state(
        VaultState::Absent,
        STORE,
        "This kind of logon has no credential store.",
    )
}

pub(super) fn classify(_cause: &(dyn Cause + Send + Sync + 'static)) -> VaultError {
    unexpected()
}

fn unexpected() -> VaultError {
    VaultError::other(
        "The Credential Manager could not do what was asked.",
        "Open the Credential Manager in the Control Panel to see whether it works, then try again.",
    )
}
