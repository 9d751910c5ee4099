//! The difference between two texts, for people.

use std::ops::Range;

use chatelaine_secrets::{Secret, mask};
use similar::{ChangeTag, TextDiff};

use super::{Known, Reading};
use crate::view::{DiffKind, DiffLine};

/// Lines of a diff that are shown around a change.
const CONTEXT: usize = 2;

/// The difference between two texts with secrets masked. `fresh` are new values, which are called so.
pub(crate) fn diff(
    before: &Reading<'_>,
    after: &Reading<'_>,
    known: &Known<'_>,
    fresh: &[&Secret],
) -> Vec<DiffLine> {
    let (old_side, new_side) = (Side::of(before, known), Side::of(after, known));
    let changes = TextDiff::from_lines(old_side.text, new_side.text);
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
    lines
}

/// A text cut into lines, with what is hidden in it.
struct Side<'a> {
    text: &'a str,
    lines: Vec<Range<usize>>,
    hidden: Vec<Range<usize>>,
    /// Values that are hidden in every spelling, wherever they stand.
    known: &'a Known<'a>,
}

impl<'a> Side<'a> {
    fn of(reading: &'a Reading<'_>, known: &'a Known<'_>) -> Self {
        let text = reading.text();
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
            hidden: reading.hidden(known),
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
            shown.push_str(&self.known.redacted(&self.text[at..start]));
            shown.push_str(&mask(&self.text[start..end]));
            is_new |= fresh
                .iter()
                .any(|secret| self.text[range.clone()].contains(secret.expose()));
            at = end;
        }
        shown.push_str(&self.known.redacted(&self.text[at..line.end]));
        if is_new {
            shown.push_str(" (new)");
        }
        shown.trim_start_matches('\u{feff}').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use chatelaine_documents::DocumentKind;
    use chatelaine_platforms::Platform;

    use super::*;
    use crate::mask::Subject;

    fn texts(before: &str, after: &str, fresh: &[&Secret]) -> Vec<String> {
        let subject = Subject {
            platform: Platform::CheshireCat,
            document: Some(("env", DocumentKind::Env)),
        };
        let lines = diff(
            &Reading::of_text(subject, before),
            &Reading::of_text(subject, after),
            &Known::new(fresh.iter().copied()),
            fresh,
        );
        lines.into_iter().map(|line| line.text).collect()
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
