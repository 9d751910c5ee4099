//! A file's new content, complete and on the disk, before it takes the file's name.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::{FileError, attributes, place};

/// Between the file's name and six random characters. The name comes first so that rules such as `.env*` in a
/// `.gitignore` cover what a killed process leaves behind.
const MARK: &str = ".chatelaine-";

/// How many bytes of the file's name go into the name of the temporary file; names end at 255 bytes.
const NAME_PART: usize = 120;

/// Disappears when dropped.
#[derive(Debug)]
pub(crate) struct Staged {
    file: NamedTempFile,
}

impl Staged {
    /// A file beside `target` with mode 0600 from its first moment, holding `bytes`.
    pub(crate) fn write(path: &Path, target: &Path, bytes: &[u8]) -> Result<Self, FileError> {
        let prefix = prefix(target);
        sweep(target, &prefix);
        let failed = |error| FileError::from_io(path, "write", error);
        let mut staged = Self::create(path, target, &prefix)?;
        staged.file.as_file_mut().write_all(bytes).map_err(failed)?;
        staged.check_length(path, bytes)?;
        Ok(staged)
    }

    fn create(path: &Path, target: &Path, prefix: &OsString) -> Result<Self, FileError> {
        loop {
            let file = tempfile::Builder::new()
                .prefix(prefix)
                .tempfile_in(place::folder_of(target))
                .map_err(|error| FileError::from_io(path, "create a file beside", error))?;
            // The lock tells a sweeper that the owner lives. Where there are no locks nothing is swept either.
            let _ = file.as_file().lock();
            // A sweeper may have been faster than the lock.
            if fs::symlink_metadata(file.path()).is_ok() {
                return Ok(Self { file });
            }
        }
    }

    /// The owner, mode and extended attributes of `original`.
    pub(crate) fn keep_attributes(&self, path: &Path, original: &File) -> Result<(), FileError> {
        attributes::keep(path, original, self.file.as_file())
    }

    pub(crate) fn set_mode(&self, path: &Path, mode: u32) -> Result<(), FileError> {
        attributes::set_mode(path, self.file.as_file(), mode)
    }

    /// Waits until the disk has it. Disks that promise space and do not have it say so here, before the original is
    /// touched.
    pub(crate) fn settle(&self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        self.file
            .as_file()
            .sync_all()
            .map_err(|error| FileError::from_io(path, "write", error))?;
        self.check_length(path, bytes)
    }

    fn check_length(&self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        let length = fs::symlink_metadata(self.file.path())
            .map_err(|error| FileError::from_io(path, "write", error))?
            .len();
        if length == bytes.len() as u64 {
            return Ok(());
        }
        Err(FileError::Io {
            path: path.to_owned(),
            action: "write",
            source: std::io::Error::new(
                ErrorKind::WriteZero,
                format!("{length} of {} bytes arrived", bytes.len()),
            ),
        })
    }

    /// Takes the name `target`, from the file that has it.
    pub(crate) fn take_over(self, path: &Path, target: &Path) -> Result<(), FileError> {
        match self.file.persist(target) {
            Ok(_) => Ok(()),
            Err(refused) if refused.error.kind() == ErrorKind::ResourceBusy => {
                Err(FileError::MountPoint {
                    path: path.to_owned(),
                })
            }
            Err(refused) => Err(FileError::from_io(path, "replace", refused.error)),
        }
    }

    /// Takes the name `target` if nothing has it.
    pub(crate) fn take_free(self, path: &Path, target: &Path) -> Result<(), FileError> {
        match self.file.persist_noclobber(target) {
            Ok(_) => Ok(()),
            Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => {
                Err(FileError::Exists {
                    path: path.to_owned(),
                })
            }
            Err(refused) => Err(FileError::from_io(path, "create", refused.error)),
        }
    }
}

fn prefix(target: &Path) -> OsString {
    let mut prefix = place::name_of(target);
    if prefix.len() > NAME_PART {
        let lossy = prefix.to_string_lossy();
        prefix = lossy[..lossy.floor_char_boundary(NAME_PART)].into();
    }
    prefix.push(MARK);
    prefix
}

/// Removes what a killed process has left behind: files of the right name that nobody holds a lock on any more.
/// Failing to is no failure.
fn sweep(target: &Path, prefix: &OsString) {
    let Ok(names) = fs::read_dir(place::folder_of(target)) else {
        return;
    };
    for found in names.flatten() {
        let name = found.file_name();
        let ours = name
            .as_encoded_bytes()
            .starts_with(prefix.as_encoded_bytes());
        if !ours || !found.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let opened = place::guarded(OpenOptions::new().read(true)).open(found.path());
        if opened.is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(found.path());
        }
    }
}
