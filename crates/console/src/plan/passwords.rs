//! Changing a password through the bot's own API, with proof that the new one works.

use chatelaine_platforms::cheshire_cat;
use chatelaine_secrets::Secret;
use chatelaine_wire::Client;

use crate::{CommandError, ErrorCode};

/// Logs in as the user (or, when users may not change themselves, as the administrator that `admin` names), sets the new
/// password and logs in with it.
pub(super) async fn change(client: &Client, username: &str, before: &Secret, after: &Secret, admin: Option<&Secret>) -> Result<(), CommandError> {
    let own = cheshire_cat::log_in(client, username, before).await?;
    let token = admin.unwrap_or(&own);
    let users = cheshire_cat::users(client, token).await?;
    let missing = || CommandError::new(ErrorCode::Refused, format!("the bot knows no user `{username}`"), "Look at the users on the Access page.");
    let id = users.into_iter().find(|user| user.username == username).map(|user| user.id).ok_or_else(missing)?;
    cheshire_cat::change_password(client, token, &id, after).await?;
    cheshire_cat::log_in(client, username, after).await.map(|_| ()).map_err(|error| {
        CommandError::new(ErrorCode::Refused, format!("the bot took the new password of `{username}` but does not accept it: {error}"), "Log in as an administrator and set the password again.")
    })
}
