//! Editing Python constants: one span at a time, and each result checked before it is kept.

use super::PythonDocument;
use super::literal::{self, Literal};
use super::source::Source;
use super::statement::{Binding, Role, is_keyword};
use crate::splice::{self, Edit, accept};
use crate::{DocumentError, LineEnding, Scalar};

/// How a constant is spaced where the file has none yet (PEP 8).
const SPACING: &str = " = ";

/// What a name is set to, as written; `None` where code decides.
type Set<'a> = (&'a str, Option<&'a str>);

/// What has to stay the same, or change as intended.
#[derive(PartialEq)]
struct Facts<'a> {
    set: Vec<Set<'a>>,
    doubts: Vec<(Option<&'a str>, Role)>,
    used: Vec<&'a str>,
}

fn refuse(why: &'static str, line: Option<usize>) -> DocumentError {
    DocumentError::EditRefused { why, line }
}

fn refuse_name(name: &str) -> Result<(), DocumentError> {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_';
    let other = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.starts_with(first) && name.chars().all(other) && !is_keyword(name) {
        return Ok(());
    }
    Err(DocumentError::NameRefused {
        why: "Python takes ASCII letters, digits and underscores, no digit first, and none of its own words",
    })
}

impl PythonDocument {
    pub(super) fn put(&mut self, name: &str, value: &Scalar) -> Result<(), DocumentError> {
        let Some(&at) = self.source.all(name).last() else {
            return self.insert(name, &literal::write(value, None)?);
        };
        let binding = &self.source.bindings[at];
        let style = match self.literal(binding)? {
            Literal::Text(old, _) if matches!(value, Scalar::Text(new) if new == old) => {
                return self.certain(name).map(drop);
            }
            Literal::Text(_, style) => Some(*style),
            _ => None,
        };
        let written = literal::write(value, style)?;
        if self.text[binding.written.clone()] == written {
            return self.certain(name).map(drop);
        }
        let edit = Edit {
            span: binding.written.clone(),
            text: written.clone(),
        };
        let changed = self.changed(&[edit])?;
        let mut expected = self.facts(|_| true);
        expected.set[at].1 = Some(&written);
        accept(&expected, &changed.facts(|_| true))?;
        changed.certain(name)?;
        *self = changed;
        Ok(())
    }

