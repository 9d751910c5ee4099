//! The frames of a chat for other programs: one JSON a line, or an HTTP Archive.

mod har;

use std::path::Path;

use super::pump::held;
use super::record::Record;
use crate::view::{ExportFormat, Exported};
use crate::{CommandError, Console, ErrorCode};

/// Bytes of an earlier export that may be replaced; one of ours is smaller.
const FILE_LIMIT: u64 = 512 << 20;

impl Console {
    /// Writes the frames of a chat that are still held into a file, which is private to its owner when it is a new one. They
    /// are redacted, as everywhere. A file that is there is replaced.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] when the chat is forgotten, [`ErrorCode::Unwritable`].
    pub fn chat_export(
        &self,
        id: &str,
        format: ExportFormat,
        path: &Path,
    ) -> Result<Exported, CommandError> {
        let record = self.record_of(id)?;
        let (text, frames, dropped) = {
            let record = held(&record);
            (
                text(&record, format).map_err(|error| internal(&error))?,
                record.all().count(),
                record.dropped(),
            )
        };
        write(path, text.as_bytes())?;
        Ok(Exported {
            path: path.display().to_string(),
            frames: u32::try_from(frames).unwrap_or(u32::MAX),
            dropped,
        })
    }
}

/// Puts an export in its place, which the operator chose.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    let before = chatelaine_files::read(path, FILE_LIMIT)?;
    chatelaine_files::replace(&before, bytes)?;
    Ok(())
}

fn text(record: &Record, format: ExportFormat) -> serde_json::Result<String> {
    match format {
        ExportFormat::Jsonl => lines(record),
        ExportFormat::Har => serde_json::to_string_pretty(&har::archive(record)),
    }
}

/// How the connection was made, what is missing, and every frame.
fn lines(record: &Record) -> serde_json::Result<String> {
    let mut text = String::new();
    let mut line = |json: String| {
        text.push_str(&json);
        text.push('\n');
    };
    if let Some(connected) = &record.connected {
        line(serde_json::to_string(connected)?);
    }
    if record.dropped() > 0 {
        line(serde_json::json!({ "dropped": record.dropped() }).to_string());
    }
    for frame in record.all() {
        line(serde_json::to_string(frame)?);
    }
    Ok(text)
}

fn internal(error: &serde_json::Error) -> CommandError {
    CommandError::new(ErrorCode::Internal, error.to_string(), "Report this.")
}
