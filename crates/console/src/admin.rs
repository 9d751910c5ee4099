//! What an administrator sees and does once logged in.

use chatelaine_platforms::cheshire_cat;
use chatelaine_secrets::{Secret, generate_from_os};

use crate::console::handle;
use crate::history::Note;
use crate::view::{AdminOverview, Bot};
use crate::{CommandError, Console};

impl Console {
    /// Version, models, plugins, users and open provider keys.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Refused`] when nobody is logged in, [`crate::ErrorCode::Unreachable`].
    pub async fn admin_overview(&self, target: &str) -> Result<AdminOverview, CommandError> {
        self.admin_overview_of(&self.bot(target)?).await
    }

    /// [`Console::admin_overview`] of a bot that may not be registered.
    ///
    /// # Errors
    /// As [`Console::admin_overview`].
    pub async fn admin_overview_of(&self, bot: &Bot) -> Result<AdminOverview, CommandError> {
        let token = self.token(bot).await?;
        let mut overview = cheshire_cat::overview(&self.client(bot)?, &token).await?;
        for user in &mut overview.users {
            user.in_vault = self
                .recall(bot, &format!("password.{}", user.username))
                .is_some();
        }
        for key in &mut overview.provider_keys {
            key.in_vault = self.recall(bot, &format!("provider.{}", key.id)).is_some();
        }
        Ok(overview)
    }

    /// Gives a user a new password: a generated one, or the given one. The vault keeps it.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Refused`] without the permission, [`crate::ErrorCode::Vault`] before anything is changed.
    pub async fn change_password(
        &self,
        target: &str,
        user_id: &str,
        username: &str,
        password: Option<Secret>,
    ) -> Result<(), CommandError> {
        let bot = self.bot(target)?;
        let token = self.token(&bot).await?;
        let password = password.map_or_else(generate_from_os, Ok)?;
        let slot = handle(&bot, &format!("password.{username}"))?;
        let before = self.vault.get(&slot)?;
        // First the vault: a password that only the bot knows would lock everybody out.
        self.vault.set(&slot, &password)?;
        let changed =
            cheshire_cat::change_password(&self.client(&bot)?, &token, user_id, &password).await;
        if let Err(error) = changed {
            let _ = match before {
                Some(before) => self.vault.set(&slot, &before).map(|()| true),
                None => self.vault.delete(&slot),
            };
            return Err(error.into());
        }
        let settings = vec![format!("password.{username}")];
        self.note(Note {
            bot: bot.name.clone(),
            action: "password",
            summary: format!("Changed the password of {username}"),
            settings,
            ..Note::default()
        })?;
        self.state().checks.remove(&bot.name);
        Ok(())
    }

    /// Keeps a provider key, which the API returns in clear, in the vault.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] when the bot no longer has it.
    pub async fn keep_provider_key(&self, target: &str, id: &str) -> Result<(), CommandError> {
        let bot = self.bot(target)?;
        let token = self.token(&bot).await?;
        let keys = cheshire_cat::provider_keys(&self.client(&bot)?, &token).await?;
        let missing =
            || CommandError::not_found("the bot no longer has this key", "Load the page again.");
        let (_, value) = keys
            .into_iter()
            .find(|(key, _)| key.id == id)
            .ok_or_else(missing)?;
        let slot = handle(&bot, &format!("provider.{id}"))?;
        self.with_vault(move |vault| vault.set(&slot, &value))
            .await??;
        self.note(Note {
            bot: bot.name,
            action: "vault",
            summary: format!("Kept {id} in the vault"),
            ..Note::default()
        })?;
        Ok(())
    }
}
