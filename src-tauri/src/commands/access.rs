//! Logins, and what an administrator does once in.

use chatelaine_console::CommandError;
use chatelaine_console::view::{AdminOverview, Session};
use chatelaine_secrets::Secret;

use super::{Shared, aside};

#[tauri::command]
#[specta::specta]
pub(crate) async fn login(
    console: Shared<'_>,
    bot: String,
    username: String,
    password: Option<String>,
    remember: bool,
) -> Result<Session, CommandError> {
    console
        .login(&bot, &username, password.map(Secret::new), remember, false)
        .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn session(
    console: Shared<'_>,
    bot: String,
) -> Result<Option<Session>, CommandError> {
    aside(console, move |console| console.session(&bot)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn logout(console: Shared<'_>, bot: String) -> Result<(), CommandError> {
    aside(console, move |console| console.logout(&bot)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn admin_overview(
    console: Shared<'_>,
    bot: String,
) -> Result<AdminOverview, CommandError> {
    console.admin_overview(&bot).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn change_password(
    console: Shared<'_>,
    bot: String,
    user_id: String,
    username: String,
    password: Option<String>,
) -> Result<(), CommandError> {
    console
        .change_password(&bot, &user_id, &username, password.map(Secret::new))
        .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn keep_provider_key(
    console: Shared<'_>,
    bot: String,
    id: String,
) -> Result<(), CommandError> {
    console.keep_provider_key(&bot, &id).await
}
