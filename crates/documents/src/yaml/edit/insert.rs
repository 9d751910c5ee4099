//! Adding keys and items.

use super::{Change, Splice, refuse};
use crate::yaml::facts::{Fact, Outcome};
use crate::yaml::locate::{self, part};
use crate::yaml::quoting::{self, Written};
use crate::yaml::tree::{Id, Item, Kind, Tree};
use crate::{DocumentError, Step};

/// Puts what `steps` name into `into`, or at the top of the file. Mappings on the way are made.
pub(super) fn insert<'a>(
    tree: &'a Tree,
    into: Option<Id>,
    steps: &'a [Step],
    written: &'a Written<'_>,
) -> Result<Change<'a>, DocumentError> {
    let new = New::of(steps, written)?;
    let Some(id) = into else {
        return new.at_top(tree, None);
    };
    tree.check_fits(id, written)?;
    let kind = tree.kind(id);
    if matches!(steps.first(), Some(Step::Item(_))) && !kind.is_list() {
        return refuse("there is no list yet, and none is made", tree.line(id));
    }
    match kind {
        Kind::BlockMapping => new.in_block_mapping(tree, id),
        Kind::BlockList => new.in_block_list(tree, id),
        Kind::FlowMapping | Kind::FlowList => new.in_flow(tree, id),
        Kind::Pair => refuse("a mapping without braces stands there", tree.line(id)),
        _ if tree.parent(id).is_none() => new.at_top(tree, Some(id)),
        _ => new.in_place_of_null(tree, id),
    }
}

/// What is to be added. No `Debug`: it holds a value.
struct New<'a> {
    /// The keys, outermost first, as they are and as they are written.
    keys: Vec<(&'a str, String)>,
    written: &'a Written<'a>,
}

impl<'a> New<'a> {
    fn of(steps: &'a [Step], written: &'a Written<'_>) -> Result<Self, DocumentError> {
        let mut keys = Vec::with_capacity(steps.len());
        for (at, step) in steps.iter().enumerate() {
            match step {
                Step::Key(name) => keys.push((name.as_str(), quoting::key(name)?)),
                Step::Item(_) if at == 0 => {}
                Step::Item(_) => {
                    return Err(DocumentError::EditRefused {
                        why: "there is no list yet, and none is made",
                        line: None,
                    });
                }
            }
        }
        Ok(Self { keys, written })
    }

