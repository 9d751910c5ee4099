//! Configuration files as text for an editor, with markers where secrets stand.
//!
//! The editor lives in a web view, which gets no secret in bulk: `token: "s3cret"` reaches it as `token: "⟦secret 1⟧"`.
//! A marker that comes back stands for the bytes that it hid; whatever is typed in its place is a new value.

use std::hash::BuildHasher as _;
use std::ops::Range;

use chatelaine_documents::DocumentKind;
use chatelaine_platforms::Finding;

use crate::mask::{Known, Reading, Subject};
use crate::project::{Loaded, load, shown};
use crate::view::{Bot, ConfigFile, ConfigText};
use crate::{CommandError, Console, ErrorCode};

const OPENING: &str = "⟦secret ";
const CLOSING: char = '⟧';

impl Console {
    /// The configuration files of a bot, those that do not exist yet included. Cheap enough to be asked every few seconds
    /// by an editor that wants to know whether a file was changed under its hands.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot, [`ErrorCode::Unreadable`] when its folder cannot be read.
    pub fn config_files(&self, target: &str) -> Result<Vec<ConfigFile>, CommandError> {
        let bot = self.bot(target)?;
        let Some(loaded) = load(&bot)? else {
            return Ok(Vec::new());
        };
        let file = |role| {
            let (snapshot, kind) = (loaded.snapshot(role)?, loaded.kind(role)?);
            let problem = loaded.project.file(role).and_then(|file| file.problem());
            Some(ConfigFile {
                role: role.to_owned(),
                name: loaded.project.name(role)?.to_owned(),
                path: shown(&snapshot.path),
                language: language(kind).to_owned(),
                exists: snapshot.exists(),
                fingerprint: snapshot.fingerprint.to_string(),
                problem: problem.map(ToString::to_string),
            })
        };
        Ok(loaded.roles().into_iter().filter_map(file).collect())
    }

    /// The text of one configuration file, with markers where secrets stand.
    ///
    /// # Errors
    /// As [`Console::config_files`]; [`ErrorCode::NotFound`] for a role that the bot does not have, and
    /// [`ErrorCode::Unreadable`] for a file that is no text.
    pub fn config_text(&self, target: &str, role: &str) -> Result<ConfigText, CommandError> {
        let bot = self.bot(target)?;
        let loaded = load(&bot)?;
        let source = Source::of(&bot, loaded.as_ref(), role)?;
        let tell = |range: &Range<usize>| {
            let print = self.marks.hash_one(&source.text[range.clone()]);
            format!("{print:016x}")
        };
        Ok(ConfigText {
            role: role.to_owned(),
            text: source.shrouded(),
            secrets: source.hidden.iter().map(tell).collect(),
            fingerprint: source.fingerprint,
        })
    }

    /// What would be wrong with the bot if its file had this text. Nothing is written.
    ///
    /// # Errors
    /// As [`Console::config_text`]; [`ErrorCode::ChangedOnDisk`] when the file is no longer the one that the text was made from.
    pub fn lint_text(
        &self,
        target: &str,
        role: &str,
        text: &str,
        fingerprint: &str,
    ) -> Result<Vec<Finding>, CommandError> {
        let bot = self.bot(target)?;
        let loaded = load(&bot)?;
        let text = restored(&bot, loaded.as_ref(), role, text, fingerprint)?;
        let Some(mut loaded) = loaded else {
            return Ok(Vec::new());
        };
        let name = loaded.project.name(role).unwrap_or(role).to_owned();
        if let Err(problem) = loaded.replace_text(role, text.as_bytes())
            && loaded.kind(role) == Some(DocumentKind::Env)
        {
            return Ok(vec![chatelaine_platforms::unreadable_file(&name, &problem)]);
        }
        let mut findings = bot.platform.lint(&loaded.project, &loaded.values());
        findings.retain(|finding| finding.file.as_deref() == Some(name.as_str()));
        Ok(findings)
    }
}

