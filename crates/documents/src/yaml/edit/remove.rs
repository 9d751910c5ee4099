//! Taking keys and items away.

use std::sync::Arc;

use super::place::Place;
use super::{Change, Splice, agreed, refuse, reparsed};
use crate::yaml::facts::{Fact, Outcome};
use crate::yaml::locate::part;
use crate::yaml::tree::{Id, Kind, Tree};
use crate::yaml::{YamlDocument, locate, oracle};
use crate::{DocumentError, KeyPath, Step};

/// How often a key may stand in one mapping to be removed: they are removed one by one.
const REPEATS: usize = 100;

pub(in crate::yaml) fn remove(
    document: &mut YamlDocument,
    path: &KeyPath,
) -> Result<bool, DocumentError> {
    Ok(thin_out(document, path, 0)?.is_some())
}

pub(in crate::yaml) fn remove_earlier_duplicates(
    document: &mut YamlDocument,
    path: &KeyPath,
) -> Result<usize, DocumentError> {
    match path.last() {
        Some(Step::Key(_)) => Ok(thin_out(document, path, 1)?.unwrap_or_default()),
        _ => Ok(0),
    }
}

/// Removes all but the last `kept` of what stands at `path`. Says how many went; nothing where there was none.
fn thin_out(
    document: &mut YamlDocument,
    path: &KeyPath,
    kept: usize,
) -> Result<Option<usize>, DocumentError> {
    let mut tree = Arc::clone(&document.tree);
    let Some(found) = tree.look(path) else {
        return Ok(None);
    };
    let Place::Value(first) = tree.place(path)? else {
        return refuse("it comes in through a merge key", tree.line(found.id));
    };
    let Some(parent) = tree.parent(first) else {
        return refuse("the top of the file cannot be removed", 1);
    };
    let name = match path.last() {
        Some(Step::Key(name)) => name,
        _ => {
            tree.check_unused(first)?;
            document.turn_into(|tree| agreed(without(tree, first)?))?;
            return Ok(Some(1));
        }
    };
    let all = tree.all(parent, name);
    let doomed = all.len().saturating_sub(kept);
    if doomed == 0 {
        return Ok(Some(0));
    }
    if doomed > REPEATS {
        return refuse("the key stands there too often", tree.line(first));
    }
    if let (0, Some((key, _))) = (kept, tree.merged(parent, name)) {
        return refuse(
            "a merge key would put the value from this line in its place",
            tree.line(key),
        );
    }
    for _ in 0..doomed {
        // The parent keeps its number: only nodes behind it go.
        let Some((key, value)) = tree.all(parent, name).into_iter().next() else {
            break;
        };
        tree.check_unused(key)?;
        tree.check_unused(value)?;
        tree = Arc::new(without(&tree, value)?);
    }
    document.turn_into(|_| {
        oracle::agree(&tree)?;
        Ok(tree)
    })?;
    Ok(Some(doomed))
}

/// The tree without one value and its key, or without one item.
fn without(tree: &Tree, id: Id) -> Result<Tree, DocumentError> {
    let Some(parent) = tree.parent(id) else {
        return refuse("the top of the file cannot be removed", 1);
    };
    let first = tree.key_of(id).unwrap_or(id);
    let gone = Outcome {
        instead_of: first..tree.after(id),
        facts: Vec::new(),
    };
    let per_entry = if tree.kind(parent).is_mapping() { 2 } else { 1 };
    let only = tree.kids(parent).len() == per_entry;
    let (splices, outcome) = match tree.kind(parent) {
        Kind::FlowMapping | Kind::FlowList => (tree.without_flow_entry(parent, id, first), gone),
        Kind::BlockMapping | Kind::BlockList if only => {
            (tree.emptied(parent, id)?, tree.empty_outcome(parent))
        }
        Kind::BlockMapping | Kind::BlockList => (vec![tree.without_block_entry(parent, id)?], gone),
        _ => return refuse("a mapping without braces stands there", tree.line(id)),
    };
    reparsed(
        tree,
        &Change {
            splices,
            outcomes: vec![outcome],
        },
    )
}

