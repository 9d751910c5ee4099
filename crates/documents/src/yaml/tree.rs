//! What a YAML text says, node by node, each with its place in the text.
//!
//! The nodes stand in one list in the order of the text, a collection before what it holds. Aliases are not replaced by
//! what they stand for, so the tree is never larger than the text.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::OnceLock;

use super::locate;
use super::positions::CharCounts;
use crate::Objection;

/// The place of a node in the list of nodes.
pub(super) type Id = usize;

/// Stands for "no node" where one is stored.
pub(super) const NONE: u32 = u32::MAX;

/// What a node is, and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A scalar without quotes; with nothing at all where the text of the scalar is empty.
    Plain,
    Single,
    Double,
    Literal,
    Folded,
    /// `*name`.
    Alias,
    BlockMapping,
    FlowMapping,
    /// A mapping of one pair without braces, in a flow list: `[a: 1]`.
    Pair,
    BlockList,
    FlowList,
}

impl Kind {
    pub(super) fn is_mapping(self) -> bool {
        matches!(self, Self::BlockMapping | Self::FlowMapping | Self::Pair)
    }

    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::BlockList | Self::FlowList)
    }

    pub(super) fn is_flow(self) -> bool {
        matches!(self, Self::FlowMapping | Self::Pair | Self::FlowList)
    }

    pub(super) fn is_scalar(self) -> bool {
        !self.is_mapping() && !self.is_list() && self != Self::Alias
    }

    pub(super) fn is_block_scalar(self) -> bool {
        matches!(self, Self::Literal | Self::Folded)
    }
}

/// One node. Places are in bytes; 32 bits are enough for every text within the limits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// How many collections it stands in.
    pub(super) depth: u8,
    /// Whether an anchor or a tag stands in front of it.
    pub(super) marked: bool,
    /// Where it starts, anchor and tag included.
    pub(super) start: u32,
    /// Where it ends: behind its last character that is no line end.
    pub(super) end: u32,
    /// The first node that is not below it.
    pub(super) after: u32,
    pub(super) parent: u32,
    /// Where the nodes directly below it stand in [`Tree::kids`]. In a mapping keys and values alternate.
    pub(super) kids: u32,
    pub(super) count: u32,
}

/// One document of the stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) root: Id,
    /// The byte behind `---`, if the document starts with it.
    pub(super) marker: Option<usize>,
    /// The byte at which the next document or `...` starts, or the end of the text.
    pub(super) end: usize,
}

/// A parsed text.
pub(super) struct Tree {
    pub(super) text: String,
    pub(super) items: Vec<Item>,
    pub(super) kids: Vec<u32>,
    /// The texts of those scalars that are not written letter by letter, by node.
    pub(super) decoded: Vec<(u32, Box<str>)>,
    /// Aliases and what they stand for, by alias.
    pub(super) aliases: Vec<(u32, u32)>,
    /// Nodes that an alias stands for.
    pub(super) aliased: Vec<u32>,
    pub(super) parts: Vec<Part>,
    /// Where each line starts.
    pub(super) lines: Vec<u32>,
    pub(super) chars: CharCounts,
    /// A key that is itself a mapping or list.
    pub(super) complex_key: Option<Id>,
    /// For mappings with many keys: their pairs by hash of the key.
    pub(super) index: HashMap<u32, Box<[(u32, u32)]>>,
    pub(super) hasher: RandomState,
    /// What each reader objects to, once it was asked for: it takes as long as parsing does.
    pub(super) objections: [OnceLock<Option<Objection>>; 3],
}

/// From how many pairs on a mapping gets an index.
const INDEX_FROM: usize = 16;

impl Tree {
    /// The tree of a file that does not exist yet.
    pub(super) fn empty() -> Self {
        Self {
            text: String::new(),
            items: Vec::new(),
            kids: Vec::new(),
            decoded: Vec::new(),
            aliases: Vec::new(),
            aliased: Vec::new(),
            parts: Vec::new(),
            lines: vec![0],
            chars: CharCounts::new(""),
            complex_key: None,
            index: HashMap::new(),
            hasher: RandomState::new(),
            objections: [const { OnceLock::new() }; 3],
        }
    }

    /// The top of the first document: the only one that is looked into.
    pub(super) fn root(&self) -> Option<Id> {
        self.parts.first().map(|part| part.root)
    }

    pub(super) fn item(&self, id: Id) -> Item {
        self.items[id]
    }

    pub(super) fn kind(&self, id: Id) -> Kind {
        self.items[id].kind
    }

    pub(super) fn start(&self, id: Id) -> usize {
        self.items[id].start as usize
    }

    pub(super) fn end(&self, id: Id) -> usize {
        self.items[id].end as usize
    }

