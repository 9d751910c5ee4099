//! Configuration text with its secrets hidden.

use std::ops::Range;

use chatelaine_documents::{Document, DocumentKind, KeyPath, Shape, Step, Style};
use chatelaine_platforms::Platform;
use chatelaine_secrets::{Secret, mask, redact};
use similar::{ChangeTag, TextDiff};

use crate::view::{DiffKind, DiffLine, FileDiff};

/// Lines of a diff that are shown around a change.
const CONTEXT: usize = 2;

/// Shorter values are not looked for elsewhere in a text: they would be found in every other word.
pub(crate) const SHORTEST_KNOWN: usize = 6;

/// What a text is: enough to know what in it is secret.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) platform: Platform,
    /// The role of the file and how it is read; nothing for files that are no document of the bot, like compose files.
    pub(crate) document: Option<(&'a str, DocumentKind)>,
}

/// Whether a name promises something secret, wherever it stands, commented out or not.
pub(crate) fn names_a_secret(platform: Platform, name: &str) -> bool {
    let known = platform.settings().iter().any(|setting| {
        setting.is_secret()
            && (setting.name() == name || setting.name().trim_start_matches("CCAT_") == name)
    });
    let upper = name.to_ascii_uppercase();
    known
        || ["KEY", "SECRET", "TOKEN", "PASSWORD", "PASSWD", "CREDENTIAL"]
            .iter()
            .any(|word| upper.contains(word))
}

impl Subject<'_> {
    fn parsed(&self, text: &str) -> Option<Box<dyn Document>> {
        let (_, kind) = self.document?;
        chatelaine_documents::open(kind, text.as_bytes()).ok()
    }

    /// The secret values of a text, for hiding them wherever they reappear.
    pub(crate) fn secret_values(&self, text: &str) -> Vec<Secret> {
        let Some(document) = self.parsed(text) else {
            return Vec::new();
        };
        let scalars = document.scalars().into_iter();
        scalars
            .filter(|(path, node)| !node.text.is_empty() && self.is_secret(path))
            .map(|(_, node)| Secret::new(node.text))
            .collect()
    }

    /// The byte ranges of a text that nobody may read, in order and apart from each other.
    pub(crate) fn hidden(&self, text: &str, known: &[&Secret]) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let document = self.parsed(text);
        if let Some(document) = &document {
            for (path, node) in document.scalars() {
                if node.shape == Shape::Scalar && !node.text.is_empty() && self.is_secret(&path) {
                    ranges.push(without_quotes(node.span, node.style));
                }
            }
        }
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let value = named_value(line, |name, lower| {
                // Where the document itself was read, lines of `key: value` need no guessing; comments do.
                let comment = line.trim_start().starts_with('#');
                (!lower || document.is_none() || comment) && names_a_secret(self.platform, name)
            });
            ranges.extend(value.map(|range| start + range.start..start + range.end));
            start += line.len();
        }
        for secret in known {
            let value = secret.expose();
            if value.len() >= SHORTEST_KNOWN {
                let found = text.match_indices(value);
                ranges.extend(found.map(|(at, value)| at..at + value.len()));
            }
        }
        merged(ranges)
    }

    fn is_secret(&self, path: &KeyPath) -> bool {
        let Some((role, kind)) = self.document else {
            return false;
        };
        if matches!(kind, DocumentKind::KeyList | DocumentKind::LicenseKeys) {
            return true;
        }
        let id = setting_id(role, path);
        let last = id.rsplit('.').next().unwrap_or_default();
        let mut rows = self.platform.settings().iter().filter(|setting| {
            let end = setting.id.rsplit('.').next().unwrap_or_default();
            setting.role() == role && (end == last || end == "*" || end == "#")
        });
        if let Some(row) = rows.find(|setting| setting.place(&id).is_some()) {
            return row.is_secret();
        }
        let key = path.steps().iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Item(_) => None,
        });
        key.is_some_and(|key| names_a_secret(self.platform, key))
    }
}

/// The id that a setting at this path has: list items count from 1.
pub(crate) fn setting_id(role: &str, path: &KeyPath) -> String {
    path.steps()
        .iter()
        .fold(role.to_owned(), |id, step| match step {
            Step::Key(key) => format!("{id}.{key}"),
            Step::Item(at) => format!("{id}.{}", at + 1),
        })
}

