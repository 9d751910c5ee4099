//! Taking the last change back.

use std::path::Path;

use chatelaine_files::FileError;
use chatelaine_secrets::Secret;

use super::files::{self, Exchange};
use super::passwords;
use crate::backup::{Backup, PasswordBackup};
use crate::history::{Note, Record};
use crate::posture::restart_hint;
use crate::view::{Applied, Bot};
use crate::{CommandError, Console, ErrorCode};

const FILE_LIMIT: u64 = 128 << 20;

impl Console {
    /// Takes the last change of a bot back: files to the byte, vault entries, and passwords in the bot.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] when there is nothing to take back, [`ErrorCode::ChangedOnDisk`] when a file was changed
    /// since, [`ErrorCode::Vault`] when the backup cannot be opened; in each case nothing has changed.
    pub async fn undo(&self, target: &str) -> Result<Applied, CommandError> {
        let bot = self.bot(target)?;
        let _guard = self.turn()?;
        let nothing = || {
            CommandError::not_found(
                format!("there is no change of `{}` to take back", bot.name),
                "The history shows what was done.",
            )
        };
        let record = self.last_undoable(&bot.name)?.ok_or_else(nothing)?;
        let backup = self.open_backup(record.backup.as_deref().unwrap_or_default(), &bot.name)?;
        restore_files(&backup)?;
        let mut warnings = Vec::new();
        let present = self
            .restore_passwords(&bot, &changed_passwords(&backup, &record), &mut warnings)
            .await;
        for handle in self.restore_vault(&backup, |_| true) {
            warnings.push(format!("The vault still holds the later value of {handle}: it could not be asked. Once it can, adopt the value on the Secrets page, or with `chatelaine vault import`."));
        }
        self.keep_present(&bot, &present);
        let entry = self.note(Note {
            bot: bot.name.clone(),
            action: "undo",
            summary: format!("Took back: {}", record.summary),
            details: backup
                .files
                .iter()
                .map(|file| format!("restored {}", file.path))
                .collect(),
            settings: record.settings.clone(),
            backup: None,
            undoes: Some(record.seq),
        })?;
        self.forget_check(&bot.name);
        if !backup.files.is_empty() {
            self.state().restart_pending.insert(bot.name.clone());
        }
        Ok(Applied {
            entry,
            warnings,
            restart_hint: restart_hint(&bot),
        })
    }

    /// `user` first: restoring `admin` first would close the door that the other one needs. Returns the passwords that
    /// the bot still has.
    async fn restore_passwords<'a>(
        &self,
        bot: &Bot,
        changed: &[&'a PasswordBackup],
        warnings: &mut Vec<String>,
    ) -> Vec<&'a PasswordBackup> {
        if changed.is_empty() {
            return Vec::new();
        }
        let client = match self.client(bot) {
            Ok(client) => client,
            Err(error) => {
                warnings.push(kept("No password was restored", &error));
                return changed.to_vec();
            }
        };
        let admin = changed
            .iter()
            .find(|password| password.username == "admin")
            .map(|password| Secret::new(password.after.clone()));
        let token = match admin {
            Some(password) => {
                chatelaine_platforms::cheshire_cat::log_in(&client, "admin", &password)
                    .await
                    .ok()
            }
            None => self.admin_token(bot).await.ok().flatten(),
        };
        let mut present = Vec::new();
        for password in changed.iter().rev().copied() {
            let (now, then) = (
                Secret::new(password.after.clone()),
                Secret::new(password.before.clone()),
            );
            if let Err(failure) =
                passwords::change(&client, &password.username, &now, &then, token.as_ref()).await
            {
                warnings.push(kept(
                    &format!("The password of `{}` was not restored", password.username),
                    &failure.error,
                ));
                present.push(password);
            }
        }
        present
    }

    /// A password that the bot still has must stay in the vault, or nobody could log in any more.
    fn keep_present(&self, bot: &Bot, present: &[&PasswordBackup]) {
        for password in present {
            if let Ok(handle) =
                crate::console::handle(bot, &format!("password.{}", password.username))
            {
                let _ = self
                    .vault
                    .set(&handle, &Secret::new(password.after.clone()));
            }
        }
    }
}

fn kept(what: &str, error: &CommandError) -> String {
    format!("{what}: {} The vault keeps the present one.", error.what)
}

/// The backup holds every password that was to be changed; the history knows which ones were.
fn changed_passwords<'a>(backup: &'a Backup, record: &Record) -> Vec<&'a PasswordBackup> {
    let changed = |password: &&PasswordBackup| {
        record
            .settings
            .contains(&format!("password.{}", password.username))
    };
    backup.passwords.iter().filter(changed).collect()
}

/// Looks at every file before touching the first.
fn restore_files(backup: &Backup) -> Result<(), CommandError> {
    let mut todo = Vec::new();
    for file in &backup.files {
        let now = chatelaine_files::read(Path::new(&file.path), FILE_LIMIT)?;
        if now.fingerprint.to_string() != file.after {
            return Err(changed_since(&file.path));
        }
        todo.push((now, file.before(), file.mode));
    }
    let exchanges: Vec<Exchange<'_>> = todo
        .iter()
        .map(|(now, before, mode)| Exchange {
            before: now,
            after: before.as_ref().map(|bytes| bytes.as_slice()),
            mode: *mode,
        })
        .collect();
    files::carry_out(&exchanges).map_err(|error| match error {
        FileError::ChangedOnDisk { path } => changed_since(&path.display().to_string()),
        error => error.into(),
    })
}

fn changed_since(path: &str) -> CommandError {
    let what = format!("{path} was changed after this change was applied");
    CommandError::new(
        ErrorCode::ChangedOnDisk,
        what,
        "Taking it back would lose the later change. Edit the file by hand, or put it back as it was and try again.",
    )
}
