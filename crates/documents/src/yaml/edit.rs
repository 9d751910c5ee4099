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

/// Up to this size readers run at the same time; above it one after the other, for their memory.
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

/// The text after `change`.
fn changed_text(tree: &Tree, change: &Change<'_>) -> Result<String, DocumentError> {
    let text = spliced(&tree.text, &change.splices)?;
    if text.len() > crate::text::LIMIT_BYTES {
        return Err(DocumentError::TooLarge {
            bytes: text.len(),
            limit: crate::text::LIMIT_BYTES,
        });
    }
    Ok(text)
}

/// The tree of `text`, known to be the old one but for what was to change.
fn reread(tree: &Tree, text: String, outcomes: &[Outcome<'_>]) -> Result<Tree, DocumentError> {
    let new = Tree::parse(text).map_err(|_| DISTURBED)?;
    if tree.became(&new, outcomes) {
        Ok(new)
    } else {
        Err(DISTURBED)
    }
}

/// The tree after `change`, known to be the old one but for what was to change.
fn reparsed(tree: &Tree, change: &Change<'_>) -> Result<Tree, DocumentError> {
    reread(tree, changed_text(tree, change)?, &change.outcomes)
}

/// The tree, if both readers agree on it.
fn agreed(tree: Tree) -> Result<Arc<Tree>, DocumentError> {
    let tree = Arc::new(tree);
    oracle::agree(&tree)?;
    Ok(tree)
}

/// [`reparsed`] and [`agreed`], both readers at the same time where that can be.
fn reparsed_by_both(tree: &Tree, change: &Change<'_>) -> Result<Arc<Tree>, DocumentError> {
    let outcomes = &change.outcomes;
    let mut facts = outcomes.iter().flat_map(|outcome| &outcome.facts);
    if tree.has_anchors() || facts.any(|fact| fact.anchor.is_some()) {
        return agreed(reparsed(tree, change)?);
    }
    let text = changed_text(tree, change)?;
    let same = text.clone();
    beside(
        tree,
        || oracle::expect(&same, tree, outcomes),
        || {
            let new = reread(tree, text, outcomes)?;
            oracle::check_bounds(&new)?;
            Ok(Arc::new(new))
        },
    )
}

/// Does both, and the check on a thread of its own unless that would take too much memory.
fn beside<T>(
    tree: &Tree,
    check: impl Fn() -> Result<(), DocumentError> + Sync,
    work: impl FnOnce() -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    if tree.text.len() > SIDE_BY_SIDE_BYTES {
        check()?;
        return work();
    }
    thread::scope(|scope| {
        let running = thread::Builder::new().spawn_scoped(scope, &check);
        let done = work();
        match running {
            Ok(running) => running.join().unwrap_or(Err(DISTURBED))?,
            Err(_) => check()?,
        }
        done
    })
}

impl YamlDocument {
    /// Makes `change`, or leaves everything as it was.
    fn apply(&mut self, change: &Change<'_>) -> Result<(), DocumentError> {
        self.turn_into(|tree| reparsed_by_both(tree, change))
    }

    /// Goes over to what `make` makes of this tree, a tree that both readers agree on, if they agree on this one too.
    fn turn_into(
        &mut self,
        make: impl FnOnce(&Tree) -> Result<Arc<Tree>, DocumentError>,
    ) -> Result<(), DocumentError> {
        let old = &self.tree;
        self.tree = if self.agreed {
            make(old)?
        } else {
            beside(old, || oracle::agree(old), || make(old))?
        };
        self.agreed = true;
        Ok(())
    }
}