/// The difference between two texts with secrets masked. `fresh` are new values, which are called so.
pub(crate) fn diff(
    path: &str,
    subject: Subject<'_>,
    before: Option<&str>,
    after: &str,
    known: &[Secret],
    fresh: &[&Secret],
) -> FileDiff {
    let old = before.unwrap_or_default();
    let all: Vec<&Secret> = known
        .iter()
        .chain(fresh.iter().copied())
        .filter(|secret| secret.expose().len() >= SHORTEST_KNOWN)
        .collect();
    let (old_side, new_side) = (
        Side::new(old, subject.hidden(old, &all), &all),
        Side::new(after, subject.hidden(after, &all), &all),
    );
    let changes = TextDiff::from_lines(old, after);
    let mut lines = Vec::new();
    for group in changes.grouped_ops(CONTEXT) {
        for change in group.iter().flat_map(|op| changes.iter_changes(op)) {
            let number =
                |index: Option<usize>| index.and_then(|index| u32::try_from(index + 1).ok());
            let (kind, index, side) = match change.tag() {
                ChangeTag::Equal => (DiffKind::Context, change.new_index(), &new_side),
                ChangeTag::Delete => (DiffKind::Removed, change.old_index(), &old_side),
                ChangeTag::Insert => (DiffKind::Added, change.new_index(), &new_side),
            };
            lines.push(DiffLine {
                kind,
                old: number(change.old_index()),
                new: number(change.new_index()),
                text: index.map_or_else(String::new, |index| side.line(index, fresh)),
            });
        }
    }
    FileDiff {
        path: path.into(),
        created: before.is_none(),
        lines,
    }
}

/// A text cut into lines, with what is hidden in it.
struct Side<'a> {
    text: &'a str,
    lines: Vec<Range<usize>>,
    hidden: Vec<Range<usize>>,
    /// Values that are hidden in every spelling, wherever they stand.
    known: &'a [&'a Secret],
}

impl<'a> Side<'a> {
    fn new(text: &'a str, hidden: Vec<Range<usize>>, known: &'a [&'a Secret]) -> Self {
        let mut start = 0;
        let lines = text
            .split_inclusive('\n')
            .map(|line| {
                let range = start..start + line.trim_end_matches(['\r', '\n']).len();
                start += line.len();
                range
            })
            .collect();
        Self {
            text,
            lines,
            hidden,
            known,
        }
    }

    fn line(&self, index: usize, fresh: &[&Secret]) -> String {
        let Some(line) = self.lines.get(index) else {
            return String::new();
        };
        let first = self.hidden.partition_point(|range| range.end <= line.start);
        let mut shown = String::new();
        let (mut at, mut is_new) = (line.start, false);
        for range in self.hidden[first..]
            .iter()
            .take_while(|range| range.start < line.end)
        {
            let (start, end) = (range.start.max(line.start), range.end.min(line.end));
            shown.push_str(&redact(&self.text[at..start], self.known));
            shown.push_str(&mask(&self.text[start..end]));
            is_new |= fresh
                .iter()
                .any(|secret| self.text[range.clone()].contains(secret.expose()));
            at = end;
        }
        shown.push_str(&redact(&self.text[at..line.end], self.known));
        if is_new {
            shown.push_str(" (new)");
        }
        shown.trim_start_matches('\u{feff}').to_owned()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(before: &str, after: &str, fresh: &[&Secret]) -> Vec<String> {
        let diff = diff(
            ".env",
            Subject {
                platform: Platform::CheshireCat,
                document: Some(("env", DocumentKind::Env)),
            },
            Some(before),
            after,
            &[],
            fresh,
        );
        diff.lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn neither_the_old_nor_the_new_value_is_shown() {
        let fresh = Secret::new("Fresh-canary");
        let lines = texts(
            "CCAT_API_KEY=old-canary\n",
            "CCAT_API_KEY=Fresh-canary # mine\n",
            &[&fresh],
        );
        assert_eq!(
            lines,
            ["CCAT_API_KEY=••••••••", "CCAT_API_KEY=•••••••• (new)"],
            "masked on both sides, the new one named"
        );
    }

    #[test]
    fn old_keys_in_comments_and_legacy_names_are_masked_too() {
        let lines = texts(
            "# CCAT_JWT_SECRET=canary\nexport API_KEY='canary'\nDEBUG=1\n",
            "",
            &[],
        );
        assert!(
            lines.iter().all(|line| !line.contains("canary")),
            "a commented key was a real one once: {lines:?}"
        );
        assert_eq!(lines[2], "DEBUG=1", "what is no secret stays readable");
    }

    #[test]
    fn quotes_around_an_entry_of_a_compose_file_hide_nothing_from_the_mask() {
        let before = "environment:\n  - \"CCAT_API_KEY=canary\"\n  - 'API_KEY_WS=canary'\n  \"CCAT_JWT_SECRET\": canary\n";
        let lines = texts(before, "", &[]);
        assert!(
            lines.iter().all(|line| !line.contains("canary")),
            "a quoted entry is an entry: {lines:?}"
        );
    }

    #[test]
    fn a_secret_over_several_lines_is_masked_as_a_whole() {
        let lines = texts("CCAT_API_KEY=\"one\ntwo-canary\nthree-canary\"\n", "", &[]);
        assert!(
            lines.iter().all(|line| !line.contains("canary")),
            "every line of the value is hidden: {lines:?}"
        );
    }
}
