//! Reading: what stands at a path, with aliases and merge keys followed as the readers of such files do.

use std::collections::HashSet;

use super::tree::{Id, Kind, Tree};
use crate::{Child, Duplicate, KeyPath, Node, Shape, Step, Style};

/// What was found at a path.
pub(super) struct Found {
    /// The node as it stands there: possibly an alias.
    pub(super) id: Id,
    /// Whether the way there leads through an alias or a merge key.
    pub(super) shared: bool,
}

impl Tree {
    /// What stands at `path` in the first document.
    pub(super) fn look(&self, path: &KeyPath) -> Option<Found> {
        let mut found = Found {
            id: self.root()?,
            shared: false,
        };
        for step in path.steps() {
            let at = self.resolved(found.id);
            found.shared |= at != found.id || self.is_aliased(at);
            match step {
                Step::Key(name) if self.kind(at).is_mapping() => {
                    let (value, merged) = match self.find(at, name) {
                        Some((_, value)) => (value, false),
                        None => (self.merged(at, name)?.1, true),
                    };
                    found.id = value;
                    found.shared |= merged;
                }
                Step::Item(place) if self.kind(at).is_list() => {
                    found.id = *self.kids(at).get(*place)? as usize;
                }
                _ => return None,
            }
        }
        Some(found)
    }

    /// The pair that merge keys bring into the mapping `id` under the key `name`.
    pub(super) fn merged(&self, id: Id, name: &str) -> Option<(Id, Id)> {
        self.merge_sources(id)
            .into_iter()
            .find_map(|source| self.find(source, name))
    }

