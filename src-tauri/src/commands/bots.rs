//! Which bots there are, and who can get in.

use chatelaine_console::CommandError;
use chatelaine_console::view::{Bot, BotSummary, Detection, NewBot, Posture};

use super::{Shared, aside};

#[tauri::command]
#[specta::specta]
pub(crate) async fn list_bots(console: Shared<'_>) -> Result<Vec<BotSummary>, CommandError> {
    aside(console, |console| console.list_bots()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn detect_bot(
    console: Shared<'_>,
    dir: String,
) -> Result<Detection, CommandError> {
    aside(console, move |console| console.detect_bot(&dir)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_bot(console: Shared<'_>, bot: NewBot) -> Result<Bot, CommandError> {
    aside(console, move |console| console.add_bot(bot)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_bot(console: Shared<'_>, name: String) -> Result<(), CommandError> {
    aside(console, move |console| console.remove_bot(&name)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn posture(console: Shared<'_>, bot: String) -> Result<Posture, CommandError> {
    aside(console, move |console| console.posture(&bot)).await
}
