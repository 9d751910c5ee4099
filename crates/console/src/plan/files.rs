//! Several files changed as one: all of them, or none.

use chatelaine_files::{
    FileError, Fingerprint, Snapshot, make_folder, read, remove, replace, set_mode,
};

/// Larger files are no configuration of a bot.
const FILE_LIMIT: u64 = 128 << 20;

/// One file as it was read and as it shall be.
pub(super) struct Exchange<'a> {
    pub(super) before: &'a Snapshot,
    /// Nothing when the file shall go.
    pub(super) after: Option<&'a [u8]>,
    /// New permission bits, where they change.
    pub(super) mode: Option<u32>,
}

impl Exchange<'_> {
    fn carry_out(&self) -> Result<(), FileError> {
        let Some(bytes) = self.after else {
            return remove(self.before);
        };
        if !self.before.exists() {
            make_folder(&self.before.path)?;
        }
        let now = replace(self.before, bytes)?;
        match self.mode {
            Some(mode) => set_mode(&now, mode),
            None => Ok(()),
        }
    }

    /// Looks at what is there instead of trusting what was reported: a replacement may fail after it took place.
    fn put_back(&self) {
        let Ok(now) = read(&self.before.path, FILE_LIMIT) else {
            return;
        };
        let done = match self.after {
            Some(bytes) => now.exists() && now.fingerprint == Fingerprint::of(bytes),
            None => !now.exists(),
        };
        if !done {
            return;
        }
        // There is nothing better to do about a second failure than to report the first.
        let _ = if self.before.exists() {
            let restored = replace(&now, &self.before.bytes);
            restored.and_then(|file| match (self.mode, self.before.mode) {
                (Some(_), Some(mode)) => set_mode(&file, mode),
                _ => Ok(()),
            })
        } else {
            remove(&now)
        };
    }
}

/// Whether every file still is what was read, before anything else is touched.
pub(super) fn still_as_read(exchanges: &[Exchange<'_>]) -> Result<(), FileError> {
    for exchange in exchanges {
        let path = &exchange.before.path;
        if chatelaine_files::read_or_absent(path, FILE_LIMIT)?.fingerprint
            != exchange.before.fingerprint
        {
            return Err(FileError::ChangedOnDisk { path: path.clone() });
        }
    }
    Ok(())
}

/// Changes every file, or none.
pub(super) fn carry_out(exchanges: &[Exchange<'_>]) -> Result<(), FileError> {
    for exchange in exchanges {
        if let Err(error) = exchange.carry_out() {
            put_back(exchanges);
            return Err(error);
        }
    }
    Ok(())
}

/// Gives every file back what it was.
pub(super) fn put_back(exchanges: &[Exchange<'_>]) {
    for exchange in exchanges {
        exchange.put_back();
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_was_removed_comes_back_when_the_next_one_cannot_be_changed() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        fs::write(&first, "one").unwrap();
        fs::write(&second, "two").unwrap();
        fs::hard_link(&second, folder.path().join("second name")).unwrap();
        let (one, two) = (
            read(&first, FILE_LIMIT).unwrap(),
            read(&second, FILE_LIMIT).unwrap(),
        );
        let exchanges = [
            Exchange {
                before: &one,
                after: None,
                mode: None,
            },
            Exchange {
                before: &two,
                after: Some(b"changed"),
                mode: None,
            },
        ];
        let failed = carry_out(&exchanges).unwrap_err();
        assert!(matches!(failed, FileError::HardLinked { .. }), "{failed:?}");
        assert_eq!(
            fs::read_to_string(first).unwrap(),
            "one",
            "removed, and back again"
        );
        assert_eq!(fs::read_to_string(second).unwrap(), "two", "never touched");
    }

    #[test]
    fn putting_back_leaves_alone_what_somebody_else_has_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "before").unwrap();
        let before = read(&path, FILE_LIMIT).unwrap();
        fs::write(&path, "by a colleague").unwrap();
        put_back(&[Exchange {
            before: &before,
            after: Some(b"after"),
            mode: None,
        }]);
        assert_eq!(
            fs::read_to_string(path).unwrap(),
            "by a colleague",
            "only our own content is taken back"
        );
    }
}
