//! A bot's folder as the platforms look at it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use chatelaine_documents::{Document, DocumentError, DocumentKind, open};
use chatelaine_files::{FileError, Listed, Snapshot};
use chatelaine_platforms::{Content, Folder};

use crate::project::FILE_LIMIT;
use crate::{CommandError, ErrorCode};

/// A folder on disk, listed once and each file read at most once, whoever looks at it on the way: first to recognise
/// the bot, then to judge it.
pub(crate) struct DiskFolder {
    folder: chatelaine_files::Folder,
    names: Vec<String>,
    read: RefCell<BTreeMap<String, Snapshot>>,
    parsed: RefCell<HashMap<(String, DocumentKind), Parsed>>,
}

type Parsed = Result<Arc<dyn Document>, DocumentError>;

impl DiskFolder {
    /// The folder.
    ///
    /// # Errors
    /// [`ErrorCode::Unreadable`] with the reason why it cannot be used, before its files are blamed.
    pub(crate) fn open(dir: &Path) -> Result<Self, CommandError> {
        let folder = chatelaine_files::Folder::list(dir).map_err(|error| {
            let why = match error.kind() {
                ErrorKind::NotFound => "does not exist".to_owned(),
                ErrorKind::NotADirectory if !dir.is_dir() && dir.exists() => {
                    "is not a folder".to_owned()
                }
                kind => format!("cannot be read ({kind})"),
            };
            CommandError::new(
                ErrorCode::Unreadable,
                format!("the folder {} {why}", dir.display()),
                "Check the path and its permissions, or correct the bot's folder.",
            )
        })?;
        Ok(Self {
            names: files_of(&folder),
            folder,
            read: RefCell::default(),
            parsed: RefCell::default(),
        })
    }

    /// The same folder, asked for by the path behind all symbolic links.
    pub(crate) fn resolved(self) -> Self {
        Self {
            folder: self.folder.resolved(),
            ..self
        }
    }

    /// The path as asked.
    pub(crate) fn dir(&self) -> &Path {
        self.folder.path()
    }

    /// The path behind all symbolic links.
    pub(crate) fn target(&self) -> &Path {
        self.folder.target()
    }

    /// Whether anything of that name was listed.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.folder.listed(name).is_some()
    }

    /// A file of the folder, whether there is one or not. Those that were read on the way are not read again.
    pub(crate) fn snapshot(&self, name: &str, limit_bytes: u64) -> Result<Snapshot, FileError> {
        let known = self.read.borrow_mut().remove(name);
        match known.filter(|snapshot| snapshot.bytes.len() as u64 <= limit_bytes) {
            Some(snapshot) => Ok(snapshot),
            None => self.folder.read(name, limit_bytes),
        }
    }

    /// What stands in a file of which this is the snapshot.
    pub(crate) fn content(&self, name: &str, kind: DocumentKind, snapshot: &Snapshot) -> Content {
        let known = self.parsed.borrow_mut().remove(&(name.to_owned(), kind));
        match known.unwrap_or_else(|| parsed(kind, &snapshot.bytes)) {
            Ok(document) => Content::Document(document.boxed_clone()),
            Err(error) => Content::Unreadable(error),
        }
    }

    /// A path inside the folder that may be there: a configuration that names a file elsewhere does not make us read it.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        let mut parts = Path::new(name).components();
        let inside = parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        (inside && self.folder.may_hold(name)).then(|| self.dir().join(name))
    }
}

impl Folder for DiskFolder {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        if let Some(snapshot) = self.read.borrow().get(name) {
            return Some(snapshot.bytes.clone());
        }
        self.path(name)?;
        let snapshot = self.folder.read(name, FILE_LIMIT).ok()?;
        if !snapshot.exists() {
            return None;
        }
        let bytes = snapshot.bytes.clone();
        self.read.borrow_mut().insert(name.to_owned(), snapshot);
        Some(bytes)
    }

    fn document(&self, name: &str, kind: DocumentKind) -> Option<Arc<dyn Document>> {
        let key = (name.to_owned(), kind);
        if let Some(known) = self.parsed.borrow().get(&key) {
            return known.as_ref().ok().map(Arc::clone);
        }
        let found = parsed(kind, &self.read(name)?);
        let document = found.as_ref().ok().map(Arc::clone);
        self.parsed.borrow_mut().insert(key, found);
        document
    }

    fn has(&self, name: &str) -> bool {
        match self.folder.listed(name) {
            Some(Listed::File) => true,
            Some(Listed::Folder) => false,
            Some(Listed::Other) | None => self.path(name).is_some_and(|path| path.is_file()),
        }
    }

    fn names(&self) -> &[String] {
        &self.names
    }
}

fn parsed(kind: DocumentKind, bytes: &[u8]) -> Parsed {
    open(kind, bytes).map(Arc::from)
}

/// The files directly in a folder, in order; none where it cannot be listed.
pub(crate) fn files_in(dir: &Path) -> Vec<String> {
    chatelaine_files::Folder::list(dir).map_or_else(|_| Vec::new(), |folder| files_of(&folder))
}

/// The names of those that are no folders, in order.
fn files_of(folder: &chatelaine_files::Folder) -> Vec<String> {
    let files = folder.names().filter(|(_, kind)| *kind != Listed::Folder);
    files.map(|(name, _)| name.to_owned()).collect()
}