/// The text that an editor sent back, with the secrets in the place of their markers.
///
/// # Errors
/// [`ErrorCode::ChangedOnDisk`] when the file is no longer the one that the text was made from, [`ErrorCode::Invalid`]
/// for a marker that stands for nothing.
pub(crate) fn restored(
    bot: &Bot,
    loaded: Option<&Loaded>,
    role: &str,
    text: &str,
    fingerprint: &str,
) -> Result<String, CommandError> {
    let source = Source::of(bot, loaded, role)?;
    if source.fingerprint != fingerprint {
        return Err(CommandError::new(
            ErrorCode::ChangedOnDisk,
            format!(
                "{} was changed by somebody else while you edited it",
                source.name
            ),
            "Compare the two, then reload the file or keep yours.",
        ));
    }
    source.restored(text)
}

/// A file as it is on disk, with what is hidden in it.
struct Source {
    name: String,
    text: String,
    hidden: Vec<Range<usize>>,
    fingerprint: String,
}

impl Source {
    fn of(bot: &Bot, loaded: Option<&Loaded>, role: &str) -> Result<Self, CommandError> {
        let missing = || {
            CommandError::not_found(
                format!("`{}` has no file called `{role}`", bot.name),
                "Choose one of the files that the configuration page shows.",
            )
        };
        let loaded = loaded.ok_or_else(missing)?;
        let snapshot = loaded.snapshot(role).ok_or_else(missing)?;
        let kind = loaded.kind(role).ok_or_else(missing)?;
        let name = loaded.project.name(role).unwrap_or(role).to_owned();
        let text = String::from_utf8(snapshot.bytes.clone()).map_err(|_| {
            CommandError::new(
                ErrorCode::Unreadable,
                format!("{name} is not valid UTF-8"),
                "Save the file as UTF-8 in your editor, then try again.",
            )
        })?;
        if text.contains(OPENING) {
            return Err(CommandError::invalid(
                format!("{name} holds the marks that the editor puts in the place of secrets"),
                "Change that line in another editor.",
            ));
        }
        let subject = Subject {
            platform: bot.platform,
            document: Some((role, kind)),
        };
        let reading = Reading::of_text(subject, text.as_str());
        let hidden = reading.hidden(&Known::new(reading.secrets()));
        let hidden = hidden
            .into_iter()
            .flat_map(|range| by_line(&text, range))
            .collect();
        Ok(Self {
            name,
            hidden,
            fingerprint: snapshot.fingerprint.to_string(),
            text,
        })
    }

    fn shrouded(&self) -> String {
        let mut shrouded = String::with_capacity(self.text.len());
        let mut at = 0;
        for (number, range) in self.hidden.iter().enumerate() {
            shrouded.push_str(&self.text[at..range.start]);
            shrouded.push_str(&format!("{OPENING}{}{CLOSING}", number + 1));
            at = range.end;
        }
        shrouded.push_str(&self.text[at..]);
        shrouded
    }

    fn restored(&self, text: &str) -> Result<String, CommandError> {
        let mut restored = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPENING) {
            restored.push_str(before);
            let hidden = after
                .split_once(CLOSING)
                .and_then(|(number, after)| Some((number.parse::<usize>().ok()?, after)))
                .and_then(|(number, after)| {
                    Some((self.hidden.get(number.checked_sub(1)?)?, after))
                });
            let Some((range, after)) = hidden else {
                return Err(CommandError::invalid(
                    "a mark that stands for a secret was cut or made up",
                    "Undo that edit, or replace the whole mark by a new value.",
                ));
            };
            restored.push_str(&self.text[range.clone()]);
            rest = after;
        }
        restored.push_str(rest);
        Ok(restored)
    }
}

/// The parts of a hidden range line by line, without the indentation: the lines of the text in the editor then have the
/// numbers of the lines in the file.
fn by_line(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut start = range.start;
    let mut parts = Vec::new();
    for line in text[range].split_inclusive('\n') {
        let trimmed = line.trim_start_matches([' ', '\t']);
        let from = start + (line.len() - trimmed.len());
        let content = trimmed.trim_end_matches(['\r', '\n']);
        if !content.is_empty() {
            parts.push(from..from + content.len());
        }
        start += line.len();
    }
    parts
}

/// What an editor colours the text as.
fn language(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Yaml => "yaml",
        DocumentKind::Json => "json",
        DocumentKind::PythonConstants => "python",
        DocumentKind::Env | DocumentKind::LicenseKeys => "properties",
        DocumentKind::KeyList => "text",
    }
}
