//! The commands: parse, call the console, return. Whoever looks for behaviour finds it in `chatelaine-console`.

pub(crate) mod access;
pub(crate) mod bots;
pub(crate) mod certificates;
pub(crate) mod chat;
pub(crate) mod checks;
pub(crate) mod configuration;
pub(crate) mod doctor;
pub(crate) mod practice;
pub(crate) mod records;
pub(crate) mod window;

use std::sync::Arc;

use chatelaine_console::{CommandError, Console, ErrorCode};
use tauri::State;

/// The console as Tauri hands it to a command.
pub(crate) type Shared<'a> = State<'a, Arc<Console>>;

/// Does work that reads files or asks the vault where waiting does not hold up the window.
pub(crate) async fn aside<T: Send + 'static>(
    console: Shared<'_>,
    work: impl FnOnce(&Console) -> Result<T, CommandError> + Send + 'static,
) -> Result<T, CommandError> {
    let console = Arc::clone(&console);
    let done = tauri::async_runtime::spawn_blocking(move || work(&console)).await;
    done.unwrap_or_else(|_| {
        Err(CommandError::new(
            ErrorCode::Internal,
            "the work broke off",
            "Try again.",
        ))
    })
}
