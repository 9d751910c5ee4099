//! A text with the places of its secrets.

use std::borrow::Cow;
use std::ops::Range;

use chatelaine_documents::{Document, Style};
use chatelaine_secrets::Secret;

use super::address::credentials;
use super::{Known, Subject, names_a_secret};

/// A text, parsed once for many questions.
pub(crate) struct Reading<'a> {
    subject: Subject<'a>,
    text: Cow<'a, str>,
    /// The values of secret settings, each with its place; nothing where the text is no document that can be read.
    values: Option<Vec<(Range<usize>, Secret)>>,
}

impl<'a> Reading<'a> {
    /// Parses a text as what the subject says it is.
    pub(crate) fn of_text(subject: Subject<'a>, text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        let parsed = subject
            .document
            .and_then(|(_, kind)| chatelaine_documents::open(kind, text.as_bytes()).ok());
        let values = parsed.map(|document| values(subject, document.as_ref()));
        Self {
            subject,
            text,
            values,
        }
    }

    /// Reads what is parsed already.
    pub(crate) fn of_document(subject: Subject<'a>, document: &'a dyn Document) -> Self {
        Self {
            subject,
            text: Cow::Borrowed(document.text()),
            values: Some(values(subject, document)),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The secret values of the text, for hiding them wherever they reappear.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.values.iter().flatten().map(|(_, secret)| secret)
    }

    /// The byte ranges of the text that nobody may read, in order and apart from each other.
    pub(crate) fn hidden(&self, known: &Known<'_>) -> Vec<Range<usize>> {
        let own = self.values.iter().flatten();
        let mut ranges: Vec<Range<usize>> = own.map(|(place, _)| place.clone()).collect();
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let value = named_value(line, |name, lower| {
                // Where the document itself was read, lines of `key: value` need no guessing; comments do.
                let comment = line.trim_start().starts_with('#');
                (!lower || self.values.is_none() || comment)
                    && names_a_secret(self.subject.platform, name)
            });
            ranges.extend(value.map(|range| start + range.start..start + range.end));
            start += line.len();
        }
        ranges.extend(credentials(self.subject.platform, &self.text));
        ranges.extend(known.places(&self.text));
        merged(ranges)
    }
}

fn values(subject: Subject<'_>, document: &dyn Document) -> Vec<(Range<usize>, Secret)> {
    let scalars = document.scalars().into_iter();
    scalars
        .filter(|(path, node)| !node.text.is_empty() && subject.is_secret(path))
        .map(|(_, node)| {
            (
                without_quotes(node.span, node.style),
                Secret::new(node.text),
            )
        })
        .collect()
}

fn without_quotes(span: Range<usize>, style: Style) -> Range<usize> {
    match style {
        Style::Single | Style::Double if span.len() >= 2 => span.start + 1..span.end - 1,
        _ => span,
    }
}

/// The value behind `NAME=`, `NAME:` or `name=` in a line, when `secret` says that the name promises one. It is also
/// told whether the name is one in small letters before a colon, which may be prose: then only a single word counts.
fn named_value(line: &str, secret: impl Fn(&str, bool) -> bool) -> Option<Range<usize>> {
    let line = line.trim_end_matches(['\r', '\n']);
    let at = line.find(['=', ':'])?;
    let (left, right) = (&line[..at], &line[at + 1..]);
    let name = left
        .trim_start_matches('\u{feff}')
        .trim_start_matches(['#', ' ', '\t', '-', '"', '\'', '{', ','])
        .trim()
        .trim_start_matches("export ")
        .trim()
        .trim_end_matches(['"', '\'']);
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let lower = line[at..].starts_with(':') && name.contains(|c: char| c.is_ascii_lowercase());
    let prose = lower && right.trim().contains(' ');
    if name.is_empty() || !name.chars().all(fits) || prose || !secret(name, lower) {
        return None;
    }
    let value = right.trim();
    if value.is_empty() {
        return None;
    }
    let start = at + 1 + (right.len() - right.trim_start().len());
    Some(start..start + value.len())
}

/// Overlapping and touching ranges as one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut result: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match result.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => result.push(range),
        }
    }
    result
}
