//! A bot's folder as the platforms look at it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::path::{Component, Path, PathBuf};

use chatelaine_files::Snapshot;
use chatelaine_platforms::Folder;

use crate::project::FILE_LIMIT;

/// A folder on disk, listed once and each file read at most once.
pub(crate) struct DiskFolder {
    dir: PathBuf,
    names: Vec<String>,
    /// Files and folders, in small letters: many more names are asked for than there are, and the disk need not be asked
    /// for those that it does not have, whether it tells cases apart or not.
    listed: HashSet<String>,
    read: RefCell<BTreeMap<String, Snapshot>>,
}

impl DiskFolder {
    /// The folder; what cannot be listed has no names.
    pub(crate) fn open(dir: &Path) -> Self {
        let entries = entries(dir);
        Self {
            dir: dir.to_owned(),
            listed: entries
                .iter()
                .map(|(name, _)| name.to_ascii_lowercase())
                .collect(),
            names: files_of(entries),
            read: RefCell::default(),
        }
    }

    /// The snapshot of a file that was read on the way.
    pub(crate) fn take(&self, name: &str) -> Option<Snapshot> {
        self.read.borrow_mut().remove(name)
    }

    /// A path inside the folder that may be there: a configuration that names a file elsewhere does not make us read it.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        let mut first = None;
        for part in Path::new(name).components() {
            match part {
                Component::Normal(part) => first = first.or(Some(part)),
                Component::CurDir => {}
                _ => return None,
            }
        }
        let first = first?.to_str()?;
        // Some disks spell letters with accents in a way of their own.
        let may_be = !first.is_ascii() || self.listed.contains(&first.to_ascii_lowercase());
        may_be.then(|| self.dir.join(name))
    }
}

impl Folder for DiskFolder {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        if let Some(snapshot) = self.read.borrow().get(name) {
            return Some(snapshot.bytes.clone());
        }
        let snapshot = chatelaine_files::read(&self.path(name)?, FILE_LIMIT).ok()?;
        if !snapshot.exists() {
            return None;
        }
        let bytes = snapshot.bytes.clone();
        self.read.borrow_mut().insert(name.to_owned(), snapshot);
        Some(bytes)
    }

    fn has(&self, name: &str) -> bool {
        self.path(name).is_some_and(|path| path.is_file())
    }

    fn names(&self) -> &[String] {
        &self.names
    }
}

/// What lies directly in a folder, and whether that is a folder.
fn entries(dir: &Path) -> Vec<(String, bool)> {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return Vec::new();
    };
    let entry = |entry: std::fs::DirEntry| {
        let is_folder = entry.file_type().ok()?.is_dir();
        Some((entry.file_name().into_string().ok()?, is_folder))
    };
    entries.filter_map(Result::ok).filter_map(entry).collect()
}

/// The files directly in a folder, in order; none where it cannot be listed.
pub(crate) fn files_in(dir: &Path) -> Vec<String> {
    files_of(entries(dir))
}

/// The names of those that are no folders, in order.
fn files_of(entries: Vec<(String, bool)>) -> Vec<String> {
    let files = entries.into_iter().filter(|(_, is_folder)| !is_folder);
    let mut names: Vec<String> = files.map(|(name, _)| name).collect();
    names.sort();
    names
}
