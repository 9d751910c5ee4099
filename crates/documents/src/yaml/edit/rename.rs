//! Giving a key another name.

use std::sync::Arc;

use super::place::Place;
use super::{Change, Splice, refuse};
use crate::yaml::YamlDocument;
use crate::yaml::facts::{Fact, Outcome};
use crate::yaml::quoting::key_like;
use crate::{DocumentError, KeyPath, Step};

/// Renames every key of that name in its mapping: else a forgotten duplicate would come to count.
pub(in crate::yaml) fn rename(
    document: &mut YamlDocument,
    path: &KeyPath,
    name: &str,
) -> Result<bool, DocumentError> {
    let tree = Arc::clone(&document.tree);
    let Some(found) = tree.look(path) else {
        return Ok(false);
    };
    let Some(Step::Key(old)) = path.last() else {
        return refuse("an item of a list has no name", tree.line(found.id));
    };
    let Place::Value(value) = tree.place(path)? else {
        return refuse("it comes in through a merge key", tree.line(found.id));
    };
    if old == name {
        return Ok(true);
    }
    let Some(parent) = tree.parent(value) else {
        return Ok(false);
    };
    if let Some((key, _)) = tree
        .find(parent, name)
        .or_else(|| tree.merged(parent, name))
    {
        return Err(DocumentError::KeyTaken {
            key: name.to_owned(),
            line: tree.line(key),
        });
    }
    if let Some((key, _)) = tree.merged(parent, old) {
        return refuse(
            "a merge key would put the value from this line in its place",
            tree.line(key),
        );
    }
    let mut change = Change {
        splices: Vec::new(),
        outcomes: Vec::new(),
    };
    for (key, _) in tree.all(parent, old) {
        tree.check_own(key)?;
        if tree.tag(key).is_some() || tree.kind(key).is_block_scalar() {
            return refuse("the key is written in an unusual way", tree.line(key));
        }
        let (token, kind) = key_like(name, tree.kind(key))?;
        change
            .splices
            .push(Splice::new(tree.content_start(key)..tree.end(key), token));
        change.outcomes.push(Outcome {
            instead_of: key..key + 1,
            facts: vec![Fact {
                kind,
                text: name,
                ..tree.fact(key)
            }],
        });
    }
    document.apply(&change)?;
    Ok(true)
}
