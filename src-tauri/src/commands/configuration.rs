//! Settings, secrets, change plans and their history.

use chatelaine_console::CommandError;
use chatelaine_console::view::{
    Applied, ConfigFile, ConfigText, Finding, HistoryView, Plan, PlanRequest, SecretRow, SettingRow,
};
use tauri::State;

use super::{Shared, aside};
use crate::clipboard::{CLEARED_AFTER, Clipboard};

#[tauri::command]
#[specta::specta]
pub(crate) async fn settings(
    console: Shared<'_>,
    bot: String,
) -> Result<Vec<SettingRow>, CommandError> {
    aside(console, move |console| console.settings(&bot)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn config_files(
    console: Shared<'_>,
    bot: String,
) -> Result<Vec<ConfigFile>, CommandError> {
    aside(console, move |console| console.config_files(&bot)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn config_text(
    console: Shared<'_>,
    bot: String,
    role: String,
) -> Result<ConfigText, CommandError> {
    aside(console, move |console| console.config_text(&bot, &role)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn lint_text(
    console: Shared<'_>,
    bot: String,
    role: String,
    text: String,
    fingerprint: String,
) -> Result<Vec<Finding>, CommandError> {
    aside(console, move |console| {
        console.lint_text(&bot, &role, &text, &fingerprint)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn secrets(
    console: Shared<'_>,
    bot: String,
) -> Result<Vec<SecretRow>, CommandError> {
    aside(console, move |console| console.secrets(&bot)).await
}

/// The one command that hands a value to the webview.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reveal_secret(
    console: Shared<'_>,
    bot: String,
    setting: String,
) -> Result<String, CommandError> {
    aside(console, move |console| {
        console
            .reveal_secret(&bot, &setting)
            .map(|secret| secret.expose().to_owned())
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_secret(
    console: Shared<'_>,
    clipboard: State<'_, Clipboard>,
    bot: String,
    setting: String,
) -> Result<u32, CommandError> {
    let secret = aside(console, move |console| {
        console.reveal_secret(&bot, &setting)
    })
    .await?;
    clipboard.copy(secret)?;
    Ok(u32::try_from(CLEARED_AFTER.as_secs()).unwrap_or(u32::MAX))
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_secrets(console: Shared<'_>, bot: String) -> Result<u32, CommandError> {
    aside(console, move |console| console.import_secrets(&bot)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_plan(
    console: Shared<'_>,
    bot: String,
    request: PlanRequest,
) -> Result<Plan, CommandError> {
    aside(console, move |console| console.preview_plan(&bot, request)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn apply_plan(
    console: Shared<'_>,
    plan_id: String,
) -> Result<Applied, CommandError> {
    console.apply_plan(&plan_id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) fn discard_plan(console: Shared<'_>, plan_id: String) {
    console.discard_plan(&plan_id);
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn undo(console: Shared<'_>, bot: String) -> Result<Applied, CommandError> {
    console.undo(&bot).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn history(
    console: Shared<'_>,
    bot: Option<String>,
) -> Result<HistoryView, CommandError> {
    aside(console, move |console| console.history(bot.as_deref())).await
}
