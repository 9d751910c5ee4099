//! The conversation on disk: what was said and what came of it, without frames, without pieces, without secrets.
//!
//! One conversation is one file, or several where it is long. They are private to their owner; nothing of them is kept
//! in memory.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chatelaine_secrets::{Secret, redact};
use jiff::Timestamp;
use serde_json::Value;

use crate::console::moment;
use crate::home::private_folder;
use crate::mask::SHORTEST_KNOWN;
use crate::view::{ChatEvent, TranscriptEntry, TranscriptPart};

/// Bytes after which a conversation goes on in a further file: what an editor still opens.
const PART: u64 = 8 << 20;
/// Bytes of all conversations with one bot; beyond them the oldest file goes.
const TOTAL: u64 = 256 << 20;
/// The end of a transcript's file name.
pub(super) const SUFFIX: &str = ".jsonl";

/// A conversation that is being written down.
pub(super) struct Transcript {
    folder: PathBuf,
    id: String,
    secrets: Vec<Secret>,
    part: u32,
    /// Nothing before the first line, and after the disk failed.
    file: Option<File>,
    written: u64,
    broken: bool,
}

impl Transcript {
    /// Begins one that masks these secrets; shorter ones would mask half of every sentence. Its file is made with its
    /// first line.
    pub(super) fn new(folder: PathBuf, id: &str, mut secrets: Vec<Secret>) -> Self {
        secrets.retain(|secret| secret.expose().len() >= SHORTEST_KNOWN);
        Self {
            folder,
            id: id.to_owned(),
            secrets,
            part: 0,
            file: None,
            written: 0,
            broken: false,
        }
    }

    /// Writes lines down, all of them with one call to the operating system.
    ///
    /// # Errors
    /// Why the disk failed, once: the conversation goes on, and the transcript ends.
    pub(super) fn write(&mut self, entries: &[TranscriptEntry]) -> io::Result<()> {
        if self.broken || entries.is_empty() {
            return Ok(());
        }
        let written = self.append(entries);
        if written.is_err() {
            self.broken = true;
            self.file = None;
        }
        written
    }

    fn append(&mut self, entries: &[TranscriptEntry]) -> io::Result<()> {
        let secrets: Vec<&Secret> = self.secrets.iter().collect();
        let mut lines = String::new();
        for entry in entries {
            let mut value = serde_json::to_value(entry)?;
            mask_texts(&mut value, &secrets);
            lines += &value.to_string();
            lines.push('\n');
        }
        let file = match &mut self.file {
            Some(file) if self.written < PART => file,
            _ => {
                self.part += 1;
                self.written = 0;
                make_room(&self.folder);
                let path = self.folder.join(name(&self.id, self.part));
                self.file.insert(create(&self.folder, &path)?)
            }
        };
        file.write_all(lines.as_bytes())?;
        self.written += lines.len() as u64;
        Ok(())
    }
}

/// A line for what happens now.
pub(super) fn entry(part: TranscriptPart) -> TranscriptEntry {
    TranscriptEntry {
        at: moment(Timestamp::now()),
        entry: part,
    }
}

/// Whether an event is part of what was said and what came of it.
pub(super) fn belongs(event: &ChatEvent) -> bool {
    !matches!(
        event,
        ChatEvent::Frame { .. } | ChatEvent::Token { .. } | ChatEvent::TurnOver { .. }
    )
}

/// The file of a part; the first has no number.
fn name(id: &str, part: u32) -> String {
    match part {
        1 => format!("{id}{SUFFIX}"),
        part => format!("{id}.{part:04}{SUFFIX}"),
    }
}

/// The conversation that a file belongs to.
pub(super) fn id_of(name: &str) -> Option<&str> {
    let stem = name.strip_suffix(SUFFIX)?;
    let id = stem.split('.').next()?;
    is_id(id).then_some(id)
}

