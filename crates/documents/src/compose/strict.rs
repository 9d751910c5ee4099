//! The strict parse that everything about YAML goes through, behind limits of our own.

use noyalib::{DuplicateKeyPolicy, ErrorKind, ParserConfig, Value, from_str_with_config};

use crate::DocumentError;

/// The largest compose file that is read, in bytes. Real ones have a few KiB.
pub const COMPOSE_LIMIT_BYTES: usize = 1024 * 1024;

/// The deepest nesting that is read. Real compose files need fewer than ten levels.
pub const DEPTH_LIMIT: usize = 100;

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
    check_depth(text)?;
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

/// A cheap upper bound of the nesting, so that no parser ever sees a file that could exhaust its stack.
///
/// Counts indentation and `- ` and `? ` at the start of lines, and open brackets without regard to quotes.
fn check_depth(text: &str) -> Result<(), DocumentError> {
    let mut indents: Vec<usize> = Vec::new();
    let mut brackets = 0_usize;
    for (at, line) in text.lines().enumerate() {
        let content = line.trim_start_matches([' ', '\t']);
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let indent = line.len() - content.len();
        while indents.last().is_some_and(|&outer| outer >= indent) {
            indents.pop();
        }
        indents.push(indent);
        let mut compact = 0;
        let mut rest = content;
        while let Some(inner) = rest
            .strip_prefix(['-', '?'])
            .filter(|inner| inner.starts_with([' ', '\t']))
        {
            compact += 1;
            rest = inner.trim_start_matches([' ', '\t']);
            // What follows on the next lines is indented relative to this.
            indents.push(indent + (content.len() - rest.len()));
            if compact > DEPTH_LIMIT {
                break;
            }
        }
        let mut deepest = brackets;
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => brackets += 1,
                b']' | b'}' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(brackets);
        }
        if indents.len() + deepest > DEPTH_LIMIT {
            return Err(DocumentError::Yaml {
                why: "it is nested deeper than a compose file needs to be",
                line: Some(at + 1),
            });
        }
    }
    Ok(())
}
