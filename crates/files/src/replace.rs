//! Replacing, creating and removing a file.

use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::path::Path;

use crate::staged::Staged;
use crate::{FileError, Fingerprint, Snapshot, attributes, place, read};

/// Gives the file of `snapshot` the content `new`, or creates it with mode 0600 where there was none.
///
/// A symbolic link stays a link and its target is replaced. Owner, group, mode and extended attributes stay. Content
/// that is there already is not written again.
///
/// # Errors
/// When the file is not the one any more that was read, has hard links, is mounted by itself, may not be written, or
/// the disk is full. Nothing has changed then, and no other file is left behind; [`FileError::Unconfirmed`] is the one
/// exception.
pub fn replace(snapshot: &Snapshot, new: &[u8]) -> Result<Snapshot, FileError> {
    let path = snapshot.path.as_path();
    let original = unchanged(snapshot)?;
    if snapshot.exists() && snapshot.bytes == new {
        return Ok(snapshot.clone());
    }
    if let Some(original) = &original {
        check_replaceable(snapshot, original)?;
    }
    let staged = Staged::write(path, &snapshot.target, new)?;
    if let Some(original) = &original {
        staged.keep_attributes(path, original)?;
    }
    staged.settle(path, new)?;
    // Once more, as late as possible: writing may have taken its time.
    unchanged(snapshot)?;
    if original.is_some() {
        staged.take_over(path, &snapshot.target)?;
    } else {
        staged
            .take_free(path, &snapshot.target)
            .map_err(|error| match error {
                FileError::Exists { path } => FileError::ChangedOnDisk { path },
                other => other,
            })?;
    }
    confirm(path, &snapshot.target, new)
}

/// Removes the file of `snapshot`: the undo of having created it.
///
/// # Errors
/// When it is not the file any more that was read, stands behind a symbolic link, or may not be removed.
pub fn remove(snapshot: &Snapshot) -> Result<(), FileError> {
    let path = snapshot.path.as_path();
    if unchanged(snapshot)?.is_none() {
        return Ok(());
    }
    if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        return Err(FileError::NotAFile {
            path: path.to_owned(),
            kind: "a symbolic link",
        });
    }
    fs::remove_file(&snapshot.target).map_err(|error| FileError::from_io(path, "remove", error))?;
    place::sync_folder(&snapshot.target).map_err(|_| FileError::Unconfirmed {
        path: path.to_owned(),
    })
}

/// Gives the file of `snapshot` other permission bits. Where the system has none, nothing happens.
///
/// # Errors
/// When it is not the file any more that was read, there is none, or it belongs to somebody else.
pub fn set_mode(snapshot: &Snapshot, mode: u32) -> Result<(), FileError> {
    let path = snapshot.path.as_path();
    let file = unchanged(snapshot)?.ok_or_else(|| FileError::ChangedOnDisk {
        path: path.to_owned(),
    })?;
    attributes::set_mode(path, &file, mode)
}

/// Makes the folder that the file at `path` is to stand in, and those above it. One that is there stays as it is.
///
/// # Errors
/// When something else is in the way, or the folder above may not be written.
pub fn make_folder(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(place::folder_of(path))
        .map_err(|error| FileError::from_io(path, "make the folder of", error))
}

/// Creates a file that did not exist, complete and with `mode` (never wider on the way). Never overwrites.
///
/// # Errors
/// [`FileError::Exists`] when anything of that name is there, be it a link that leads nowhere; or when the folder does
/// not exist, is not writable, or the disk is full.
pub fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<(), FileError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(FileError::Exists {
            path: path.to_owned(),
        });
    }
    let target = place::resolve(path)?;
    let staged = Staged::write(path, &target, bytes)?;
    staged.set_mode(path, mode)?;
    staged.settle(path, bytes)?;
    staged.take_free(path, &target)?;
    place::sync_folder(&target).map_err(|_| FileError::Unconfirmed {
        path: path.to_owned(),
    })
}

/// The open file if it is still the one of `snapshot`; `None` if there was none and still is none.
fn unchanged(snapshot: &Snapshot) -> Result<Option<File>, FileError> {
    let path = snapshot.path.as_path();
    let changed = || FileError::ChangedOnDisk {
        path: path.to_owned(),
    };
    if place::resolve(path)? != snapshot.target {
        return Err(changed());
    }
    let Some((mut file, _)) = place::open(path, &snapshot.target)? else {
        return if snapshot.exists() {
            Err(changed())
        } else {
            Ok(None)
        };
    };
    let mut bytes = Vec::with_capacity(snapshot.bytes.len() + 1);
    Read::by_ref(&mut file)
        .take(snapshot.bytes.len() as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| FileError::from_io(path, "read", error))?;
    if Fingerprint::of(&bytes) == snapshot.fingerprint {
        Ok(Some(file))
    } else {
        Err(changed())
    }
}

fn check_replaceable(snapshot: &Snapshot, original: &File) -> Result<(), FileError> {
    let path = snapshot.path.as_path();
    let metadata = original
        .metadata()
        .map_err(|error| FileError::from_io(path, "read", error))?;
    let links = attributes::links(&metadata);
    if links > 1 {
        return Err(FileError::HardLinked {
            path: path.to_owned(),
            links,
        });
    }
    // A rename asks the folder only. Whoever made the file read-only meant it.
    place::guarded(OpenOptions::new().write(true))
        .open(&snapshot.target)
        .map_err(|error| FileError::from_io(path, "write", error))?;
    Ok(())
}

/// Makes the new name durable and reads back what is there.
fn confirm(path: &Path, target: &Path, new: &[u8]) -> Result<Snapshot, FileError> {
    let unconfirmed = || FileError::Unconfirmed {
        path: path.to_owned(),
    };
    place::sync_folder(target).map_err(|_| unconfirmed())?;
    let found = read(path, new.len() as u64).map_err(|_| unconfirmed())?;
    if found.fingerprint == Fingerprint::of(new) {
        Ok(found)
    } else {
        Err(unconfirmed())
    }
}
