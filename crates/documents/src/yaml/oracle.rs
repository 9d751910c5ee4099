//! A second, independent reader. Nothing is edited where it reads the file differently, neither before nor after.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use noyalib::policy::{Policy, PolicyEvent, PolicyEventKind};
use noyalib::{
    DuplicateKeyPolicy, Error, MergeKeyPolicy, NonScalarKeyPolicy, ParserConfig, Value,
    from_str_with_config, load_all_with_config,
};

use super::limits::{DEPTH_LIMIT, EXPANDED_LIMIT};
use super::tree::{Id, Kind, Tree};
use crate::{DocumentError, text};

/// Room for everything that passed our own limits, aliases replaced.
const ROOM: usize = 4_000_000;

/// How deep things may get where aliases stand for things that hold aliases.
const EXPANDED_DEPTH: u8 = 120;

/// Whether both readers see the same.
///
/// # Errors
/// When they do not, or the second reader cannot or must not read the text.
pub(super) fn agree(tree: &Arc<Tree>) -> Result<(), DocumentError> {
    check_bounds(tree)?;
    let follower = Follower {
        tree: Arc::clone(tree),
        next: AtomicUsize::new(0),
    };
    let follower = Arc::new(follower);
    let mut config = ParserConfig::new()
        .max_depth(usize::from(EXPANDED_DEPTH) + DEPTH_LIMIT)
        .max_document_length(text::LIMIT_BYTES * 2)
        .max_stream_bytes(text::LIMIT_BYTES * 2)
        .max_total_scalar_bytes(text::LIMIT_BYTES * 8)
        .max_alias_expansions(ROOM)
        .max_nodes(ROOM)
        .max_events(2 * ROOM)
        .max_documents(ROOM)
        .duplicate_key_policy(DuplicateKeyPolicy::Last)
        .merge_key_policy(MergeKeyPolicy::AsOrdinary)
        .alias_anchor_ratio(None)
        .no_schema(true);
    config.max_mapping_keys = ROOM;
    config.max_sequence_length = ROOM;
    config.max_merge_keys = ROOM;
    config.non_scalar_key_policy = NonScalarKeyPolicy::Error;
    config.policies.push(Arc::<Follower>::clone(&follower));
    let documents = second_reading(tree, &config).map_err(|_| differs(tree, &follower))?;
    let seen = follower.next.load(Ordering::Relaxed);
    if seen != tree.items.len() || documents.len() != tree.parts.len() {
        return Err(differs(tree, &follower));
    }
    for (part, document) in tree.parts.iter().zip(&documents) {
        same(tree, part.root, document).map_err(|id| refused(Some(tree.line(id))))?;
    }
    Ok(())
}

fn second_reading(tree: &Tree, config: &ParserConfig) -> noyalib::Result<Vec<Value>> {
    match tree.parts.len() {
        0 => from_str_with_config::<Value>(&tree.text, config).map(|_| Vec::new()),
        // Refuses a second document, and does not note where everything stands: twice as fast.
        1 => from_str_with_config(&tree.text, config).map(|document| vec![document]),
        _ => load_all_with_config(&tree.text, config)?.collect(),
    }
}

fn refused(line: Option<usize>) -> DocumentError {
    DocumentError::EditRefused {
        why: "readers of YAML would not agree on what the file says",
        line,
    }
}

fn differs(tree: &Tree, follower: &Follower) -> DocumentError {
    let at = follower.next.load(Ordering::Relaxed);
    refused((at < tree.items.len()).then(|| tree.line(at)))
}

/// What could make the second reader take much time or memory: it puts copies in the place of aliases, and keeps one
/// of everything that has an anchor.
fn check_bounds(tree: &Tree) -> Result<(), DocumentError> {
    let refuse = |why, id| {
        Err(DocumentError::EditRefused {
            why,
            line: Some(tree.line(id)),
        })
    };
    if let Some(key) = tree.complex_key {
        return refuse("a key of the file is itself a list or a mapping", key);
    }
    if let Some(at) = tree.text.find(['\u{85}', '\u{2028}', '\u{2029}']) {
        return Err(DocumentError::EditRefused {
            why: "the file holds a character that only some readers take for a line end",
            line: Some(tree.line_at(at)),
        });
    }
    check_copies(tree)
}