    /// The first node that is not below `id`.
    pub(super) fn after(&self, id: Id) -> Id {
        self.items[id].after as usize
    }

    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        let parent = self.items[id].parent;
        (parent != NONE).then_some(parent as usize)
    }

    /// The nodes directly below `id`.
    pub(super) fn kids(&self, id: Id) -> &[u32] {
        let item = &self.items[id];
        let from = item.kids as usize;
        self.kids
            .get(from..from + item.count as usize)
            .unwrap_or_default()
    }

    /// Keys and values of the mapping `id`; nothing for everything else.
    pub(super) fn pairs(&self, id: Id) -> impl DoubleEndedIterator<Item = (Id, Id)> + '_ {
        let kids: &[u32] = if self.kind(id).is_mapping() {
            self.kids(id)
        } else {
            &[]
        };
        kids.chunks_exact(2)
            .map(|pair| (pair[0] as usize, pair[1] as usize))
    }

    /// The key in front of the value `id`.
    pub(super) fn key_of(&self, id: Id) -> Option<Id> {
        let parent = self.parent(id)?;
        let place = self.place_in_parent(id)?;
        (self.kind(parent).is_mapping() && place % 2 == 1)
            .then(|| self.kids(parent)[place - 1] as usize)
    }

    /// Whether `id` is a key of a mapping.
    pub(super) fn is_key(&self, id: Id) -> bool {
        let in_mapping = |parent| self.kind(parent).is_mapping();
        self.parent(id).is_some_and(in_mapping)
            && self.place_in_parent(id).is_some_and(|at| at % 2 == 0)
    }

    /// Where `id` stands among what its parent holds.
    pub(super) fn place_in_parent(&self, id: Id) -> Option<usize> {
        let parent = self.parent(id)?;
        let id = u32::try_from(id).ok()?;
        self.kids(parent).binary_search(&id).ok()
    }

    /// Whether there is nothing at all: `key:`.
    pub(super) fn is_empty(&self, id: Id) -> bool {
        self.kind(id) == Kind::Plain && self.content_start(id) == self.end(id)
    }

    /// Whether it is a scalar that stands for nothing: `key:`, `key: null`, `key: ~`.
    pub(super) fn is_null(&self, id: Id) -> bool {
        self.kind(id) == Kind::Plain
            && matches!(self.text_of(id), "" | "~" | "null" | "Null" | "NULL")
            && self.tag(id).is_none_or(|tag| tag == "!!null")
    }

    /// What an alias stands for; everything else stands for itself.
    pub(super) fn resolved(&self, id: Id) -> Id {
        if self.kind(id) != Kind::Alias {
            return id;
        }
        let found = self
            .aliases
            .binary_search_by(|&(alias, _)| (alias as usize).cmp(&id));
        found.map_or(id, |at| self.aliases[at].1 as usize)
    }

    /// The text of a scalar with quotes and escapes undone, the name of an alias, nothing for a collection.
    pub(super) fn text_of(&self, id: Id) -> &str {
        let item = &self.items[id];
        let inset = match item.kind {
            Kind::Plain => 0,
            Kind::Single | Kind::Double | Kind::Alias => 1,
            _ => usize::MAX,
        };
        let found = self
            .decoded
            .binary_search_by(|(of, _)| (*of as usize).cmp(&id));
        match found {
            Ok(at) => &self.decoded[at].1,
            Err(_) if inset == usize::MAX => "",
            Err(_) => {
                let from = self.content_start(id) + inset;
                let to = self
                    .end(id)
                    .saturating_sub(inset.min(usize::from(item.kind != Kind::Alias)));
                self.text.get(from..to).unwrap_or_default()
            }
        }
    }

    /// Where the node itself starts, behind anchor and tag.
    pub(super) fn content_start(&self, id: Id) -> usize {
        let item = &self.items[id];
        if item.marked {
            let (start, end) = (item.start as usize, item.end as usize);
            locate::behind_marks(&self.text, start, end)
        } else {
            item.start as usize
        }
    }

    fn mark(&self, id: Id, sign: char) -> Option<&str> {
        let item = &self.items[id];
        if !item.marked {
            return None;
        }
        let (start, end) = (item.start as usize, item.end as usize);
        locate::marks(&self.text, start, end).find(|mark| mark.starts_with(sign))
    }

    /// The name of the anchor in front of it.
    pub(super) fn anchor(&self, id: Id) -> Option<&str> {
        self.mark(id, '&').map(|mark| &mark[1..])
    }

    /// Whether there is anything that an alias may stand for.
    pub(super) fn has_anchors(&self) -> bool {
        (0..self.items.len()).any(|id| self.anchor(id).is_some())
    }

    /// The explicit type in front of it, as written.
    pub(super) fn tag(&self, id: Id) -> Option<&str> {
        self.mark(id, '!')
    }

    /// The first alias that stands for `id`.
    pub(super) fn alias_of(&self, id: Id) -> Option<Id> {
        let wanted = u32::try_from(id).ok()?;
        self.aliased.binary_search(&wanted).ok()?;
        self.aliases
            .iter()
            .find(|&&(_, target)| target == wanted)
            .map(|&(alias, _)| alias as usize)
    }

    pub(super) fn is_aliased(&self, id: Id) -> bool {
        u32::try_from(id).is_ok_and(|id| self.aliased.binary_search(&id).is_ok())
    }

    /// The text of a key; nothing for a key that is a mapping or list.
    pub(super) fn key_text(&self, key: Id) -> Option<&str> {
        let key = self.resolved(key);
        self.kind(key).is_scalar().then(|| self.text_of(key))
    }

    /// Whether the key is `<<`, which brings in the keys of other mappings.
    pub(super) fn is_merge(&self, key: Id) -> bool {
        self.kind(key) == Kind::Plain
            && self.text_of(key) == "<<"
            && self.tag(key).is_none_or(|tag| tag == "!!merge")
    }

    /// The pairs of the mapping `id` with the key `name`, in file order.
    pub(super) fn all(&self, id: Id, name: &str) -> Vec<(Id, Id)> {
        let named = |&(key, _): &(Id, Id)| self.key_text(key) == Some(name) && !self.is_merge(key);
        match self.candidates(id, name) {
            Some(places) => places
                .iter()
                .filter_map(|&(_, place)| self.pair(id, place as usize))
                .filter(named)
                .collect(),
            None => self.pairs(id).filter(named).collect(),
        }
    }

    /// The pair of the mapping `id` with the key `name` that counts: the last.
    pub(super) fn find(&self, id: Id, name: &str) -> Option<(Id, Id)> {
        let named = |&(key, _): &(Id, Id)| self.key_text(key) == Some(name) && !self.is_merge(key);
        match self.candidates(id, name) {
            Some(places) => places
                .iter()
                .rev()
                .filter_map(|&(_, place)| self.pair(id, place as usize))
                .find(named),
            None => self.pairs(id).rfind(named),
        }
    }

    fn pair(&self, id: Id, place: usize) -> Option<(Id, Id)> {
        let pair = self.kids(id).get(2 * place..2 * place + 2)?;
        Some((pair[0] as usize, pair[1] as usize))
    }

    fn candidates(&self, id: Id, name: &str) -> Option<&[(u32, u32)]> {
        let index = self.index.get(&u32::try_from(id).ok()?)?;
        let hash = self.hash(name);
        let from = index.partition_point(|&(other, _)| other.cmp(&hash) == Ordering::Less);
        let to = index.partition_point(|&(other, _)| other.cmp(&hash) != Ordering::Greater);
        index.get(from..to)
    }

    /// Half of the hash is enough: what is found is compared.
    fn hash(&self, name: &str) -> u32 {
        let [a, b, c, d, ..] = self.hasher.hash_one(name).to_le_bytes();
        u32::from_le_bytes([a, b, c, d])
    }

    /// Makes the keys of large mappings quick to find.
    pub(super) fn make_index(&mut self) {
        let large = |item: &Item| item.kind.is_mapping() && item.count as usize > 2 * INDEX_FROM;
        let mut index = HashMap::new();
        for (id, _) in self
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| large(item))
        {
            let mut pairs: Vec<(u32, u32)> = (0_u32..)
                .zip(self.pairs(id))
                .filter_map(|(place, (key, _))| Some((self.hash(self.key_text(key)?), place)))
                .collect();
            pairs.sort_unstable();
            index.insert(u32::try_from(id).unwrap_or(NONE), pairs.into_boxed_slice());
        }
        self.index = index;
    }

    /// 1-based line of a byte.
    pub(super) fn line_at(&self, at: usize) -> usize {
        self.lines
            .partition_point(|&start| start as usize <= at)
            .max(1)
    }

    /// 1-based line on which the node starts.
    pub(super) fn line(&self, id: Id) -> usize {
        self.line_at(self.content_start(id))
    }

    /// 1-based column of a byte, in characters; a byte order mark is none.
    pub(super) fn column_at(&self, at: usize) -> usize {
        let mut start = self.lines[self.line_at(at) - 1] as usize;
        if start == 0 && self.text.starts_with(locate::BYTE_ORDER_MARK) {
            start = locate::BYTE_ORDER_MARK.len_utf8().min(at);
        }
        let before = |at| self.chars.before(&self.text, at);
        1 + before(at) - before(start)
    }

    /// The nodes of the first document.
    pub(super) fn first_part(&self) -> Range<Id> {
        self.root().map_or(0..0, |root| root..self.after(root))
    }
}
