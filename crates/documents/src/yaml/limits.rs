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

/// The largest text from a bracket that might open a key to the end of the file, in bytes. The parser looks for the end
/// of what such a bracket opens, and for the colon behind it, before it reports anything, and takes up to 150 bytes of
/// memory for each byte on the way.
const BRACKETS_LIMIT: usize = 1024 * 1024;

/// A cheap bound of the nesting, so that no parser is bothered with a file that is nothing but nesting.
///
/// Counts indentation and `- ` and `? ` at the start of lines, and with `brackets` also open brackets without regard to
/// quotes and comments.
///
/// # Errors
/// Where the nesting is beyond [`DEPTH_LIMIT`]: the 1-based line.
pub(crate) fn check_depth(text: &str, brackets: bool) -> Result<(), usize> {
    let mut indents: Vec<usize> = Vec::new();
    let mut open = 0_usize;
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
        let mut deepest = open;
        for byte in line.bytes().filter(|_| brackets) {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(open);
        }
        if indents.len() + deepest > DEPTH_LIMIT {
            return Err(at + 1);
        }
    }
    Ok(())
}

/// How many lines end in a text.
///
/// # Errors
/// When there are more than [`YAML_LIMIT_LINES`].
pub(super) fn count_lines(text: &str) -> Result<usize, DocumentError> {
    let lines = text.bytes().filter(|&byte| byte == b'\n').count();
    if lines > YAML_LIMIT_LINES {
        return Err(DocumentError::TooManyLines {
            limit: YAML_LIMIT_LINES,
        });
    }
    Ok(lines)
}

/// Refuses large texts in which a list or mapping in brackets, in a place where a key may stand, could reach far.
///
/// A key may stand at the start of a line, behind a dash and within brackets, but not behind the colon of another key.
/// Anchors and types in between change nothing.
pub(super) fn check_brackets(text: &str) -> Result<(), DocumentError> {
    let Some(end) = text.len().checked_sub(BRACKETS_LIMIT) else {
        return Ok(());
    };
    let mut start = 0;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let (mut may_open, mut in_mark, mut first) = (true, false, true);
        for (place, byte) in line.bytes().enumerate() {
            match byte {
                _ if start + place >= end => return Ok(()),
                b' ' | b'\t' => in_mark = false,
                b'[' | b'{' if may_open => {
                    return Err(DocumentError::BeyondLimits {
                        why: "more than 1 MiB is left where a list or mapping in brackets opens",
                        line: Some(at + 1),
                    });
                }
                b'&' | b'!' if may_open => in_mark = true,
                _ if in_mark => {}
                // The bytes of a byte order mark.
                0xef | 0xbb | 0xbf if start + place < 3 => {}
                _ => {
                    may_open =
                        matches!(byte, b'[' | b'{' | b',' | b'?' | b'-') || (byte == b':' && first);
                    first = false;
                }
            }
        }
        start += line.len();
    }
    Ok(())
}
