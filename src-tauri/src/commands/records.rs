//! What is kept of conversations: transcripts, exports, checks.

use std::sync::Arc;

use chatelaine_console::CommandError;
use chatelaine_console::view::{
    ChatCheck, CheckEvent, CheckOutcome, ExportFormat, Exported, SavedCheck, TranscriptEntry,
    TranscriptInfo,
};
use tauri::State;
use tauri::ipc::Channel;

use super::{Shared, aside};
use crate::save::FilePicker;

#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_transcripts(
    console: Shared<'_>,
    bot: String,
) -> Result<Vec<TranscriptInfo>, CommandError> {
    aside(console, move |console| console.chat_transcripts(&bot)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_transcript(
    console: Shared<'_>,
    bot: String,
    id: String,
) -> Result<Vec<TranscriptEntry>, CommandError> {
    aside(console, move |console| console.chat_transcript(&bot, &id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_transcript_delete(
    console: Shared<'_>,
    bot: String,
    id: Option<String>,
) -> Result<(), CommandError> {
    aside(console, move |console| {
        console.chat_transcript_delete(&bot, id.as_deref())
    })
    .await
}

/// The file; nothing when the dialog was closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_transcript_export(
    console: Shared<'_>,
    picker: State<'_, FilePicker>,
    bot: String,
    id: String,
) -> Result<Option<String>, CommandError> {
    let Some(path) = picker.pick("conversation.jsonl").await else {
        return Ok(None);
    };
    aside(console, move |console| {
        console.chat_transcript_export(&bot, &id, &path)?;
        Ok(Some(path.display().to_string()))
    })
    .await
}

/// Nothing when the dialog was closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_export(
    console: Shared<'_>,
    picker: State<'_, FilePicker>,
    id: String,
    format: ExportFormat,
) -> Result<Option<Exported>, CommandError> {
    let Some(path) = picker.pick(format.file_name()).await else {
        return Ok(None);
    };
    aside(console, move |console| {
        console.chat_export(&id, format, &path)
    })
    .await
    .map(Some)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_checks(
    console: Shared<'_>,
    bot: String,
) -> Result<Vec<SavedCheck>, CommandError> {
    aside(console, move |console| console.chat_checks(&bot)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_check_from(
    console: Shared<'_>,
    bot: String,
    id: String,
) -> Result<ChatCheck, CommandError> {
    aside(console, move |console| console.chat_check_from(&bot, &id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_chat_check(
    console: Shared<'_>,
    bot: String,
    id: Option<String>,
    check: ChatCheck,
) -> Result<SavedCheck, CommandError> {
    aside(console, move |console| {
        console.save_chat_check(&bot, id.as_deref(), check)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_chat_check(
    console: Shared<'_>,
    bot: String,
    id: String,
) -> Result<(), CommandError> {
    aside(console, move |console| console.delete_chat_check(&bot, &id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn run_chat_check(
    console: Shared<'_>,
    bot: String,
    check: ChatCheck,
    on_event: Channel<CheckEvent>,
) -> Result<CheckOutcome, CommandError> {
    // A window that is gone does not listen any more; the check goes on to its end.
    Arc::clone(&console)
        .run_chat_check(&bot, &check, |event| drop(on_event.send(event)))
        .await
}
