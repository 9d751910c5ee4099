//! Changing a password through the bot's own API, with proof that the new one works.

use chatelaine_platforms::cheshire_cat::{self, LoginError};
use chatelaine_secrets::Secret;
use chatelaine_wire::Client;

use crate::{CommandError, ErrorCode};

/// Why a password was not changed.
pub(super) struct Failure {
    pub(super) error: CommandError,
    /// The bot was told the new password and may have taken it, so both have to be kept.
    pub(super) unsure: bool,
}

impl<E: Into<CommandError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self {
            error: error.into(),
            unsure: false,
        }
    }
}

/// Logs in as the user (or, when users may not change themselves, as the administrator that `admin` names), sets the new
/// password and logs in with it.
pub(super) async fn change(
    client: &Client,
    username: &str,
    before: &Secret,
    after: &Secret,
    admin: Option<&Secret>,
) -> Result<(), Failure> {
    let own = cheshire_cat::log_in(client, username, before).await?;
    let token = admin.unwrap_or(&own);
    let users = cheshire_cat::users(client, token).await?;
    let missing = || {
        CommandError::new(
            ErrorCode::Refused,
            format!("the bot knows no user `{username}`"),
            "Look at the users on the Access page.",
        )
    };
    let id = users
        .into_iter()
        .find(|user| user.username == username)
        .map(|user| user.id)
        .ok_or_else(missing)?;
    let told = cheshire_cat::change_password(client, token, &id, after).await;
    if let Err(error @ (LoginError::Refused { .. } | LoginError::TooLong)) = told {
        return Err(error.into());
    }
    // An answer that got lost says nothing about what the bot did; only the passwords themselves tell.
    let Err(proof) = cheshire_cat::log_in(client, username, after).await else {
        return Ok(());
    };
    let unsure = cheshire_cat::log_in(client, username, before)
        .await
        .is_err();
    let error = match told {
        Err(error) => error.into(),
        Ok(()) => {
            let what = format!(
                "the bot took the new password of `{username}` but does not accept it: {proof}"
            );
            CommandError::new(
                ErrorCode::Refused,
                what,
                "Log in as an administrator and set the password again.",
            )
        }
    };
    Err(Failure { error, unsure })
}