    /// The mappings whose keys `<<` brings into the mapping `id`, in the order in which they win over each other. Each
    /// is in it once, however often it is named.
    pub(super) fn merge_sources(&self, id: Id) -> Vec<Id> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut waiting = self.named_by_merge(id);
        while let Some(source) = waiting.pop() {
            if seen.insert(source) {
                found.push(source);
                waiting.extend(self.named_by_merge(source));
            }
        }
        found
    }

    /// The mappings that the `<<` of the mapping `id` name, last first.
    fn named_by_merge(&self, id: Id) -> Vec<Id> {
        let merges = self.pairs(id).filter(|&(key, _)| self.is_merge(key));
        merges.flat_map(|(_, value)| self.named(value)).collect()
    }

    /// The mappings that the value of a `<<` names, last first.
    pub(super) fn named(&self, value: Id) -> Vec<Id> {
        let value = self.resolved(value);
        if self.kind(value).is_mapping() {
            return vec![value];
        }
        if !self.kind(value).is_list() {
            return Vec::new();
        }
        let items = self.kids(value).iter().rev();
        let items = items.map(|&item| self.resolved(item as usize));
        items.filter(|&item| self.kind(item).is_mapping()).collect()
    }

    /// What is to be said about a node.
    pub(super) fn node(&self, found: &Found) -> Node {
        let id = self.resolved(found.id);
        let kind = self.kind(id);
        let shape = if self.is_null(id) {
            Shape::Null
        } else if kind.is_mapping() {
            Shape::Mapping
        } else if kind.is_list() {
            Shape::List
        } else {
            Shape::Scalar
        };
        let style = match kind {
            Kind::Single => Style::Single,
            Kind::Double => Style::Double,
            Kind::Literal | Kind::Folded => Style::Block,
            _ => Style::Plain,
        };
        let start = self.content_start(found.id);
        Node {
            shape,
            text: match shape {
                Shape::Scalar => self.read_text(id).to_owned(),
                _ => String::new(),
            },
            style,
            line: self.line_at(start),
            column: self.column_at(start),
            span: start..self.end(found.id).max(start),
            tag: self.tag(id).map(str::to_owned),
            shared: found.shared || id != found.id || self.anchor(id).is_some(),
        }
    }

    /// The text of a scalar as the readers of the platforms see it. Where a block of text is not finished with a line end,
    /// because the file ends, PyYAML, ruamel.yaml and yaml.v2 add none; the parser here does.
    fn read_text(&self, id: Id) -> &str {
        let text = self.text_of(id);
        let unfinished = self.kind(id).is_block_scalar()
            && self.end(id) == self.text.len()
            && !self.text.ends_with('\n');
        match text.strip_suffix('\n') {
            Some(read) if unfinished => read,
            _ => text,
        }
    }

    pub(super) fn children_of(&self, path: &KeyPath) -> Vec<Child> {
        let Some(found) = self.look(path) else {
            return Vec::new();
        };
        let at = self.resolved(found.id);
        let child = |path, mark: usize| Child {
            path,
            line: self.line_at(mark),
            column: self.column_at(mark),
        };
        if self.kind(at).is_list() {
            let items = self.kids(at).iter().enumerate();
            return items
                .map(|(place, &item)| child(path.item(place), self.content_start(item as usize)))
                .collect();
        }
        let mut seen = HashSet::new();
        let mut children = Vec::new();
        for holder in std::iter::once(at).chain(self.merge_sources(at)) {
            for (key, value) in self.pairs(holder) {
                let Some(name) = self.key_text(key).filter(|_| !self.is_merge(key)) else {
                    continue;
                };
                let counts = self
                    .find(holder, name)
                    .is_some_and(|(_, last)| last == value);
                if counts && seen.insert(name) {
                    children.push(child(path.key(name), self.start(key)));
                }
            }
        }
        children
    }

    /// Every scalar of the first document, where it stands: what aliases and merge keys repeat elsewhere is in it once,
    /// a scalar alias as a scalar of its own.
    pub(super) fn all_scalars(&self) -> Vec<(KeyPath, Node)> {
        let mut scalars = Vec::new();
        let mut open: Vec<(KeyPath, bool)> = Vec::new();
        let Some(root) = self.root() else {
            return scalars;
        };
        // Depth first without recursion: what is still to be seen, in reverse.
        let mut waiting: Vec<(Id, usize, Option<Step>)> = vec![(root, 0, None)];
        while let Some((id, depth, step)) = waiting.pop() {
            open.truncate(depth);
            let (path, shared) = match (open.last(), step) {
                (Some((above, shared)), Some(step)) => (above.then(step), *shared),
                _ => (KeyPath::root(), false),
            };
            let kind = self.kind(id);
            if self.kind(self.resolved(id)).is_scalar() {
                scalars.push((path, self.node(&Found { id, shared })));
                continue;
            }
            if kind == Kind::Alias {
                continue;
            }
            open.push((path, shared || self.is_aliased(id)));
            if kind.is_list() {
                let items = self.kids(id).iter().enumerate().rev();
                waiting.extend(
                    items.map(|(at, &item)| (item as usize, depth + 1, Some(Step::Item(at)))),
                );
            } else {
                let named = |(key, value)| {
                    let name = self.key_text(key)?;
                    Some((value, depth + 1, Some(Step::Key(name.to_owned()))))
                };
                waiting.extend(self.pairs(id).rev().filter_map(named));
            }
        }
        scalars
    }

    /// The way to a node; nothing below a key that is a mapping or list, or outside of the first document.
    pub(super) fn path_to(&self, id: Id) -> Option<KeyPath> {
        let mut steps = Vec::new();
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            let place = self.place_in_parent(at)?;
            steps.push(if self.kind(parent).is_list() {
                Step::Item(place)
            } else {
                let key = self.key_of(at)?;
                Step::Key(self.key_text(key)?.to_owned())
            });
            at = parent;
        }
        steps.reverse();
        (Some(at) == self.root()).then(|| KeyPath::from(steps))
    }

    /// Keys that stand more than once in one mapping of the first document.
    pub(super) fn all_duplicates(&self) -> Vec<Duplicate> {
        let mut duplicates = Vec::new();
        for id in self.first_part().filter(|&id| self.kind(id).is_mapping()) {
            let mut seen = HashSet::new();
            let mut reported = HashSet::new();
            for (key, value) in self.pairs(id) {
                let Some(name) = self.key_text(key).filter(|_| !self.is_merge(key)) else {
                    continue;
                };
                if seen.insert(name) || !reported.insert(name) {
                    continue;
                }
                let Some(path) = self.path_to(value) else {
                    continue;
                };
                let lines = self.all(id, name).into_iter();
                let lines = lines.map(|(key, _)| self.line(key)).collect();
                duplicates.push(Duplicate { path, lines });
            }
        }
        duplicates
    }
}
