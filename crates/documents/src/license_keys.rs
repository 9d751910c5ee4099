//! `license.keys` of Program-Y: the tokens and keys of a bot, one `NAME = value` a line.
//!
//! Program-Y (4.3 and 5.0.1) has a reader of its own: every `=` in a value is dropped, `#` starts a comment only at the
//! start of a line, and 5.0.1 drops double quotes where 4.3 keeps them. This module reads as 5.0.1 does, says for every
//! entry what is odd about it ([`Oddity`]), and writes only what both read back alike.

mod document;
mod edit;
mod line;

use std::collections::HashMap;
use std::fmt;

pub use edit::refuse_license_value;
use line::{Kind, Line};

use crate::{DocumentError, flat, text};

/// Something in an entry that does not mean what whoever wrote it probably meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Oddity {
    /// `=` in the value: Program-Y drops every one, so a Base64 token with padding can never match.
    EqualsDropped,
    /// A double quote at the start or end: 5.0.1 drops all double quotes of the value, 4.3 keeps them.
    Quotes,
    /// Single quotes around the value: they are part of it.
    SingleQuotes,
    /// Characters outside ASCII: no request header ever matches them.
    NonAscii,
    /// `#` in the value: no comment can stand there, it is part of the value.
    Hash,
    /// White space within the value: it is part of it.
    Spaces,
    /// No value: Program-Y takes the empty token as a token, and lets in who sends `Authorization: Basic ` with
    /// nothing behind it.
    Empty,
    /// A byte order mark before the name: it is part of the name, so nothing finds the entry.
    Bom,
}

/// One entry. `Debug` leaves the value out: it is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct LicenseEntry<'a> {
    /// The name as Program-Y reads it: a byte order mark in front is part of it.
    pub name: &'a str,
    /// The value as Program-Y 5.0.1 reads it.
    pub value: String,
    /// The value as it is written, white space around it left out.
    pub raw: &'a str,
    /// 1-based line.
    pub line: usize,
    /// 1-based column of the value in characters.
    pub column: usize,
    /// What is odd about it.
    pub oddities: Vec<Oddity>,
}

impl fmt::Debug for LicenseEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LicenseEntry")
            .field("name", &self.name)
            .field("line", &self.line)
            .field("column", &self.column)
            .field("oddities", &self.oddities)
            .finish_non_exhaustive()
    }
}

/// A `license.keys` file as text, with the entries found in it. `Debug` shows sizes only: the text holds secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct LicenseKeysDocument {
    text: String,
    lines: Vec<Line>,
    /// By name, the line whose entry counts.
    counting: HashMap<String, usize>,
}

impl fmt::Debug for LicenseKeysDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LicenseKeysDocument")
            .field("bytes", &self.text.len())
            .field("lines", &self.lines.len())
            .finish_non_exhaustive()
    }
}

impl LicenseKeysDocument {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// When the bytes are not text: too many of them or too many lines, UTF-16, a NUL, invalid UTF-8, or a carriage
    /// return in the middle of a line.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let text = text::checked(bytes, text::LIMIT_BYTES)?;
        Self::from_text(text.to_owned())
    }

    /// A file that does not exist yet.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            text: String::new(),
            lines: Vec::new(),
            counting: HashMap::new(),
        }
    }

    fn from_text(text: String) -> Result<Self, DocumentError> {
        let lines = line::scan(&text)?;
        let entries = lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| match &line.kind {
                Kind::Entry(found) => Some((at, &text[found.name.clone()])),
                _ => None,
            });
        let counting = flat::counting(entries);
        Ok(Self {
            text,
            lines,
            counting,
        })
    }

    /// The entry of `name` that counts: the last one.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<LicenseEntry<'_>> {
        let (at, found) = self.last(name)?;
        Some(found.seen(&self.text, &self.lines[at]))
    }

    /// Every entry, in file order.
    pub fn entries(&self) -> impl Iterator<Item = LicenseEntry<'_>> {
        self.lines.iter().filter_map(|line| match &line.kind {
            Kind::Entry(entry) => Some(entry.seen(&self.text, line)),
            _ => None,
        })
    }

    /// 1-based lines that Program-Y skips with a warning, because there is no `=`: `NAME: value`.
    pub fn ignored_lines(&self) -> impl Iterator<Item = usize> {
        (self.lines.iter())
            .filter(|line| line.kind == Kind::Ignored)
            .map(|line| line.number)
    }
}
