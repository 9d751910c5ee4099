//! Where a path leads, and opening what is there without being led elsewhere.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::FileError;

/// The path behind all symbolic links, whether there is a file or not.
pub(crate) fn resolve(path: &Path) -> Result<PathBuf, FileError> {
    match fs::canonicalize(path) {
        Ok(target) => return Ok(target),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(FileError::from_io(path, "read", error)),
    }
    if fs::symlink_metadata(path).is_ok() {
        return Err(FileError::DanglingLink {
            path: path.to_owned(),
        });
    }
    let name = path.file_name().ok_or_else(|| FileError::FolderMissing {
        path: path.to_owned(),
    })?;
    let folder = fs::canonicalize(folder_of(path))
        .map_err(|error| FileError::from_io(path, "look into the folder of", error))?;
    Ok(folder.join(name))
}

/// The folder that holds `path`.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

pub(crate) fn name_of(path: &Path) -> OsString {
    path.file_name().unwrap_or(OsStr::new("file")).to_owned()
}

/// Opens the regular file at `target` for reading; `None` where there is nothing.
///
/// `target` is resolved: a link that stands there now was put there in the meantime and is not followed. Nor does a
/// named pipe make this wait.
pub(crate) fn open(path: &Path, target: &Path) -> Result<Option<(File, Metadata)>, FileError> {
    let before = match fs::symlink_metadata(target) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FileError::from_io(path, "read", error)),
    };
    if before.is_symlink() {
        return Err(FileError::ChangedOnDisk {
            path: path.to_owned(),
        });
    }
    check_regular(path, before.file_type())?;
    open_file(path, target)
}

/// As [`open`], where a look has told that `target` is a regular file: opening a device to find out may already make it
/// do something.
pub(crate) fn open_file(path: &Path, target: &Path) -> Result<Option<(File, Metadata)>, FileError> {
    let failed = |error| FileError::from_io(path, "read", error);
    let file = match guarded(OpenOptions::new().read(true)).open(target) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(_) if target.is_symlink() => {
            return Err(FileError::ChangedOnDisk {
                path: path.to_owned(),
            });
        }
        Err(error) => return Err(failed(error)),
    };
    let opened = file.metadata().map_err(failed)?;
    check_regular(path, opened.file_type())?;
    Ok(Some((file, opened)))
}

/// Never follow a link, never wait for the other end of a pipe.
pub(crate) fn guarded(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed()).mode(0o600);
    }
    options
}

pub(crate) fn check_regular(path: &Path, found: FileType) -> Result<(), FileError> {
    if found.is_file() {
        return Ok(());
    }
    Err(FileError::NotAFile {
        path: path.to_owned(),
        kind: describe(found),
    })
}

#[cfg(unix)]
fn describe(found: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match found {
        _ if found.is_dir() => "a folder",
        _ if found.is_fifo() => "a named pipe",
        _ if found.is_socket() => "a socket",
        _ if found.is_symlink() => "a symbolic link",
        _ => "a device",
    }
}

#[cfg(not(unix))]
fn describe(found: FileType) -> &'static str {
    if found.is_dir() {
        "a folder"
    } else {
        "something special"
    }
}

/// Makes the names in the folder of `target` durable.
pub(crate) fn sync_folder(target: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    match File::open(folder_of(target)).and_then(|folder| folder.sync_all()) {
        // Some file systems know no such thing; there is nothing more that could be done there.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported
            ) => {}
        other => return other,
    }
    #[cfg(not(unix))]
    let _ = target;
    Ok(())
}
