//! Reading files with a fingerprint and replacing them atomically.
//!
//! A configuration file is somebody else's property. It is never truncated, never left half written, never given to
//! other people's eyes on the way, and never overwritten when it is not the file any more that was read:
//!
//! 1. [`read`] takes a [`Snapshot`]: the bytes and their fingerprint.
//! 2. [`replace`] writes a second file beside it, makes sure that the disk has it, compares the fingerprint, and only
//!    then renames it into place.
//!
//! Whatever fails on the way, and wherever the process is killed, the file is the old one or the new one.
//!
//! [`Repository`] tells what git does with a file, which decides who else will have a copy of it.

mod append;
mod attributes;
mod error;
mod folder;
mod git;
mod lock;
mod place;
mod replace;
mod snapshot;
mod staged;

pub use append::append_line;
pub use error::FileError;
pub use folder::{Folder, Listed};
pub use git::{GIT_INDEX_LIMIT_BYTES, Repository};
pub use lock::{Lock, lock};
pub use replace::{make_folder, remove, replace, set_mode, write_new};
pub use snapshot::{Fingerprint, Snapshot, read, read_or_absent};
