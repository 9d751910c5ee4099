//! What the operator prefers. Losing it loses nothing.

use serde_json::{Map, Value};

use crate::view::Preferences;
use crate::{CommandError, Console};

const FILE_LIMIT: u64 = 64 << 10;

impl Console {
    /// The preferences; the default of each that is not there or makes no sense. The file of an older version knows
    /// fewer of them.
    #[must_use]
    pub fn preferences(&self) -> Preferences {
        let read = chatelaine_files::read(&self.home.preferences(), FILE_LIMIT);
        let kept: Map<String, Value> = read
            .ok()
            .and_then(|snapshot| serde_json::from_slice(&snapshot.bytes).ok())
            .unwrap_or_default();
        let one = |name: &str| kept.get(name).cloned().unwrap_or_default();
        Preferences {
            theme: serde_json::from_value(one("theme")).unwrap_or_default(),
            schedule: serde_json::from_value(one("schedule")).unwrap_or_default(),
        }
    }

    /// Keeps the preferences.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Unwritable`] when the data folder is full or read-only.
    pub fn set_preferences(&self, preferences: Preferences) -> Result<(), CommandError> {
        let snapshot = chatelaine_files::read(&self.home.preferences(), FILE_LIMIT)?;
        chatelaine_files::replace(
            &snapshot,
            &serde_json::to_vec_pretty(&preferences).unwrap_or_default(),
        )?;
        Ok(())
    }
}
