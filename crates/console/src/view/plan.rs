//! Change plans.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::HistoryEntry;

/// A wish for one setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A fresh random value.
    Generate,
    /// This value.
    Value {
        /// As it will stand in the file.
        value: String,
    },
    /// The vault's value.
    FromVault,
    /// Nothing.
    Unset,
}

/// A wish with its setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Edit {
    /// Setting id.
    pub setting: String,
    /// The wish.
    pub change: Change,
}

/// What a change plan is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PlanRequest {
    /// These edits.
    Edits {
        /// In any order; the last one for a setting counts.
        edits: Vec<Edit>,
    },
    /// The fixes of these rules.
    Rules {
        /// Rule ids.
        rules: Vec<String>,
    },
    /// Every fix that there is.
    AllFixes,
    /// Every fix that guards a way in.
    LockEverything,
    /// The operator's own text in the place of a file's.
    Text {
        /// The role of the file.
        role: String,
        /// The text as the editor holds it, with markers where secrets stand.
        text: String,
        /// What the file was when the editor got it.
        fingerprint: String,
    },
}

/// A line of a diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DiffKind {
    /// Unchanged.
    Context,
    /// Goes away.
    Removed,
    /// Comes in.
    Added,
}

/// A line of a diff with secrets masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DiffLine {
    /// What happens to it.
    pub kind: DiffKind,
    /// Number in the file as it is.
    pub old: Option<u32>,
    /// Number in the file as it will be.
    pub new: Option<u32>,
    /// The line, masked.
    pub text: String,
}

/// What happens to one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FileDiff {
    /// The file.
    pub path: String,
    /// It does not exist yet.
    pub created: bool,
    /// Changed lines with a little around them.
    pub lines: Vec<DiffLine>,
}

/// Where a step of a plan acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// In the vault.
    Vault,
    /// In a file.
    File,
    /// In the bot, through its API.
    Password,
    /// By restarting the bot.
    Restart,
}

/// A step of a plan in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlanStep {
    /// Where it acts.
    pub kind: StepKind,
    /// What it does.
    pub text: String,
}

/// A change plan for review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Plan {
    /// To apply it by.
    pub id: String,
    /// The bot's name.
    pub bot: String,
    /// What it is for.
    pub title: String,
    /// The files.
    pub files: Vec<FileDiff>,
    /// Everything that happens, in order.
    pub steps: Vec<PlanStep>,
    /// What it will not do, and why.
    pub notes: Vec<String>,
    /// Whether a fix that was asked for is among what it will not do. The window shows the notes.
    #[serde(skip)]
    pub refused: bool,
    /// Number of settings and passwords that change.
    pub changes: u32,
}

/// A change plan that was applied, or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Applied {
    /// Its line in the history.
    pub entry: HistoryEntry,
    /// What did not go as planned.
    pub warnings: Vec<String>,
    /// A command that restarts the bot.
    pub restart_hint: Option<String>,
}