    /// What the binding says.
    ///
    /// # Errors
    /// When code decides it.
    fn literal<'a>(&self, binding: &'a Binding) -> Result<&'a Literal, DocumentError> {
        binding.value.as_ref().ok_or(refuse(
            "the value is set by code, which is for people to change",
            Some(binding.name_spot.line),
        ))
    }

    /// Passes where the last assignment of `name` in the first column is the one that counts.
    fn certain(&self, name: &str) -> Result<(), DocumentError> {
        match self.conditional(name) {
            None => Ok(()),
            line => Err(refuse(
                "another statement may set the same name again",
                line,
            )),
        }
    }

    fn insert(&mut self, name: &str, written: &str) -> Result<(), DocumentError> {
        refuse_name(name)?;
        let last = self
            .source
            .bindings
            .iter()
            .rposition(|binding| binding.value.is_some());
        let place = match (last, self.source.head_end) {
            (Some(last), _) => self.source.bindings[last].statement.end,
            (None, Some(end)) => end,
            (None, None) => self.text.len(),
        };
        let end = LineEnding::of(&self.text).text();
        let before = self.text[..place].trim_start_matches('\u{feff}');
        let unfinished = !before.is_empty() && !before.ends_with('\n');
        let open = if unfinished { end } else { "" };
        let edit = Edit {
            span: place..place,
            text: format!("{open}{name}{}{written}{end}", self.spacing(last)),
        };
        let changed = self.changed(&[edit])?;
        let mut expected = self.facts(|_| true);
        let at = (self.source.bindings.iter())
            .filter(|binding| binding.statement.start < place)
            .count();
        expected.set.insert(at, (name, Some(written)));
        accept(&expected, &changed.facts(|_| true))?;
        changed.certain(name)?;
        *self = changed;
        Ok(())
    }

    /// What stands between name and value of the constant at `at`, if that is an `=` and space.
    fn spacing(&self, at: Option<usize>) -> &str {
        (at.map(|at| &self.source.bindings[at]))
            .map(|found| &self.text[found.name.end..found.written.start])
            .filter(|between| between.trim_matches([' ', '\t']) == "=")
            .unwrap_or(SPACING)
    }

    pub(super) fn take_out(&mut self, name: &str) -> Result<bool, DocumentError> {
        let doomed = self.source.all(name);
        if doomed.is_empty() {
            return Ok(false);
        }
        self.certain(name)?;
        self.remove_statements(name, &doomed)?;
        Ok(true)
    }

    pub(super) fn take_out_earlier(&mut self, name: &str) -> Result<usize, DocumentError> {
        let mut doomed = self.source.all(name);
        doomed.pop();
        if !doomed.is_empty() {
            self.remove_statements(name, &doomed)?;
        }
        Ok(doomed.len())
    }

    fn remove_statements(&mut self, name: &str, doomed: &[usize]) -> Result<(), DocumentError> {
        let mut edits = Vec::new();
        for &at in doomed {
            let binding = &self.source.bindings[at];
            self.literal(binding)?;
            edits.push(Edit {
                span: binding.statement.clone(),
                text: String::new(),
            });
        }
        self.unused(name)?;
        let changed = self.changed(&edits)?;
        let kept = self.facts(|at| doomed.binary_search(&at).is_err());
        accept(&kept, &changed.facts(|_| true))?;
        *self = changed;
        Ok(())
    }

    /// Passes where no other code relies on `name`.
    fn unused(&self, name: &str) -> Result<(), DocumentError> {
        if self.source.used.contains(name) {
            return Err(refuse("other code in the file uses that name", None));
        }
        Ok(())
    }

    pub(super) fn rename_constant(&mut self, from: &str, to: &str) -> Result<bool, DocumentError> {
        refuse_name(to)?;
        let places = self.source.all(from);
        if places.is_empty() || from == to {
            return Ok(!places.is_empty());
        }
        if let Some(&taken) = self.source.all(to).last() {
            return Err(DocumentError::KeyTaken {
                key: to.to_owned(),
                line: self.source.bindings[taken].name_spot.line,
            });
        }
        let mut edits = Vec::new();
        for &at in &places {
            let binding = &self.source.bindings[at];
            self.literal(binding)?;
            edits.push(Edit {
                span: binding.name.clone(),
                text: to.to_owned(),
            });
        }
        for name in [from, to] {
            self.certain(name).and_then(|()| self.unused(name))?;
        }
        let changed = self.changed(&edits)?;
        let mut expected = self.facts(|_| true);
        for at in places {
            expected.set[at].0 = to;
        }
        accept(&expected, &changed.facts(|_| true))?;
        *self = changed;
        Ok(true)
    }

    fn facts(&self, keep: impl Fn(usize) -> bool) -> Facts<'_> {
        let Source {
            bindings,
            names,
            doubts,
            used,
            ..
        } = &self.source;
        let set = |at: usize| {
            let literal = bindings[at].value.is_some();
            let written = &self.text[bindings[at].written.clone()];
            (names[at].as_str(), literal.then_some(written))
        };
        Facts {
            set: (0..bindings.len())
                .filter(|&at| keep(at))
                .map(set)
                .collect(),
            doubts: doubts
                .iter()
                .map(|doubt| (doubt.name.as_deref(), doubt.role))
                .collect(),
            used: used.iter().map(String::as_str).collect(),
        }
    }

    fn changed(&self, edits: &[Edit]) -> Result<Self, DocumentError> {
        Self::from_text(splice::apply(&self.text, edits)?)
    }
}
