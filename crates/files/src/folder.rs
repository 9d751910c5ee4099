//! A folder at one moment.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType};
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::{FileError, Snapshot, read_or_absent, snapshot};

/// What lay in a folder when it was listed. What that tells, the disk is not asked again: an audit of many folders
/// looks for far more files than there are.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    target: PathBuf,
    entries: BTreeMap<OsString, FileType>,
    /// The names in small letters, in order, for disks that do not tell cases apart.
    small: Vec<String>,
}

/// What a listing tells of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// A file, and no link to one.
    File,
    /// A folder, and no link to one.
    Folder,
    /// A link or something special: the disk knows more.
    Other,
}

impl Folder {
    /// Lists the folder at `path`, following symbolic links.
    ///
    /// # Errors
    /// When the path leads nowhere, or to no folder, or may not be followed or listed.
    pub fn list(path: &Path) -> io::Result<Self> {
        let target = fs::canonicalize(path)?;
        let entries = fs::read_dir(&target)?;
        let entry = |entry: fs::DirEntry| Some((entry.file_name(), entry.file_type().ok()?));
        let entries: BTreeMap<OsString, FileType> =
            entries.filter_map(Result::ok).filter_map(entry).collect();
        let in_small = |name: &OsString| Some(name.to_str()?.to_ascii_lowercase());
        let mut small: Vec<String> = entries.keys().filter_map(in_small).collect();
        small.sort_unstable();
        Ok(Self {
            path: path.to_owned(),
            target,
            entries,
            small,
        })
    }

    /// The same folder, asked for by the path behind all symbolic links.
    #[must_use]
    pub fn resolved(self) -> Self {
        Self {
            path: self.target.clone(),
            ..self
        }
    }

    /// The path as asked.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path behind all symbolic links.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// What lies directly in the folder, in the order of the names. Names that are no text are left out.
    pub fn names(&self) -> impl Iterator<Item = (&str, Listed)> {
        self.entries
            .iter()
            .filter_map(|(name, kind)| Some((name.to_str()?, listed(*kind))))
    }

    /// What was listed under a name.
    #[must_use]
    pub fn listed(&self, name: &str) -> Option<Listed> {
        self.entries.get(OsStr::new(name)).copied().map(listed)
    }

    /// Whether there may be something at a path below the folder: `false` only where the listing rules it out.
    #[must_use]
    pub fn may_hold(&self, name: &str) -> bool {
        let mut parts = Path::new(name)
            .components()
            .filter(|part| *part != Component::CurDir);
        match parts.next() {
            // Some disks spell letters with accents in a way of their own.
            Some(Component::Normal(first)) => first
                .to_str()
                .is_none_or(|first| !first.is_ascii() || self.lists_in_some_case(first)),
            _ => true,
        }
    }

    fn lists_in_some_case(&self, name: &str) -> bool {
        let wanted = || name.bytes().map(|byte| byte.to_ascii_lowercase());
        let found = self
            .small
            .binary_search_by(|known| known.bytes().cmp(wanted()));
        found.is_ok()
    }

    /// As [`read_or_absent`] with the path of `name` in the folder. A file that was listed is opened where it lies.
    ///
    /// # Errors
    /// As [`read_or_absent`].
    pub fn read(&self, name: &str, limit_bytes: u64) -> Result<Snapshot, FileError> {
        let path = self.path.join(name);
        if self.listed(name) == Some(Listed::File) {
            return snapshot::of_file(path, self.target.join(name), limit_bytes);
        }
        if !self.may_hold(name) {
            return Ok(Snapshot::nothing(path, self.target.join(name)));
        }
        read_or_absent(&path, limit_bytes)
    }
}

fn listed(kind: FileType) -> Listed {
    if kind.is_file() {
        Listed::File
    } else if kind.is_dir() {
        Listed::Folder
    } else {
        Listed::Other
    }
}
