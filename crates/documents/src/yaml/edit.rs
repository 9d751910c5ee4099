//! Editing: spans of the text are replaced, and the result is checked before it is kept.

mod insert;
mod place;
mod remove;
mod rename;
mod set;

use std::ops::Range;
use std::sync::Arc;
use std::thread;

pub(super) use remove::{remove, remove_earlier_duplicates};
pub(super) use rename::rename;
pub(super) use set::set;

use super::facts::Outcome;
use super::tree::Tree;
use super::{YamlDocument, oracle};
use crate::DocumentError;

/// Up to this size both checks by the second reader run at the same time; above it one by one, for their memory.
const SIDE_BY_SIDE_BYTES: usize = 4 * 1024 * 1024;

/// Put `text` in the place of `span`.
#[derive(Clone)]
struct Splice {
    span: Range<usize>,
    text: String,
}

impl Splice {
    fn new(span: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
        }
    }
}

/// Changes to make, in file order and not overlapping, and what they have to come to.
struct Change<'a> {
    splices: Vec<Splice>,
    outcomes: Vec<Outcome<'a>>,
}

fn refuse<T>(why: &'static str, line: usize) -> Result<T, DocumentError> {
    Err(DocumentError::EditRefused {
        why,
        line: Some(line),
    })
}

const DISTURBED: DocumentError = DocumentError::EditRefused {
    why: "it would have changed something else in the file",
    line: None,
};

/// The text after `splices`, every byte outside their spans proven to be where it was.
fn spliced(text: &str, splices: &[Splice]) -> Result<String, DocumentError> {
    let mut changed = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for splice in splices {
        changed.push_str(text.get(at..splice.span.start).ok_or(DISTURBED)?);
        changed.push_str(&splice.text);
        at = splice.span.end;
    }
    changed.push_str(text.get(at..).ok_or(DISTURBED)?);

    let (mut old, mut new) = (text, changed.as_str());
    let mut passed = 0;
    for splice in splices {
        let kept = old.get(..splice.span.start - passed).ok_or(DISTURBED)?;
        new = (new.strip_prefix(kept))
            .and_then(|rest| rest.strip_prefix(splice.text.as_str()))
            .ok_or(DISTURBED)?;
        old = old.get(splice.span.end - passed..).ok_or(DISTURBED)?;
        passed = splice.span.end;
    }
    if old == new {
        Ok(changed)
    } else {
        Err(DISTURBED)
    }
}

/// The tree after `change`, known to be the old one but for what was to change.
fn reparsed(tree: &Tree, change: &Change<'_>) -> Result<Tree, DocumentError> {
    let text = spliced(&tree.text, &change.splices)?;
    if text.len() > crate::text::LIMIT_BYTES {
        return Err(DocumentError::TooLarge {
            bytes: text.len(),
            limit: crate::text::LIMIT_BYTES,
        });
    }
    let new = Tree::parse(text).map_err(|_| DISTURBED)?;
    if tree.became(&new, &change.outcomes) {
        Ok(new)
    } else {
        Err(DISTURBED)
    }
}

impl YamlDocument {
    /// Makes `change`, or leaves everything as it was.
    fn apply(&mut self, change: &Change<'_>) -> Result<(), DocumentError> {
        self.become_what(|tree| reparsed(tree, change).map(Arc::new))
    }

    /// Goes over to the tree that `make` makes of this one, if the second reader agrees on both.
    fn become_what(
        &mut self,
        make: impl FnOnce(&Tree) -> Result<Arc<Tree>, DocumentError>,
    ) -> Result<(), DocumentError> {
        let old = &self.tree;
        let checked_new = || {
            let new = make(old)?;
            oracle::agree(&new)?;
            Ok(new)
        };
        let new = if self.agreed {
            checked_new()?
        } else if old.text.len() > SIDE_BY_SIDE_BYTES {
            oracle::agree(old)?;
            checked_new()?
        } else {
            thread::scope(|scope| {
                let before = thread::Builder::new().spawn_scoped(scope, || oracle::agree(old));
                let new = checked_new()?;
                match before {
                    Ok(running) => running.join().unwrap_or(Err(DISTURBED))?,
                    Err(_) => oracle::agree(old)?,
                }
                Ok(new)
            })?
        };
        self.tree = new;
        self.agreed = true;
        Ok(())
    }
}
