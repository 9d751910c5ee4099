//! Sealed backups: everything that is needed to take a change back, readable only with the key in the vault.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatelaine_files::{Fingerprint, Snapshot};
use chatelaine_secrets::{Sealer, Secret};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{CommandError, Console, ErrorCode};

const FILE_LIMIT: u64 = 128 << 20;

/// What stood where before a change.
#[derive(Default, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Backup {
    pub(crate) files: Vec<FileBackup>,
    pub(crate) vault: Vec<VaultBackup>,
    pub(crate) passwords: Vec<PasswordBackup>,
}

/// A file before the change.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct FileBackup {
    pub(crate) path: String,
    /// Base64; nothing when the file did not exist.
    pub(crate) before: Option<String>,
    /// The permission bits, where the change touches them.
    #[serde(default)]
    pub(crate) mode: Option<u32>,
    /// What the change left behind, to know whether somebody changed it since.
    pub(crate) after: String,
}

/// A vault entry before the change.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct VaultBackup {
    pub(crate) handle: String,
    pub(crate) before: Option<String>,
}

/// A password before the change.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct PasswordBackup {
    pub(crate) username: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

impl FileBackup {
    /// `mode` are the new permission bits, where they change.
    pub(crate) fn new(snapshot: &Snapshot, after: &[u8], mode: Option<u32>) -> Self {
        Self {
            mode: mode.and(snapshot.mode),
            path: snapshot.path.to_string_lossy().into_owned(),
            before: snapshot.exists().then(|| STANDARD.encode(&snapshot.bytes)),
            after: Fingerprint::of(after).to_string(),
        }
    }

    pub(crate) fn before(&self) -> Option<Zeroizing<Vec<u8>>> {
        self.before
            .as_ref()
            .and_then(|text| STANDARD.decode(text).ok())
            .map(Zeroizing::new)
    }
}

impl VaultBackup {
    pub(crate) fn before(&self) -> Option<Secret> {
        self.before.as_ref().map(|value| Secret::new(value.clone()))
    }
}

impl Console {
    /// Seals a backup and returns its name.
    pub(crate) fn keep_backup(&self, backup: &Backup, bot: &str) -> Result<String, CommandError> {
        let mut random = [0_u8; 12];
        getrandom::fill(&mut random).map_err(|_| {
            CommandError::new(
                ErrorCode::Internal,
                "the system gave no randomness",
                "Try again.",
            )
        })?;
        let name = format!(
            "{}.sealed",
            random
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        );
        let plain = Zeroizing::new(serde_json::to_vec(backup).unwrap_or_default());
        let sealed =
            Sealer::from_vault(&*self.vault)?.seal(&plain, context(&name, bot).as_bytes())?;
        chatelaine_files::write_new(&self.backup_path(&name), &sealed, 0o600)?;
        Ok(name)
    }

    /// Opens a backup.
    pub(crate) fn open_backup(&self, name: &str, bot: &str) -> Result<Backup, CommandError> {
        let snapshot = chatelaine_files::read(&self.backup_path(name), FILE_LIMIT)?;
        if !snapshot.exists() {
            let advice = "The change cannot be taken back; restore the file from your own backup.";
            return Err(CommandError::not_found(
                format!("the sealed backup {name} is gone"),
                advice,
            ));
        }
        let opened = Sealer::from_vault(&*self.vault)
            .and_then(|sealer| sealer.open(&snapshot.bytes, context(name, bot).as_bytes()));
        let plain = opened.map_err(|error| {
            let mut error = CommandError::from(error);
            if !self.vault.status().lasting {
                error.advice = "The backup was sealed with a key that a memory vault forgets when its process ends. Use the keychain or a file vault to undo across processes.".into();
            }
            error
        })?;
        serde_json::from_slice(&plain).map_err(|_| {
            CommandError::new(
                ErrorCode::Unreadable,
                format!("the sealed backup {name} is damaged"),
                "Restore the file from your own backup.",
            )
        })
    }

    pub(crate) fn drop_backup(&self, name: &str) {
        // A backup that stays behind is sealed and harmless.
        let _ = std::fs::remove_file(self.backup_path(name));
    }

    fn backup_path(&self, name: &str) -> PathBuf {
        self.home.backups().join(name)
    }
}

/// Binds a backup to its name and bot, so that files swapped in the data folder do not open.
fn context(name: &str, bot: &str) -> String {
    format!("chatelaine backup {name} of {bot}")
}
