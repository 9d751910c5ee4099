//! Several files changed as one: all of them, or none.

use chatelaine_files::{FileError, Fingerprint, Snapshot, read, remove, replace};

/// Larger files are no configuration of a bot.
const FILE_LIMIT: u64 = 128 << 20;

/// One file as it was read and as it shall be.
pub(super) struct Exchange<'a> {
    pub(super) before: &'a Snapshot,
    /// Nothing when the file shall go.
    pub(super) after: Option<&'a [u8]>,
}

impl Exchange<'_> {
    fn carry_out(&self) -> Result<(), FileError> {
        match self.after {
            Some(bytes) => replace(self.before, bytes).map(|_| ()),
            None => remove(self.before),
        }
    }

    /// Looks at what is there instead of trusting what was reported: a replacement may fail after it took place.
    fn put_back(&self) {
        let Ok(now) = read(&self.before.path, FILE_LIMIT) else { return };
        let done = match self.after {
            Some(bytes) => now.exists() && now.fingerprint == Fingerprint::of(bytes),
            None => !now.exists(),
        };
        if !done {
            return;
        }
        // There is nothing better to do about a second failure than to report the first.
        let _ = if self.before.exists() { replace(&now, &self.before.bytes).map(|_| ()) } else { remove(&now) };
    }
}

/// Whether every file still is what was read, before anything else is touched.
pub(super) fn still_as_read(exchanges: &[Exchange<'_>]) -> Result<(), FileError> {
    for exchange in exchanges {
        let path = &exchange.before.path;
        if read(path, FILE_LIMIT)?.fingerprint != exchange.before.fingerprint {
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
