//! The secrets of a bot: where they live and how they stand.

use std::collections::HashMap;

use chatelaine_platforms::{Effective, Platform, Source, cheshire_cat};
use chatelaine_secrets::strength::Grade;
use chatelaine_secrets::{Secret, judge};
use jiff::Timestamp;

use crate::console::handle;
use crate::history::Note;
use crate::project::{Loaded, load};
use crate::view::{Bot, SecretRow, SecretState};
use crate::{CommandError, Console};

impl Console {
    /// Every secret of a bot.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] for an unknown bot, [`crate::ErrorCode::Unreadable`] when its files make no sense.
    pub fn secrets(&self, target: &str) -> Result<Vec<SecretRow>, CommandError> {
        let bot = self.bot(target)?;
        let loaded = load(&bot)?;
        let values = loaded.as_ref().map(Loaded::values).unwrap_or_default();
        let mut rows = loaded
            .map(|loaded| self.secret_rows(&bot, &loaded, &values))
            .unwrap_or_default();
        rows.extend(self.kept_rows(&bot));
        let (records, _) = self.records()?;
        for row in &mut rows {
            let changed = records
                .iter()
                .rev()
                .find(|record| record.bot == bot.name && record.settings.contains(&row.setting));
            row.age_days = changed
                .and_then(|record| record.at.parse::<Timestamp>().ok())
                .map(days_since);
        }
        Ok(rows)
    }

    /// The value of one secret, for the operator's eyes. The one place where a value leaves the console.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] when there is no value, [`crate::ErrorCode::Unreadable`] when the file that would hold
    /// it makes no sense.
    pub fn reveal_secret(&self, target: &str, setting: &str) -> Result<Secret, CommandError> {
        let bot = self.bot(target)?;
        let placed = bot.platform.setting(setting);
        let id = placed.as_ref().map_or(setting, |placed| placed.id.as_str());
        let loaded = load(&bot)?;
        let values = loaded.as_ref().map(Loaded::values).unwrap_or_default();
        let in_file = values
            .into_iter()
            .find(|value| value.id == id && value.is_set())
            .and_then(|value| value.value);
        let missing = || {
            let role = placed.as_ref().map(|placed| placed.setting.role());
            let unread = loaded
                .as_ref()
                .zip(role)
                .and_then(|(loaded, role)| loaded.document(role).err());
            unread.unwrap_or_else(|| {
                CommandError::not_found(format!("{id} has no value"), "Generate one first.")
            })
        };
        in_file
            .or_else(|| self.recall(&bot, id))
            .ok_or_else(missing)
    }

    /// Takes every secret that is only in a file into the vault. Returns how many.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Vault`] when the vault refuses; those taken before that stay in it.
    pub fn import_secrets(&self, target: &str) -> Result<u32, CommandError> {
        let bot = self.bot(target)?;
        let values = load(&bot)?.as_ref().map(Loaded::values).unwrap_or_default();
        let mut taken = 0;
        for value in values
            .iter()
            .filter(|value| value.setting.is_secret() && value.is_set())
        {
            let (Some(secret), slot) = (&value.value, handle(&bot, &value.id)?) else {
                continue;
            };
            if self
                .vault
                .get(&slot)?
                .is_none_or(|kept| kept.expose() != secret.expose())
            {
                self.vault.set(&slot, secret)?;
                taken += 1;
            }
        }
        if taken > 0 {
            self.note(Note {
                bot: bot.name,
                action: "vault",
                summary: format!("Took {taken} secrets into the vault"),
                ..Note::default()
            })?;
        }
        Ok(taken)
    }

    /// The names of everything that the vault keeps, never values.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Vault`] when it cannot tell.
    pub fn vault_entries(&self) -> Result<Vec<String>, CommandError> {
        Ok(self
            .vault
            .list("")?
            .iter()
            .map(ToString::to_string)
            .collect())
    }

