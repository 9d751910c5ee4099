//! Applying a plan: all of it, or as if nothing had happened.

use chatelaine_secrets::{Handle, Secret};
use chatelaine_wire::{Client, Limits};

use super::{ChangePlan, passwords};
use crate::backup::{Backup, FileBackup, PasswordBackup, VaultBackup};
use crate::history::Note;
use crate::posture::restart_hint;
use crate::view::Applied;
use crate::{CommandError, Console};

impl Console {
    /// Applies a plan that was previewed.
    ///
    /// Order: sealed backup, vault, files, then passwords in the bot. Until the last file is written, every failure puts
    /// back what was done. A password that cannot be changed afterwards is a warning: the files are right and stay.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] for an unknown plan, [`crate::ErrorCode::ChangedOnDisk`] when a file is no longer what the plan
    /// was made from, [`crate::ErrorCode::Vault`] or [`crate::ErrorCode::Unwritable`]; in each case nothing has changed.
    pub async fn apply_plan(&self, id: &str) -> Result<Applied, CommandError> {
        let plan = self.state().plans.remove(id);
        let plan = plan.ok_or_else(|| CommandError::not_found("this plan is no longer there", "Make it again and review it."))?;
        let _guard = self.turn()?;
        let backup_name = self.write(&plan)?;

        let mut warnings = Vec::new();
        let mut changed = Vec::new();
        if !plan.passwords.is_empty() {
            match self.client(&plan.bot) {
                Ok(client) => self.change_passwords(&plan, &client, &mut changed, &mut warnings).await,
                Err(error) => warnings.push(format!("No password was changed: {} {}", error.what, error.advice)),
            }
        }
        let settings = plan.settings.iter().filter(|id| id.strip_prefix("password.").is_none_or(|name| changed.iter().any(|done| done == name))).cloned().collect();
        let entry = self.note(Note {
            bot: plan.bot.name.clone(),
            action: "change",
            summary: summary(&plan),
            details: details(&plan, &changed),
            settings,
            backup: Some(backup_name),
            undoes: None,
        })?;
        let mut state = self.state();
        state.checks.remove(&plan.bot.name);
        if !plan.files.is_empty() {
            state.restart_pending.insert(plan.bot.name.clone());
        }
        Ok(Applied { entry, warnings, restart_hint: restart_hint(&plan.bot) })
    }

    /// Backup, vault and files. Returns the backup's name.
    fn write(&self, plan: &ChangePlan) -> Result<String, CommandError> {
        let mut backup = Backup::default();
        for file in &plan.files {
            backup.files.push(FileBackup::new(&file.snapshot, &file.after));
        }
        let mut vault: Vec<(Handle, Option<Secret>)> = Vec::new();
        for (handle, value) in &plan.vault {
            vault.push((handle.clone(), value.as_ref().map(copy)));
        }
        for password in &plan.passwords {
            vault.push((password.handle.clone(), Some(copy(&password.after))));
            backup.passwords.push(PasswordBackup {
                username: password.username.clone(),
                before: password.before.expose().to_owned(),
                after: password.after.expose().to_owned(),
            });
        }
        for (handle, _) in &vault {
            let before = self.vault.get(handle)?.map(|secret| secret.expose().to_owned());
            backup.vault.push(VaultBackup { handle: handle.to_string(), before });
        }
        let name = self.keep_backup(&backup, &plan.bot.name)?;
        let written = self.write_vault(&vault).and_then(|()| write_files(plan));
        if let Err(error) = written {
            self.restore_vault(&backup);
            self.drop_backup(&name);
            return Err(error);
        }
        Ok(name)
    }

    fn write_vault(&self, values: &[(Handle, Option<Secret>)]) -> Result<(), CommandError> {
        for (handle, value) in values {
            match value {
                Some(value) => self.vault.set(handle, value)?,
                None => self.vault.delete(handle).map(|_| ())?,
            }
        }
        Ok(())
    }

    /// Puts every vault entry of a backup back; a vault that fails here keeps the newer value, which opens nothing yet.
    pub(super) fn restore_vault(&self, backup: &Backup) {
        for entry in &backup.vault {
            let Ok(handle) = entry.handle.parse::<Handle>() else { continue };
            let _ = match entry.before() {
                Some(value) => self.vault.set(&handle, &value).map(|()| true),
                None => self.vault.delete(&handle),
            };
        }
    }

    async fn change_passwords(&self, plan: &ChangePlan, client: &Client, changed: &mut Vec<String>, warnings: &mut Vec<String>) {
        let admin = match plan.passwords.iter().find(|password| password.username == "admin") {
            Some(password) => chatelaine_platforms::cheshire_cat::log_in(client, "admin", &password.before).await.ok(),
            None => self.admin_token(&plan.bot).await.ok().flatten(),
        };
        for password in &plan.passwords {
            let done = passwords::change(client, &password.username, &password.before, &password.after, admin.as_ref()).await;
            match done {
                Ok(()) => changed.push(password.username.clone()),
                Err(error) => {
                    // A value that the bot never took must not look like its password.
                    let _ = self.vault.delete(&password.handle);
                    warnings.push(format!("The password of `{}` was not changed: {} {}", password.username, error.what, error.advice));
                }
            }
        }
    }

    /// An HTTP client for a bot.
    pub(crate) fn client(&self, bot: &crate::view::Bot) -> Result<Client, CommandError> {
        Ok(Client::new(crate::posture::site(bot)?, Limits::default())?)
    }
}

fn write_files(plan: &ChangePlan) -> Result<(), CommandError> {
    let mut written = Vec::new();
    for file in &plan.files {
        match chatelaine_files::replace(&file.snapshot, &file.after) {
            Ok(now) => written.push((now, file)),
            Err(error) => {
                for (now, earlier) in written {
                    let before = &earlier.snapshot;
                    let _ = if before.exists() { chatelaine_files::replace(&now, &before.bytes).map(|_| ()) } else { chatelaine_files::remove(&now) };
                }
                return Err(error.into());
            }
        }
    }
    Ok(())
}

fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.expose().to_owned())
}

fn summary(plan: &ChangePlan) -> String {
    let count = plan.view.changes;
    format!("{} · {count} change{}", plan.view.title, if count == 1 { "" } else { "s" })
}

fn details(plan: &ChangePlan, changed: &[String]) -> Vec<String> {
    let named = plan.settings.iter().filter(|id| !id.starts_with("password.")).map(|id| format!("changed {id}"));
    let files = plan.files.iter().map(|file| format!("wrote {}", file.snapshot.path.display()));
    let passwords = changed.iter().map(|username| format!("changed the password of {username}"));
    named.chain(files).chain(passwords).collect()
}
