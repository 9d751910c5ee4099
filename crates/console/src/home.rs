//! The data folder.

use std::path::{Path, PathBuf};

use crate::{CommandError, ErrorCode};

/// Where the console keeps what it remembers. No secret is ever in it, but for sealed backups.
#[derive(Debug, Clone)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// The folder that `CHATELAINE_HOME` names, else the operating system's place for application data.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] when neither is known.
    pub fn locate() -> Result<Self, CommandError> {
        if let Some(root) = std::env::var_os("CHATELAINE_HOME").filter(|root| !root.is_empty()) {
            // The folder of the practice bot goes into the registry and must mean the same to every process.
            return Ok(Self::at(
                std::path::absolute(&root).unwrap_or_else(|_| PathBuf::from(root)),
            ));
        }
        let missing = || {
            CommandError::not_found(
                "there is no home folder to keep data in",
                "Set CHATELAINE_HOME to a folder of yours.",
            )
        };
        let home = std::env::home_dir().ok_or_else(missing)?;
        let data = if cfg!(target_os = "macos") {
            home.join("Library/Application Support")
        } else if cfg!(windows) {
            std::env::var_os("APPDATA").map_or_else(|| home.join("AppData/Roaming"), PathBuf::from)
        } else {
            // XDG Base Directory Specification 0.8: relative paths are to be ignored.
            let set = std::env::var_os("XDG_DATA_HOME")
                .map(PathBuf::from)
                .filter(|path| path.is_absolute());
            set.unwrap_or_else(|| home.join(".local/share"))
        };
        Ok(Self::at(data.join("chatelaine")))
    }

    /// A folder of the caller's choice.
    #[must_use]
    pub fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the folder with its parts, readable by its owner alone.
    pub(crate) fn prepare(&self) -> Result<(), CommandError> {
        for folder in [self.root.clone(), self.backups()] {
            private_folder(&folder).map_err(|error| {
                CommandError::new(
                    ErrorCode::Unwritable,
                    format!(
                        "the data folder {} cannot be made ({})",
                        folder.display(),
                        error.kind()
                    ),
                    "Make the folder writable, or point CHATELAINE_HOME to another one.",
                )
            })?;
        }
        Ok(())
    }

    pub(crate) fn bots(&self) -> PathBuf {
        self.root.join("bots.json")
    }

    pub(crate) fn preferences(&self) -> PathBuf {
        self.root.join("preferences.json")
    }

    pub(crate) fn proofs(&self) -> PathBuf {
        self.root.join("proofs.json")
    }

    pub(crate) fn history(&self) -> PathBuf {
        self.root.join("history.jsonl")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    pub(crate) fn backups(&self) -> PathBuf {
        self.root.join("backups")
    }

    pub(crate) fn practice(&self) -> PathBuf {
        self.root.join("practice")
    }

    pub(crate) fn transcripts(&self, bot: &str) -> PathBuf {
        self.root.join("transcripts").join(bot)
    }

    pub(crate) fn chat_checks(&self, bot: &str) -> PathBuf {
        self.root.join("checks").join(bot)
    }

    pub(crate) fn certificates(&self, bot: &str) -> PathBuf {
        self.root.join("certificates").join(bot)
    }
}

/// Makes a folder and its parents; a new one is readable by its owner alone.
pub(crate) fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}
