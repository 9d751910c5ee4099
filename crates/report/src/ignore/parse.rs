//! Reading the file. Whatever is not understood is an error: an entry that silently does nothing, or more than was
//! meant, is worse than none.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, IGNORE_FILE, Ignores};

/// Every key of an entry.
const KEYS: [&str; 5] = ["rule", "file", "setting", "reason", "expires"];

/// Why an ignore file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, as a sentence.
    pub what: String,
    /// What would be right.
    pub advice: String,
}

impl fmt::Display for IgnoreError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{IGNORE_FILE}:{}: {}", self.line, self.what)
    }
}

impl Error for IgnoreError {}

impl FromStr for Ignores {
    type Err = IgnoreError;

    fn from_str(text: &str) -> Result<Self, IgnoreError> {
        let lines = Lines(text);
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let what = format!("This is not TOML: {}.", error.message());
            lines.error(at, what, "Write the file as the documentation shows it.")
        })?;
        let mut entries = Vec::new();
        for (key, value) in table.get_ref() {
            if key.get_ref() != "ignore" {
                return Err(lines.error(
                    key.span().start,
                    format!("`{}` means nothing here.", key.get_ref()),
                    "Begin every entry with [[ignore]].",
                ));
            }
            let misplaced = |at: usize| {
                let what = "`ignore` is not a list of entries.".to_owned();
                lines.error(at, what, "Begin every entry with [[ignore]].")
            };
            let DeValue::Array(list) = value.get_ref() else {
                return Err(misplaced(key.span().start));
            };
            for item in list.iter() {
                let DeValue::Table(fields) = item.get_ref() else {
                    return Err(misplaced(item.span().start));
                };
                entries.push(lines.entry(fields, item.span().start)?);
            }
        }
        Ok(Self { entries })
    }
}

/// The text, for the numbers of its lines.
struct Lines<'a>(&'a str);

impl Lines<'_> {
    /// The number of the line in which a byte stands, from 1.
    fn number(&self, at: usize) -> usize {
        let before = self.0.as_bytes().get(..at).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    fn error(&self, at: usize, what: String, advice: &str) -> IgnoreError {
        IgnoreError {
            line: self.number(at),
            what,
            advice: advice.to_owned(),
        }
    }

    fn entry(&self, fields: &DeTable<'_>, at: usize) -> Result<Entry, IgnoreError> {
        if let Some((key, _)) = fields
            .iter()
            .find(|(key, _)| !KEYS.contains(&key.get_ref().as_ref()))
        {
            return Err(self.error(
                key.span().start,
                format!("`{}` is not a key of an entry.", key.get_ref()),
                "An entry has rule and reason, and may have file, setting and expires.",
            ));
        }
        let needed = |key: &'static str, advice: &str| {
            self.words(fields, key)?.ok_or_else(|| {
                let what = format!("The entry that begins here has no {key}.");
                self.error(at, what, advice)
            })
        };
        Ok(Entry {
            rule: needed("rule", "Name the rule, as in rule = \"CC-011\".")?,
            reason: needed(
                "reason",
                "Say why this may stay as it is, in reason = \"…\": somebody will ask.",
            )?,
            file: self.words(fields, "file")?,
            setting: self.words(fields, "setting")?,
            expires: self.day(fields, "expires")?,
            line: self.number(at),
        })
    }

    /// A text that says something.
    fn words(&self, fields: &DeTable<'_>, key: &str) -> Result<Option<String>, IgnoreError> {
        let Some(value) = fields.get(key) else {
            return Ok(None);
        };
        match value.get_ref().as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Ok(Some(text.to_owned())),
            Some(_) => Err(self.error(
                value.span().start,
                format!("{key} is empty."),
                "Write something between the quotes, or leave an optional key out.",
            )),
            None => Err(self.error(
                value.span().start,
                format!("{key} is not a text."),
                "Put it in quotes.",
            )),
        }
    }

    fn day(&self, fields: &DeTable<'_>, key: &str) -> Result<Option<Date>, IgnoreError> {
        let Some(value) = fields.get(key) else {
            return Ok(None);
        };
        let day = day(value).ok_or_else(|| {
            self.error(
                value.span().start,
                format!("{key} is not a day."),
                "Write the last day on which the entry counts, without quotes: expires = 2027-01-31.",
            )
        })?;
        Ok(Some(day))
    }
}

/// A date without a time. One in quotes is a text to TOML, and not guessed at.
fn day(value: &Spanned<DeValue<'_>>) -> Option<Date> {
    let moment = value.get_ref().as_datetime()?;
    if moment.time.is_some() || moment.offset.is_some() {
        return None;
    }
    let date = moment.date?;
    Date::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()
}