    /// The secrets that stand in files.
    pub(crate) fn secret_rows(
        &self,
        bot: &Bot,
        loaded: &Loaded,
        values: &[Effective],
    ) -> Vec<SecretRow> {
        let secrets: Vec<&Effective> = values
            .iter()
            .filter(|value| value.setting.is_secret())
            .collect();
        let mut uses: HashMap<&str, usize> = HashMap::new();
        for value in secrets.iter().filter(|value| value.is_set()) {
            *uses.entry(value.text()).or_default() += 1;
        }
        let row = |value: &&Effective| {
            let kept = self.recall(bot, &value.id);
            let lives_in = match &value.source {
                Source::File { line, .. } => {
                    let role = value.setting.role();
                    format!("{}:{line}", loaded.project.name(role).unwrap_or(role))
                }
                Source::Environment { file, line } => {
                    line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"))
                }
                Source::Default => "absent".into(),
            };
            let strength = value.value.as_ref().map(judge);
            let state = match strength.map(|strength| strength.grade) {
                _ if !value.is_set() && value.setting.default.is_some() => SecretState::Default,
                _ if !value.is_set() => SecretState::Absent,
                Some(Grade::Known(_)) => SecretState::Default,
                // How long a token is that another service issued is that service's business.
                Some(Grade::Weak | Grade::Fair) if value.setting.can_generate() => {
                    SecretState::Weak
                }
                _ if uses.get(value.text()).is_some_and(|&uses| uses > 1) => SecretState::Reused,
                _ => match &kept {
                    None => SecretState::Unmanaged,
                    Some(kept) if kept.expose() == value.text() => SecretState::InSync,
                    Some(_) => SecretState::Drifted,
                },
            };
            SecretRow {
                setting: value.id.clone(),
                name: value.name().to_owned(),
                title: value.setting.title.into(),
                lives_in,
                state,
                strength: strength.map_or_else(|| "none".into(), |strength| strength.word()),
                age_days: None,
                revealable: value.is_set(),
                in_vault: kept.is_some(),
            }
        };
        secrets
            .iter()
            // What another service issues is only missing where that service is used.
            .filter(|value| value.is_set() || value.setting.can_generate())
            .map(row)
            .collect()
    }

    /// The secrets that live in the bot and, once known, in the vault: passwords and provider keys.
    fn kept_rows(&self, bot: &Bot) -> Vec<SecretRow> {
        let shipped = self.shipped_passwords(bot);
        let logins = match bot.platform {
            Platform::CheshireCat => cheshire_cat::DEFAULT_LOGINS,
            _ => &[],
        };
        let mut names: Vec<String> = logins
            .iter()
            .map(|(username, _)| format!("password.{username}"))
            .collect();
        let prefix = format!("{}/", crate::bots::vault_name(&bot.name));
        let kept = self.vault.list(&prefix).unwrap_or_default();
        let known = |name: &str| name.starts_with("password.") || name.starts_with("provider.");
        names.extend(
            kept.iter()
                .map(|handle| handle.name().to_owned())
                .filter(|name| known(name)),
        );
        names.sort();
        names.dedup();
        names
            .into_iter()
            .map(|name| self.kept_row(bot, name, &shipped))
            .collect()
    }

    fn kept_row(&self, bot: &Bot, id: String, shipped: &[String]) -> SecretRow {
        let value = self.recall(bot, &id);
        let strength = value.as_ref().map(judge);
        let (kind, name) = id.split_once('.').unwrap_or(("", &id));
        let is_password = kind == "password";
        let shipped = is_password && shipped.iter().any(|username| username == name);
        let state = match strength.map(|strength| strength.grade) {
            _ if shipped => SecretState::Default,
            None => SecretState::Absent,
            Some(Grade::Known(_)) => SecretState::Default,
            Some(Grade::Weak) if is_password => SecretState::Weak,
            Some(_) => SecretState::InSync,
        };
        let title = if is_password {
            format!("Password of {name}")
        } else {
            "Key of a model provider".into()
        };
        SecretRow {
            name: if is_password {
                name.to_owned()
            } else {
                name.rsplit('.').next().unwrap_or(name).to_owned()
            },
            title,
            lives_in: if value.is_some() {
                "keychain".into()
            } else {
                "the bot".into()
            },
            state,
            strength: if shipped {
                "known".into()
            } else {
                strength.map_or_else(|| "unknown".into(), |strength| strength.word())
            },
            age_days: None,
            revealable: value.is_some(),
            in_vault: value.is_some(),
            setting: id,
        }
    }

    /// Users whose shipped password the last check found working.
    fn shipped_passwords(&self, bot: &Bot) -> Vec<String> {
        let state = self.state();
        let observation = state
            .checks
            .get(&bot.name)
            .and_then(|check| check.outcome.as_ref().ok());
        let finding = |finding: &crate::view::Finding| match &finding.fix {
            Some(chatelaine_platforms::Fix::ChangePassword { username }) => {
                Some((*username).to_owned())
            }
            _ => None,
        };
        observation
            .map(|observation| observation.findings.iter().filter_map(finding).collect())
            .unwrap_or_default()
    }
}

fn days_since(then: Timestamp) -> u32 {
    let seconds = Timestamp::now().as_second() - then.as_second();
    u32::try_from(seconds / 86_400).unwrap_or_default()
}
