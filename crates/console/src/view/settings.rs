//! Settings and secrets.

use serde::{Deserialize, Serialize};
use specta::Type;

/// How a secret stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SecretState {
    /// File and vault agree.
    InSync,
    /// They do not.
    Drifted,
    /// It is the value that ships with the bot.
    Default,
    /// It can be guessed.
    Weak,
    /// Another lock has the same key.
    Reused,
    /// There is none.
    Absent,
    /// It is only in the file.
    Unmanaged,
}

/// One secret of a bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SecretRow {
    /// Setting id, or the vault's name for secrets that live in the bot.
    pub setting: String,
    /// Short name.
    pub name: String,
    /// What it is.
    pub title: String,
    /// `.env:3`, `keychain`, `absent`.
    pub lives_in: String,
    /// How it stands.
    pub state: SecretState,
    /// Two words on its strength.
    pub strength: String,
    /// Days since the console last changed it.
    pub age_days: Option<u32>,
    /// Whether there is a value to show.
    pub revealable: bool,
    /// Whether the vault holds a value.
    pub in_vault: bool,
}

/// What may stand in a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SettingKind {
    /// Generated, never shown.
    Secret,
    /// One of a few words.
    Choice,
    /// `true` or `false`.
    Switch,
    /// A number.
    Number,
    /// Free text.
    Text,
    /// Items with commas between.
    List,
}

/// Where the effective value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SettingSource {
    /// The setting's file.
    File,
    /// The environment that a compose file declares.
    Environment,
    /// The bot's default.
    Default,
}

/// One setting with the value that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SettingRow {
    /// Stable id.
    pub id: String,
    /// The key.
    pub name: String,
    /// What it is.
    pub title: String,
    /// What it does.
    pub help: String,
    /// What may stand there.
    pub kind: SettingKind,
    /// Section of the form.
    pub group: String,
    /// Whether the value is hidden.
    pub secret: bool,
    /// The words of a choice.
    pub choices: Vec<String>,
    /// Where it stands or would stand.
    pub file: Option<String>,
    /// From 1.
    pub line: Option<u32>,
    /// Bullets when secret.
    pub value: Option<String>,
    /// Whether the setting's own line exists.
    pub present: bool,
    /// What the bot uses when nothing is set.
    pub default: Option<String>,
    /// Where the effective value comes from.
    pub source: SettingSource,
    /// What wins over the setting's own line.
    pub overridden_by: Option<String>,
    /// Whether a change needs a restart.
    pub needs_restart: bool,
}

/// One configuration file of a bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ConfigFile {
    /// What it is to the bot: the first part of the ids of its settings.
    pub role: String,
    /// Its name in the folder.
    pub name: String,
    /// Where it is, or would be made.
    pub path: String,
    /// What an editor colours it as: `yaml`, `json`, `python`, `properties`, `text`.
    pub language: String,
    /// Whether it is there.
    pub exists: bool,
    /// What identifies its content.
    pub fingerprint: String,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

/// The text of a configuration file for an editor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ConfigText {
    /// The role of the file.
    pub role: String,
    /// The text, with `⟦secret 1⟧` and so on where secrets stand.
    pub text: String,
    /// What identifies the content that the text was made from.
    pub fingerprint: String,
    /// For each mark in the order of the file, what tells its secret from others: the same for the same value in every text
    /// of this process. It is hashed with a key that is made up at the start and goes nowhere, and so helps nobody to guess.
    pub secrets: Vec<String>,
}
