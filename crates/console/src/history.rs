//! Who did what when: append-only, hash-chained, without secrets.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::view::{HistoryEntry, HistoryView};
use crate::{CommandError, Console, ErrorCode};

/// Half a million lines; more than a lifetime of work.
const FILE_LIMIT: u64 = 128 << 20;

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) seq: u32,
    pub(crate) at: String,
    pub(crate) bot: String,
    pub(crate) action: String,
    pub(crate) summary: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) details: Vec<String>,
    /// Ids of the settings that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) settings: Vec<String>,
    /// The sealed backup in the data folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) backup: Option<String>,
    /// The entry that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) undoes: Option<u32>,
    /// Hash of the entry before.
    pub(crate) previous: String,
    /// Hash of this entry without this field.
    pub(crate) hash: String,
}

/// What an entry says, before it has a place in the chain.
#[derive(Debug, Default)]
pub(crate) struct Note {
    pub(crate) bot: String,
    pub(crate) action: &'static str,
    pub(crate) summary: String,
    pub(crate) details: Vec<String>,
    pub(crate) settings: Vec<String>,
    pub(crate) backup: Option<String>,
    pub(crate) undoes: Option<u32>,
}

impl Record {
    fn digest(&self) -> String {
        let unsigned = Self {
            hash: String::new(),
            ..self.clone()
        };
        let text = serde_json::to_vec(&unsigned).unwrap_or_default();
        Sha256::digest(text)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

impl Console {
    /// The history of one bot, or of all.
    ///
    /// # Errors
    /// [`ErrorCode::Unreadable`] when the file cannot be read at all. A line that makes no sense breaks the chain and is
    /// reported as such.
    pub fn history(&self, bot: Option<&str>) -> Result<HistoryView, CommandError> {
        let (records, damaged) = self.records()?;
        let mut previous = String::new();
        let mut broken_at = damaged;
        for record in &records {
            if (record.previous != previous || record.hash != record.digest())
                && broken_at.is_none_or(|seq| record.seq < seq)
            {
                broken_at = Some(record.seq);
            }
            previous.clone_from(&record.hash);
        }
        let mut entries: Vec<HistoryEntry> = records
            .iter()
            .filter(|record| bot.is_none_or(|bot| record.bot == bot))
            .map(|record| entry(record, &records))
            .collect();
        entries.reverse();
        Ok(HistoryView {
            entries,
            chain_ok: broken_at.is_none(),
            broken_at,
        })
    }

    /// Every line that makes sense, and the number of the first that does not.
    pub(crate) fn records(&self) -> Result<(Vec<Record>, Option<u32>), CommandError> {
        let snapshot = chatelaine_files::read(&self.home.history(), FILE_LIMIT)?;
        let mut damaged = None;
        let mut records = Vec::new();
        for (line, number) in snapshot.bytes.split(|byte| *byte == b'\n').zip(1_u32..) {
            if line.is_empty() {
                continue;
            }
            match serde_json::from_slice(line) {
                Ok(record) => records.push(record),
                Err(_) => damaged = damaged.or(Some(number)),
            }
        }
        Ok((records, damaged))
    }

    /// Adds a line.
    pub(crate) fn note(&self, note: Note) -> Result<HistoryEntry, CommandError> {
        let _guard = chatelaine_files::lock(
            &self.home.history().with_extension("lock"),
            crate::console::PATIENCE,
        )?;
        let (records, _) = self.records()?;
        let last = records.last();
        let mut record = Record {
            seq: last.map_or(1, |last| last.seq + 1),
            at: crate::console::moment(Timestamp::now()),
            bot: note.bot,
            action: note.action.into(),
            summary: note.summary,
            details: note.details,
            settings: note.settings,
            backup: note.backup,
            undoes: note.undoes,
            previous: last.map(|last| last.hash.clone()).unwrap_or_default(),
            hash: String::new(),
        };
        record.hash = record.digest();
        let line = serde_json::to_string(&record).map_err(|error| {
            CommandError::new(ErrorCode::Internal, error.to_string(), "Report this.")
        })?;
        chatelaine_files::append_line(&self.home.history(), &line)?;
        let mut records = records;
        records.push(record.clone());
        Ok(entry(&record, &records))
    }

    /// The last change of a bot that can be taken back.
    pub(crate) fn last_undoable(&self, bot: &str) -> Result<Option<Record>, CommandError> {
        let (records, _) = self.records()?;
        Ok(records
            .iter()
            .rev()
            .find(|record| record.bot == bot && is_last_change(record, &records))
            .cloned())
    }
}

fn undone(record: &Record, all: &[Record]) -> bool {
    all.iter().any(|other| other.undoes == Some(record.seq))
}

/// Changes are taken back in reverse order, so only the newest one that still stands can be.
fn is_last_change(record: &Record, all: &[Record]) -> bool {
    let stands = |candidate: &&Record| {
        candidate.bot == record.bot && candidate.backup.is_some() && !undone(candidate, all)
    };
    all.iter()
        .rev()
        .find(stands)
        .is_some_and(|last| last.seq == record.seq)
}

fn entry(record: &Record, all: &[Record]) -> HistoryEntry {
    HistoryEntry {
        seq: record.seq,
        at: record.at.clone(),
        bot: record.bot.clone(),
        action: record.action.clone(),
        summary: record.summary.clone(),
        details: record.details.clone(),
        undoable: is_last_change(record, all),
        undone: undone(record, all),
        hash: record.hash.clone(),
    }
}
