//! The operating system's keychain, kept at arm's length.
//!
//! A keychain is another program. It may be missing, closed, stopped, or waiting for a dialog that nobody sees, and its
//! libraries then block for ever. So every call runs on a thread of its own under a time limit; a thread that is late is
//! left behind, never joined, and its late result is dropped (and wiped).

mod breaker;
mod limit;
#[cfg_attr(target_os = "linux", path = "keychain/linux.rs")]
#[cfg_attr(target_os = "macos", path = "keychain/macos.rs")]
#[cfg_attr(windows, path = "keychain/windows.rs")]
mod native;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keyring::{Entry, Error};
use zeroize::{Zeroize, Zeroizing};

use crate::vault::check_length;
use crate::{Handle, Secret, Vault, VaultError, VaultState, VaultStatus};
use breaker::Breaker;
use limit::{Outcome, within};
use native::{Link, STORE};

pub use breaker::QUIET_AFTER_MUTE;

/// Longest time a call may take, as in GitHub's `gh`, which wraps its keyring calls the same way (internal/keyring).
/// A keychain that is well answers within 0.1 s.
pub const CALL_LIMIT: Duration = Duration::from_secs(3);

/// The service under which all entries stand; the handle is the user name:
/// `secret-tool lookup service chatelaine username my-cat/CCAT_API_KEY`.
pub const SERVICE: &str = "chatelaine";

type Found = Result<Entry, Error>;

/// Whether the place where secrets go is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Open { lasting: bool },
    Locked,
    Missing,
}

/// The operating system's keychain: Secret Service, macOS Keychain or Windows Credential Manager.
///
/// Opened with the first call and again after every failure, so that nothing is wrong for longer than its cause.
pub struct Keychain {
    limit: Duration,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    link: Mutex<Option<Arc<Link>>>,
    breaker: Breaker,
}

impl Default for Keychain {
    fn default() -> Self {
        Self::new()
    }
}

impl Keychain {
    /// The keychain with [`CALL_LIMIT`]. Touches nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(CALL_LIMIT)
    }

    /// The keychain with another time limit for each call.
    #[must_use]
    pub fn with_limit(limit: Duration) -> Self {
        Self {
            limit,
            shared: Arc::default(),
        }
    }

    /// Runs `job` on its own thread. `is_nothing` tells results that a locked collection may have caused by hiding its
    /// entries (KWallet does): those are reported as locked, not as "there is none".
    fn call<T: Send + 'static>(
        &self,
        is_nothing: fn(&T) -> bool,
        job: impl Fn(&Link) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        if self.shared.breaker.is_open() {
            return Err(VaultError::state(
                VaultState::Mute,
                STORE,
                "It did not answer a moment ago.",
            ));
        }
        let shared = Arc::clone(&self.shared);
        let asking = Arc::new(AtomicBool::new(false));
        let asks = Arc::clone(&asking);
        let outcome = within(self.limit, move || {
            shared.with_link(|link| shared.through_the_door(link, &asks, is_nothing, &job))
        });
        self.shared.conclude(outcome, &asking)
    }
}

impl Shared {
    fn conclude<T>(
        &self,
        outcome: Outcome<Result<T, VaultError>>,
        asking: &AtomicBool,
    ) -> Result<T, VaultError> {
        let failure = match outcome {
            Outcome::Done(result) => {
                self.breaker.close();
                return result;
            }
            Outcome::Late if asking.load(Ordering::SeqCst) => {
                VaultError::state(VaultState::Locked, STORE, "Its dialog waits for an answer.")
            }
            Outcome::Late | Outcome::TooManyLate => {
                self.breaker.open();
                VaultError::state(VaultState::Mute, STORE, "")
            }
            Outcome::Died => VaultError::other(
                "The keychain's library failed unexpectedly.",
                "Try again; if it persists, choose the sealed file as vault.",
            ),
        };
        self.forget();
        Err(failure)
    }

    /// Runs `job` over the open link, or over a new one if there is none or it turns out to be stale (the service was
    /// restarted, the bus connection broke).
    fn with_link<T>(&self, job: impl Fn(&Link) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let kept = self
            .link
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(link) = kept {
            match job(&link) {
                Err(error) if may_be_stale(&error) => self.forget(),
                result => return result,
            }
        }
        let link = Arc::new(Link::open()?);
        let result = job(&link);
        if !result.as_ref().is_err_and(may_be_stale) {
            let old = self
                .link
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .replace(link);
            drop_elsewhere(old);
        }
        result
    }

    /// A locked collection raises a dialog. That happens once, not once per call: while it is open, and for a while after it
    /// was dismissed, calls answer "locked" at once.
    fn through_the_door<T>(
        &self,
        link: &Link,
        asking: &AtomicBool,
        is_nothing: fn(&T) -> bool,
        job: &impl Fn(&Link) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        if link.door()? != Door::Locked {
            return job(link);
        }
        if !self.breaker.begin_asking() {
            return Err(VaultError::state(
                VaultState::Locked,
                STORE,
                "Its dialog is open or was dismissed just now.",
            ));
        }
        asking.store(true, Ordering::SeqCst);
        let result = job(link);
        let still_locked = link.door() == Ok(Door::Locked);
        self.breaker.end_asking(still_locked);
        asking.store(false, Ordering::SeqCst);
        match result {
            Ok(value) if still_locked && is_nothing(&value) => {
                Err(VaultError::state(VaultState::Locked, STORE, ""))
            }
            result => result,
        }
    }

