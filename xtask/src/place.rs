//! Where things are: the clone, the user interface, the build folder.

use std::path::{Path, PathBuf};

use crate::trouble::{Done, Trouble};

/// The folders of this clone.
pub(crate) struct Place {
    root: PathBuf,
    target: PathBuf,
}

impl Place {
    /// The clone that this xtask was built from and the target folder that it was built into.
    pub(crate) fn find() -> Done<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or_else(|| Trouble::new("xtask has no folder", "run it as `cargo xtask`"))?;
        Ok(Self {
            root: root.to_owned(),
            target: chatelaine_e2e::Places::find()?.target().to_owned(),
        })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Where tools that the project needs are installed, so that nothing outside the clone changes.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }
}

/// Reads a file that must be there.
pub(crate) fn read(path: &Path) -> Done<String> {
    std::fs::read_to_string(path)
        .map_err(|e| Trouble::io(format_args!("read {}", path.display()), &e))
}

/// Writes a file, making its folder.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Done {
    path.parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(path, content))
        .map_err(|e| Trouble::io(format_args!("write {}", path.display()), &e))
}
