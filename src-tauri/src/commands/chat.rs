//! The test chat. Events come through an ordered channel of the call.

use std::sync::Arc;
use std::time::Duration;

use chatelaine_console::view::{ChatAuth, ChatEvent, ChatOptions, ChatWays, Frame};
use chatelaine_console::{ChatListener, CommandError, Pace};
use chatelaine_secrets::Secret;
use tauri::ipc::Channel;

use super::{Shared, aside};

/// What the window's page gets at once: a batch in half a picture at 60 a second, so that a word is seen with the next
/// picture, and no more than a reader can follow. The page says in steps of 25 events what it showed.
const PACE: Pace = Pace {
    between: Duration::from_millis(8),
    frames: 50,
    remarks: 200,
    unshown: 100,
};

#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_ways(console: Shared<'_>, bot: String) -> Result<ChatWays, CommandError> {
    aside(console, move |console| console.chat_ways(&bot)).await
}

/// For a credential that stands in no file of the bot. It goes into the vault and never comes back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn keep_chat_secret(
    console: Shared<'_>,
    bot: String,
    auth: ChatAuth,
    secret: String,
) -> Result<(), CommandError> {
    let bot = console.bot(&bot)?;
    console
        .keep_chat_secret(&bot, Some(auth), Secret::new(secret))
        .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_frames(
    console: Shared<'_>,
    id: String,
    from: u32,
    count: u32,
) -> Result<Vec<Frame>, CommandError> {
    aside(console, move |console| {
        console.chat_frames(&id, from, count)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn chat_open(
    console: Shared<'_>,
    bot: String,
    options: ChatOptions,
    on_events: Channel<Vec<ChatEvent>>,
) -> Result<String, CommandError> {
    // A window that is gone does not listen any more; the chat then ends with the console.
    let listener = ChatListener::paced(PACE, move |events| drop(on_events.send(events)));
    Arc::clone(&console)
        .chat_open(&bot, options, listener)
        .await
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

/// The page showed so many more events; without that it gets only as many as may be ahead of it.
#[tauri::command]
#[specta::specta]
pub(crate) fn chat_taken(console: Shared<'_>, id: String, events: u32) {
    console.chat_taken(&id, events as usize);
}

#[tauri::command]
#[specta::specta]
pub(crate) fn chat_close(console: Shared<'_>, id: String) {
    console.chat_close(&id);
}
