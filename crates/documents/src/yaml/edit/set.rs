//! Putting a value in the place of another one.

use std::sync::Arc;

use super::insert::insert;
use super::place::Place;
use super::{Change, Splice, refuse};
use crate::yaml::facts::{Fact, Outcome};
use crate::yaml::locate::part;
use crate::yaml::quoting::Written;
use crate::yaml::tree::{Id, Kind, Tree};
use crate::yaml::typing::{Dialect, Typed, plain};
use crate::yaml::{YamlDocument, locate};
use crate::{DocumentError, KeyPath, Scalar};

pub(in crate::yaml) fn set(
    document: &mut YamlDocument,
    path: &KeyPath,
    value: &Scalar,
) -> Result<(), DocumentError> {
    let written = Written::new(value)?;
    if path.steps().is_empty() {
        return refuse("the top of the file is no single value", 1);
    }
    let tree = Arc::clone(&document.tree);
    let change = match tree.place(path)? {
        Place::Absent { into, rest } => insert(&tree, into, rest, &written)?,
        Place::Value(id) if tree.has_already(id, value, &written) => return Ok(()),
        Place::Value(id) => replace(&tree, id, value, &written)?,
    };
    document.apply(&change)
}

fn replace<'a>(
    tree: &'a Tree,
    id: Id,
    value: &Scalar,
    written: &'a Written<'_>,
) -> Result<Change<'a>, DocumentError> {
    let kind = tree.kind(id);
    if kind.is_mapping() || kind.is_list() {
        return refuse("a mapping or a list stands there", tree.line(id));
    }
    if kind != Kind::Alias {
        tree.check_own(id)?;
    }
    if let Some(tag) = tree.tag(id) {
        let fits = match value {
            // The lone `!` makes readers of YAML 1.1 read a type into quotes.
            Scalar::Text(_) => tag == "!!str",
            Scalar::Switch(_) => tag == "!!bool",
            Scalar::Integer(_) => tag == "!!int",
            Scalar::Number(_) => tag == "!!float",
            Scalar::Reference(_) => false,
        };
        if !fits {
            return refuse(
                "an explicit type stands in front of the value",
                tree.line(id),
            );
        }
    }
    tree.check_fits(id, written)?;
    let fact = Fact {
        kind: written.kind,
        text: &written.text,
        ..tree.fact(id)
    };
    Ok(Change {
        splices: tree.put(id, &written.token)?,
        outcomes: vec![Outcome {
            instead_of: id..id + 1,
            facts: vec![fact],
        }],
    })
}

impl Tree {
    /// Refuses what cannot stand without quotes within braces.
    pub(super) fn check_fits(&self, id: Id, written: &Written<'_>) -> Result<(), DocumentError> {
        let reference = written.kind == Kind::Plain && written.token.ends_with('}');
        if reference && self.in_flow(id) {
            return Err(DocumentError::ValueRefused {
                why: "a reference cannot stand within brackets or braces",
            });
        }
        Ok(())
    }

    /// Whether the value is there already, in a spelling that all readers understand alike.
    fn has_already(&self, id: Id, value: &Scalar, written: &Written<'_>) -> bool {
        let id = self.resolved(id);
        if self.tag(id).is_some() {
            return false;
        }
        let (kind, text) = (self.kind(id), self.text_of(id));
        match value {
            Scalar::Text(wanted) if text == wanted => match kind {
                Kind::Single | Kind::Double => true,
                // Readers do not agree on a last line without a line end.
                Kind::Literal | Kind::Folded => self.end(id) < self.text.len(),
                // A `$` may start a reference.
                Kind::Plain => !text.contains('$') && !text.is_empty() && is_text_for_all(text),
                _ => false,
            },
            Scalar::Switch(wanted) => {
                let words = if *wanted {
                    ["true", "True", "TRUE"]
                } else {
                    ["false", "False", "FALSE"]
                };
                kind == Kind::Plain && words.contains(&text)
            }
            Scalar::Text(_) => false,
            _ => kind == Kind::Plain && text == written.token,
        }
    }

    /// Puts `token` in the place of the scalar or alias `id`; anchor and tag stay.
    pub(super) fn put(&self, id: Id, token: &str) -> Result<Vec<Splice>, DocumentError> {
        let text = self.text.as_str();
        let (start, end) = (self.content_start(id), self.end(id));
        if self.kind(id).is_block_scalar() {
            // The header goes, a comment behind it stays, the lines of text go.
            let head_end = locate::line_end(text, start);
            let head = part(text, start..head_end)
                .split([' ', '\t'])
                .next()
                .unwrap_or_default();
            return Ok(vec![
                Splice::new(start..start + head.len(), token),
                Splice::new(head_end..end.max(head_end), ""),
            ]);
        }
        if !self.is_empty(id) {
            return Ok(vec![Splice::new(start..end, token)]);
        }
        if self.item(id).marked {
            return Ok(vec![Splice::new(end..end, format!(" {token}"))]);
        }
        let key_end = self.key_of(id).map_or(0, |key| self.end(key));
        if end > key_end && part(text, ..end).ends_with([':', '-']) {
            let next = locate::skip_blanks(text, end);
            let blank_line_end =
                next == locate::line_end(text, end) && part(text, end..).starts_with(' ');
            return Ok(vec![if blank_line_end {
                Splice::new(end + 1..end + 1, token)
            } else {
                Splice::new(end..end, format!(" {token}"))
            }]);
        }
        let parent = self.parent(id).map(|parent| self.kind(parent));
        if parent == Some(Kind::FlowMapping) {
            // `{key}` without a colon.
            return Ok(vec![Splice::new(end..end, format!(": {token}"))]);
        }
        refuse("the value is left out in an unusual way", self.line(id))
    }
}

fn is_text_for_all(text: &str) -> bool {
    [Dialect::Yaml11, Dialect::Go, Dialect::Yaml12]
        .into_iter()
        .all(|dialect| matches!(plain(dialect, text), Typed::Text(_)))
}
