//! Certificates of a bot.

use chatelaine_console::CommandError;
use chatelaine_console::view::Certificate;

use super::{Shared, aside};

#[tauri::command]
#[specta::specta]
pub(crate) async fn certificates(
    console: Shared<'_>,
    bot: String,
) -> Result<Vec<Certificate>, CommandError> {
    aside(console, move |console| console.certificates(&bot)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn make_certificate(
    console: Shared<'_>,
    bot: String,
) -> Result<Certificate, CommandError> {
    aside(console, move |console| console.make_certificate(&bot)).await
}
