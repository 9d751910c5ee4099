//! What has to stay the same, or change as intended, from one parse to the next.

use std::ops::Range;

use super::tree::{Id, Kind, Tree};

/// Everything that matters about one node. Those of a tree in their order, each with its depth, determine the tree. No
/// `Debug`: it holds values.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Fact<'a> {
    pub(super) depth: usize,
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    pub(super) anchor: Option<&'a str>,
    pub(super) tag: Option<&'a str>,
}

/// What is expected in the place of some nodes of the old tree.
pub(super) struct Outcome<'a> {
    pub(super) instead_of: Range<Id>,
    pub(super) facts: Vec<Fact<'a>>,
}

impl Tree {
    pub(super) fn fact(&self, id: Id) -> Fact<'_> {
        Fact {
            depth: usize::from(self.item(id).depth),
            kind: self.kind(id),
            text: self.text_of(id),
            anchor: self.anchor(id),
            tag: self.tag(id),
        }
    }

    fn facts(&self, of: Range<Id>) -> impl Iterator<Item = Fact<'_>> {
        of.map(|id| self.fact(id))
    }

    /// What this tree is to become with `outcomes`, which are in file order and do not overlap.
    pub(super) fn expected<'a>(
        &'a self,
        outcomes: &'a [Outcome<'a>],
    ) -> impl Iterator<Item = Fact<'a>> {
        let starts = outcomes.iter().map(|outcome| outcome.instead_of.start);
        let starts = starts.chain([self.items.len()]);
        let ends = outcomes.iter().map(|outcome| outcome.instead_of.end);
        let kept = [0].into_iter().chain(ends).zip(starts);
        let made = outcomes.iter().map(|outcome| outcome.facts.as_slice());
        kept.zip(made.chain([&[][..]]))
            .flat_map(|((from, to), made)| self.facts(from..to).chain(made.iter().copied()))
    }

    /// Whether `new` is this tree with `outcomes`.
    pub(super) fn became(&self, new: &Self, outcomes: &[Outcome<'_>]) -> bool {
        self.expected(outcomes).eq(new.facts(0..new.items.len()))
    }
}
