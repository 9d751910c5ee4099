//! The strict parse that everything about YAML goes through, behind limits of our own.

use noyalib::{DuplicateKeyPolicy, ErrorKind, ParserConfig, Value, from_str_with_config};

use crate::DocumentError;
use crate::yaml::limits::{DEPTH_LIMIT, check_depth};

/// The largest compose file that is read, in bytes. Real ones have a few KiB.
pub const COMPOSE_LIMIT_BYTES: usize = 1024 * 1024;

/// Room for the nodes of every real compose file, what aliases stand for counted each time, yet little enough that a
/// file of nothing but aliases stays cheap.
const NODE_LIMIT: usize = 50_000;

/// Uses of aliases: room for a few common blocks that hundreds of services share.
const ALIAS_LIMIT: usize = 1_000;

/// Parses `text` strictly: one document, no duplicate keys, everything within the limits.
pub(super) fn parse(text: &str) -> Result<Value, DocumentError> {
    if text.len() > COMPOSE_LIMIT_BYTES {
        return Err(DocumentError::TooLarge {
            bytes: text.len(),
            limit: COMPOSE_LIMIT_BYTES,
        });
    }
    if let Some(at) = text.find('\0') {
        let line = 1 + text[..at].matches('\n').count();
        return Err(DocumentError::Nul { line });
    }
    check_depth(text, true).map_err(|line| DocumentError::Yaml {
        why: "it is nested deeper than a compose file needs to be",
        line: Some(line),
    })?;
    let config = ParserConfig::new()
        .max_depth(DEPTH_LIMIT + 1)
        .max_document_length(COMPOSE_LIMIT_BYTES)
        .max_stream_bytes(COMPOSE_LIMIT_BYTES)
        .max_total_scalar_bytes(4 * COMPOSE_LIMIT_BYTES)
        .max_alias_expansions(ALIAS_LIMIT)
        .max_nodes(NODE_LIMIT)
        .max_events(4 * NODE_LIMIT)
        .max_documents(1)
        .duplicate_key_policy(DuplicateKeyPolicy::Error)
        .alias_anchor_ratio(None);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // The library's own message quotes the file, which may hold secrets: only the kind and the place are passed on.
    from_str_with_config(text, &config).map_err(|error| DocumentError::Yaml {
        why: match error.kind() {
            ErrorKind::Syntax | ErrorKind::EndOfStream => "there is a syntax error",
            ErrorKind::DuplicateKey | ErrorKind::KeyCollision => {
                "a key occurs twice in one mapping"
            }
            ErrorKind::Budget => {
                "it is larger, deeper or more entangled than a compose file needs to be"
            }
            _ => "it does not hold what a compose file holds",
        },
        line: error
            .location()
            .map(|location| location.line())
            .filter(|&line| line > 0),
    })
}
