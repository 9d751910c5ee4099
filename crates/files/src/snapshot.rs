//! A file at one moment.

use std::fmt;
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::{FileError, attributes, place};

/// Bytes beyond a file's size that a reader wants free, to see the end without another look at a small buffer.
const END_ROOM: usize = 32;

/// What identifies a file's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fingerprint {
    /// There was no file.
    Absent,
    /// SHA-256 of the bytes.
    Sha256([u8; 32]),
}

impl Fingerprint {
    /// The fingerprint of a file with these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::Sha256(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Sha256(digest) => digest.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
        }
    }
}

/// A file at one moment. `Debug` leaves the bytes out: they may hold secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The path as asked.
    pub path: PathBuf,
    /// The path behind all symbolic links.
    pub target: PathBuf,
    /// The content; empty where there was no file.
    pub bytes: Vec<u8>,
    /// What identifies the content.
    pub fingerprint: Fingerprint,
    /// Permission bits; `None` where there was no file, or no such thing on this system.
    pub mode: Option<u32>,
}

impl Snapshot {
    /// The snapshot of a file in a folder that does not exist yet. [`crate::make_folder`] makes it.
    #[must_use]
    pub fn absent(path: &Path) -> Self {
        let existing = path
            .ancestors()
            .find_map(|above| Some((above, std::fs::canonicalize(above).ok()?)));
        let target = existing.map_or_else(
            || path.to_owned(),
            |(above, real)| match path.strip_prefix(above) {
                Ok(below) => real.join(below),
                Err(_) => path.to_owned(),
            },
        );
        Self::nothing(path.to_owned(), target)
    }

    /// That there is no file behind `path`, which leads to `target`.
    pub(crate) fn nothing(path: PathBuf, target: PathBuf) -> Self {
        Self {
            path,
            target,
            bytes: Vec::new(),
            fingerprint: Fingerprint::Absent,
            mode: None,
        }
    }

    /// Whether there was a file.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.fingerprint != Fingerprint::Absent
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("path", &self.path)
            .field("target", &self.target)
            .field("bytes", &self.bytes.len())
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

/// Reads the file at `path`, following symbolic links. That there is none is a snapshot too.
///
/// # Errors
/// When there is something else than a file, a link that leads nowhere, more than `limit_bytes`, or no permission.
pub fn read(path: &Path, limit_bytes: u64) -> Result<Snapshot, FileError> {
    let target = place::resolve(path)?;
    let opened = place::open(path, &target)?;
    taken(path.to_owned(), target, opened, limit_bytes)
}

/// As [`read`], but that a folder which is not there yet only means that there is no file.
///
/// # Errors
/// As [`read`].
pub fn read_or_absent(path: &Path, limit_bytes: u64) -> Result<Snapshot, FileError> {
    match read(path, limit_bytes) {
        Err(FileError::FolderMissing { .. })
            if path.parent().is_some_and(|folder| !folder.exists()) =>
        {
            Ok(Snapshot::absent(path))
        }
        read => read,
    }
}

/// As [`read`], where a look has told that `target` is the regular file behind `path`.
pub(crate) fn of_file(
    path: PathBuf,
    target: PathBuf,
    limit_bytes: u64,
) -> Result<Snapshot, FileError> {
    let opened = place::open_file(&path, &target)?;
    taken(path, target, opened, limit_bytes)
}

fn taken(
    path: PathBuf,
    target: PathBuf,
    opened: Option<(File, Metadata)>,
    limit_bytes: u64,
) -> Result<Snapshot, FileError> {
    let absent = Snapshot::nothing(path, target);
    let Some((file, metadata)) = opened else {
        return Ok(absent);
    };
    let measured = metadata.len().min(limit_bytes);
    // With room for the end, which is read as well, so that one reading is enough.
    let room = usize::try_from(measured).unwrap_or_default() + END_ROOM;
    let mut bytes = Vec::with_capacity(room);
    // One byte more than allowed: a file may grow between being measured and being read.
    file.take(limit_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| FileError::from_io(&absent.path, "read", error))?;
    if bytes.len() as u64 > limit_bytes {
        return Err(FileError::TooLarge {
            path: absent.path,
            bytes: metadata.len().max(bytes.len() as u64),
            limit: limit_bytes,
        });
    }
    Ok(Snapshot {
        fingerprint: Fingerprint::of(&bytes),
        bytes,
        mode: attributes::mode(&metadata),
        ..absent
    })
}
