//! Taking the last change back.

use std::path::Path;

use chatelaine_files::Snapshot;
use chatelaine_secrets::Secret;

use super::passwords;
use crate::backup::Backup;
use crate::history::Note;
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
        let nothing = || CommandError::not_found(format!("there is no change of `{}` to take back", bot.name), "The history shows what was done.");
        let record = self.last_undoable(&bot.name)?.ok_or_else(nothing)?;
        let backup = self.open_backup(record.backup.as_deref().unwrap_or_default(), &bot.name)?;
        restore_files(&backup)?;
        let mut warnings = Vec::new();
        self.restore_passwords(&bot, &backup, &mut warnings).await;
        self.restore_vault(&backup);
        self.keep_unrestored(&bot, &backup, &warnings);
        let entry = self.note(Note {
            bot: bot.name.clone(),
            action: "undo",
            summary: format!("Took back: {}", record.summary),
            details: backup.files.iter().map(|file| format!("restored {}", file.path)).collect(),
            settings: record.settings.clone(),
            backup: None,
            undoes: Some(record.seq),
        })?;
        let mut state = self.state();
        state.checks.remove(&bot.name);
        if !backup.files.is_empty() {
            state.restart_pending.insert(bot.name.clone());
        }
        Ok(Applied { entry, warnings, restart_hint: restart_hint(&bot) })
    }

    /// `user` first: restoring `admin` first would close the door that the other one needs.
    async fn restore_passwords(&self, bot: &Bot, backup: &Backup, warnings: &mut Vec<String>) {
        if backup.passwords.is_empty() {
            return;
        }
        let client = match self.client(bot) {
            Ok(client) => client,
            Err(error) => return warnings.push(kept("No password was restored", &error)),
        };
        let admin = backup.passwords.iter().find(|password| password.username == "admin").map(|password| Secret::new(password.after.clone()));
        let token = match admin {
            Some(password) => chatelaine_platforms::cheshire_cat::log_in(&client, "admin", &password).await.ok(),
            None => self.admin_token(bot).await.ok().flatten(),
        };
        for password in backup.passwords.iter().rev() {
            let (now, then) = (Secret::new(password.after.clone()), Secret::new(password.before.clone()));
            if let Err(error) = passwords::change(&client, &password.username, &now, &then, token.as_ref()).await {
                warnings.push(kept(&format!("The password of `{}` was not restored", password.username), &error));
            }
        }
    }

    /// A password that the bot still has must stay in the vault, or nobody could log in any more.
    fn keep_unrestored(&self, bot: &Bot, backup: &Backup, warnings: &[String]) {
        for password in &backup.passwords {
            let lost = warnings.iter().any(|warning| warning.starts_with("No password") || warning.contains(&format!("`{}`", password.username)));
            if let (true, Ok(handle)) = (lost, crate::console::handle(bot, &format!("password.{}", password.username))) {
                let _ = self.vault.set(&handle, &Secret::new(password.after.clone()));
            }
        }
    }
}

fn kept(what: &str, error: &CommandError) -> String {
    format!("{what}: {} The vault keeps the present one.", error.what)
}

/// Looks at every file before touching the first.
fn restore_files(backup: &Backup) -> Result<(), CommandError> {
    let mut todo: Vec<(Snapshot, Option<zeroize::Zeroizing<Vec<u8>>>)> = Vec::new();
    for file in &backup.files {
        let now = chatelaine_files::read(Path::new(&file.path), FILE_LIMIT)?;
        if now.fingerprint.to_string() != file.after {
            let what = format!("{} was changed after this change was applied", file.path);
            return Err(CommandError::new(ErrorCode::ChangedOnDisk, what, "Taking it back would lose the later change. Edit the file by hand, or put it back as it was and try again."));
        }
        todo.push((now, file.before()));
    }
    let mut done: Vec<(Snapshot, Vec<u8>)> = Vec::new();
    for (now, before) in todo {
        let restored = match &before {
            Some(bytes) => chatelaine_files::replace(&now, bytes).map(Some),
            None => chatelaine_files::remove(&now).map(|()| None),
        };
        match restored {
            Ok(Some(then)) => done.push((then, now.bytes.clone())),
            Ok(None) => {}
            Err(error) => {
                for (snapshot, bytes) in done {
                    let _ = chatelaine_files::replace(&snapshot, &bytes);
                }
                return Err(error.into());
            }
        }
    }
    Ok(())
}