/// Whether this can be an id: it becomes a part of a path.
pub(super) fn is_id(id: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !id.is_empty() && id.chars().all(fits)
}

/// The files of a folder in the order of time, with their sizes; nothing where there is no folder.
pub(super) fn files(folder: &Path) -> Vec<(String, u64)> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<(String, u64)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            id_of(&name)?;
            Some((name, entry.metadata().ok()?.len()))
        })
        .collect();
    // Ids begin with their time; without the suffix, `ID` comes before `ID.0002`.
    files.sort_by_cached_key(|(name, _)| name.strip_suffix(SUFFIX).map(str::to_owned));
    files
}

/// Keeps the folder below its bound; a file that cannot be removed stays.
fn make_room(folder: &Path) {
    let files = files(folder);
    let mut total: u64 = files.iter().map(|(_, bytes)| bytes).sum();
    for (name, bytes) in files {
        if total + PART <= TOTAL {
            return;
        }
        if std::fs::remove_file(folder.join(name)).is_ok() {
            total -= bytes;
        }
    }
}

fn create(folder: &Path, path: &Path) -> io::Result<File> {
    private_folder(folder)?;
    let mut options = OpenOptions::new();
    options.append(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Masks secrets in every text of a JSON value.
fn mask_texts(value: &mut Value, secrets: &[&Secret]) {
    match value {
        Value::String(text) => *text = redact(text, secrets),
        Value::Array(items) => items.iter_mut().for_each(|item| mask_texts(item, secrets)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| mask_texts(field, secrets)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    #[test]
    fn a_long_conversation_goes_on_in_a_further_file_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let mut transcript = Transcript::new(folder.path().into(), "1-a", Vec::new());
        let text = "x".repeat(1 << 20);
        for number in 0..20 {
            let said = TranscriptPart::Said(format!("{number} {text}"));
            transcript.write(&[entry(said)]).unwrap();
        }
        let names: Vec<String> = files(folder.path())
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(
            names,
            ["1-a.jsonl", "1-a.0002.jsonl", "1-a.0003.jsonl"],
            "in order"
        );
        let lines: String = names
            .iter()
            .map(|name| std::fs::read_to_string(folder.path().join(name)).unwrap())
            .collect();
        let numbers: Vec<u32> = lines
            .lines()
            .map(|line| {
                let entry: TranscriptEntry = serde_json::from_str(line).unwrap();
                let TranscriptPart::Said(text) = entry.entry else {
                    unreachable!()
                };
                text.split(' ').next().unwrap().parse().unwrap()
            })
            .collect();
        assert_eq!(numbers, (0..20).collect::<Vec<_>>(), "every line once");
    }

    #[test]
    fn a_secret_that_is_said_or_repeated_is_masked_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let mut transcript = Transcript::new(
            folder.path().into(),
            "1-a",
            vec![Secret::new("Canary \"9\"")],
        );
        let said = TranscriptPart::Said("my key is Canary \"9\"!".into());
        transcript.write(&[entry(said)]).unwrap();
        let text = std::fs::read_to_string(folder.path().join("1-a.jsonl")).unwrap();
        assert!(
            !text.contains("Canary") && text.contains("my key is ••••••••!"),
            "{text}"
        );
    }

    #[test]
    fn a_disk_that_fails_ends_the_transcript_and_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let in_the_way = folder.path().join("file");
        std::fs::write(&in_the_way, "").unwrap();
        let mut transcript = Transcript::new(in_the_way, "1-a", Vec::new());
        let hello = [entry(TranscriptPart::Said("hello".into()))];
        assert!(transcript.write(&hello).is_err(), "told");
        assert!(transcript.write(&hello).is_ok(), "and not again");
    }

    #[test]
    fn what_is_no_id_of_ours_is_no_part_of_a_path() {
        for id in ["", "..", "../1-a", "a/b", "a\\b", "C:"] {
            assert!(!is_id(id), "{id}");
        }
    }
}
