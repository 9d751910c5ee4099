//! The nodes that the second reader reports, held against the tree.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use noyalib::Error;
use noyalib::policy::{Policy, PolicyEvent, PolicyEventKind};

use crate::yaml::tree::{Id, Kind, Tree};

/// Compares what the second reader reports with the tree, in the order of the text.
pub(super) struct Follower {
    tree: Arc<Tree>,
    next: AtomicUsize,
}

impl fmt::Debug for Follower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Follower").finish_non_exhaustive()
    }
}

impl Follower {
    pub(super) fn new(tree: Arc<Tree>) -> Self {
        Self {
            tree,
            next: AtomicUsize::new(0),
        }
    }

    /// The first node that was not reported yet, or differs.
    pub(super) fn next(&self) -> Id {
        self.next.load(Ordering::Relaxed)
    }

    fn matches(&self, id: Id, event: &PolicyEvent<'_>) -> bool {
        let tree = &self.tree;
        if id >= tree.items.len() {
            return false;
        }
        let kind = tree.kind(id);
        let same_kind = match event.kind {
            PolicyEventKind::Scalar => kind.is_scalar() && event.scalar == Some(tree.text_of(id)),
            PolicyEventKind::SequenceStart => kind.is_list(),
            PolicyEventKind::MappingStart => kind.is_mapping(),
            PolicyEventKind::Alias => kind == Kind::Alias,
        };
        same_kind
            && event.tag.is_some() == tree.tag(id).is_some()
            && (kind == Kind::Alias || event.anchor == tree.anchor(id))
    }
}

impl Policy for Follower {
    fn check_event(&self, event: PolicyEvent<'_>) -> noyalib::Result<()> {
        let id = self.next();
        if self.matches(id, &event) {
            self.next.store(id + 1, Ordering::Relaxed);
            Ok(())
        } else {
            Err(Error::Custom("the readers differ".to_owned()))
        }
    }
}
