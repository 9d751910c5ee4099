//! Limits that stand before every YAML parser.

use crate::DocumentError;

/// The largest number of lines that is read. Real files have a few hundred.
pub const YAML_LIMIT_LINES: usize = 1_000_000;

/// The deepest nesting that is read. Real files need fewer than ten levels.
pub const DEPTH_LIMIT: usize = 100;

/// Keys, values, lists and mappings together: room for 100,000 lines with five of them each. Bounds the memory.
pub(super) const NODE_LIMIT: usize = 500_000;

/// The longest key, in bytes. YAML lets a key without `?` in front have 1024 characters.
pub(super) const KEY_LIMIT: usize = 1024;

/// What the paths of all values may take together when listed, in bytes: a few long keys above very many values would
/// otherwise grow a small file beyond all memory.
pub(super) const PATHS_LIMIT: usize = 64 * 1024 * 1024;

/// Nodes that come about when every alias is replaced by what it stands for. Files beyond this are read, but not edited:
/// the second reader does replace them.
pub(super) const EXPANDED_LIMIT: u64 = 2_000_000;

/// Braces and brackets that may stand open at one time in files whose texts hold single ones now and then. How deep the
/// file really is nested is counted while it is read.
pub(super) const STRAY_BRACKETS: usize = 900;

/// A cheap bound of the nesting, so that no parser is bothered with a file that is nothing but nesting.
///
/// Counts indentation and `- ` and `? ` at the start of lines, and open brackets without regard to quotes; the first
/// `stray` open brackets are taken for text.
///
/// # Errors
/// Where the nesting is beyond [`DEPTH_LIMIT`]: the 1-based line.
pub(crate) fn check_depth(text: &str, stray: usize) -> Result<(), usize> {
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
        if indents.len() + deepest.saturating_sub(stray) > DEPTH_LIMIT {
            return Err(at + 1);
        }
    }
    Ok(())
}

/// Refuses texts with more lines than [`YAML_LIMIT_LINES`].
pub(super) fn check_lines(text: &str) -> Result<(), DocumentError> {
    let lines = text.bytes().filter(|&byte| byte == b'\n').count();
    if lines > YAML_LIMIT_LINES {
        return Err(DocumentError::TooManyLines {
            limit: YAML_LIMIT_LINES,
        });
    }
    Ok(())
}
