//! A second, independent reader. Nothing is edited where it reads the file differently, neither before nor after.

mod events;
mod follower;
mod values;

use std::sync::Arc;

use noyalib::{DuplicateKeyPolicy, MergeKeyPolicy, NonScalarKeyPolicy, ParserConfig};

use super::facts::Outcome;
use super::limits::DEPTH_LIMIT;
use super::tree::Tree;
use crate::{DocumentError, text};

/// Room for everything that passed our own limits, aliases replaced.
const ROOM: usize = 4_000_000;

/// How deep things may get where aliases stand for things that hold aliases.
const EXPANDED_DEPTH: u8 = 120;

/// Whether both readers see the same.
///
/// Files without anchors, which is nearly all, are compared event by event. Where there are anchors the second reader
/// also has to say what their aliases stand for, so that values are compared.
///
/// # Errors
/// When they do not, or the second reader cannot or must not read the text.
pub(super) fn agree(tree: &Arc<Tree>) -> Result<(), DocumentError> {
    check_bounds(tree)?;
    if tree.has_anchors() {
        return values::agree(tree, config());
    }
    let facts = (0..tree.items.len()).map(|id| tree.fact(id));
    events::agree(&tree.text, facts, config())
        .map_err(|seen| differ((seen < tree.items.len()).then(|| tree.line(seen))))
}

/// Whether the second reader sees in `text` what `tree`, which has no anchors, is to become with `outcomes`. The first
/// reader may read the text meanwhile: where each sees what is expected, they see the same.
///
/// # Errors
/// When it does not.
pub(super) fn expect(
    text: &str,
    tree: &Tree,
    outcomes: &[Outcome<'_>],
) -> Result<(), DocumentError> {
    events::agree(text, tree.expected(outcomes), config()).map_err(|_| differ(None))
}

/// Refuses what readers are known not to agree on.
///
/// # Errors
/// With the line.
pub(super) fn check_bounds(tree: &Tree) -> Result<(), DocumentError> {
    if let Some(key) = tree.complex_key {
        return refuse(
            "a key of the file is itself a list or a mapping",
            tree.line(key),
        );
    }
    let line_ends = ['\u{85}', '\u{2028}', '\u{2029}'];
    if let Some(at) = line_ends
        .iter()
        .filter_map(|&end| tree.text.find(end))
        .min()
    {
        return refuse(
            "the file holds a character that only some readers take for a line end",
            tree.line_at(at),
        );
    }
    Ok(())
}

/// Limits that are wide enough for whatever passed ours, and nothing that would change a value.
fn config() -> ParserConfig {
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
    config
}

fn refuse<T>(why: &'static str, line: usize) -> Result<T, DocumentError> {
    Err(DocumentError::EditRefused {
        why,
        line: Some(line),
    })
}

fn differ(line: Option<usize>) -> DocumentError {
    DocumentError::EditRefused {
        why: "readers of YAML would not agree on what the file says",
        line,
    }
}
