//! The window itself.

use chatelaine_console::CommandError;
use chatelaine_console::view::{Preferences, VaultStatus};
use tauri::State;

use super::{Shared, aside};
use crate::folder::FolderPicker;

#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_status(console: Shared<'_>) -> Result<VaultStatus, CommandError> {
    aside(console, |console| Ok(console.vault_status())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn preferences(console: Shared<'_>) -> Result<Preferences, CommandError> {
    aside(console, |console| Ok(console.preferences())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_preferences(
    console: Shared<'_>,
    preferences: Preferences,
) -> Result<(), CommandError> {
    aside(console, move |console| console.set_preferences(preferences)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_folder(
    picker: State<'_, FolderPicker>,
) -> Result<Option<String>, CommandError> {
    Ok(picker.pick().await)
}

/// Forgets every session, plan and chat.
#[tauri::command]
#[specta::specta]
pub(crate) fn lock(console: Shared<'_>) {
    console.lock();
}
