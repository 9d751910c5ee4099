//! The second reading with values built, every alias replaced by what it stands for.

use std::collections::HashMap;
use std::sync::Arc;

use noyalib::{ParserConfig, Value, from_str_with_config, load_all_with_config};

use super::follower::Follower;
use super::{EXPANDED_DEPTH, differ, refuse};
use crate::DocumentError;
use crate::yaml::limits::EXPANDED_LIMIT;
use crate::yaml::tree::{Id, Tree};

/// Whether the second reader reports the nodes of the tree, and builds the values that these stand for.
///
/// # Errors
/// Where it does not, or there would be too many values: with the line.
pub(super) fn agree(tree: &Arc<Tree>, mut config: ParserConfig) -> Result<(), DocumentError> {
    check_copies(tree)?;
    let follower = Arc::new(Follower::new(Arc::clone(tree)));
    config.policies.push(Arc::<Follower>::clone(&follower));
    let differs = || {
        let at = follower.next();
        differ((at < tree.items.len()).then(|| tree.line(at)))
    };
    let documents = read(tree, &config).map_err(|_| differs())?;
    if follower.next() != tree.items.len() || documents.len() != tree.parts.len() {
        return Err(differs());
    }
    for (part, document) in tree.parts.iter().zip(&documents) {
        same(tree, part.root, document).map_err(|id| differ(Some(tree.line(id))))?;
    }
    Ok(())
}

fn read(tree: &Tree, config: &ParserConfig) -> noyalib::Result<Vec<Value>> {
    match tree.parts.len() {
        // Refuses a second document, and does not note where everything stands: twice as fast.
        1 => from_str_with_config(&tree.text, config).map(|document| vec![document]),
        _ => load_all_with_config(&tree.text, config)?.collect(),
    }
}

/// Bounds what the second reader takes in time and memory: it puts copies in the place of aliases, and keeps one of
/// everything that has an anchor.
///
/// Counted is what there would be with every alias replaced by what it stands for, without replacing any.
fn check_copies(tree: &Tree) -> Result<(), DocumentError> {
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
                return refuse(
                    "its aliases stand for more than can be checked",
                    tree.line(closed),
                );
            }
            if heights[closed] > EXPANDED_DEPTH {
                return refuse(
                    "its aliases nest deeper than can be checked",
                    tree.line(closed),
                );
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
