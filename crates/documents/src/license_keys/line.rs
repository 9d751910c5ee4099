//! Finding the entries of a `license.keys`, as Program-Y does.

use std::ops::Range;

use super::{LicenseEntry, Oddity};
use crate::DocumentError;
use crate::text::{self, python_strip, python_stripped};

/// One line.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// 1-based.
    pub(super) number: usize,
    /// Bytes, line end included.
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    /// A comment; with the name if what is commented out is an entry.
    Comment(Option<Range<usize>>),
    Entry(Found),
    /// No `=`: Program-Y skips the line.
    Ignored,
}

/// Where the parts of an entry stand.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: Range<usize>,
    /// The value as it is written, without white space around it.
    pub(super) raw: Range<usize>,
    /// From behind the first `=` to the end of the line.
    pub(super) after_equals: Range<usize>,
}

pub(super) fn scan(text: &str) -> Result<Vec<Line>, DocumentError> {
    let classified = text::lines(text)?.into_iter().map(|line| {
        let content = line.start..line.start + line.content.len();
        Line {
            number: line.number,
            span: line.start..line.next,
            kind: classify(text, content),
        }
    });
    Ok(classified.collect())
}

fn classify(text: &str, content: Range<usize>) -> Kind {
    let line = python_stripped(text, content.clone());
    let inside = &text[line.clone()];
    if inside.is_empty() {
        return Kind::Blank;
    }
    if inside.starts_with('#') {
        let entry = entry(text, line.start + 1..line.end, content.end);
        return Kind::Comment(entry.map(|entry| entry.name));
    }
    entry(text, line, content.end).map_or(Kind::Ignored, Kind::Entry)
}

fn entry(text: &str, line: Range<usize>, end: usize) -> Option<Found> {
    let equals = line.start + text[line.clone()].find('=')?;
    Some(Found {
        name: python_stripped(text, line.start..equals),
        raw: python_stripped(text, equals + 1..end),
        after_equals: equals + 1..end,
    })
}

impl Found {
    pub(super) fn seen<'a>(&self, text: &'a str, line: &Line) -> LicenseEntry<'a> {
        let name = &text[self.name.clone()];
        let raw = &text[self.raw.clone()];
        LicenseEntry {
            name,
            value: as_program_y_reads(raw),
            raw,
            line: line.number,
            column: text::column(text, line.span.start, self.raw.start),
            oddities: oddities(name, raw),
        }
    }
}

/// The value that 5.0.1 sees. (4.3 skips the step about quotes.)
pub(super) fn as_program_y_reads(raw: &str) -> String {
    let joined = raw.replace('=', "");
    let value = python_strip(&joined);
    if value.starts_with('"') || value.ends_with('"') {
        value.replace('"', "")
    } else {
        value.to_owned()
    }
}

fn oddities(name: &str, raw: &str) -> Vec<Oddity> {
    let without_equals = raw.replace('=', "");
    let value = python_strip(&without_equals);
    let ends_in = |quote| value.starts_with(quote) || value.ends_with(quote);
    let single = value.len() > 1 && value.starts_with('\'') && value.ends_with('\'');
    let all = [
        (Oddity::Bom, name.starts_with('\u{feff}')),
        (Oddity::Empty, as_program_y_reads(raw).is_empty()),
        (Oddity::EqualsDropped, raw.contains('=')),
        (Oddity::Quotes, ends_in('"')),
        (Oddity::SingleQuotes, single),
        (Oddity::NonAscii, !raw.is_ascii()),
        (Oddity::Hash, raw.contains('#')),
        (Oddity::Spaces, value.contains(char::is_whitespace)),
    ];
    (all.into_iter().filter(|(_, is_so)| *is_so))
        .map(|(oddity, _)| oddity)
        .collect()
}