    fn forget(&self) {
        drop_elsewhere(
            self.link
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
    }
}

/// Errors after which a new link may do better.
fn may_be_stale(error: &VaultError) -> bool {
    match error {
        VaultError::State { state, .. } => *state != VaultState::Locked,
        VaultError::Other { .. } => true,
        _ => false,
    }
}

/// Closing a D-Bus connection waits for its runtime, which panics on a thread of another tokio runtime. If no thread can
/// be had, the connection is leaked instead of being closed here.
fn drop_elsewhere(link: Option<Arc<Link>>) {
    if let Some(link) = link {
        let link = std::mem::ManuallyDrop::new(link);
        let _detached = std::thread::Builder::new()
            .spawn(move || drop(std::mem::ManuallyDrop::into_inner(link)));
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.forget();
    }
}

impl Vault for Keychain {
    fn status(&self) -> VaultStatus {
        let shared = Arc::clone(&self.shared);
        let outcome = within(self.limit, move || shared.with_link(Link::door));
        let door = self.shared.conclude(outcome, &AtomicBool::new(false));
        let lasting = door != Ok(Door::Open { lasting: false });
        let error = match door {
            Ok(Door::Open { .. }) => None,
            Ok(Door::Locked) => Some(VaultError::state(VaultState::Locked, STORE, "")),
            Ok(Door::Missing) => Some(no_collection()),
            Err(error) => Some(error),
        };
        let open = VaultState::Available;
        match error {
            None => VaultStatus {
                state: open,
                store: STORE,
                what: open.what().to_owned(),
                advice: open.advice().to_owned(),
                lasting,
            },
            // What fails without naming a state is no keychain that could be used.
            Some(error) => VaultStatus {
                state: error.vault_state().unwrap_or(VaultState::Absent),
                store: STORE,
                what: error.what(),
                advice: error.advice(),
                lasting,
            },
        }
    }

    fn get(&self, handle: &Handle) -> Result<Option<Secret>, VaultError> {
        let handle = handle.clone();
        self.call(Option::is_none, move |link| {
            match link.entry(&handle).and_then(|entry| entry.get_secret()) {
                Ok(bytes) => text(bytes).map(Some),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(link.explain(error)),
            }
        })
    }

    fn set(&self, handle: &Handle, secret: &Secret) -> Result<(), VaultError> {
        check_length(secret)?;
        let (handle, secret) = (handle.clone(), secret.clone());
        self.call(
            |()| false,
            move |link| {
                let entry = link.entry(&handle);
                entry
                    .and_then(|entry| entry.set_secret(secret.expose().as_bytes()))
                    .map_err(|error| link.explain(error))
            },
        )
    }

    fn delete(&self, handle: &Handle) -> Result<bool, VaultError> {
        let handle = handle.clone();
        self.call(
            |deleted| !deleted,
            move |link| match link
                .entry(&handle)
                .and_then(|entry| entry.delete_credential())
            {
                Ok(()) => Ok(true),
                Err(Error::NoEntry) => Ok(false),
                Err(error) => Err(link.explain(error)),
            },
        )
    }

    fn list(&self, prefix: &str) -> Result<Vec<Handle>, VaultError> {
        let prefix = prefix.to_owned();
        self.call(Vec::is_empty, move |link| {
            let names = link.names().map_err(|error| link.explain(error))?;
            let ours = names.into_iter().filter(|name| name.starts_with(&prefix));
            // Other programs may use the same service name; what is no handle is not ours.
            let mut handles: Vec<Handle> = ours.filter_map(|name| name.parse().ok()).collect();
            handles.sort();
            handles.dedup();
            Ok(handles)
        })
    }
}

impl Link {
    /// Says what a library's error means. Its `Debug` output must never be used: it prints secret bytes.
    fn explain(&self, error: Error) -> VaultError {
        match error {
            Error::PlatformFailure(cause) => native::classify(cause.as_ref()),
            Error::NoStorageAccess(cause) => match self.door() {
                Ok(Door::Missing) => no_collection(),
                _ => native::no_access(cause.as_ref()),
            },
            Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
                drop(Zeroizing::new(bytes));
                VaultError::BadEncoding
            }
            Error::TooLong(_, limit) => VaultError::TooLong {
                limit: usize::try_from(limit).unwrap_or(usize::MAX),
            },
            Error::Ambiguous(_) => VaultError::Ambiguous,
            _ => VaultError::other(
                "The keychain could not do what was asked.",
                "Try again; if it persists, choose the sealed file as vault.",
            ),
        }
    }
}

fn no_collection() -> VaultError {
    VaultError::State {
        state: VaultState::Absent,
        store: STORE,
        what: "The keychain's service runs, but it has no default collection to keep secrets in.".to_owned(),
        advice: "Create one in the system's password manager and make it the default, or choose the sealed file as \
                 vault (CHATELAINE_VAULT=file)."
            .to_owned(),
    }
}

/// Takes over the bytes without a copy; wipes them if they are no text.
fn text(bytes: Vec<u8>) -> Result<Secret, VaultError> {
    String::from_utf8(bytes).map(Secret::new).map_err(|error| {
        error.into_bytes().zeroize();
        VaultError::BadEncoding
    })
}

/// The readable name of an entry where the store has one.
#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "only the Secret Service has labels")
)]
fn label(handle: &Handle) -> String {
    format!("Chatelaine: {} of {}", handle.name(), handle.bot())
}
