//! Advisory locks between processes.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{FileError, place};

/// How long to wait between two looks at a lock that is taken.
const PAUSE: Duration = Duration::from_millis(20);

/// Held until dropped; the operating system drops it when the process dies, however that happens.
#[derive(Debug)]
#[must_use = "the lock is released as soon as this is dropped"]
pub struct Lock {
    _file: File,
}

/// Takes the lock that the file `path` stands for, creating it (mode 0600) if need be. Waits for at most `patience`.
///
/// Use a file of its own for this: one that [`crate::replace`] exchanges cannot serve as a lock.
///
/// # Errors
/// [`FileError::Busy`] when another process holds it all that time; or when the file cannot be opened.
pub fn lock(path: &Path, patience: Duration) -> Result<Lock, FileError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = place::guarded(&mut options)
        .open(path)
        .map_err(|error| FileError::from_io(path, "open", error))?;
    hold(path, &file, patience)?;
    Ok(Lock { _file: file })
}

pub(crate) fn hold(path: &Path, file: &File, patience: Duration) -> Result<(), FileError> {
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(FileError::from_io(path, "lock", error)),
            Err(TryLockError::WouldBlock) if start.elapsed() >= patience => {
                return Err(FileError::Busy {
                    path: path.to_owned(),
                });
            }
            Err(TryLockError::WouldBlock) => sleep(PAUSE),
        }
    }
}