    /// What the new tree has there: the value, with a mapping around it for every key but the outermost `without`.
    fn facts(&self, depth: usize, mapping: Kind, bare: bool) -> Vec<Fact<'a>> {
        let fact = |depth, kind, text| Fact {
            depth,
            kind,
            text,
            anchor: None,
            tag: None,
        };
        let mut facts = Vec::new();
        let mut depth = depth;
        for (at, (name, _)) in self.keys.iter().enumerate() {
            if at > 0 || !bare {
                facts.push(fact(depth, mapping, ""));
                depth += 1;
            }
            facts.push(fact(depth, quoting::key_kind(name), name));
        }
        facts.push(fact(depth, self.written.kind, &self.written.text));
        facts
    }

    /// The lines of all keys, without the last line end.
    fn lines(&self, indent: &str, step: usize, line_end: &str) -> String {
        let mut lines = String::new();
        for (at, (_, key)) in self.keys.iter().enumerate() {
            if at > 0 {
                lines.push_str(line_end);
            }
            lines.push_str(indent);
            lines.extend(std::iter::repeat_n(' ', at * step));
            lines.push_str(key);
            lines.push(':');
        }
        lines.push(' ');
        lines.push_str(&self.written.token);
        lines
    }

    /// All keys on one line, with braces around every mapping but the outermost where `bare`.
    fn flow(&self, bare: bool) -> String {
        let mut text = String::new();
        let mut braces = 0;
        for (at, (_, key)) in self.keys.iter().enumerate() {
            if at > 0 || !bare {
                text.push('{');
                braces += 1;
            }
            text.push_str(key);
            text.push_str(": ");
        }
        text.push_str(&self.written.token);
        text.extend(std::iter::repeat_n('}', braces));
        text
    }

    fn in_block_mapping(&self, tree: &Tree, id: Id) -> Result<Change<'a>, DocumentError> {
        let indent = tree.indent_of(id)?;
        let at = tree.behind(id);
        let lines = self.lines(
            &indent,
            tree.indent_step(),
            locate::line_end_near(&tree.text, at),
        );
        Ok(Change {
            splices: vec![tree.new_lines(at, &lines)?],
            outcomes: vec![Outcome {
                instead_of: tree.after(id)..tree.after(id),
                facts: self.facts(
                    usize::from(tree.item(id).depth) + 1,
                    Kind::BlockMapping,
                    true,
                ),
            }],
        })
    }

    fn in_block_list(&self, tree: &Tree, id: Id) -> Result<Change<'a>, DocumentError> {
        let indent = tree.indent_of(id)?;
        let at = tree.behind(id);
        let gap = tree.gap_behind_last_dash(id);
        let lines = if self.keys.is_empty() {
            format!("{indent}-{gap}{}", self.written.token)
        } else {
            let inner = format!("{indent} {gap}");
            let lines = self.lines(
                &inner,
                tree.indent_step(),
                locate::line_end_near(&tree.text, at),
            );
            format!("{indent}-{gap}{}", lines.trim_start_matches(' '))
        };
        Ok(Change {
            splices: vec![tree.new_lines(at, &lines)?],
            outcomes: vec![Outcome {
                instead_of: tree.after(id)..tree.after(id),
                facts: self.facts(
                    usize::from(tree.item(id).depth) + 1,
                    Kind::BlockMapping,
                    false,
                ),
            }],
        })
    }

    fn in_flow(&self, tree: &Tree, id: Id) -> Result<Change<'a>, DocumentError> {
        let bare = tree.kind(id) == Kind::FlowMapping;
        Ok(Change {
            splices: tree.new_flow_entry(id, &self.flow(bare)),
            outcomes: vec![Outcome {
                instead_of: tree.after(id)..tree.after(id),
                facts: self.facts(
                    usize::from(tree.item(id).depth) + 1,
                    Kind::FlowMapping,
                    bare,
                ),
            }],
        })
    }

    /// `key:` and `key: null` become a mapping.
    fn in_place_of_null(&self, tree: &'a Tree, id: Id) -> Result<Change<'a>, DocumentError> {
        let text = tree.text.as_str();
        let line = tree.line(id);
        if tree.tag(id).is_some() {
            return refuse("an explicit type stands in front of the value", line);
        }
        let flow = tree.in_flow(id);
        let mapping = if flow {
            Kind::FlowMapping
        } else {
            Kind::BlockMapping
        };
        let mut facts = self.facts(usize::from(tree.item(id).depth), mapping, false);
        if let Some(top) = facts.first_mut() {
            top.anchor = tree.anchor(id);
        }
        let outcomes = vec![Outcome {
            instead_of: id..id + 1,
            facts,
        }];
        if flow {
            return Ok(Change {
                splices: tree.put(id, &self.flow(false))?,
                outcomes,
            });
        }
        let (Some(parent), Some(sign)) = (tree.parent(id), tree.sign_end(id)) else {
            return refuse("the value is left out in an unusual way", line);
        };
        let end = tree.end(id);
        if locate::spans_lines(text, sign, end) || !locate::ends_line(text, end) {
            return refuse("the value stands there in an unusual way", line);
        }
        let step = match tree.kind(parent) {
            Kind::BlockMapping => tree.indent_step(),
            // Below a dash, level with what may stand behind it.
            _ => 2,
        };
        let indent = tree.indent_of(parent)? + &" ".repeat(step);
        let at = locate::next_line(text, end);
        let lines = self.lines(&indent, tree.indent_step(), locate::line_end_near(text, at));
        let word = tree.content_start(id);
        let before = part(text, ..word).trim_end_matches([' ', '\t']).len();
        let mut splices = Vec::new();
        if word < end {
            splices.push(Splice::new(before..end, ""));
        }
        splices.push(tree.new_lines(at, &lines)?);
        Ok(Change { splices, outcomes })
    }

    /// Into a file, or a first document, that holds nothing but comments.
    fn at_top(&self, tree: &Tree, root: Option<Id>) -> Result<Change<'a>, DocumentError> {
        let text = tree.text.as_str();
        let mut at = text.len();
        let mut instead_of = 0..0;
        if let (Some(root), Some(part)) = (root, tree.parts.first()) {
            at = part.end;
            instead_of = root..root + 1;
            let usual = part.marker.is_some() && tree.is_empty(root) && !tree.item(root).marked;
            if !usual || (at < text.len() && locate::line_start(text, at) != at) {
                return refuse("the top of the file is no mapping", tree.line(root));
            }
        }
        if self.keys.is_empty() {
            return refuse("there is no list yet, and none is made", 1);
        }
        let lines = self.lines("", tree.indent_step(), locate::line_end_near(text, at));
        Ok(Change {
            splices: vec![tree.new_lines(at, &lines)?],
            outcomes: vec![Outcome {
                instead_of,
                facts: self.facts(0, Kind::BlockMapping, false),
            }],
        })
    }
}

