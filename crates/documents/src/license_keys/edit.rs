//! Editing a `license.keys`: one span at a time, and each result checked before it is kept.

use std::ops::Range;

use super::LicenseKeysDocument;
use super::line::{Found, Kind, Line};
use crate::splice::{self, Edit, accept};
use crate::text::python_strip;
use crate::{DocumentError, LineEnding};

/// How the first entry of a file is spaced. Program-Y's own samples do it so.
const SPACING: &str = " = ";

/// Passes where Program-Y 4.3 and 5.0.1 read `value` back as it is, and a client can send it in a header.
///
/// # Errors
/// [`DocumentError::ValueRefused`] with the reason.
pub fn refuse_license_value(value: &str) -> Result<(), DocumentError> {
    let refuse = |why| Err(DocumentError::ValueRefused { why });
    if value.is_empty() {
        return refuse("it is empty, and Program-Y takes the empty token as a valid one");
    }
    if value.contains('=') {
        return refuse("it holds `=`, and Program-Y drops every `=` of a value");
    }
    if !value.is_ascii() {
        return refuse("it holds characters outside ASCII, which never match what a client sends");
    }
    if value.contains(|c: char| c.is_ascii_control()) {
        return refuse("it holds a line end or another control character");
    }
    if python_strip(value) != value {
        return refuse("it starts or ends with white space, which Program-Y strips");
    }
    if value.starts_with('"') || value.ends_with('"') {
        return refuse(
            "it starts or ends with a double quote, which Program-Y 5.0.1 drops and 4.3 keeps",
        );
    }
    Ok(())
}

fn refuse_name(name: &str) -> Result<(), DocumentError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !name.is_empty() && name.chars().all(allowed) {
        return Ok(());
    }
    Err(DocumentError::NameRefused {
        why: "the names in `license.keys` are of ASCII letters, digits and underscores",
    })
}

/// What has to stay the same, or change as intended: the name and the value as written, or a line that is no entry.
type Fact<'a> = (Option<&'a str>, &'a str);

