//! Copying a secret without showing it to the webview.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatelaine_console::{CommandError, ErrorCode};
use chatelaine_secrets::Secret;

/// How long a copied secret stays.
pub(crate) const CLEARED_AFTER: Duration = Duration::from_secs(30);

/// The system's clipboard, opened when first needed. X11 and Wayland serve its content only while it lives.
#[derive(Clone, Default)]
pub(crate) struct Clipboard {
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    system: Option<arboard::Clipboard>,
    /// What we put there, to clear only what is still ours.
    ours: Option<Secret>,
    /// Counts the copies, so that an earlier timer does not clear a later copy.
    turn: u64,
}

impl Clipboard {
    /// Copies, marked as concealed for clipboard managers, and clears after [`CLEARED_AFTER`].
    pub(crate) fn copy(&self, secret: Secret) -> Result<(), CommandError> {
        let turn = {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            if held.system.is_none() {
                held.system = Some(arboard::Clipboard::new().map_err(|_| failed())?);
            }
            let system = held.system.as_mut().ok_or_else(failed)?;
            concealed(system.set(), secret.expose()).map_err(|_| failed())?;
            held.ours = Some(secret);
            held.turn += 1;
            held.turn
        };
        let later = self.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(CLEARED_AFTER).await;
            let current = later
                .held
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .turn;
            if current == turn {
                later.clear();
            }
        });
        Ok(())
    }

    /// Clears the clipboard if what we put there is still in it.
    pub(crate) fn clear(&self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(ours) = held.ours.take() else { return };
        let Some(system) = held.system.as_mut() else {
            return;
        };
        if system.get_text().is_ok_and(|text| text == ours.expose()) {
            // A clipboard that cannot be cleared belongs to somebody else by now.
            let _ = system.clear();
        }
    }
}

#[cfg(target_os = "linux")]
fn concealed(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtLinux as _;
    set.exclude_from_history().text(text)
}

#[cfg(target_os = "macos")]
fn concealed(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtApple as _;
    set.exclude_from_history().text(text)
}

#[cfg(windows)]
fn concealed(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtWindows as _;
    set.exclude_from_history().text(text)
}

fn failed() -> CommandError {
    CommandError::new(
        ErrorCode::Internal,
        "the clipboard cannot be used",
        "Reveal the value and type it, or copy it with another tool.",
    )
}
