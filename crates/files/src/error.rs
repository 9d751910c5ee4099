//! What can go wrong with a file, and what to do about it.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a file was not read or not changed.
///
/// `Display` says what happened, [`FileError::advice`] what to do. Unless it is [`FileError::Unconfirmed`], nothing on
/// the disk has changed. Holds paths, never contents.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FileError {
    /// There is something else than a regular file.
    #[error("{} is {kind}, not a file", .path.display())]
    NotAFile {
        /// The path as asked.
        path: PathBuf,
        /// What it is, with its article.
        kind: &'static str,
    },
    /// The folder does not exist, so neither can the file.
    #[error("the folder of {} does not exist", .path.display())]
    FolderMissing {
        /// The path as asked.
        path: PathBuf,
    },
    /// A symbolic link that leads nowhere.
    #[error("{} is a symbolic link to a file that does not exist", .path.display())]
    DanglingLink {
        /// The path as asked.
        path: PathBuf,
    },
    /// More bytes than the caller is ready to read.
    #[error("{} has {bytes} bytes, more than the {limit} that such a file can sensibly have", .path.display())]
    TooLarge {
        /// The path as asked.
        path: PathBuf,
        /// Size of the file in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The operating system does not allow it.
    #[error("no permission to {action} {}", .path.display())]
    Denied {
        /// The file or folder in question.
        path: PathBuf,
        /// What was not allowed, as a verb.
        action: &'static str,
    },
    /// The file system is mounted read-only.
    #[error("{} is on a file system that is mounted read-only", .path.display())]
    ReadOnly {
        /// The file or folder in question.
        path: PathBuf,
    },
    /// No space or no quota left.
    #[error("the disk is full: {} cannot be written", .path.display())]
    DiskFull {
        /// The path as asked.
        path: PathBuf,
    },
    /// It is not the file any more that was read.
    #[error("{} has changed since it was read", .path.display())]
    ChangedOnDisk {
        /// The path as asked.
        path: PathBuf,
    },
    /// Something of that name exists already.
    #[error("{} exists already and is not overwritten", .path.display())]
    Exists {
        /// The path as asked.
        path: PathBuf,
    },
    /// The file has further names, which a replacement would not reach.
    #[error("{} has {links} names (hard links); replacing it would leave the others with the old content", .path.display())]
    HardLinked {
        /// The path as asked.
        path: PathBuf,
        /// How many names it has.
        links: u64,
    },
    /// The file is mounted by itself, as container engines do: it cannot be replaced.
    #[error("{} is mounted by itself (as a container volume is), so it cannot be replaced", .path.display())]
    MountPoint {
        /// The path as asked.
        path: PathBuf,
    },
    /// The replacement could not be given what the file has beside its content.
    #[error("the replacement of {} could not keep {what}", .path.display())]
    AttributeLost {
        /// The path as asked.
        path: PathBuf,
        /// What could not be kept.
        what: String,
    },
    /// Somebody else holds the lock.
    #[error("{} is locked by another process", .path.display())]
    Busy {
        /// The lock file.
        path: PathBuf,
    },
    /// A line to append that holds a line end.
    #[error("a line to append to {} holds a line end", .path.display())]
    NotALine {
        /// The path as asked.
        path: PathBuf,
    },
    /// The only error after which the file **is** replaced (or removed): the disk did not confirm it, or something
    /// else was found when it was read back.
    #[error("{} was changed, but the change could not be confirmed", .path.display())]
    Unconfirmed {
        /// The path as asked.
        path: PathBuf,
    },
    /// Anything else that the operating system reports.
    #[error("could not {action} {}: {source}", .path.display())]
    Io {
        /// The file or folder in question.
        path: PathBuf,
        /// What was being done, as a verb.
        action: &'static str,
        /// What the operating system said.
        source: io::Error,
    },
}

impl FileError {
    pub(crate) fn from_io(path: &Path, action: &'static str, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::PermissionDenied => Self::Denied { path, action },
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull { path },
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::FolderMissing { path },
            _ => Self::Io {
                path,
                action,
                source,
            },
        }
    }

    /// What to do about it: one sentence for the operator.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NotAFile { .. } => "Choose the configuration file itself.",
            Self::FolderMissing { .. } => "Check the path, or create the folder first.",
            Self::DanglingLink { .. } => {
                "Create the file that the link points to, or remove the link."
            }
            Self::TooLarge { .. } => {
                "Check that this is the configuration file and not something else of the same name."
            }
            Self::Denied { .. } => {
                "Look at the owner and mode of the file and its folder (`ls -la`), and whether it is immutable (`lsattr`)."
            }
            Self::ReadOnly { .. } => {
                "Mount it writable, or make the change where the file comes from."
            }
            Self::DiskFull { .. } => "Free some space and try again; the file is as it was.",
            Self::ChangedOnDisk { .. } => {
                "Look at the file again and repeat the change; nothing was overwritten."
            }
            Self::Exists { .. } => "Choose another name, or move the existing file away yourself.",
            Self::HardLinked { .. } => {
                "Give the file a name of its own (`cp --preserve=all FILE COPY && mv COPY FILE`), then try again."
            }
            Self::MountPoint { .. } => {
                "Make the change on the host, in the file that is mounted here."
            }
            Self::AttributeLost { .. } => {
                "Make the change as the user who owns the file, or with administrator rights."
            }
            Self::Busy { .. } => {
                "Wait until the other window or command has finished, then try again."
            }
            Self::NotALine { .. } => "This is a defect of Chatelaine; please report it.",
            Self::Unconfirmed { .. } => "Look at the file before you go on, and check the disk.",
            Self::Io { .. } => "Check the disk and the file system; the file is as it was.",
        }
    }
}
