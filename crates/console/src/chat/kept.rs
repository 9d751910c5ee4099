//! Secrets of a chat that stand in no file of the bot.

use chatelaine_secrets::Secret;

use super::credential::CLIENT_SECRET;
use crate::console::handle;
use crate::view::{Bot, ChatAuth};
use crate::{CommandError, Console};

impl Console {
    /// Keeps in the vault what a credential needs that stands in no file of the bot: the secret of a client of an
    /// authorization server, a token, or `user:password`.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Invalid`] for a credential that needs no such secret, [`crate::ErrorCode::Vault`].
    pub async fn keep_chat_secret(
        &self,
        bot: &Bot,
        auth: Option<ChatAuth>,
        secret: Secret,
    ) -> Result<(), CommandError> {
        let name = match auth {
            Some(ChatAuth::Oauth) => CLIENT_SECRET,
            Some(ChatAuth::Token) => "chat.token",
            Some(ChatAuth::Basic) => "chat.basic",
            _ => {
                return Err(CommandError::invalid(
                    "this credential takes no secret of its own",
                    "Choose `oauth`, `token` or `basic`.",
                ));
            }
        };
        let slot = handle(bot, name)?;
        self.with_vault(move |vault| vault.set(&slot, &secret))
            .await??;
        Ok(())
    }
}
