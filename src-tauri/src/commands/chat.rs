//! The test chat. Events come through an ordered channel of the call.

use std::sync::Arc;

use chatelaine_console::CommandError;
use chatelaine_console::view::{ChatEvent, ChatOptions};
use tauri::ipc::Channel;

use super::Shared;

#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_open(
    console: Shared<'_>,
    bot: String,
    options: ChatOptions,
    on_event: Channel<ChatEvent>,
) -> Result<String, CommandError> {
    // A window that is gone does not listen any more; the chat then ends with the console.
    let sink = Arc::new(move |event| drop(on_event.send(event)));
    Arc::clone(&console).chat_open(&bot, options, sink).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_send(
    console: Shared<'_>,
    id: String,
    text: String,
) -> Result<(), CommandError> {
    console.chat_send(&id, text).await
}

#[tauri::command]
#[specta::specta]
pub(crate) fn chat_close(console: Shared<'_>, id: String) {
    console.chat_close(&id);
}
