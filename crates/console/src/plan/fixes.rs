//! The fixes of findings as edits of a draft.

use chatelaine_documents::compose;
use chatelaine_platforms::Fix;
use chatelaine_platforms::cheshire_cat::DEFAULT_LOGINS;
use chatelaine_secrets::{Secret, generate_from_os};

use super::PasswordChange;
use super::draft::Draft;
use crate::console::handle;
use crate::view::Finding;
use crate::{CommandError, ErrorCode, mask};

/// A fix that was refused.
pub(super) struct Refused<'a> {
    finding: &'a Finding,
    error: CommandError,
}

impl Refused<'_> {
    /// The findings without those that cannot be mended now, and what is to be said about these. Locks go together: one
    /// half of a lock may keep the bot from starting. Nothing where this is the fault of no file: then nothing works.
    pub(super) fn leave(&self, findings: &[Finding]) -> Option<(Vec<Finding>, String)> {
        let of_file = matches!(
            self.error.code,
            ErrorCode::Invalid | ErrorCode::Unreadable | ErrorCode::NotFound
        );
        let left = |finding: &Finding| match self.finding.locks {
            true => finding.locks,
            false => finding.rule == self.finding.rule,
        };
        let kept: Vec<Finding> = (findings.iter())
            .filter(|finding| !left(finding))
            .cloned()
            .collect();
        let mut rules: Vec<&str> = (findings.iter())
            .filter(|finding| left(finding))
            .map(|finding| finding.rule.as_str())
            .collect();
        rules.dedup();
        let note = format!(
            "Not mended: {}. {} {}",
            rules.join(", "),
            self.error.what,
            self.error.advice
        );
        (of_file && !kept.is_empty()).then_some((kept, note))
    }

    pub(super) fn into_error(self) -> CommandError {
        self.error
    }
}

impl Draft<'_> {
    /// Keys that only mislead go first, so that what is generated afterwards is what counts.
    pub(super) fn fix<'f>(&mut self, findings: &'f [Finding]) -> Result<(), Refused<'f>> {
        let fixes = || {
            findings
                .iter()
                .filter_map(|finding| Some((finding, finding.fix.as_ref()?)))
        };
        for (finding, fix) in fixes() {
            self.tidy(fix).map_err(|error| Refused { finding, error })?;
        }
        for (finding, fix) in fixes() {
            self.mend(fix).map_err(|error| Refused { finding, error })?;
        }
        Ok(())
    }

    fn tidy(&mut self, fix: &Fix) -> Result<(), CommandError> {
        match fix {
            Fix::Remove { role, path } => {
                self.document(role)?.remove(path)?;
                self.done.insert(mask::setting_id(role, path));
            }
            Fix::Rename { role, path, to } => {
                self.document(role)?.rename(path, to)?;
                let renamed = path.parent().unwrap_or_default().key(to);
                self.done.insert(mask::setting_id(role, &renamed));
            }
            Fix::RemoveDuplicates { role, path } => {
                self.document(role)?.remove_earlier_duplicates(path)?;
                self.done.insert(mask::setting_id(role, path));
            }
            _ => {}
        }
        Ok(())
    }

    fn mend(&mut self, fix: &Fix) -> Result<(), CommandError> {
        match fix {
            Fix::Generate { setting } if !self.vault.iter().any(|(done, _)| done == setting) => {
                let placed = self.setting(setting)?;
                if self.bot.dir.is_none() {
                    self.notes.push(format!(
                        "{} cannot be set: the bot has no project folder here.",
                        placed.id
                    ));
                } else {
                    self.generate(&placed)?;
                }
            }
            Fix::Set { setting, value } => {
                let placed = self.setting(setting)?;
                self.set(&placed, value)?;
            }
            Fix::Write { role, path, value } => {
                self.document(role)?.set(path, value)?;
                self.done.insert(mask::setting_id(role, path));
            }
            Fix::EnableEnvFile { service } => {
                let as_read = self
                    .loaded
                    .and_then(|loaded| loaded.project.compose.as_ref());
                let text = self.compose.as_ref().or(as_read.map(|file| &file.text));
                if let Some(text) = text {
                    self.compose = Some(compose::enable_env_file(text, service)?);
                    self.done.insert("compose.env_file".into());
                }
            }
            Fix::ChangePassword { username } => self.password(username)?,
            Fix::Protect { file } => {
                self.protected.insert(file.clone());
                self.done.insert(format!("mode.{file}"));
            }
            Fix::Ignore { file } => {
                if !self.gitignore.contains(file) {
                    self.gitignore.push(file.clone());
                }
                self.done.insert(format!("gitignore.{file}"));
            }
            _ => {}
        }
        Ok(())
    }

    fn password(&mut self, username: &str) -> Result<(), CommandError> {
        let Some((_, shipped)) = DEFAULT_LOGINS.iter().find(|(name, _)| *name == username) else {
            return Ok(());
        };
        let change = PasswordChange {
            username: username.to_owned(),
            handle: handle(self.bot, &format!("password.{username}"))?,
            before: Secret::new((*shipped).to_owned()),
            after: generate_from_os()?,
        };
        self.done.insert(format!("password.{username}"));
        self.passwords.push(change);
        Ok(())
    }
}