impl Tree {
    fn empty_outcome(&self, id: Id) -> Outcome<'_> {
        let kind = match self.kind(id) {
            Kind::BlockList => Kind::FlowList,
            _ => Kind::FlowMapping,
        };
        Outcome {
            instead_of: id..self.after(id),
            facts: vec![Fact {
                kind,
                ..self.fact(id)
            }],
        }
    }

    /// Where the entry with the value `id` of a block collection starts: its key or its dash.
    ///
    /// # Errors
    /// When something else than spaces and the dashes of the lists around stands before it on its line, or something
    /// else than a comment behind it.
    fn block_entry(&self, parent: Id, id: Id) -> Result<usize, DocumentError> {
        let start = match self.kind(parent) {
            Kind::BlockList => self.dash(id),
            _ => self.key_of(id).map(|key| self.start(key)),
        };
        let usual = |start: &usize| {
            let before = part(&self.text, locate::line_start(&self.text, *start)..*start);
            before.bytes().all(|byte| matches!(byte, b' ' | b'-'))
                && locate::ends_line(&self.text, self.end(id))
        };
        match start.filter(usual) {
            Some(start) => Ok(start),
            None => refuse(
                "the lines there are not laid out in a usual way",
                self.line(id),
            ),
        }
    }

    /// The lines of the entry with the value `id`, which starts at `start`.
    fn whole_lines(&self, start: usize, id: Id) -> Splice {
        let text = self.text.as_str();
        let mut from = locate::line_start(text, start);
        let to = locate::next_line(text, self.end(id));
        let before = self.key_of(id).unwrap_or(id).checked_sub(1);
        let block = before.is_some_and(|before| self.kind(before).is_block_scalar());
        if to == text.len() && !text.ends_with('\n') && !block {
            // The line before becomes the last one, and has no line end either. A block of text needs its own.
            let before = part(text, ..from);
            let before = before.strip_suffix('\n').unwrap_or(before);
            from = before.strip_suffix('\r').unwrap_or(before).len();
        }
        Splice::new(from..to, "")
    }

    fn without_block_entry(&self, parent: Id, id: Id) -> Result<Splice, DocumentError> {
        let text = self.text.as_str();
        let start = self.block_entry(parent, id)?;
        let before = part(text, locate::line_start(text, start)..start);
        if before.trim().is_empty() {
            return Ok(self.whole_lines(start, id));
        }
        // The first entry, on the line of the dash of the list around. What follows moves up.
        let line_end = locate::line_end(text, self.end(id));
        let next = locate::skip_blank_lines(text, line_end);
        let moves_up = locate::line_start(text, next) + before.len() == next;
        Ok(if moves_up && !part(text, next..).starts_with('#') {
            Splice::new(start..next, "")
        } else {
            let start = part(text, ..start).trim_end_matches(' ').len();
            Splice::new(start..line_end, "")
        })
    }

    /// What is left of a block collection without its only entry: `{}` or `[]`.
    fn emptied(&self, parent: Id, id: Id) -> Result<Vec<Splice>, DocumentError> {
        let text = self.text.as_str();
        let start = self.block_entry(parent, id)?;
        let empty = match self.kind(parent) {
            Kind::BlockList => "[]",
            _ => "{}",
        };
        let before = part(text, locate::line_start(text, start)..start);
        let line_end = locate::line_end(text, self.end(id));
        if !before.trim().is_empty() || self.parent(parent).is_none() {
            return Ok(vec![Splice::new(start..line_end, empty)]);
        }
        let sign = if self.item(parent).marked {
            let (from, to) = (self.start(parent), self.content_start(parent));
            Some(locate::marks_end(text, from, to))
        } else {
            self.sign_end(parent)
        };
        match sign {
            Some(sign) => Ok(vec![
                Splice::new(sign..sign, format!(" {empty}")),
                self.whole_lines(start, id),
            ]),
            None => refuse(
                "the lines there are not laid out in a usual way",
                self.line(id),
            ),
        }
    }

    /// Without one entry of a mapping in braces or a list in brackets, and the comma that goes with it.
    fn without_flow_entry(&self, parent: Id, id: Id, first: Id) -> Vec<Splice> {
        let text = self.text.as_str();
        let (open, close) = (self.content_start(parent) + 1, self.end(parent) - 1);
        let (start, end) = (self.start(first), self.end(id));
        let kids = self.kids(parent);
        let before = kids
            .iter()
            .rev()
            .map(|&kid| kid as usize)
            .find(|&kid| kid < first);
        let next = kids.iter().map(|&kid| kid as usize).find(|&kid| kid > id);
        let comma = locate::skip(text, end);
        let behind = if part(text, comma..).starts_with(',') {
            comma + 1
        } else {
            end
        };
        let line = locate::line_start(text, start);
        let own_line = line >= open
            && part(text, line..start).trim().is_empty()
            && locate::ends_line(text, behind);
        let comma_before = || {
            let at = locate::skip(text, self.end(before?));
            (behind == end && part(text, at..).starts_with(','))
                .then(|| Splice::new(at..at + 1, ""))
        };
        let (Some(last), None) = (before, next) else {
            return vec![match next {
                _ if own_line => Splice::new(line..locate::next_line(text, behind), ""),
                Some(next) if !locate::spans_lines(text, end, self.start(next)) => {
                    Splice::new(start..self.start(next), "")
                }
                None if part(text, open..start).trim_matches(' ').is_empty()
                    && part(text, behind..close).trim_matches(' ').is_empty() =>
                {
                    Splice::new(open..close, "")
                }
                _ => Splice::new(start..behind, ""),
            }];
        };
        if own_line {
            let line = Splice::new(line..locate::next_line(text, behind), "");
            return comma_before().into_iter().chain([line]).collect();
        }
        if locate::spans_lines(text, self.end(last), start) {
            let entry = Splice::new(start..behind, "");
            return comma_before().into_iter().chain([entry]).collect();
        }
        // `key:}` is not a key with nothing for every reader.
        let blank = if self.is_empty(last) { " " } else { "" };
        vec![Splice::new(self.end(last)..end, blank)]
    }
}
