//! Fingerprints of what the vault holds, to find copies of it where they do not belong.
//!
//! They are made with a key that this process made up, and live as long as it: nothing is written down.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chatelaine_platforms::Fingerprints;

use crate::Console;
use crate::view::VaultState;

/// How long they count. Asking a keychain for everything takes a millisecond for each value, and one that hangs takes
/// seconds: not something to do at every look.
const FRESH: Duration = Duration::from_secs(60);
/// The console's own entries in the vault, which stand in no file.
const OWN: &str = "chatelaine/";

/// What was made last, and when. Nothing where the vault could not be asked.
#[derive(Default)]
pub(crate) struct KnownValues(Mutex<Option<(Instant, Option<Arc<Fingerprints>>)>>);

impl Console {
    /// The fingerprints of all values in the vault; nothing when it cannot be asked or holds none.
    pub(crate) fn fingerprints(&self) -> Option<Arc<Fingerprints>> {
        let mut last = self
            .known_values()
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((at, made)) = last.as_ref()
            && at.elapsed() < FRESH
        {
            return made.clone();
        }
        let made = self.make_fingerprints().map(Arc::new);
        *last = Some((Instant::now(), made.clone()));
        made
    }

    fn make_fingerprints(&self) -> Option<Fingerprints> {
        if self.vault_status().state != VaultState::Available {
            return None;
        }
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key).ok()?;
        let mut made = Fingerprints::new(key);
        for handle in self.vault.list("").ok()? {
            if handle.as_str().starts_with(OWN) {
                continue;
            }
            if let Some(value) = self.vault.get(&handle).ok()? {
                made.add(handle.as_str(), &value);
            }
        }
        (!made.prints().is_empty()).then_some(made)
    }
}
