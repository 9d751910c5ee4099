//! A vault that fails once, at a call of our choice.

use std::sync::atomic::{AtomicUsize, Ordering};

use chatelaine_secrets::{Handle, Memory, Secret, Vault, VaultError, VaultStatus};

/// When a failing call takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing was stored.
    None,
    /// It was stored all the same: the answer got lost.
    Done,
}

pub(crate) struct FailingVault {
    inner: Memory,
    /// Calls until the failure; 0 when there is none to come.
    left: AtomicUsize,
    effect: Effect,
}

impl FailingVault {
    pub(crate) fn new(effect: Effect) -> Self {
        Self {
            inner: Memory::new(),
            left: AtomicUsize::new(0),
            effect,
        }
    }

    /// The call of this number from now on fails, counted from 1.
    pub(crate) fn fail_at(&self, call: usize) {
        self.left.store(call, Ordering::SeqCst);
    }

    /// Whether the failure has happened.
    pub(crate) fn has_failed(&self) -> bool {
        self.left.load(Ordering::SeqCst) == 0
    }

    fn fails(&self) -> bool {
        self.left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            })
            == Ok(1)
    }
}

fn failure() -> VaultError {
    VaultError::Other {
        what: "The vault dropped the call.".into(),
        advice: "Try again.".into(),
    }
}

impl Vault for FailingVault {
    fn status(&self) -> VaultStatus {
        self.inner.status()
    }

    fn get(&self, handle: &Handle) -> Result<Option<Secret>, VaultError> {
        if self.fails() {
            Err(failure())
        } else {
            self.inner.get(handle)
        }
    }

    fn set(&self, handle: &Handle, secret: &Secret) -> Result<(), VaultError> {
        let fails = self.fails();
        if !fails || self.effect == Effect::Done {
            self.inner.set(handle, secret)?;
        }
        if fails { Err(failure()) } else { Ok(()) }
    }

    fn delete(&self, handle: &Handle) -> Result<bool, VaultError> {
        let fails = self.fails();
        let deleted = !fails || self.effect == Effect::Done;
        let deleted = deleted && self.inner.delete(handle)?;
        if fails { Err(failure()) } else { Ok(deleted) }
    }

    fn list(&self, prefix: &str) -> Result<Vec<Handle>, VaultError> {
        self.inner.list(prefix)
    }
}
