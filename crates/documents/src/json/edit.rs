//! Editing JSON: one span at a time, and each result read by serde_json before it is kept.

use std::collections::HashSet;

use serde_json::Value;

use super::layout::{Layout, keys};
use super::tree::What;
use super::{JsonDocument, literal};
use crate::splice::{self, DISTURBED, Edit, accept};
use crate::{DocumentError, KeyPath, LineEnding, Scalar, Step};

/// What stands at `path`, among what serde_json read.
fn at<'a>(root: &'a mut Value, steps: &[Step]) -> Option<&'a mut Value> {
    (steps.iter()).try_fold(root, |value, step| match step {
        Step::Key(key) => value.get_mut(key.as_str()),
        Step::Item(item) => value.get_mut(*item),
    })
}

/// Puts `value` at `steps`, with objects on the way where there is nothing.
fn put(root: &mut Value, steps: &[Step], value: Value) -> Option<()> {
    let mut place = root;
    for step in steps {
        if place.is_null() {
            *place = Value::Object(serde_json::Map::new());
        }
        place = match (step, place) {
            (Step::Key(key), Value::Object(map)) => map.entry(key.as_str()).or_insert(Value::Null),
            (Step::Item(item), Value::Array(list)) => {
                if *item == list.len() {
                    list.push(Value::Null);
                }
                list.get_mut(*item)?
            }
            _ => return None,
        };
    }
    *place = value;
    Some(())
}

impl JsonDocument {
    pub(super) fn put(&mut self, path: &KeyPath, value: &Scalar) -> Result<(), DocumentError> {
        let written = literal::write(value)?;
        let edit = match self.tree.deepest(path) {
            (id, []) => {
                let cell = self.tree.cell(id);
                if matches!(cell.what, What::Object | What::List) {
                    return Err(self.refused("there is more at that place than one value", id));
                }
                let same = match (&cell.what, value) {
                    (What::Text(old), Scalar::Text(new)) => old == new,
                    _ => self.text[cell.span.clone()] == written,
                };
                if same {
                    return Ok(());
                }
                Edit {
                    span: cell.span.clone(),
                    text: written.clone(),
                }
            }
            (id, left) => self.addition(id, left, &written)?,
        };
        let mut expected = self.value()?;
        let value = serde_json::from_str(&written).map_err(|_| DISTURBED)?;
        put(&mut expected, path.steps(), value).ok_or(DISTURBED)?;
        self.keep(&[edit], &expected)
    }

    /// Adds what is at `left`, seen from `id`, where there is nothing yet.
    fn addition(&self, id: usize, left: &[Step], written: &str) -> Result<Edit, DocumentError> {
        let cell = self.tree.cell(id);
        let line_end = LineEnding::of(&self.text).text();
        let mut layout = Layout {
            lines: None,
            unit: self.unit(),
            colon: self.colon(id),
        };
        if !cell.children.is_empty() {
            // One more member or item, behind the last one.
            let gap = self.gap(id);
            if let Some((_, indent)) = gap.rsplit_once('\n') {
                layout.lines = Some((line_end, indent.to_owned()));
            }
            let end = self
                .tree
                .cell(cell.children[cell.children.len() - 1])
                .span
                .end;
            let added = self.member_or_item(id, left, written, &layout)?;
            return Ok(Edit {
                span: end..end,
                text: format!(",{gap}{added}"),
            });
        }
        let text = match (&cell.what, keys(left)) {
            (What::Object | What::Null, Some(keys)) => {
                // Nothing there to stand beside: the layout is that of what is around, and the root takes several lines.
                if id == 0 || self.is_tall(cell.parent) {
                    layout.lines = Some((line_end, self.indent(cell.start()).to_owned()));
                }
                layout.object(&keys, written)
            }
            (What::List, _) => {
                format!("[{}]", self.member_or_item(id, left, written, &layout)?)
            }
            _ => return Err(self.refused("what stands there can hold no such place", id)),
        };
        Ok(Edit {
            span: cell.span.clone(),
            text,
        })
    }

    fn member_or_item(
        &self,
        id: usize,
        left: &[Step],
        written: &str,
        layout: &Layout<'_>,
    ) -> Result<String, DocumentError> {
        let cell = self.tree.cell(id);
        match (&cell.what, left) {
            (What::Object, _) => keys(left).map(|keys| layout.member(&keys, written)),
            (What::List, [Step::Item(item), rest @ ..]) if *item == cell.children.len() => {
                keys(rest).map(|keys| layout.object(&keys, written))
            }
            _ => None,
        }
        .ok_or_else(|| {
            self.refused(
                "there is no such place in the file, and none can be made",
                id,
            )
        })
    }

