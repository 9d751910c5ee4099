//! `.env` files.
//!
//! There is no one `.env` dialect. Four readers matter here: `python-dotenv`, a shell that sources the file, node's
//! `parseEnv`, and docker compose's `env_file`. Of the spellings found in the wild more than half mean different
//! things to them, so this module reads a value as python-dotenv does, says for every entry whether the others agree
//! ([`Entry::ambiguous`]), and only ever writes spellings that all four read alike ([`refuse_value`]).

mod document;
mod edit;
mod entry;
mod line;
mod quoting;

use std::collections::HashMap;
use std::fmt;

pub use entry::{Entry, Unread};
use line::{Kind, Line};
pub use quoting::{Quoting, refuse_value};

use crate::compose::{Filled, interpolated};
use crate::{DocumentError, flat, text};

/// The largest `.env` that is read, in bytes.
pub const ENV_LIMIT_BYTES: usize = text::LIMIT_BYTES;

/// The largest number of lines that is read: bounds the memory that a file of nothing but line ends can take.
pub const ENV_LIMIT_LINES: usize = text::LIMIT_LINES;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnding {
    /// Line feed, as everywhere but on Windows.
    Lf,
    /// Carriage return and line feed. A shell that sources such a file reads the carriage return as part of the value.
    CrLf,
}

impl LineEnding {
    /// How most lines of `text` end; line feed where there are none or it is a draw.
    pub(crate) fn of(text: &str) -> Self {
        let all = text.matches('\n').count();
        let crlf = text.matches("\r\n").count();
        if crlf * 2 > all { Self::CrLf } else { Self::Lf }
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }
}

/// A `.env` file as text, with the assignments found in it.
///
/// `Debug` shows sizes only: the text holds secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct EnvDocument {
    text: String,
    lines: Vec<Line>,
    /// By name, the line whose assignment counts.
    counting: HashMap<String, usize>,
}

impl fmt::Debug for EnvDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvDocument")
            .field("bytes", &self.text.len())
            .field("lines", &self.lines.len())
            .finish_non_exhaustive()
    }
}

impl EnvDocument {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// When the bytes are not the UTF-8 text of a `.env` file: too many of them, UTF-16 with or without a byte order
    /// mark, a NUL, invalid UTF-8, a carriage return in the middle of a line, or a quote that is never closed.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let text = text::checked(bytes, ENV_LIMIT_BYTES)?;
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
        let assigned = lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| match &line.kind {
                Kind::Assignment(found) => Some((at, &text[found.key.clone()])),
                _ => None,
            });
        let counting = flat::counting(assigned);
        Ok(Self {
            text,
            lines,
            counting,
        })
    }

    /// The whole text, byte order mark included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes to write to the file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The assignment of `key` that counts: the last one, for every reader.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Entry<'_>> {
        let (at, found) = self.last_assignment(key)?;
        Some(Entry::new(&self.text, &self.lines[at], found))
    }

    /// Every assignment of `key`, in file order. More than one means that all but the last are without effect.
    pub fn all<'a>(&'a self, key: &str) -> impl Iterator<Item = Entry<'a>> {
        self.lines.iter().filter_map(move |line| {
            let found = self.assigns(line, key)?;
            Some(Entry::new(&self.text, line, found))
        })
    }

    /// Every assignment, in file order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.lines.iter().filter_map(|line| match &line.kind {
            Kind::Assignment(assignment) => Some(Entry::new(&self.text, line, assignment)),
            _ => None,
        })
    }

    /// The value of an entry that a container gets when docker compose loads the file. Except between single quotes,
    /// compose fills in variables: from the file, or from the shell that it is started in, which nobody here can look into.
    #[must_use]
    pub fn composed(&self, entry: &Entry<'_>) -> Filled {
        if entry.quoting == Quoting::Single || !entry.value.contains('$') {
            return Filled {
                text: entry.value.clone(),
                complete: true,
            };
        }
        interpolated(&entry.value, |name| {
            let value = self.get(name)?.value;
            (!value.contains('$')).then_some(value)
        })
    }

    /// Lines that are no assignment for python-dotenv, yet mean something to some other reader: `K: v` is an
    /// assignment for docker compose, `two words` stops it from reading the file at all.
    pub fn unread(&self) -> impl Iterator<Item = Unread<'_>> {
        self.lines.iter().filter_map(|line| match line.kind {
            Kind::Opaque => Some(Unread {
                line: line.number,
                text: self.text[line.span.clone()].trim_end_matches(['\r', '\n']),
            }),
            _ => None,
        })
    }

    /// How most lines of the file end; line feed where there are none or it is a draw.
    #[must_use]
    pub fn line_ending(&self) -> LineEnding {
        LineEnding::of(&self.text)
    }
}
