//! Where an edit goes. Unlike reading, no way leads through an alias or a merge key.

use super::refuse;
use crate::yaml::locate::{self, part};
use crate::yaml::tree::{Id, Kind, Tree};
use crate::{DocumentError, KeyPath, Step};

/// What is there of a path.
pub(super) enum Place<'a> {
    /// All of it.
    Value(Id),
    /// All but `rest`: what it has to be put into, nothing where the file holds nothing at all.
    Absent { into: Option<Id>, rest: &'a [Step] },
}

impl Tree {
    /// Follows `path` through what the file itself says.
    ///
    /// # Errors
    /// Where an edit would reach further than the path, or readers do not agree on what counts.
    pub(super) fn place<'a>(&self, path: &'a KeyPath) -> Result<Place<'a>, DocumentError> {
        let steps = path.steps();
        let Some(mut at) = self.root() else {
            return Ok(Place::Absent {
                into: None,
                rest: steps,
            });
        };
        for (done, step) in steps.iter().enumerate() {
            self.check_own(at)?;
            let absent = Place::Absent {
                into: Some(at),
                rest: &steps[done..],
            };
            at = match step {
                _ if self.is_null(at) => return Ok(absent),
                Step::Key(name) if self.kind(at).is_mapping() => {
                    let Some((key, value)) = self.find(at, name) else {
                        if done + 1 < steps.len() {
                            self.check_not_merged(at, name)?;
                        }
                        return Ok(absent);
                    };
                    self.check_counts(at, key, name)?;
                    value
                }
                Step::Item(place) if self.kind(at).is_list() => match self.kids(at).get(*place) {
                    Some(&item) => item as usize,
                    None if *place == self.kids(at).len() => return Ok(absent),
                    None => return refuse("the list has fewer items", self.line(at)),
                },
                Step::Key(_) => {
                    return refuse(
                        "a value or a list stands where a mapping is needed",
                        self.line(at),
                    );
                }
                Step::Item(_) => {
                    return refuse(
                        "a value or a mapping stands where a list is needed",
                        self.line(at),
                    );
                }
            };
        }
        Ok(Place::Value(at))
    }

    /// Refuses what an alias stands for, and aliases: a change would show in more than one place.
    pub(super) fn check_own(&self, id: Id) -> Result<(), DocumentError> {
        if self.kind(id) == Kind::Alias {
            return refuse(
                "an alias stands there, so what it stands for would change everywhere",
                self.line(id),
            );
        }
        match self.alias_of(id) {
            Some(alias) => refuse(
                "it is shared: an alias on this line would change with it",
                self.line(alias),
            ),
            None => Ok(()),
        }
    }

    /// Refuses a mapping that merge keys bring in: one of its own would hide all its siblings.
    fn check_not_merged(&self, id: Id, name: &str) -> Result<(), DocumentError> {
        match self.merged(id, name) {
            Some((key, _)) => refuse(
                "it comes in through a merge key from this line",
                self.line(key),
            ),
            None => Ok(()),
        }
    }

    /// Refuses a key in front of a `<<` that brings in the same key: the reader of Chatto lets the later one win, all
    /// others the mapping's own.
    fn check_counts(&self, id: Id, key: Id, name: &str) -> Result<(), DocumentError> {
        let merge = self.pairs(id).rfind(|&(key, _)| self.is_merge(key));
        match merge {
            Some((merge, _)) if merge > key && self.merged(id, name).is_some() => refuse(
                "readers do not agree whether this key or the merge key below it counts",
                self.line(merge),
            ),
            _ => Ok(()),
        }
    }

    /// Refuses to take something away that an alias elsewhere stands for.
    pub(super) fn check_unused(&self, id: Id) -> Result<(), DocumentError> {
        let doomed = id..self.after(id);
        let used = self.aliases.iter().find(|&&(alias, target)| {
            doomed.contains(&(target as usize)) && !doomed.contains(&(alias as usize))
        });
        match used {
            Some(&(alias, _)) => refuse(
                "an alias on this line stands for something in it",
                self.line(alias as usize),
            ),
            None => Ok(()),
        }
    }

    /// Whether it stands within brackets or braces.
    pub(super) fn in_flow(&self, id: Id) -> bool {
        let mut at = Some(id);
        while let Some(id) = at {
            if self.kind(id).is_flow() {
                return true;
            }
            at = self.parent(id);
        }
        false
    }

    /// What the entries of a block collection are indented by: of a mapping its keys, of a list its dashes.
    ///
    /// # Errors
    /// When they are indented by something else than spaces and the dashes of the lists around.
    pub(super) fn indent_of(&self, id: Id) -> Result<String, DocumentError> {
        let mut compact = None;
        let starts: Vec<usize> = match self.kind(id) {
            Kind::BlockMapping => self.pairs(id).map(|(key, _)| self.start(key)).collect(),
            Kind::BlockList => vec![self.content_start(id)],
            _ => Vec::new(),
        };
        for start in starts {
            let prefix = part(&self.text, locate::line_start(&self.text, start)..start);
            if prefix.bytes().all(|byte| byte == b' ') {
                return Ok(prefix.to_owned());
            }
            if compact.is_none() && prefix.bytes().all(|byte| matches!(byte, b' ' | b'-')) {
                compact = Some(" ".repeat(prefix.len()));
            }
        }
        match compact {
            Some(indent) => Ok(indent),
            None => refuse(
                "the lines there are not indented in a usual way",
                self.line(id),
            ),
        }
    }

    /// By how much mappings in mappings are indented in this file.
    pub(super) fn indent_step(&self) -> usize {
        let nested = |&id: &Id| {
            let parent = self.parent(id)?;
            let block = |id: Id| self.kind(id) == Kind::BlockMapping;
            if !block(id) || !block(parent) {
                return None;
            }
            let (inner, outer) = (self.indent_of(id).ok()?, self.indent_of(parent).ok()?);
            inner
                .len()
                .checked_sub(outer.len())
                .filter(|step| (1..=8).contains(step))
        };
        self.first_part().find_map(|id| nested(&id)).unwrap_or(2)
    }

    /// The byte behind the colon of the value `id`, or the dash of the item `id`, where it is on the same line as what
    /// stands before it. Nothing for values without one.
    pub(super) fn sign_end(&self, id: Id) -> Option<usize> {
        let parent = self.parent(id)?;
        let text = self.text.as_str();
        if self.kind(parent).is_mapping() {
            let at = locate::skip_blanks(text, self.end(self.key_of(id)?));
            return part(text, at..).starts_with(':').then_some(at + 1);
        }
        self.dash(id).map(|dash| dash + 1)
    }

    /// The dash in front of an item of a block list.
    pub(super) fn dash(&self, id: Id) -> Option<usize> {
        let parent = self
            .parent(id)
            .filter(|&parent| self.kind(parent) == Kind::BlockList)?;
        let place = self.place_in_parent(id)?;
        let at = match place.checked_sub(1) {
            Some(before) => locate::skip(&self.text, self.end(self.kids(parent)[before] as usize)),
            None => self.content_start(parent),
        };
        part(&self.text, at..).starts_with('-').then_some(at)
    }

    /// Where a new line behind the last line of `id` starts. Comments that follow belong to what follows.
    pub(super) fn behind(&self, id: Id) -> usize {
        let text = self.text.as_str();
        let mut at = locate::next_line(text, self.end(id));
        let last = self.after(id) - 1;
        let keeps = self.kind(last).is_block_scalar() && {
            let head = self.content_start(last);
            part(text, head..locate::line_end(text, head))
                .split([' ', '\t'])
                .next()
                .is_some_and(|head| head.contains('+'))
        };
        // `|+` makes the blank lines behind it part of the text.
        while keeps
            && at < text.len()
            && part(text, at..locate::line_end(text, at)).trim().is_empty()
        {
            at = locate::next_line(text, at);
        }
        at
    }
}
