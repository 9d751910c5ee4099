//! From the events of the parser to the tree.

mod places;

use std::collections::HashMap;
use std::hash::RandomState;
use std::sync::OnceLock;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use places::flow_end;

use super::limits::{
    DEPTH_LIMIT, KEY_LIMIT, NODE_LIMIT, PATHS_LIMIT, check_brackets, check_depth, count_lines,
};
use super::locate;
use super::positions::{CharCounts, Positions};
use super::tree::{Id, Item, Kind, NONE, Part, Tree};
use crate::DocumentError;

/// What a path takes beside its keys, in bytes for each step.
const STEP_COST: usize = 64;

/// A collection that is still open.
struct Frame {
    id: Id,
    /// Where the nodes directly in it begin in [`Builder::waiting`].
    first: usize,
    /// What the paths of the values directly in it take, without their last step.
    path_cost: usize,
}

struct Builder<'a> {
    text: &'a str,
    positions: Positions<'a>,
    items: Vec<Item>,
    kids: Vec<u32>,
    /// The nodes directly in collections that are still open, those of the innermost last.
    waiting: Vec<u32>,
    decoded: Vec<(u32, Box<str>)>,
    aliases: Vec<(u32, u32)>,
    parts: Vec<Part>,
    complex_key: Option<Id>,
    frames: Vec<Frame>,
    /// The node of every anchor, by the parser's number for it.
    anchors: HashMap<usize, u32>,
    /// The first node of this document.
    floor: u32,
    paths_cost: usize,
}

impl Tree {
    /// Parses a text that has passed [`crate::text::checked`].
    pub(super) fn parse(text: String) -> Result<Self, DocumentError> {
        let line_ends = count_lines(&text)?;
        // The parser itself gives up at 255 open brackets, and we do at 100 that are real.
        check_depth(&text, false).map_err(too_deep)?;
        check_brackets(&text)?;
        let mut builder = Builder::new(&text);
        for event in Parser::new_from_str(&text) {
            let (event, span) = event.map_err(|error| refused(&error, &text))?;
            builder.take(event, span)?;
        }
        let Builder {
            items,
            kids,
            decoded,
            aliases,
            parts,
            complex_key,
            ..
        } = builder;
        let mut aliased: Vec<u32> = aliases.iter().map(|&(_, target)| target).collect();
        aliased.sort_unstable();
        aliased.dedup();
        let mut lines = Vec::with_capacity(line_ends + 1);
        lines.push(0);
        lines.extend(text.match_indices('\n').map(|(at, _)| narrow(at + 1)));
        let chars = CharCounts::new(&text);
        let mut tree = Self {
            text,
            items,
            kids,
            decoded,
            aliases,
            aliased,
            parts,
            lines,
            chars,
            complex_key,
            index: HashMap::new(),
            hasher: RandomState::new(),
            objections: [const { OnceLock::new() }; 3],
        };
        tree.make_index();
        Ok(tree)
    }
}

/// Texts are far below 4 GiB.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

fn too_deep(line: usize) -> DocumentError {
    DocumentError::BeyondLimits {
        why: "it is nested more than 100 levels deep",
        line: Some(line),
    }
}

