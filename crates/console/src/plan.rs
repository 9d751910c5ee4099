//! Change plans: built from wishes or findings, shown masked, applied as one, taken back as one.

mod apply;
mod build;
mod draft;
mod files;
mod finish;
mod fixes;
mod passwords;
mod undo;

use chatelaine_files::Snapshot;
use chatelaine_secrets::{Handle, Secret};

use crate::view::{Bot, Plan};

/// A change that waits for the operator's word. It lives in this process only, with its secrets in memory.
pub(crate) struct ChangePlan {
    pub(crate) view: Plan,
    pub(crate) bot: Bot,
    pub(crate) files: Vec<FileEdit>,
    /// What the vault will hold; nothing means that the entry goes.
    pub(crate) vault: Vec<(Handle, Option<Secret>)>,
    pub(crate) passwords: Vec<PasswordChange>,
    pub(crate) settings: Vec<String>,
}

/// One file as it was and as it will be.
pub(crate) struct FileEdit {
    pub(crate) snapshot: Snapshot,
    pub(crate) after: Vec<u8>,
    /// New permission bits, where they change.
    pub(crate) mode: Option<u32>,
}

impl FileEdit {
    /// Whether the bot will read something else.
    pub(crate) fn changes_content(&self) -> bool {
        !self.snapshot.exists() || self.after != self.snapshot.bytes
    }
}

/// A password that is changed through the bot's own API.
pub(crate) struct PasswordChange {
    pub(crate) username: String,
    pub(crate) handle: Handle,
    pub(crate) before: Secret,
    pub(crate) after: Secret,
}