impl LicenseKeysDocument {
    /// Sets `name` to `value` in the entry that counts, the last one. Of that line only the value changes.
    ///
    /// Without an entry a line is added, spaced like its neighbours: right after a commented-out entry of the same
    /// name, else after the last entry whose name has the same prefix (`TWITTER_`), else at the end of the file.
    ///
    /// # Errors
    /// When the value is refused ([`refuse_license_value`]), the name is none, or the result does not pass the check
    /// that nothing else changed. The document is then as it was.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), DocumentError> {
        refuse_license_value(value)?;
        let Some((at, found)) = self.last(name) else {
            return self.insert(name, value);
        };
        let was = &self.text[found.raw.clone()];
        if was == value {
            return Ok(());
        }
        let edit = if was.is_empty() {
            let space = &self.text[found.after_equals.clone()];
            let space = if space.is_empty() { "" } else { " " };
            Edit {
                span: found.after_equals.clone(),
                text: format!("{space}{value}"),
            }
        } else {
            Edit {
                span: found.raw.clone(),
                text: value.to_owned(),
            }
        };
        let changed = self.changed(&[edit])?;
        let mut expected = self.facts(|_| true);
        expected[self.facts_before(at)] = (Some(name), value);
        accept(&expected, &changed.facts(|_| true))?;
        *self = changed;
        Ok(())
    }

    fn insert(&mut self, name: &str, value: &str) -> Result<(), DocumentError> {
        refuse_name(name)?;
        let after = self.line_before_new(name);
        let place = match after.checked_sub(1) {
            Some(at) => self.lines[at].span.end,
            None => self.text.len(),
        };
        let end = LineEnding::of(&self.text).text();
        let before = &self.text[..place];
        let unfinished = !before.is_empty() && !before.ends_with('\n');
        let open = if unfinished { end } else { "" };
        let edit = Edit {
            span: place..place,
            text: format!("{open}{name}{}{value}{end}", self.spacing(after)),
        };
        let changed = self.changed(&[edit])?;
        let mut expected = self.facts(|_| true);
        expected.insert(self.facts_before(after), (Some(name), value));
        accept(&expected, &changed.facts(|_| true))?;
        *self = changed;
        Ok(())
    }

    /// The number of lines before a new entry of `name`.
    fn line_before_new(&self, name: &str) -> usize {
        let commented = |line: &Line| match &line.kind {
            Kind::Comment(Some(range)) => &self.text[range.clone()] == name,
            _ => false,
        };
        let prefix = name
            .split_inclusive('_')
            .next()
            .filter(|prefix| prefix.ends_with('_') && *prefix != name);
        let of_group = |line: &Line| match (&line.kind, prefix) {
            (Kind::Entry(found), Some(prefix)) => self.text[found.name.clone()].starts_with(prefix),
            _ => false,
        };
        (self.lines.iter().rposition(commented))
            .or_else(|| self.lines.iter().rposition(of_group))
            .map_or(self.lines.len(), |at| at + 1)
    }

    /// What stands between name and value in the nearest entry before line `at`, else in the first one.
    fn spacing(&self, at: usize) -> &str {
        let between = |line: &Line| match &line.kind {
            Kind::Entry(found) if !found.raw.is_empty() => Some(found.name.end..found.raw.start),
            _ => None,
        };
        (self.lines[..at].iter().rev())
            .chain(&self.lines[at..])
            .find_map(between)
            .map_or(SPACING, |range| &self.text[range])
    }

    /// Removes every entry of `name`, as whole lines. Says whether there was one.
    ///
    /// # Errors
    /// When the result does not pass the check that nothing else changed. The document is then as it was.
    pub fn remove(&mut self, name: &str) -> Result<bool, DocumentError> {
        let doomed = self.entries_of(name);
        self.remove_lines(&doomed)?;
        Ok(!doomed.is_empty())
    }

    /// Removes the entries of `name` that are without effect, all but the last. Says how many there were.
    ///
    /// # Errors
    /// As [`LicenseKeysDocument::remove`].
    pub fn remove_earlier_duplicates(&mut self, name: &str) -> Result<usize, DocumentError> {
        let mut doomed = self.entries_of(name);
        doomed.pop();
        self.remove_lines(&doomed)?;
        Ok(doomed.len())
    }

    /// Renames every entry of `from`, and nothing else of these lines. Says whether there was one.
    ///
    /// # Errors
    /// When `to` is already there or is no name, or the result does not pass the check that nothing else changed.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<bool, DocumentError> {
        refuse_name(to)?;
        let places = self.entries_of(from);
        if places.is_empty() || from == to {
            return Ok(!places.is_empty());
        }
        if let Some(taken) = self.entry(to) {
            return Err(DocumentError::KeyTaken {
                key: to.to_owned(),
                line: taken.line,
            });
        }
        let edits: Vec<Edit> = (places.iter())
            .filter_map(|&at| self.found(at, from))
            .map(|found| Edit {
                span: found.name.clone(),
                text: to.to_owned(),
            })
            .collect();
        let changed = self.changed(&edits)?;
        let mut expected = self.facts(|_| true);
        for fact in &mut expected {
            if fact.0 == Some(from) {
                fact.0 = Some(to);
            }
        }
        accept(&expected, &changed.facts(|_| true))?;
        *self = changed;
        Ok(true)
    }

    fn remove_lines(&mut self, doomed: &[usize]) -> Result<(), DocumentError> {
        // A byte order mark goes with the name that it is part of.
        let edits: Vec<Edit> = (doomed.iter())
            .map(|&at| Edit {
                span: self.lines[at].span.clone(),
                text: String::new(),
            })
            .collect();
        let changed = self.changed(&edits)?;
        let kept = self.facts(|at| doomed.binary_search(&at).is_err());
        accept(&kept, &changed.facts(|_| true))?;
        *self = changed;
        Ok(())
    }

    fn found(&self, at: usize, name: &str) -> Option<&Found> {
        match &self.lines[at].kind {
            Kind::Entry(found) if &self.text[found.name.clone()] == name => Some(found),
            _ => None,
        }
    }

    fn entries_of(&self, name: &str) -> Vec<usize> {
        (0..self.lines.len())
            .filter(|&at| self.found(at, name).is_some())
            .collect()
    }

    pub(super) fn last(&self, name: &str) -> Option<(usize, &Found)> {
        let at = *self.counting.get(name)?;
        Some((at, self.found(at, name)?))
    }

    fn fact(&self, line: &Line) -> Option<Fact<'_>> {
        let part = |range: &Range<usize>| &self.text[range.clone()];
        match &line.kind {
            Kind::Entry(found) => Some((Some(part(&found.name)), part(&found.raw))),
            Kind::Comment(_) | Kind::Ignored => Some((None, part(&line.span).trim_end())),
            Kind::Blank => None,
        }
    }

    fn facts(&self, keep: impl Fn(usize) -> bool) -> Vec<Fact<'_>> {
        (self.lines.iter().enumerate())
            .filter(|(at, _)| keep(*at))
            .filter_map(|(_, line)| self.fact(line))
            .collect()
    }

    /// How many facts the lines before line `at` make.
    fn facts_before(&self, at: usize) -> usize {
        self.lines[..at]
            .iter()
            .filter_map(|line| self.fact(line))
            .count()
    }

    fn changed(&self, edits: &[Edit]) -> Result<Self, DocumentError> {
        Self::from_text(splice::apply(&self.text, edits)?)
    }
}
