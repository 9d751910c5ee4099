//! A second, independent reader. Nothing is edited where it reads the file differently, neither before nor after.

mod events;
mod follower;
mod values;

use std::sync::Arc;

use noyalib::{DuplicateKeyPolicy, MergeKeyPolicy, NonScalarKeyPolicy, ParserConfig};

use super::limits::DEPTH_LIMIT;
use super::tree::Tree;
use crate::{DocumentError, text};
use follower::Follower;

/// Room for everything that passed our own limits, aliases replaced.
const ROOM: usize = 4_000_000;

/// How deep things may get where aliases stand for things that hold aliases.
const EXPANDED_DEPTH: u8 = 120;

/// Whether both readers see the same.
///
/// Files without anchors, which is nearly all, are compared event by event. Where there are anchors the second reader
/// also has to say what their aliases stand for, so that the values are compared as well.
///
/// # Errors
/// When they do not, or the second reader cannot or must not read the text.
pub(super) fn agree(tree: &Arc<Tree>) -> Result<(), DocumentError> {
    if let Some(key) = tree.complex_key {
        return refuse(
            "a key of the file is itself a list or a mapping",
            tree.line(key),
        );
    }
    if let Some(at) = tree.text.find(['\u{85}', '\u{2028}', '\u{2029}']) {
        return refuse(
            "the file holds a character that only some readers take for a line end",
            tree.line_at(at),
        );
    }
    let follower = Arc::new(Follower::new(Arc::clone(tree)));
    let mut config = config();
    config.policies.push(Arc::<Follower>::clone(&follower));
    let same = if tree.has_anchors() {
        values::agree(tree, &follower, &config)?
    } else {
        events::agree(tree, &follower, &config)
    };
    if same {
        return Ok(());
    }
    let at = follower.next();
    Err(differ((at < tree.items.len()).then(|| tree.line(at))))
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
