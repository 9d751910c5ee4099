//! From a draft to a plan: which files change, how that looks with secrets masked, and what happens in which order.

use std::borrow::Cow;

use chatelaine_files::Snapshot;
use chatelaine_secrets::Secret;

use super::draft::Draft;
use super::{ChangePlan, FileEdit};
use crate::console::handle;
use crate::mask::{self, Known, Reading, Subject};
use crate::posture::restart_hint;
use crate::project::{Loaded, shown};
use crate::view::{FileDiff, Plan, PlanStep, StepKind};
use crate::{CommandError, ErrorCode};

/// Every permission but the owner's.
const PRIVATE: u32 = 0o700;

impl Draft<'_> {
    pub(super) fn finish(mut self, title: String) -> Result<ChangePlan, CommandError> {
        let (files, diffs) = match self.loaded {
            Some(loaded) => self.files(loaded)?,
            None => (Vec::new(), Vec::new()),
        };
        if files.is_empty() && self.passwords.is_empty() {
            let what = self
                .notes
                .first()
                .cloned()
                .unwrap_or_else(|| "nothing would change".into());
            return Err(CommandError::new(
                ErrorCode::NothingToDo,
                what,
                "The configuration already is as you want it.",
            ));
        }
        self.describe(&files);
        let mut vault = Vec::new();
        for (id, value) in self.vault {
            vault.push((handle(self.bot, &id)?, value));
        }
        let changes = u32::try_from(self.done.len()).unwrap_or(u32::MAX);
        let view = Plan {
            id: fresh_id()?,
            bot: self.bot.name.clone(),
            title,
            files: diffs,
            steps: self.steps,
            notes: self.notes,
            refused: self.refused,
            changes,
        };
        Ok(ChangePlan {
            view,
            bot: self.bot.clone(),
            files,
            vault,
            passwords: self.passwords,
            settings: self.done.into_iter().collect(),
        })
    }

    /// What happens to which file, and how that looks with its secrets masked.
    fn files(&self, loaded: &Loaded) -> Result<(Vec<FileEdit>, Vec<FileDiff>), CommandError> {
        let platform = self.bot.platform;
        let mut edits: Vec<(&Snapshot, Reading<'_>, Reading<'_>)> = Vec::new();
        for role in loaded.roles() {
            let (Some(snapshot), Some(kind)) = (loaded.snapshot(role), loaded.kind(role)) else {
                continue;
            };
            let subject = Subject {
                platform,
                document: Some((role, kind)),
            };
            let after = match (self.texts.get(role), self.documents.get(role)) {
                (Some(text), _) => Reading::of_text(subject, text),
                (None, Some(document)) => Reading::of_document(subject, document.as_ref()),
                (None, None) => continue,
            };
            let before = match loaded.project.document(role) {
                Some(document) => Reading::of_document(subject, document),
                None => Reading::of_text(subject, lossy(snapshot)),
            };
            edits.push((snapshot, before, after));
        }
        let bare = Subject {
            platform,
            document: None,
        };
        let mut edit = |snapshot, after| {
            let before = Reading::of_text(bare, lossy(snapshot));
            edits.push((snapshot, before, Reading::of_text(bare, after)));
        };
        if let (Some(snapshot), Some(text)) = (&loaded.compose, &self.compose) {
            edit(snapshot, text.clone());
        }
        let gitignore;
        if !self.gitignore.is_empty() {
            gitignore = loaded.gitignore()?;
            edit(&gitignore, with_lines(&gitignore, &self.gitignore));
        }
        let fresh: Vec<&Secret> = self.fresh.iter().collect();
        let in_files = edits
            .iter()
            .flat_map(|(_, before, after)| before.secrets().chain(after.secrets()));
        let known = Known::new(in_files.chain(fresh.iter().copied()));
        let (mut files, mut diffs) = (Vec::new(), Vec::new());
        for (snapshot, before, after) in &edits {
            if before.text() == after.text() && snapshot.exists() {
                continue;
            }
            diffs.push(FileDiff {
                path: shown(&snapshot.path),
                created: !snapshot.exists(),
                lines: mask::diff(before, after, &known, &fresh),
            });
            files.push(FileEdit {
                snapshot: (*snapshot).clone(),
                after: after.text().as_bytes().to_vec(),
                mode: None,
            });
        }
        for name in &self.protected {
            let snapshot = loaded.read(name)?;
            let private = snapshot.mode.map(|mode| mode & PRIVATE);
            match files
                .iter_mut()
                .find(|file| file.snapshot.path == snapshot.path)
            {
                Some(file) => file.mode = private,
                None => files.push(FileEdit {
                    after: snapshot.bytes.clone(),
                    mode: private,
                    snapshot,
                }),
            }
        }
        Ok((files, diffs))
    }

    fn describe(&mut self, files: &[FileEdit]) {
        let mut step = |kind, text: String| self.steps.push(PlanStep { kind, text });
        let kept = self
            .vault
            .iter()
            .filter(|(_, value)| value.is_some())
            .count()
            + self.passwords.len();
        if kept > 0 {
            step(
                StepKind::Vault,
                format!(
                    "Keep {kept} value{} in the vault",
                    if kept == 1 { "" } else { "s" }
                ),
            );
        }
        for file in files {
            let path = shown(&file.snapshot.path);
            if !file.snapshot.exists() {
                step(
                    StepKind::File,
                    format!("Create {path} (a sealed backup is kept)"),
                );
            } else if file.changes_content() {
                step(
                    StepKind::File,
                    format!("Change {path} (a sealed backup is kept)"),
                );
            }
            if file.mode.is_some() {
                step(
                    StepKind::File,
                    format!("Let nobody but its owner read {path}"),
                );
            }
        }
        for password in &self.passwords {
            step(
                StepKind::Password,
                format!(
                    "Change the password of `{}` in the running bot",
                    password.username
                ),
            );
        }
        if files.iter().any(FileEdit::changes_content) {
            let how = restart_hint(self.bot).map_or_else(String::new, |hint| format!(": {hint}"));
            step(
                StepKind::Restart,
                format!("Then restart the bot so that it reads its configuration{how}"),
            );
        }
        if self.done.contains("env.CCAT_JWT_SECRET") {
            self.notes
                .push("Everybody who is logged in will have to log in again.".into());
        }
        if !self.passwords.is_empty() {
            self.notes.push("Tokens that were issued with the old passwords stay valid until they expire or the signing key changes.".into());
        }
    }
}

fn lossy(snapshot: &Snapshot) -> Cow<'_, str> {
    String::from_utf8_lossy(&snapshot.bytes)
}

/// The text of a `.gitignore` with these files in it.
fn with_lines(snapshot: &Snapshot, names: &[String]) -> String {
    let mut text = lossy(snapshot).into_owned();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(end);
    }
    for name in names {
        // Anchored: a pattern without a slash would match in every folder below.
        text.push('/');
        text.push_str(name);
        text.push_str(end);
    }
    text
}

fn fresh_id() -> Result<String, CommandError> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|_| {
        CommandError::new(
            ErrorCode::Internal,
            "the system gave no randomness",
            "Try again.",
        )
    })?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}
