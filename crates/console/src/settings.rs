//! Every setting with the value that counts.

use chatelaine_platforms::cheshire_cat::ENV_FILE;
use chatelaine_platforms::{Effective, Group, Kind, Setting, Source};
use chatelaine_secrets::mask;

use crate::project::{Loaded, load};
use crate::view::{SettingKind, SettingRow, SettingSource};
use crate::{CommandError, Console};

impl Console {
    /// The settings of a bot; the bare table when it has no folder.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] for an unknown bot, [`crate::ErrorCode::Unreadable`] when its files make no sense.
    pub fn settings(&self, target: &str) -> Result<Vec<SettingRow>, CommandError> {
        let bot = self.bot(target)?;
        let values = load(&bot)?.as_ref().map(Loaded::values).unwrap_or_else(|| {
            chatelaine_platforms::cheshire_cat::effective(&chatelaine_platforms::Project::default())
        });
        Ok(values
            .iter()
            .map(|value| row(value, bot.dir.is_some()))
            .collect())
    }
}

fn row(value: &Effective, has_folder: bool) -> SettingRow {
    let setting = value.setting;
    let (source, file) = match &value.source {
        Source::File { .. } => (SettingSource::File, Some(ENV_FILE.to_owned())),
        Source::Environment { file } => (SettingSource::Environment, Some(file.clone())),
        Source::Default => (
            SettingSource::Default,
            has_folder.then(|| ENV_FILE.to_owned()),
        ),
    };
    let line = match value.source {
        Source::File { line, .. } => u32::try_from(line).ok(),
        _ => value
            .position()
            .and_then(|(line, _)| u32::try_from(line).ok()),
    };
    SettingRow {
        id: setting.id.into(),
        name: setting.name.into(),
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
        line,
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
        Kind::Secret => SettingKind::Secret,
        Kind::Choice(_) => SettingKind::Choice,
        Kind::Switch => SettingKind::Switch,
        Kind::Number { .. } => SettingKind::Number,
        Kind::Text => SettingKind::Text,
        Kind::List => SettingKind::List,
    }
}

fn group(group: Group) -> &'static str {
    match group {
        Group::Secrets => "secrets",
        Group::Tokens => "tokens",
        Group::Network => "network",
        Group::Other => "other",
    }
}
