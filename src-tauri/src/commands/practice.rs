//! Practice bots.

use chatelaine_console::CommandError;
use chatelaine_console::view::{Bot, Platform};

use super::Shared;

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_practice(
    console: Shared<'_>,
    platform: Platform,
) -> Result<Bot, CommandError> {
    console.start_practice(platform).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn restart_practice(console: Shared<'_>, bot: String) -> Result<(), CommandError> {
    console.restart_practice(&bot).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_practice(console: Shared<'_>, bot: String) -> Result<(), CommandError> {
    console.stop_practice(&bot).await
}