/// Counts what there would be with every alias replaced by what it stands for, without replacing any.
fn check_copies(tree: &Tree) -> Result<(), DocumentError> {
    let refuse = |why, id| {
        Err(DocumentError::EditRefused {
            why,
            line: Some(tree.line(id)),
        })
    };
    let mut sizes = vec![1_u64; tree.items.len()];
    let mut heights = vec![0_u8; tree.items.len()];
    let mut copies = 0_u64;
    let mut open: Vec<Id> = Vec::new();
    for id in 0..=tree.items.len() {
        // What is closed has its final size; an alias only ever stands for something that is.
        while let Some(&closed) = open.last().filter(|&&last| tree.after(last) <= id) {
            open.pop();
            if tree.item(closed).marked && tree.anchor(closed).is_some() {
                copies = copies.saturating_add(sizes[closed]);
            }
            if let Some(parent) = tree.parent(closed) {
                sizes[parent] = sizes[parent].saturating_add(sizes[closed]);
                heights[parent] = heights[parent].max(heights[closed].saturating_add(1));
            }
            if sizes[closed].max(copies) > EXPANDED_LIMIT {
                return refuse("its aliases stand for more than can be checked", closed);
            }
            if heights[closed] > EXPANDED_DEPTH {
                return refuse("its aliases nest deeper than can be checked", closed);
            }
        }
        if id < tree.items.len() {
            let target = tree.resolved(id);
            (sizes[id], heights[id]) = (sizes[target], heights[target]);
            open.push(id);
        }
    }
    Ok(())
}

/// Compares what the second reader reports with the tree, in the order of the text.
struct Follower {
    tree: Arc<Tree>,
    next: AtomicUsize,
}

impl fmt::Debug for Follower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Follower").finish_non_exhaustive()
    }
}

impl Follower {
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
        let id = self.next.load(Ordering::Relaxed);
        if self.matches(id, &event) {
            self.next.store(id + 1, Ordering::Relaxed);
            Ok(())
        } else {
            Err(Error::Custom("the readers differ".to_owned()))
        }
    }
}

/// Whether a node and all below it is what the second reader made of it.
///
/// # Errors
/// Where it is not: the node.
fn same(tree: &Tree, root: Id, value: &Value) -> Result<(), Id> {
    let mut waiting = vec![(root, value)];
    while let Some((place, value)) = waiting.pop() {
        let id = tree.resolved(place);
        let kind = tree.kind(id);
        match value.untag_ref() {
            Value::Mapping(map) if kind.is_mapping() => {
                // Where keys stand twice, or `<<` and `"<<"`, the second reader keeps the last.
                let mut last: HashMap<&str, Id> = HashMap::new();
                let plain = map.len() * 2 == tree.kids(id).len();
                for ((key, value), (name, other)) in tree.pairs(id).zip(map.iter()) {
                    if plain && tree.key_text(key) != Some(name.as_str()) {
                        return Err(key);
                    }
                    if plain {
                        waiting.push((value, other));
                    }
                }
                if plain {
                    continue;
                }
                for (key, value) in tree.pairs(id) {
                    last.insert(tree.key_text(key).ok_or(key)?, value);
                }
                if last.len() != map.len() {
                    return Err(id);
                }
                for (name, value) in last {
                    waiting.push((value, map.get(name).ok_or(value)?));
                }
            }
            Value::Sequence(items) if kind.is_list() && items.len() == tree.kids(id).len() => {
                let ids = tree.kids(id).iter().map(|&item| item as usize);
                waiting.extend(ids.zip(items.iter()));
            }
            Value::Mapping(_) | Value::Sequence(_) => return Err(place),
            // The texts have been compared already; a tag may have made a number of this one.
            scalar if kind.is_scalar() => {
                let same = match scalar {
                    Value::String(text) => text == tree.text_of(id),
                    Value::Null => tree.text_of(id).is_empty(),
                    _ => false,
                };
                if !same && tree.tag(id).is_none() {
                    return Err(place);
                }
            }
            _ => return Err(place),
        }
    }
    Ok(())
}
