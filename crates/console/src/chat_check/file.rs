//! Checks on disk: one JSON file each, in the data folder or wherever the operator keeps them.

use std::path::PathBuf;

use regex::Regex;

use crate::bots::vault_name;
use crate::home::private_folder;
use crate::view::{ChatCheck, Expectation, SavedCheck};
use crate::{CommandError, Console, ErrorCode};

/// What a check's file says that it is.
pub(super) const FORMAT: &str = "chatelaine-check";
/// The only version.
pub(super) const VERSION: u32 = 1;
/// Bytes of a check's file: more than a thousand turns.
const FILE_LIMIT: u64 = 4 << 20;
/// Characters of a file's name.
const ID_LENGTH: usize = 40;

/// A check from the text of its file.
///
/// # Errors
/// [`ErrorCode::Invalid`] when it is no check, or one that could never come true.
pub fn parse(text: &str) -> Result<ChatCheck, CommandError> {
    let check: ChatCheck = serde_json::from_str(text).map_err(|error| {
        CommandError::invalid(
            format!("it is no check: {error}"),
            r#"A check is {"format":"chatelaine-check","version":1,"name":…,"steps":[{"say":…,"expect":[{"contains":…}]}]}."#,
        )
    })?;
    validate(&check)?;
    Ok(check)
}

