//! Every setting with the value that counts.

use chatelaine_platforms::{Effective, Group, Kind, Project, Setting, Source};
use chatelaine_secrets::mask;

use crate::project::load;
use crate::view::{SettingKind, SettingRow, SettingSource};
use crate::{CommandError, Console};

impl Console {
    /// The settings of a bot; the bare table when it has no folder.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] for an unknown bot, [`crate::ErrorCode::Unreadable`] when its files make no sense.
    pub fn settings(&self, target: &str) -> Result<Vec<SettingRow>, CommandError> {
        let bot = self.bot(target)?;
        let Some(loaded) = load(&bot)? else {
            let bare = bot.platform.effective(&Project::default());
            return Ok(bare.iter().map(|value| row(value, None)).collect());
        };
        let file = |value: &Effective| loaded.project.name(value.setting.role());
        Ok(loaded
            .values()
            .iter()
            .map(|value| row(value, file(value)))
            .collect())
    }
}

/// `own` is the name of the file in which the setting stands, or would stand.
fn row(value: &Effective, own: Option<&str>) -> SettingRow {
    let setting = value.setting;
    let own_file = own.map(str::to_owned);
    let (source, file, line) = match &value.source {
        Source::File { line, .. } => (SettingSource::File, own_file, Some(*line)),
        Source::Environment { file, line } => {
            let line = value.position().map(|(line, _)| line).or(*line);
            (SettingSource::Environment, Some(file.clone()), line)
        }
        Source::Default => (
            SettingSource::Default,
            own_file,
            value.position().map(|(line, _)| line),
        ),
    };
    SettingRow {
        id: value.id.clone(),
        name: value.name().to_owned(),
        title: setting.title.into(),
        help: setting.help.into(),
        kind: kind(setting),
        group: group(setting.group).into(),
        secret: setting.is_secret(),
        choices: if let Kind::Choice(words) = setting.kind {
            words.iter().map(|word| (*word).to_owned()).collect()
        } else {
            Vec::new()
        },
        file,
        line: line.and_then(|line| u32::try_from(line).ok()),
        value: shown(value),
        present: value.own.is_some(),
        default: setting.default.map(str::to_owned),
        source,
        overridden_by: value.overridden_by.clone(),
        needs_restart: true,
    }
}

fn shown(value: &Effective) -> Option<String> {
    let text = value.value.as_ref()?.expose();
    // The default is printed in every guide; hiding it would only hide the danger.
    if value.setting.is_secret() && value.source != Source::Default {
        return Some(if text.is_empty() {
            String::new()
        } else {
            mask(text)
        });
    }
    Some(text.to_owned())
}

fn kind(setting: &Setting) -> SettingKind {
    match setting.kind {
        Kind::Secret(_) => SettingKind::Secret,
        Kind::Choice(_) => SettingKind::Choice,
        Kind::Switch => SettingKind::Switch,
        Kind::Number { .. } | Kind::Integer { .. } => SettingKind::Number,
        Kind::Text | Kind::Url | Kind::Duration => SettingKind::Text,
        Kind::List => SettingKind::List,
    }
}

fn group(group: Group) -> &'static str {
    match group {
        Group::Secrets => "secrets",
        Group::Tokens => "tokens",
        Group::Network => "network",
        Group::Channels => "channels",
        Group::Services => "services",
        Group::Storage => "storage",
        Group::Other => "other",
    }
}
