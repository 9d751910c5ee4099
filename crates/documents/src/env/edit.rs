//! Editing a `.env` file: one span at a time, and each result checked before it is kept.

use std::ops::Range;

use super::line::{Assignment, Kind, Line, is_shell_name};
use super::quoting::refuse_value;
use super::{BYTE_ORDER_MARK, Entry, EnvDocument};
use crate::DocumentError;
use crate::splice::{self, Edit, accept};

/// What has to stay the same, or change as intended, from one parse to the next. No `Debug`: it holds values.
#[derive(PartialEq)]
struct Fact<'a> {
    /// `None` for a line that is no assignment; `value` is then the line.
    key: Option<&'a str>,
    value: String,
    exported: bool,
    comment: Option<&'a str>,
    layout_doubt: Option<&'static str>,
    value_doubt: Option<&'static str>,
}

impl EnvDocument {
    /// Sets `key` to `value` in the assignment that counts, the last one. Of that line only the value changes:
    /// `export`, spacing, inline comment and line end stay, and so does the kind of quotes where it is safe.
    ///
    /// Without an assignment a line is added: right after a commented-out assignment of the same key, else after the
    /// last assignment whose name has the same prefix (`CCAT_`), else at the end of the file.
    ///
    /// # Errors
    /// When readers would disagree on the value ([`refuse_value`]), the name is none, or the result does not pass the
    /// check that nothing else changed. The document is then as it was.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), DocumentError> {
        let canonical = refuse_value(value)?;
        let Some((at, found)) = self.last_assignment(key) else {
            return self.insert(key, &canonical.write(value), value);
        };
        self.refuse_later_assignment(key, at)?;
        let was = Entry::new(&self.text, &self.lines[at], found);
        if was.value == value && found.value_doubt.is_none() {
            return Ok(());
        }
        let keep = found.quoting.carries(value) && found.editable == found.raw;
        let mut text = if keep { found.quoting } else { canonical }.write(value);
        let hash_follows = self.text[found.editable.end..].starts_with('#');
        if text.is_empty() && (hash_follows || found.comment.is_some()) {
            // `KEY= # note` would make the note the value for python-dotenv and docker compose.
            text.push_str("''");
        }
        let mut comment = was.inline_comment;
        if hash_follows {
            text.push(' ');
            comment = Some(&self.text[comment_span(found)]);
        }
        let edit = Edit {
            span: found.editable.clone(),
            text,
        };
        let changed = self.changed(&[edit])?;
        let (mut expected, result) = (self.facts(|_| true), changed.facts(|_| true));
        let place = self.facts_before(at);
        expected[place] = Fact {
            value: value.to_owned(),
            comment,
            // Emptying `KEY= value` also ends the quarrel about its space.
            layout_doubt: found
                .layout_doubt
                .and(result.get(place).and_then(|now| now.layout_doubt)),
            value_doubt: None,
            ..fact_of(was, found)
        };
        accept(&expected, &result)?;
        *self = changed;
        Ok(())
    }

    /// Docker compose takes `KEY: value` for an assignment, which no other reader does. Behind line `at` it would win there.
    fn refuse_later_assignment(&self, key: &str, at: usize) -> Result<(), DocumentError> {
        let before = self.lines.get(at).map_or(usize::MAX, |line| line.number);
        let mut later = self.unread().filter(|unread| unread.line >= before);
        let winner = later.find(|unread| unread.assigned_by_compose() == Some(key));
        winner.map_or(Ok(()), |line| {
            Err(DocumentError::EditRefused {
                why: "docker compose takes a later line with a colon for an assignment of the same name",
                line: Some(line.line),
            })
        })
    }

    fn insert(&mut self, key: &str, written: &str, value: &str) -> Result<(), DocumentError> {
        if !is_shell_name(key) {
            return Err(DocumentError::InvalidKey);
        }
        let (edit, at) = self.insertion(key, written);
        self.refuse_later_assignment(key, at)?;
        let changed = self.changed(&[edit])?;
        let mut expected = self.facts(|_| true);
        let new = Fact {
            key: Some(key),
            value: value.to_owned(),
            exported: false,
            comment: None,
            layout_doubt: None,
            value_doubt: None,
        };
        expected.insert(self.facts_before(at), new);
        accept(&expected, &changed.facts(|_| true))?;
        *self = changed;
        Ok(())
    }

    /// Removes every assignment of `key`, as whole lines. Says whether there was one.
    ///
    /// # Errors
    /// When the result does not pass the check that nothing else changed. The document is then as it was.
    pub fn remove(&mut self, key: &str) -> Result<bool, DocumentError> {
        let doomed = self.assignments_of(key);
        self.remove_lines(&doomed)?;
        Ok(!doomed.is_empty())
    }

    /// Removes the assignments of `key` that are without effect, all but the last. Says how many there were.
    ///
    /// # Errors
    /// As [`EnvDocument::remove`].
    pub fn remove_earlier_duplicates(&mut self, key: &str) -> Result<usize, DocumentError> {
        let mut doomed = self.assignments_of(key);
        doomed.pop();
        self.remove_lines(&doomed)?;
        Ok(doomed.len())
    }

    /// Renames every assignment of `from`, and nothing else of these lines. Says whether there was one.
    ///
    /// # Errors
    /// When `to` is already set (it would be unclear which counts) or cannot be a name, or when the result does not
    /// pass the check that nothing else changed. The document is then as it was.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<bool, DocumentError> {
        if !is_shell_name(to) {
            return Err(DocumentError::InvalidKey);
        }
        if self.get(from).is_none() {
            return Ok(false);
        }
        if let Some(taken) = self.get(to) {
            return Err(DocumentError::KeyTaken {
                key: to.to_owned(),
                line: taken.line,
            });
        }
        let edits: Vec<Edit> = (self.lines.iter())
            .filter_map(|line| self.assigns(line, from))
            .map(|found| Edit {
                span: found.key.clone(),
                text: to.to_owned(),
            })
            .collect();
        let changed = self.changed(&edits)?;
        let (mut expected, result) = (self.facts(|_| true), changed.facts(|_| true));
        for (fact, now) in expected.iter_mut().zip(&result) {
            if fact.key == Some(from) {
                fact.key = Some(to);
                if !is_shell_name(from) {
                    fact.layout_doubt = now.layout_doubt;
                }
            }
        }
        accept(&expected, &result)?;
        *self = changed;
        Ok(true)
    }

    fn remove_lines(&mut self, doomed: &[usize]) -> Result<(), DocumentError> {
        let bom = self.text.starts_with(BYTE_ORDER_MARK);
        let edits: Vec<Edit> = (doomed.iter())
            .map(|&at| {
                let mut span = self.lines[at].span.clone();
                if bom && at == 0 {
                    // The next assignment must not come to stand right after the byte order mark.
                    let content = self.text[span.clone()].trim_end_matches(['\r', '\n']).len();
                    span.end = span.start + content;
                }
                Edit {
                    span,
                    text: String::new(),
                }
            })
            .collect();
        let changed = self.changed(&edits)?;
        let kept = self.facts(|at| doomed.binary_search(&at).is_err());
        accept(&kept, &changed.facts(|_| true))?;
        *self = changed;
        Ok(())
    }

    /// Where a new assignment goes, and before which line.
    fn insertion(&self, key: &str, written: &str) -> (Edit, usize) {
        let commented = |line: &Line| match &line.kind {
            Kind::Comment(Some(range)) => &self.text[range.clone()] == key,
            _ => false,
        };
        let prefix = key
            .split_inclusive('_')
            .next()
            .filter(|prefix| prefix.ends_with('_') && *prefix != key);
        let of_group = |line: &Line| match (&line.kind, prefix) {
            (Kind::Assignment(found), Some(prefix)) => {
                self.text[found.key.clone()].starts_with(prefix)
            }
            _ => false,
        };
        let after = (self.lines.iter().rposition(commented))
            .or_else(|| self.lines.iter().rposition(of_group))
            .map_or(self.lines.len(), |at| at + 1);
        let end = self.line_ending().text();
        let place = match after.checked_sub(1) {
            Some(at) => self.lines[at].span.end,
            None => self.text.len(),
        };
        let before = &self.text[..place];
        // An unfinished last line is finished first; nor may the name stand right after a byte order mark.
        let unfinished = !before.is_empty() && !before.ends_with('\n');
        let text = format!("{}{key}={written}{end}", if unfinished { end } else { "" });
        (
            Edit {
                span: place..place,
                text,
            },
            after,
        )
    }

    pub(super) fn assigns<'a>(&self, line: &'a Line, key: &str) -> Option<&'a Assignment> {
        match &line.kind {
            Kind::Assignment(found) if &self.text[found.key.clone()] == key => Some(found),
            _ => None,
        }
    }

    fn assignments_of(&self, key: &str) -> Vec<usize> {
        (0..self.lines.len())
            .filter(|&at| self.assigns(&self.lines[at], key).is_some())
            .collect()
    }

    pub(super) fn last_assignment(&self, key: &str) -> Option<(usize, &Assignment)> {
        let at = *self.counting.get(key)?;
        Some((at, self.assigns(self.lines.get(at)?, key)?))
    }

    /// How many facts the lines before line `at` make.
    fn facts_before(&self, at: usize) -> usize {
        (self.lines[..at].iter())
            .filter(|line| matches!(line.kind, Kind::Assignment(_) | Kind::Opaque))
            .count()
    }

    fn facts(&self, keep: impl Fn(usize) -> bool) -> Vec<Fact<'_>> {
        let fact = |(at, line): (usize, &Line)| match &line.kind {
            _ if !keep(at) => None,
            Kind::Assignment(found) => Some(fact_of(Entry::new(&self.text, line, found), found)),
            Kind::Opaque => Some(Fact {
                key: None,
                value: self.text[line.span.clone()].trim_end().to_owned(),
                exported: false,
                comment: None,
                layout_doubt: None,
                value_doubt: None,
            }),
            Kind::Blank | Kind::Comment(_) => None,
        };
        self.lines.iter().enumerate().filter_map(fact).collect()
    }

    /// The document after `edits`, every byte outside their spans proven to be where it was.
    fn changed(&self, edits: &[Edit]) -> Result<Self, DocumentError> {
        Self::from_text(splice::apply(&self.text, edits)?)
    }
}

fn fact_of<'a>(entry: Entry<'a>, found: &Assignment) -> Fact<'a> {
    Fact {
        key: Some(entry.key),
        value: entry.value,
        exported: entry.exported,
        comment: entry.inline_comment,
        layout_doubt: found.layout_doubt,
        value_doubt: found.value_doubt,
    }
}

/// What will be the inline comment once a value stands before the `#`.
fn comment_span(found: &Assignment) -> Range<usize> {
    match &found.comment {
        Some(comment) => comment.clone(),
        None => found.raw.clone(),
    }
}
