//! What a caller sees of one assignment.

use std::fmt;

use super::line::{Assignment, Line};
use super::quoting::{Quoting, decode};

/// One assignment. `Debug` leaves the value out: it may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The name.
    pub key: &'a str,
    /// The value as python-dotenv reads it, without expanding variables.
    pub value: String,
    /// 1-based line on which the assignment starts.
    pub line: usize,
    /// 1-based column of the value, in characters (not bytes), quote included.
    pub column: usize,
    /// How the value is written.
    pub quoting: Quoting,
    /// Whether `export` stands before the name.
    pub exported: bool,
    /// The comment on the same line, from its `#` on.
    pub inline_comment: Option<&'a str>,
    /// Where readers disagree on this assignment: what about. `None` where all of them see this value.
    pub ambiguous: Option<&'static str>,
}

impl<'a> Entry<'a> {
    pub(super) fn new(text: &'a str, line: &Line, assignment: &Assignment) -> Self {
        let raw = &text[assignment.raw.clone()];
        let inside = match assignment.quoting {
            Quoting::Plain => raw,
            Quoting::Single | Quoting::Double => &raw[1..raw.len() - 1],
        };
        Self {
            key: &text[assignment.key.clone()],
            value: decode(inside, assignment.quoting),
            line: line.number,
            column: 1 + text[line.span.start..assignment.raw.start].chars().count(),
            quoting: assignment.quoting,
            exported: assignment.exported,
            inline_comment: assignment.comment.clone().map(|range| &text[range]),
            ambiguous: assignment.layout_doubt.or(assignment.value_doubt),
        }
    }
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("key", &self.key)
            .field("line", &self.line)
            .field("column", &self.column)
            .field("quoting", &self.quoting)
            .field("exported", &self.exported)
            .field("ambiguous", &self.ambiguous)
            .finish_non_exhaustive()
    }
}

/// A line that is neither blank, nor a comment, nor an assignment. `Debug` leaves the text out: it may hold a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Unread<'a> {
    /// 1-based line.
    pub line: usize,
    /// The line without its end.
    pub text: &'a str,
}

impl<'a> Unread<'a> {
    /// The name that docker compose takes the line for an assignment of: `NAME: value`.
    #[must_use]
    pub fn assigned_by_compose(&self) -> Option<&'a str> {
        let (name, _) = self.text.split_once(':')?;
        let name = bare(name);
        (!name.is_empty() && name.chars().all(fits_compose)).then_some(name)
    }

    /// Whether docker compose stops at the line, and starts nothing: with another sign in the name than letters, digits
    /// and `_ . - [ ]`, or with a space (compose-go 2.16.2). A lone name is fine; it is passed on.
    #[must_use]
    pub fn stops_compose(&self) -> bool {
        let name = self.text.split(['=', ':']).next().unwrap_or_default();
        !bare(name)
            .chars()
            .all(|c| fits_compose(c) || (c.is_control() && c.is_whitespace()))
    }
}

fn bare(name: &str) -> &str {
    let name = name.trim();
    name.strip_prefix("export ").unwrap_or(name).trim()
}

fn fits_compose(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']')
}

impl fmt::Debug for Unread<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unread")
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}