    pub(super) fn take_out(&mut self, path: &KeyPath) -> Result<bool, DocumentError> {
        let Some(id) = self.tree.find(path) else {
            return Ok(false);
        };
        let (Some(parent), Some(last)) = (path.parent(), path.last()) else {
            return Err(self.refused("the whole file cannot be removed", id));
        };
        let holder = self.tree.cell(id).parent;
        let mut expected = self.value()?;
        let doomed: Vec<usize> = match (at(&mut expected, parent.steps()), last) {
            (Some(Value::Object(map)), Step::Key(key)) => {
                map.remove(key);
                self.tree.members(holder, key).collect()
            }
            (Some(Value::Array(list)), Step::Item(item)) if *item < list.len() => {
                list.remove(*item);
                vec![id]
            }
            _ => return Err(DISTURBED),
        };
        self.keep(&self.removal(holder, &doomed), &expected)?;
        Ok(true)
    }

    pub(super) fn take_out_earlier(&mut self, path: &KeyPath) -> Result<usize, DocumentError> {
        let (Some(id), Some(Step::Key(key))) = (self.tree.find(path), path.last()) else {
            return Ok(0);
        };
        let holder = self.tree.cell(id).parent;
        let mut doomed: Vec<usize> = self.tree.members(holder, key).collect();
        doomed.pop();
        if !doomed.is_empty() {
            let expected = self.value()?;
            self.keep(&self.removal(holder, &doomed), &expected)?;
        }
        Ok(doomed.len())
    }

    /// Cuts the children `doomed` out of `holder`, each with one comma.
    fn removal(&self, holder: usize, doomed: &[usize]) -> Vec<Edit> {
        let children = &self.tree.cell(holder).children;
        let doomed: HashSet<usize> = doomed.iter().copied().collect();
        let goes = |id: usize| doomed.contains(&id);
        let cut = |span| Edit {
            span,
            text: String::new(),
        };
        let Some(last_kept) = children.iter().rposition(|&id| !goes(id)) else {
            let whole = &self.tree.cell(holder).span;
            return vec![cut(whole.start + 1..whole.end - 1)];
        };
        let start = |at: usize| self.tree.cell(children[at]).start();
        let end = |at: usize| self.tree.cell(children[at]).span.end;
        let mut edits: Vec<Edit> = (0..last_kept)
            .filter(|&at| goes(children[at]))
            .map(|at| cut(start(at)..start(at + 1)))
            .collect();
        if last_kept + 1 < children.len() {
            edits.push(cut(end(last_kept)..end(children.len() - 1)));
        }
        edits
    }

    pub(super) fn rename_key(&mut self, path: &KeyPath, name: &str) -> Result<bool, DocumentError> {
        let Some(id) = self.tree.find(path) else {
            return Ok(false);
        };
        let (Some(parent), Some(Step::Key(old))) = (path.parent(), path.last()) else {
            return Err(self.refused("what stands there has no name", id));
        };
        if old == name {
            return Ok(true);
        }
        let holder = self.tree.cell(id).parent;
        if let Some(taken) = self.tree.members(holder, name).last() {
            return Err(DocumentError::KeyTaken {
                key: name.to_owned(),
                line: self.tree.key(taken).map_or(1, |key| key.spot.line),
            });
        }
        let edits: Vec<Edit> = (self.tree.members(holder, old))
            .filter_map(|member| self.tree.key(member))
            .map(|key| Edit {
                span: key.span.clone(),
                text: literal::quote(name),
            })
            .collect();
        let mut expected = self.value()?;
        let map = at(&mut expected, parent.steps()).and_then(Value::as_object_mut);
        let map = map.ok_or(DISTURBED)?;
        let value = map.remove(old).ok_or(DISTURBED)?;
        map.insert(name.to_owned(), value);
        self.keep(&edits, &expected)?;
        Ok(true)
    }

    /// Makes the edits if serde_json then reads what is expected.
    fn keep(&mut self, edits: &[Edit], expected: &Value) -> Result<(), DocumentError> {
        let (changed, value) = Self::read(splice::apply(&self.text, edits)?)?;
        accept(expected, &value)?;
        *self = changed;
        Ok(())
    }

    fn refused(&self, why: &'static str, id: usize) -> DocumentError {
        DocumentError::EditRefused {
            why,
            line: Some(self.tree.cell(id).spot.line),
        }
    }
}
