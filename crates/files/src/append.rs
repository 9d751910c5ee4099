//! Growing a file by one line.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use crate::{FileError, lock, place};

/// How long to wait for another process that is appending to the same file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Appends `line` and a line feed, creating the file with mode 0600 if need be, and waits until the disk has it.
///
/// A last line that a crash has cut off is ended first, so that it stays a line of its own. On failure the file is cut
/// back to what it was.
///
/// # Errors
/// When `line` holds a line end, the file is something else than a file or cannot be written, another process keeps it
/// locked, or the disk is full.
pub fn append_line(path: &Path, line: &str) -> Result<(), FileError> {
    if line.contains(['\n', '\r']) {
        return Err(FileError::NotALine {
            path: path.to_owned(),
        });
    }
    let failed = |error| FileError::from_io(path, "write", error);
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    let mut file = place::guarded(&mut options).open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    place::check_regular(path, metadata.file_type())?;
    lock::hold(path, &file, PATIENCE)?;
    // Measured again under the lock.
    let length = file.metadata().map_err(failed)?.len();
    write_line(&mut file, length, line).map_err(|error| {
        let _ = file.set_len(length);
        failed(error)
    })?;
    if length == 0 {
        place::sync_folder(path).map_err(failed)?;
    }
    Ok(())
}

fn write_line(file: &mut File, length: u64, line: &str) -> io::Result<()> {
    let mut last = [b'\n'];
    if length > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    let end = if last == [b'\n'] { "" } else { "\n" };
    let text = format!("{end}{line}\n");
    file.write_all(text.as_bytes())?;
    file.sync_data()?;
    if file.metadata()?.len() == length + text.len() as u64 {
        Ok(())
    } else {
        Err(io::ErrorKind::WriteZero.into())
    }
}