fn validate(check: &ChatCheck) -> Result<(), CommandError> {
    if check.format != FORMAT || check.version != VERSION {
        return Err(CommandError::invalid(
            format!("`{}` version {} is not known", check.format, check.version),
            "This console reads `chatelaine-check` version 1.",
        ));
    }
    if check.name.trim().is_empty() {
        return Err(CommandError::invalid(
            "the check has no name",
            "Give it one.",
        ));
    }
    if check.steps.is_empty() && !check.refused {
        return Err(CommandError::invalid(
            "the check says nothing and expects nothing",
            "Add a step, or `\"refused\": true`.",
        ));
    }
    for expectation in check.steps.iter().flat_map(|step| &step.expect) {
        match expectation {
            Expectation::Regex(pattern) => {
                Regex::new(pattern).map_err(|error| {
                    let reason = error.to_string();
                    let reason = reason.lines().last().unwrap_or_default().to_owned();
                    CommandError::invalid(
                        format!("`{pattern}` is no regular expression: {reason}"),
                        "Correct the pattern, or use `contains`.",
                    )
                })?;
            }
            Expectation::Json(at) if !(at.pointer.is_empty() || at.pointer.starts_with('/')) => {
                return Err(CommandError::invalid(
                    format!("`{}` is no JSON pointer", at.pointer),
                    "A pointer begins with a slash: `/0/text` is the text of the first reply.",
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

impl Console {
    /// The checks that are saved for a bot, by name.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot. A file that makes no sense is listed with its problem.
    pub fn chat_checks(&self, target: &str) -> Result<Vec<SavedCheck>, CommandError> {
        let folder = self.checks(target)?;
        let Ok(entries) = std::fs::read_dir(&folder) else {
            return Ok(Vec::new());
        };
        let mut saved: Vec<SavedCheck> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let id = name.strip_suffix(".json")?.to_owned();
                let read = chatelaine_files::read(&entry.path(), FILE_LIMIT);
                let check = read
                    .map_err(CommandError::from)
                    .and_then(|snapshot| parse(&String::from_utf8_lossy(&snapshot.bytes)));
                Some(match check {
                    Ok(check) => SavedCheck {
                        id,
                        check: Some(check),
                        problem: None,
                    },
                    Err(error) => SavedCheck {
                        id,
                        check: None,
                        problem: Some(error.what),
                    },
                })
            })
            .collect();
        let name = |saved: &SavedCheck| {
            let check = saved.check.as_ref();
            check.map_or_else(|| saved.id.clone(), |check| check.name.clone())
        };
        saved.sort_by_key(name);
        Ok(saved)
    }

    /// Saves a check: over the one of that id, or as a new one.
    ///
    /// # Errors
    /// As [`parse`]; [`ErrorCode::NotFound`] for an unknown bot, [`ErrorCode::Unwritable`].
    pub fn save_chat_check(
        &self,
        target: &str,
        id: Option<&str>,
        check: ChatCheck,
    ) -> Result<SavedCheck, CommandError> {
        validate(&check)?;
        let folder = self.checks(target)?;
        private_folder(&folder).map_err(|error| {
            let what = format!("{} cannot be made ({})", folder.display(), error.kind());
            CommandError::new(
                ErrorCode::Unwritable,
                what,
                "Check the data folder's permissions.",
            )
        })?;
        let id = match id {
            Some(id) => checked(id)?.to_owned(),
            None => free(&folder, &check.name),
        };
        let text = serde_json::to_string_pretty(&check).map_err(|error| {
            CommandError::new(ErrorCode::Internal, error.to_string(), "Report this.")
        })?;
        let before = chatelaine_files::read(&folder.join(format!("{id}.json")), FILE_LIMIT)?;
        chatelaine_files::replace(&before, format!("{text}\n").as_bytes())?;
        Ok(SavedCheck {
            id,
            check: Some(check),
            problem: None,
        })
    }

    /// Deletes a check.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot or check, [`ErrorCode::Unwritable`].
    pub fn delete_chat_check(&self, target: &str, id: &str) -> Result<(), CommandError> {
        let path = self.checks(target)?.join(format!("{}.json", checked(id)?));
        std::fs::remove_file(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => unknown(id),
            kind => {
                let what = format!("{} cannot be deleted ({kind})", path.display());
                CommandError::new(
                    ErrorCode::Unwritable,
                    what,
                    "Check the folder's permissions.",
                )
            }
        })
    }

    fn checks(&self, target: &str) -> Result<PathBuf, CommandError> {
        let bot = self.bot(target)?;
        Ok(self.home.chat_checks(&vault_name(&bot.name)))
    }
}

/// An id becomes a part of a path.
fn checked(id: &str) -> Result<&str, CommandError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !id.is_empty() && id.chars().all(fits) {
        Ok(id)
    } else {
        Err(unknown(id))
    }
}

fn unknown(id: &str) -> CommandError {
    CommandError::not_found(
        format!("there is no check `{id}`"),
        "The list shows those that are saved.",
    )
}

/// A name for a file that nobody has, from the check's own.
fn free(folder: &std::path::Path, name: &str) -> String {
    let words: Vec<String> = name
        .to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let mut stem = words.join("-");
    stem.truncate(ID_LENGTH);
    let stem = match stem.trim_matches('-') {
        "" => "check",
        stem => stem,
    };
    let numbered = (2_u32..).map(|number| format!("{stem}-{number}"));
    std::iter::once(stem.to_owned())
        .chain(numbered)
        .find(|id| !folder.join(format!("{id}.json")).exists())
        .unwrap_or_else(|| stem.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    #[test]
    fn a_slip_in_a_file_is_told_and_never_passes_for_a_check() {
        for (slip, told) in [
            (
                r#"{"format":"chatelaine-check","version":1,"name":"x","step":[]}"#,
                "step",
            ),
            (
                r#"{"format":"chatelaine-check","version":2,"name":"x","refused":true}"#,
                "version 2",
            ),
            (
                r#"{"format":"chatelaine-check","version":1,"name":"x"}"#,
                "nothing",
            ),
            (
                r#"{"format":"chatelaine-check","version":1,"name":"x","steps":[{"say":"a","expect":[{"regex":"("}]}]}"#,
                "regular expression",
            ),
            (
                r#"{"format":"chatelaine-check","version":1,"name":"x","steps":[{"say":"a","expect":[{"json":{"pointer":"0","equals":1}}]}]}"#,
                "pointer",
            ),
        ] {
            let error = parse(slip).unwrap_err();
            assert!(error.what.contains(told), "{slip}: {error:?}");
        }
        let least = r#"{"format":"chatelaine-check","version":1,"name":"locked","auth":"none","refused":true}"#;
        assert!(parse(least).unwrap().refused, "what may be left out, may");
    }
}
