//! Tokens that somebody else issues: the bot itself at a login, or an authorization server.

use std::sync::Arc;

use chatelaine_secrets::Secret;

use crate::view::{Bot, ChatAuth, ChatOptions};
use crate::{CommandError, Console};

impl Console {
    /// The token that the chat's credential asks for, if it asks for one.
    pub(super) async fn chat_token(
        self: &Arc<Self>,
        bot: &Bot,
        options: &ChatOptions,
    ) -> Result<Option<Secret>, CommandError> {
        match options.auth {
            Some(ChatAuth::Jwt) if bot.platform.issues_tokens() => self.token(bot).await.map(Some),
            _ => Ok(None),
        }
    }
}