impl Tree {
    /// New lines at the start of a line. A last line without a line end is finished first, and the new last line then
    /// has none either.
    ///
    /// # Errors
    /// When the last line belongs to a block of text: for some readers a line end would become part of the text.
    fn new_lines(&self, at: usize, lines: &str) -> Result<Splice, DocumentError> {
        let before = part(&self.text, ..at).trim_start_matches(locate::BYTE_ORDER_MARK);
        let line_end = locate::line_end_near(&self.text, at);
        if before.is_empty() || before.ends_with('\n') {
            return Ok(Splice::new(at..at, format!("{lines}{line_end}")));
        }
        let block = |item: &Item| item.kind.is_block_scalar() && item.end as usize == at;
        if self.items.last().is_some_and(block) {
            return refuse(
                "the file ends in a block of text whose last line is not finished",
                self.line_at(at),
            );
        }
        Ok(Splice::new(at..at, format!("{line_end}{lines}")))
    }

    /// The blanks between the last dash of a list and what stands behind it.
    fn gap_behind_last_dash(&self, id: Id) -> String {
        let last = self.kids(id).last().map(|&last| last as usize);
        let gap = last.and_then(|last| {
            let dash = self.dash(last)?;
            self.text.get(dash + 1..self.start(last))
        });
        match gap {
            Some(gap) if !gap.is_empty() && gap.bytes().all(|byte| byte == b' ') => gap.to_owned(),
            _ => " ".to_owned(),
        }
    }

    /// A new last entry of a mapping in braces or a list in brackets, laid out like the entry before it.
    fn new_flow_entry(&self, id: Id, entry: &str) -> Vec<Splice> {
        let text = self.text.as_str();
        let open = self.content_start(id) + 1;
        let Some(&last) = self.kids(id).last() else {
            let pad = if part(text, open..).starts_with(' ') {
                " "
            } else {
                ""
            };
            return vec![Splice::new(open..open, format!("{pad}{entry}"))];
        };
        let last = last as usize;
        let end = self.end(last);
        let first = self.key_of(last).unwrap_or(last);
        let line = locate::line_start(text, self.start(first));
        let indent = part(text, line..self.start(first));
        let own_line = line >= open && indent.trim().is_empty();
        let comma = locate::skip(text, end);
        let line_end = locate::line_end_near(text, line);
        if part(text, comma..).starts_with(',') {
            let comma = comma + 1;
            return vec![if own_line && locate::ends_line(text, comma) {
                let at = locate::next_line(text, comma);
                Splice::new(at..at, format!("{indent}{entry},{line_end}"))
            } else {
                Splice::new(comma..comma, format!(" {entry}"))
            }];
        }
        // `key:,` is not a key with nothing for every reader.
        let comma = if self.is_empty(last) { " ," } else { "," };
        if !own_line {
            return vec![Splice::new(end..end, format!("{comma} {entry}"))];
        }
        if locate::ends_line(text, end) {
            let at = locate::next_line(text, end);
            vec![
                Splice::new(end..end, comma),
                Splice::new(at..at, format!("{indent}{entry}{line_end}")),
            ]
        } else {
            let line = format!("{comma}{line_end}{indent}{entry}");
            vec![Splice::new(end..end, line)]
        }
    }
}
