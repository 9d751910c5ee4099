//! The values of a JSON text and where they stand.

use std::collections::HashSet;
use std::ops::Range;

use crate::text::Spot;
use crate::{Duplicate, KeyPath, Step};

#[derive(Clone)]
pub(super) struct Key {
    pub(super) span: Range<usize>,
    pub(super) spot: Spot,
    pub(super) text: String,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum What {
    Object,
    List,
    /// A string with its escapes undone.
    Text(String),
    /// A number, `true` or `false`.
    Plain,
    Null,
}

/// One value.
#[derive(Clone)]
pub(super) struct Cell {
    /// Where in the tree the object or list stands that holds it; of the root, itself.
    pub(super) parent: usize,
    /// Its place among the children of its parent, from 0.
    pub(super) at: usize,
    pub(super) key: Option<Key>,
    pub(super) span: Range<usize>,
    pub(super) spot: Spot,
    pub(super) what: What,
    pub(super) children: Vec<usize>,
}

impl Cell {
    /// Where its key starts, or it itself where there is none.
    pub(super) fn start(&self) -> usize {
        self.key
            .as_ref()
            .map_or(self.span.start, |key| key.span.start)
    }
}

/// All values in the order in which they start; the first one holds all others.
#[derive(Clone)]
pub(super) struct Tree(pub(super) Vec<Cell>);

impl Tree {
    /// That of `{}`.
    pub(super) fn of_empty_object() -> Self {
        Self(vec![Cell {
            parent: 0,
            at: 0,
            key: None,
            span: 0..2,
            spot: Spot { line: 1, column: 1 },
            what: What::Object,
            children: Vec::new(),
        }])
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn cell(&self, id: usize) -> &Cell {
        &self.0[id]
    }

    /// The child of `id` one step down; of duplicates, the last one.
    fn child(&self, id: usize, step: &Step) -> Option<usize> {
        let cell = self.cell(id);
        match step {
            Step::Key(key) if cell.what == What::Object => self.members(id, key).last(),
            Step::Item(at) if cell.what == What::List => cell.children.get(*at).copied(),
            _ => None,
        }
    }

    /// Every member of the object `id` with this key.
    pub(super) fn members<'a>(&'a self, id: usize, key: &'a str) -> impl Iterator<Item = usize> {
        (self.cell(id).children.iter().copied())
            .filter(move |&child| self.key(child).is_some_and(|found| found.text == key))
    }

    pub(super) fn key(&self, id: usize) -> Option<&Key> {
        self.cell(id).key.as_ref()
    }

    /// How far down `path` there is something, and what: the value and the steps that are left.
    pub(super) fn deepest<'a>(&self, path: &'a KeyPath) -> (usize, &'a [Step]) {
        let mut id = 0;
        let mut left = path.steps();
        while let [step, rest @ ..] = left {
            let Some(child) = self.child(id, step) else {
                break;
            };
            (id, left) = (child, rest);
        }
        (id, left)
    }

    /// The value at `path` that counts.
    pub(super) fn find(&self, path: &KeyPath) -> Option<usize> {
        let (id, left) = self.deepest(path);
        left.is_empty().then_some(id)
    }

    pub(super) fn path(&self, id: usize) -> KeyPath {
        let mut steps = Vec::new();
        let mut id = id;
        while id != 0 {
            let cell = self.cell(id);
            steps.push(match &cell.key {
                Some(key) => Step::Key(key.text.clone()),
                None => Step::Item(cell.at),
            });
            id = cell.parent;
        }
        steps.reverse();
        KeyPath::from(steps)
    }

    /// The children of `id` that count, in file order: of duplicates only the last one.
    pub(super) fn counting_children(&self, id: usize) -> Vec<usize> {
        let mut seen = HashSet::new();
        let mut children: Vec<usize> = (self.cell(id).children.iter().rev().copied())
            .filter(|&child| {
                self.key(child)
                    .is_none_or(|key| seen.insert(key.text.as_str()))
            })
            .collect();
        children.reverse();
        children
    }

    /// Keys that stand more than once in an object that counts.
    pub(super) fn duplicates(&self) -> Vec<Duplicate> {
        let mut found = Vec::new();
        let mut open = vec![0];
        while let Some(id) = open.pop() {
            let counting = self.counting_children(id);
            if counting.len() < self.cell(id).children.len() {
                found.extend(self.duplicates_in(id));
            }
            open.extend(counting.into_iter().rev());
        }
        found.sort_by_key(|duplicate| duplicate.lines.first().copied());
        found
    }

    fn duplicates_in(&self, id: usize) -> impl Iterator<Item = Duplicate> {
        let path = self.path(id);
        let mut places = std::collections::HashMap::new();
        let mut found: Vec<Duplicate> = Vec::new();
        for key in self
            .cell(id)
            .children
            .iter()
            .filter_map(|&child| self.key(child))
        {
            let at = *places.entry(key.text.as_str()).or_insert_with(|| {
                found.push(Duplicate {
                    path: path.key(&key.text),
                    lines: Vec::new(),
                });
                found.len() - 1
            });
            found[at].lines.push(key.spot.line);
        }
        found
            .into_iter()
            .filter(|duplicate| duplicate.lines.len() > 1)
    }
}
