//! Applying a plan: all of it, or as if nothing had happened.

use chatelaine_secrets::{Handle, Secret};
use chatelaine_wire::{Client, Limits};

use super::files::{self, Exchange};
use super::{ChangePlan, FileEdit, passwords};
use crate::backup::{Backup, FileBackup, PasswordBackup, VaultBackup};
use crate::history::Note;
use crate::posture::restart_hint;
use crate::view::Applied;
use crate::{CommandError, Console};

/// What was done so far, in the order in which it was done.
struct Written {
    backup: Backup,
    name: String,
}

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
        let plan = plan.ok_or_else(|| {
            CommandError::not_found(
                "this plan is no longer there",
                "Make it again and review it.",
            )
        })?;
        let _guard = self.turn()?;
        let written = self.write(&plan)?;

        let mut warnings = Vec::new();
        let mut changed = Vec::new();
        if !plan.passwords.is_empty() {
            match self.client(&plan.bot) {
                Ok(client) => {
                    self.change_passwords(
                        &plan,
                        &client,
                        &written.backup,
                        &mut changed,
                        &mut warnings,
                    )
                    .await
                }
                Err(error) => {
                    self.restore_vault(&written.backup, |handle| {
                        plan.passwords
                            .iter()
                            .any(|password| password.handle.as_str() == handle)
                    });
                    warnings.push(format!(
                        "No password was changed: {} {}",
                        error.what, error.advice
                    ));
                }
            }
        }
        let settings = plan
            .settings
            .iter()
            .filter(|id| {
                id.strip_prefix("password.")
                    .is_none_or(|name| changed.iter().any(|done| done == name))
            })
            .cloned()
            .collect();
        let noted = self.note(Note {
            bot: plan.bot.name.clone(),
            action: "change",
            summary: summary(&plan),
            details: details(&plan, &changed),
            settings,
            backup: Some(written.name.clone()),
            undoes: None,
        });
        let entry = match noted {
            Ok(entry) => entry,
            Err(mut error) if changed.is_empty() => {
                // A change that the history does not know could not be taken back.
                self.take_back(&plan, &written);
                error.what = format!("{} Nothing was changed.", error.what);
                return Err(error);
            }
            Err(mut error) => {
                error.what = format!(
                    "{} The change itself was made; the sealed backup is {}.",
                    error.what, written.name
                );
                return Err(error);
            }
        };
        self.forget_check(&plan.bot.name);
        // Only a check can tell that the bot was restarted; where there is none, it would stay pending for ever.
        if plan.files.iter().any(FileEdit::changes_content) {
            self.state().restart_pending.insert(plan.bot.name.clone());
        }
        Ok(Applied {
            entry,
            warnings,
            restart_hint: restart_hint(&plan.bot),
        })
    }

    /// Backup, vault and files.
    fn write(&self, plan: &ChangePlan) -> Result<Written, CommandError> {
        let exchanges = exchanges(plan);
        files::still_as_read(&exchanges)?;
        let mut backup = Backup::default();
        for file in &plan.files {
            backup
                .files
                .push(FileBackup::new(&file.snapshot, &file.after, file.mode));
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
            let before = self
                .vault
                .get(handle)?
                .map(|secret| secret.expose().to_owned());
            backup.vault.push(VaultBackup {
                handle: handle.to_string(),
                before,
            });
        }
        let name = self.keep_backup(&backup, &plan.bot.name)?;
        let written = self
            .write_vault(&vault)
            .and_then(|()| Ok(files::carry_out(&exchanges)?));
        if let Err(error) = written {
            self.restore_vault(&backup, |_| true);
            self.drop_backup(&name);
            return Err(error);
        }
        Ok(Written { backup, name })
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

    fn take_back(&self, plan: &ChangePlan, written: &Written) {
        files::put_back(&exchanges(plan));
        self.restore_vault(&written.backup, |_| true);
        self.drop_backup(&written.name);
    }

    /// Puts the wanted vault entries of a backup back. Returns those that the vault did not take: they keep the newer
    /// value, which opens nothing any more.
    pub(super) fn restore_vault(
        &self,
        backup: &Backup,
        wanted: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let mut failed = Vec::new();
        for entry in backup.vault.iter().filter(|entry| wanted(&entry.handle)) {
            let Ok(handle) = entry.handle.parse::<Handle>() else {
                continue;
            };
            let restored = match entry.before() {
                Some(value) => self.vault.set(&handle, &value),
                None => self.vault.delete(&handle).map(|_| ()),
            };
            if restored.is_err() {
                failed.push(entry.handle.clone());
            }
        }
        failed
    }

    async fn change_passwords(
        &self,
        plan: &ChangePlan,
        client: &Client,
        backup: &Backup,
        changed: &mut Vec<String>,
        warnings: &mut Vec<String>,
    ) {
        let admin = match plan
            .passwords
            .iter()
            .find(|password| password.username == "admin")
        {
            Some(password) => {
                chatelaine_platforms::cheshire_cat::log_in(client, "admin", &password.before)
                    .await
                    .ok()
            }
            None => self.admin_token(&plan.bot).await.ok().flatten(),
        };
        for password in &plan.passwords {
            let username = &password.username;
            let Err(failure) = passwords::change(
                client,
                username,
                &password.before,
                &password.after,
                admin.as_ref(),
            )
            .await
            else {
                changed.push(username.clone());
                continue;
            };
            let (what, advice) = (&failure.error.what, &failure.error.advice);
            if failure.unsure {
                // Forgetting a password that the bot may have taken would lock everybody out.
                changed.push(username.clone());
                warnings.push(format!("It is not known whether the password of `{username}` was changed; the vault keeps the new one: {what} {advice}"));
            } else {
                // A value that the bot never took must not look like its password.
                self.restore_vault(backup, |handle| handle == password.handle.as_str());
                warnings.push(format!(
                    "The password of `{username}` was not changed: {what} {advice}"
                ));
            }
        }
    }

    /// An HTTP client for a bot.
    pub(crate) fn client(&self, bot: &crate::view::Bot) -> Result<Client, CommandError> {
        Ok(Client::new(crate::posture::site(bot)?, Limits::default())?)
    }
}

fn exchanges(plan: &ChangePlan) -> Vec<Exchange<'_>> {
    plan.files
        .iter()
        .map(|file| Exchange {
            before: &file.snapshot,
            after: Some(&file.after),
            mode: file.mode,
        })
        .collect()
}

fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.expose().to_owned())
}

fn summary(plan: &ChangePlan) -> String {
    let count = plan.view.changes;
    format!(
        "{} · {count} change{}",
        plan.view.title,
        if count == 1 { "" } else { "s" }
    )
}

fn details(plan: &ChangePlan, changed: &[String]) -> Vec<String> {
    let named = plan
        .settings
        .iter()
        .filter(|id| !id.starts_with("password."))
        .map(|id| format!("changed {id}"));
    let files = plan
        .files
        .iter()
        .map(|file| format!("wrote {}", file.snapshot.path.display()));
    let passwords = changed
        .iter()
        .map(|username| format!("changed the password of {username}"));
    named.chain(files).chain(passwords).collect()
}