/// The parser's own message may quote the file, which may hold secrets: what it is about is said in our words.
fn refused(error: &ScanError, text: &str) -> DocumentError {
    let said = error.info();
    if said.contains("recursion limit") {
        return too_deep(error.marker().line());
    }
    let about = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let why = if about(&["escape"]) {
        "a backslash in double quotes makes no known escape"
    } else if about(&["tab"]) {
        "a tab stands where only spaces may indent"
    } else if about(&["unknown anchor"]) {
        "an alias names an anchor that is not there"
    } else if about(&["end of stream", "quoted scalar"]) {
        "a quote is opened and not closed properly"
    } else if about(&["flow", "','"]) {
        "a bracket, a brace or a comma is missing"
    } else if about(&["byte order mark"]) {
        "a byte order mark stands in the middle of the file"
    } else if about(&["mapping values", "simple key", "expected key"]) {
        "a key or a colon is missing or not indented like its neighbours"
    } else {
        "there is a syntax error"
    };
    let line = error.marker().line();
    // The parser blames where the value began that the tab would go on with.
    let tabbed = |(_, row): &(usize, &str)| row.trim_start_matches(' ').starts_with('\t');
    let mut rows = text.lines().enumerate().skip(line.saturating_sub(1));
    let tab = about(&["tab"]).then(|| rows.find(tabbed)).flatten();
    DocumentError::NotYaml {
        why,
        line: Some(tab.map_or(line, |(at, _)| at + 1)),
    }
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            positions: Positions::new(text),
            items: Vec::new(),
            kids: Vec::new(),
            waiting: Vec::new(),
            decoded: Vec::new(),
            aliases: Vec::new(),
            parts: Vec::new(),
            complex_key: None,
            frames: Vec::new(),
            anchors: HashMap::new(),
            floor: 0,
            paths_cost: 0,
        }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), DocumentError> {
        let start = self.positions.byte(span.start.index());
        let end = self.positions.byte(span.end.index());
        let line = span.start.line();
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd => {}
            Event::DocumentStart(explicit) => {
                self.floor = narrow(self.items.len());
                self.parts.push(Part {
                    root: self.items.len(),
                    marker: explicit.then_some(end),
                    end: self.text.len(),
                });
            }
            Event::DocumentEnd => {
                if let Some(part) = self.parts.last_mut() {
                    part.end = start;
                }
            }
            Event::Alias(anchor) => {
                let target = self.target(anchor, line)?;
                let id = self.add(Kind::Alias, false, start, end, line)?;
                self.aliases.push((narrow(id), target));
            }
            Event::Scalar(value, style, anchor, tag) => {
                let marked = anchor > 0 || tag.is_some();
                let kind = scalar_kind(style);
                let (start, end) = match kind {
                    Kind::Plain if value.is_empty() && !marked => self.nothing(start),
                    Kind::Plain if value.is_empty() => {
                        (start, locate::marks_end(self.text, start, self.text.len()))
                    }
                    Kind::Single | Kind::Double => (start, self.quote_end(start, marked)),
                    Kind::Literal | Kind::Folded => self.block_scalar(start, end, &value, marked),
                    _ => (start, end),
                };
                let id = self.add(kind, marked, start, end, line)?;
                self.anchor(anchor, id);
                self.keep_text(id, &value);
                self.charge(&value, line)?;
            }
            Event::SequenceStart(anchor, tag) => {
                let marked = anchor > 0 || tag.is_some();
                let flow = self.opens_flow(start, end, marked, '[');
                let kind = if flow {
                    Kind::FlowList
                } else {
                    Kind::BlockList
                };
                let start = if flow || marked {
                    start
                } else {
                    self.first_dash(start)
                };
                self.open(kind, marked, start, anchor, line)?;
            }
            Event::MappingStart(anchor, tag) => {
                let marked = anchor > 0 || tag.is_some();
                let flow = self.opens_flow(start, end, marked, '{');
                let in_flow_list = (self.frames.last())
                    .is_some_and(|frame| self.items[frame.id].kind == Kind::FlowList);
                let kind = match (flow, in_flow_list) {
                    (true, _) => Kind::FlowMapping,
                    (false, true) => Kind::Pair,
                    (false, false) => Kind::BlockMapping,
                };
                self.open(kind, marked, start, anchor, line)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(start),
        }
        Ok(())
    }

    fn add(
        &mut self,
        kind: Kind,
        marked: bool,
        start: usize,
        end: usize,
        line: usize,
    ) -> Result<Id, DocumentError> {
        let id = self.items.len();
        if id >= NODE_LIMIT {
            return Err(DocumentError::BeyondLimits {
                why: "it has more than 500,000 keys and values",
                line: Some(line),
            });
        }
        let depth = self.frames.len();
        if depth > DEPTH_LIMIT {
            return Err(too_deep(line));
        }
        let mut parent = NONE;
        if let Some(frame) = self.frames.last() {
            parent = narrow(frame.id);
            let is_key =
                self.items[frame.id].kind.is_mapping() && self.inner().len().is_multiple_of(2);
            if is_key && (kind.is_mapping() || kind.is_list()) {
                self.complex_key.get_or_insert(id);
            }
            self.waiting.push(narrow(id));
        }
        self.items.push(Item {
            kind,
            depth: u8::try_from(depth).unwrap_or(u8::MAX),
            marked,
            start: narrow(start),
            end: narrow(end.max(start)),
            after: narrow(id + 1),
            parent,
            kids: 0,
            count: 0,
        });
        Ok(id)
    }

    fn open(
        &mut self,
        kind: Kind,
        marked: bool,
        start: usize,
        anchor: usize,
        line: usize,
    ) -> Result<(), DocumentError> {
        let path_cost = self.path_cost();
        let id = self.add(kind, marked, start, start, line)?;
        // Closed only at its end: an alias in between would stand for something that holds the alias.
        self.items[id].after = NONE;
        self.anchor(anchor, id);
        self.frames.push(Frame {
            id,
            first: self.waiting.len(),
            path_cost,
        });
        Ok(())
    }

    /// The nodes directly in the innermost open collection.
    fn inner(&self) -> &[u32] {
        let first = self.frames.last().map_or(0, |frame| frame.first);
        &self.waiting[first..]
    }

    /// Closes the innermost collection; in flow style it ends with the character at `sign`.
    fn close(&mut self, sign: usize) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let kids = self.waiting.drain(frame.first..);
        let last = kids.as_slice().last();
        let last = last.map(|&last| self.items[last as usize].end);
        let after = narrow(self.items.len());
        let item = &mut self.items[frame.id];
        item.kids = narrow(self.kids.len());
        item.count = narrow(kids.len());
        item.after = after;
        item.end = match item.kind {
            Kind::FlowMapping => narrow(flow_end(self.text, sign, '}')),
            Kind::FlowList => narrow(flow_end(self.text, sign, ']')),
            _ => last.unwrap_or(item.start).max(item.start),
        };
        self.kids.extend(kids);
    }

    fn anchor(&mut self, anchor: usize, id: Id) {
        if anchor > 0 {
            self.anchors.insert(anchor, narrow(id));
        }
    }

    fn target(&self, anchor: usize, line: usize) -> Result<u32, DocumentError> {
        let refuse = |why| {
            Err(DocumentError::NotYaml {
                why,
                line: Some(line),
            })
        };
        match self.anchors.get(&anchor) {
            Some(&target) if target < self.floor => {
                refuse("an alias names an anchor of another document")
            }
            Some(&target) if self.items[target as usize].after == NONE => {
                refuse("an alias stands inside of what it stands for")
            }
            Some(&target) => Ok(target),
            None => refuse("an alias names an anchor that is not there"),
        }
    }

    /// Keeps the text of a scalar where it cannot be read off the file letter by letter.
    fn keep_text(&mut self, id: Id, value: &str) {
        let item = self.items[id];
        let (start, end) = (item.start as usize, item.end as usize);
        let start = if item.marked {
            locate::behind_marks(self.text, start, end)
        } else {
            start
        };
        let written = match item.kind {
            Kind::Plain => self.text.get(start..end),
            Kind::Single | Kind::Double => self.text.get(start + 1..end.saturating_sub(1)),
            _ => None,
        };
        if written != Some(value) {
            self.decoded.push((narrow(id), value.into()));
        }
    }

    /// What the path of the next value takes, with its last step.
    fn path_cost(&self) -> usize {
        let Some(frame) = self.frames.last() else {
            return 0;
        };
        let inner = self.inner();
        let is_value = inner.len() % 2 == 1;
        let key = match inner.last() {
            Some(&key) if is_value && self.items[frame.id].kind.is_mapping() => {
                let key = &self.items[key as usize];
                (key.end - key.start) as usize
            }
            _ => 0,
        };
        frame.path_cost + STEP_COST + key
    }

    /// Bounds keys, and what the paths of all values take together.
    fn charge(&mut self, value: &str, line: usize) -> Result<(), DocumentError> {
        let Some(frame) = self.frames.last() else {
            return Ok(());
        };
        let is_key = self.items[frame.id].kind.is_mapping() && self.inner().len() % 2 == 1;
        if is_key {
            if value.len() > KEY_LIMIT {
                return Err(DocumentError::BeyondLimits {
                    why: "a key is longer than 1024 bytes",
                    line: Some(line),
                });
            }
            let key = self
                .items
                .last()
                .map_or(0, |key| (key.end - key.start) as usize);
            self.paths_cost += frame.path_cost + STEP_COST + key;
        } else if !self.items[frame.id].kind.is_mapping() {
            self.paths_cost += frame.path_cost + STEP_COST;
        }
        if self.paths_cost > PATHS_LIMIT {
            return Err(DocumentError::BeyondLimits {
                why: "its keys are too long and too deep for the number of its values",
                line: Some(line),
            });
        }
        Ok(())
    }
}

fn scalar_kind(style: ScalarStyle) -> Kind {
    match style {
        ScalarStyle::Plain => Kind::Plain,
        ScalarStyle::SingleQuoted => Kind::Single,
        ScalarStyle::DoubleQuoted => Kind::Double,
        ScalarStyle::Literal => Kind::Literal,
        ScalarStyle::Folded => Kind::Folded,
    }
}
