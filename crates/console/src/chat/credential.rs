//! Tokens that somebody else issues: the bot itself at a login, or an authorization server.

use std::sync::Arc;

use chatelaine_secrets::Secret;

use super::oauth::access_token;
use crate::view::{Bot, ChatAuth, ChatOptions};
use crate::{CommandError, Console};

/// What the vault calls the secret of a client of an authorization server.
pub(super) const CLIENT_SECRET: &str = "oauth.client_secret";

impl Console {
    /// The token that the chat's credential asks for, if it asks for one. Each connection gets a fresh one.
    pub(super) async fn chat_token(
        self: &Arc<Self>,
        bot: &Bot,
        options: &ChatOptions,
    ) -> Result<Option<Secret>, CommandError> {
        match options.auth {
            Some(ChatAuth::Jwt) if bot.platform.issues_tokens() => self.token(bot).await.map(Some),
            Some(ChatAuth::Oauth) => self.oauth_token(bot, options).await.map(Some),
            _ => Ok(None),
        }
    }

    async fn oauth_token(
        self: &Arc<Self>,
        bot: &Bot,
        options: &ChatOptions,
    ) -> Result<Secret, CommandError> {
        let oauth = options.oauth.as_ref().ok_or_else(|| {
            CommandError::invalid(
                "no authorization server is named",
                "Give its token endpoint and the client's id.",
            )
        })?;
        let asked = bot.clone();
        let secret = self
            .aside(move |console| Ok(console.recall(&asked, CLIENT_SECRET)))
            .await?;
        let secret = secret.ok_or_else(|| {
            CommandError::invalid(
                "the secret of the client is not known",
                "Keep it in the vault as `oauth.client_secret`.",
            )
        })?;
        access_token(oauth, &secret).await
    }
}
