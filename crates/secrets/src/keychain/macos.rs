//! macOS: the login keychain.

use std::collections::HashMap;
use std::error::Error as Cause;
use std::sync::Arc;

use apple_native_keyring_store::keychain::Store;
use keyring::Error;
use keyring::api::CredentialStoreApi;

use super::{Door, Found, SERVICE};
use crate::{Handle, VaultError, VaultState};

pub(super) const STORE: &str = "macOS Keychain";

pub(super) struct Link {
    store: Arc<Store>,
}

impl Link {
    pub(super) fn open() -> Result<Self, VaultError> {
        Store::new()
            .map(|store| Self { store })
            .map_err(|_| unexpected())
    }

    pub(super) fn entry(&self, handle: &Handle) -> Found {
        self.store.build(SERVICE, handle.as_str(), None)
    }

    pub(super) fn names(&self) -> Result<Vec<String>, Error> {
        let entries = self.store.search(&HashMap::from([("service", SERVICE)]))?;
        Ok(entries
            .iter()
            .filter_map(|entry| entry.get_specifiers())
            .map(|(_, user)| user)
            .collect())
    }

    /// Listing names reads no secret and so raises no dialog, but fails if there is no keychain.
    pub(super) fn door(&self) -> Result<Door, VaultError> {
        match self.names() {
            Ok(_) | Err(Error::NoEntry) => Ok(Door::Open { lasting: true }),
            Err(Error::PlatformFailure(cause)) => Err(classify(cause.as_ref())),
            Err(Error::NoStorageAccess(cause)) => Err(no_access(cause.as_ref())),
            Err(_) => Err(unexpected()),
        }
    }
}

/// The store's name for a handful of codes; `classify` knows them all.
pub(super) fn no_access(cause: &(dyn Cause + Send + Sync + 'static)) -> VaultError {
    classify(cause)
}

/// By the code of Security.framework (SecBase.h).
pub(super) fn classify(cause: &(dyn Cause + Send + Sync + 'static)) -> VaultError {
    let code = cause
        .downcast_ref::<security_framework::base::Error>()
        .map(|error| error.code());
    let (state, detail) = match code {
        // errSecInteractionNotAllowed: it would have to ask, but there is nobody to ask.
        Some(-25308) => (
            VaultState::Locked,
            "There is no display to show its dialog.",
        ),
        // errSecAuthFailed, errSecUserCanceled, errSecNoAccessForItem, wrPermErr, errSecInvalidOwnerEdit, errSecReadOnly
        Some(-25293 | -128 | -25243 | -61 | -25244 | -25292) => {
            (VaultState::Denied, "Its dialog was answered with no.")
        }
        // errSecNotAvailable, errSecNoSuchKeychain, errSecInvalidKeychain
        Some(-25291 | -25294 | -25295) => (VaultState::Absent, "There is no login keychain."),
        _ => return unexpected(),
    };
    VaultError::state(state, STORE, detail)
}

fn unexpected() -> VaultError {
    VaultError::other(
        "The keychain could not do what was asked.",
        "Open Keychain Access, check the login keychain, and try again.",
    )
}
