//! The conversations that are kept: listed, read, deleted.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::export;
use super::transcript::{files, id_of, is_id};
use crate::bots::vault_name;
use crate::console::moment;
use crate::view::{Bot, TranscriptEntry, TranscriptInfo};
use crate::{CommandError, Console, ErrorCode};

/// Lines of one conversation that are shown: the last ones.
const SHOWN: usize = 2_000;
/// Bytes of a file that are read; one of ours is smaller but for its last line.
const FILE_LIMIT: u64 = 64 << 20;

impl Console {
    /// The conversations with a bot, the newest first.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot.
    pub fn chat_transcripts(&self, target: &str) -> Result<Vec<TranscriptInfo>, CommandError> {
        let bot = self.bot(target)?;
        let mut found: Vec<TranscriptInfo> = Vec::new();
        for (name, bytes) in files(&self.transcripts(&bot)) {
            let Some(id) = id_of(&name) else { continue };
            let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
            match found.last_mut().filter(|last| last.id == id) {
                Some(last) => last.bytes = last.bytes.saturating_add(bytes),
                None => found.push(TranscriptInfo {
                    id: id.to_owned(),
                    started: started(id),
                    bytes,
                    running: self.is_running(id),
                }),
            }
        }
        found.reverse();
        Ok(found)
    }

    /// The last 2,000 lines of a conversation.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot or conversation, [`ErrorCode::Unreadable`].
    pub fn chat_transcript(
        &self,
        target: &str,
        id: &str,
    ) -> Result<Vec<TranscriptEntry>, CommandError> {
        let bot = self.bot(target)?;
        let parts = self.parts(&bot, Some(id))?;
        let mut entries = Vec::new();
        for path in parts.iter().rev() {
            let snapshot = chatelaine_files::read(path, FILE_LIMIT)?;
            let lines: Vec<TranscriptEntry> = snapshot
                .bytes
                .split(|byte| *byte == b'\n')
                // A line that a full disk has cut off makes no sense, and the others still do.
                .filter_map(|line| serde_json::from_slice(line).ok())
                .collect();
            entries.splice(0..0, lines);
            if entries.len() >= SHOWN {
                break;
            }
        }
        Ok(entries.split_off(entries.len().saturating_sub(SHOWN)))
    }

    /// Writes all of a conversation into a file as it is kept: one [`TranscriptEntry`] as JSON on each line, without secrets.
    /// A file that is there is replaced.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot or conversation, [`ErrorCode::Unreadable`], [`ErrorCode::Unwritable`].
    pub fn chat_transcript_export(
        &self,
        target: &str,
        id: &str,
        path: &Path,
    ) -> Result<(), CommandError> {
        let bot = self.bot(target)?;
        let mut whole = Vec::new();
        for part in self.parts(&bot, Some(id))? {
            whole.extend(chatelaine_files::read(&part, FILE_LIMIT)?.bytes);
        }
        export::write(path, &whole)
    }

    /// Deletes a conversation, or all of a bot that are over.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot or conversation, [`ErrorCode::Conflict`] while it goes on,
    /// [`ErrorCode::Unwritable`].
    pub fn chat_transcript_delete(
        &self,
        target: &str,
        id: Option<&str>,
    ) -> Result<(), CommandError> {
        let bot = self.bot(target)?;
        if id.is_some_and(|id| self.is_running(id)) {
            return Err(CommandError::new(
                ErrorCode::Conflict,
                "this conversation still goes on",
                "Disconnect first.",
            ));
        }
        for path in self.parts(&bot, id)? {
            std::fs::remove_file(&path).map_err(|error| {
                let what = format!("{} cannot be deleted ({})", path.display(), error.kind());
                CommandError::new(
                    ErrorCode::Unwritable,
                    what,
                    "Check the folder's permissions.",
                )
            })?;
        }
        Ok(())
    }

    pub(super) fn transcripts(&self, bot: &Bot) -> PathBuf {
        self.home.transcripts(&vault_name(&bot.name))
    }

    /// The files of one conversation in order, or those of all that are over.
    fn parts(&self, bot: &Bot, id: Option<&str>) -> Result<Vec<PathBuf>, CommandError> {
        let folder = self.transcripts(bot);
        let wanted = |name: &str| {
            id_of(name).is_some_and(|of| match id {
                Some(id) => of == id,
                None => !self.is_running(of),
            })
        };
        let paths: Vec<PathBuf> = files(&folder)
            .into_iter()
            .filter(|(name, _)| wanted(name))
            .map(|(name, _)| folder.join(name))
            .collect();
        if id.is_some_and(|id| !is_id(id) || paths.is_empty()) {
            return Err(CommandError::not_found(
                "there is no such conversation",
                "It may have been deleted, or made room for newer ones.",
            ));
        }
        Ok(paths)
    }

    fn is_running(&self, id: &str) -> bool {
        self.state()
            .chats
            .get(id)
            .is_some_and(|chat| chat.outbox.is_some())
    }
}

/// The moment that a chat's id begins with.
fn started(id: &str) -> String {
    id.split('-')
        .next()
        .and_then(|digits| Timestamp::from_millisecond(digits.parse().ok()?).ok())
        .map_or_else(String::new, moment)
}
