//! Finding the lines of a `.env` file and what each of them is.

use std::ops::Range;

use super::quoting::{Quoting, plain_doubt, quoted_doubt};
use super::{BYTE_ORDER_MARK, ENV_LIMIT_LINES};
use crate::DocumentError;

/// One line, or the several lines of one quoted value.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// 1-based number of its first line.
    pub(super) number: usize,
    /// Bytes, line end included.
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    /// A comment; with the key if what is commented out is an assignment.
    Comment(Option<Range<usize>>),
    Assignment(Assignment),
    /// Neither of these: kept as it is.
    Opaque,
}

/// Where in the text the parts of an assignment stand.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Assignment {
    pub(super) key: Range<usize>,
    /// The value as it is written, quotes included.
    pub(super) raw: Range<usize>,
    /// What an edit replaces: `raw`, except where the value that readers see looks like a comment.
    pub(super) editable: Range<usize>,
    pub(super) quoting: Quoting,
    pub(super) exported: bool,
    /// From the `#` to the end of the line.
    pub(super) comment: Option<Range<usize>>,
    /// Why readers disagree on the left-hand side or the spacing; an edit of the value does not touch it.
    pub(super) layout_doubt: Option<&'static str>,
    /// Why readers disagree on the value.
    pub(super) value_doubt: Option<&'static str>,
}

const BOM_DOUBT: &str =
    "a byte order mark stands right before the name, and most readers take it as part of the name";
const INDENT_DOUBT: &str =
    "the line is indented with something else than spaces, which node takes as part of the name";
const EXPORT_DOUBT: &str =
    "`export` is followed by more than one space, which node takes as part of the name";
const SPACING_DOUBT: &str = "there is space around the `=`, which a shell does not accept";
const NAME_DOUBT: &str = "a shell cannot hold a variable of this name";
const AFTER_QUOTE_DOUBT: &str = "there is text right after the closing quote";
const MULTI_LINE_CR_DOUBT: &str =
    "the value spans lines that end with a carriage return, which a shell keeps";
const TAIL_DOUBT: &str =
    "the value is followed by something else than spaces, which node takes as part of it";
const COMMENT_DOUBT: &str = "python-dotenv and docker compose take what follows the `=` as the value, a shell and node as a comment";

/// Splits `text` into lines.
pub(super) fn scan(text: &str) -> Result<Vec<Line>, DocumentError> {
    let mut lines = Vec::new();
    let mut at = if text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    };
    let first = at;
    let mut number = 1;
    while at < text.len() {
        if lines.len() == ENV_LIMIT_LINES {
            return Err(DocumentError::TooManyLines {
                limit: ENV_LIMIT_LINES,
            });
        }
        let mut end = line_end(text, at);
        let mut kind = classify(text, at, number)?;
        if let Kind::Assignment(assignment) = &mut kind {
            if at == first && first > 0 {
                assignment.layout_doubt = Some(BOM_DOUBT);
            }
            end = line_end(text, assignment.raw.end.max(at));
        }
        lines.push(Line {
            number,
            span: at..end,
            kind,
        });
        number += text[at..end].matches('\n').count();
        at = end;
    }
    Ok(lines)
}

/// The index after the line end that follows `from`.
fn line_end(text: &str, from: usize) -> usize {
    text[from..]
        .find('\n')
        .map_or(text.len(), |length| from + length + 1)
}

/// The index of the line end that follows `from`, or of the end of the text.
fn content_end(text: &str, from: usize) -> usize {
    let end = line_end(text, from);
    from + text[from..end]
        .trim_end_matches('\n')
        .trim_end_matches('\r')
        .len()
}

fn skip_space(text: &str, from: usize, end: usize) -> usize {
    from + text[from..end].len() - text[from..end].trim_start().len()
}

fn classify(text: &str, start: usize, number: usize) -> Result<Kind, DocumentError> {
    let end = content_end(text, start);
    let at = skip_space(text, start, end);
    if at == end {
        return Ok(Kind::Blank);
    }
    if text[at..].starts_with('#') {
        let inside = skip_space(text, at + 1, end);
        return Ok(Kind::Comment(
            left_side(text, inside, end).map(|left| left.key),
        ));
    }
    let Some(left) = left_side(text, at, end) else {
        return Ok(Kind::Opaque);
    };
    let indent_doubt = text[start..at]
        .chars()
        .any(|c| c != ' ')
        .then_some(INDENT_DOUBT);
    assignment(text, left, end, number, indent_doubt).map(Kind::Assignment)
}

/// `KEY =` or `export KEY =`.
struct LeftSide {
    key: Range<usize>,
    exported: bool,
    /// Right after the `=`.
    after: usize,
    doubt: Option<&'static str>,
}

fn left_side(text: &str, at: usize, end: usize) -> Option<LeftSide> {
    let mut key_start = at;
    let mut doubt = None;
    let rest = &text[at..end];
    let exported = rest
        .strip_prefix("export")
        .is_some_and(|rest| rest.starts_with([' ', '\t']));
    if exported {
        key_start = skip_space(text, at + "export".len(), end);
        if &text[at..key_start] != "export " {
            doubt = Some(EXPORT_DOUBT);
        }
    }
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let length = text[key_start..end].find(|c| !is_key(c))?;
    let key = key_start..key_start + length;
    let equals = skip_space(text, key.end, end);
    if length == 0 || !text[equals..end].starts_with('=') {
        return None;
    }
    if equals > key.end {
        doubt = Some(SPACING_DOUBT);
    }
    if !is_shell_name(&text[key.clone()]) {
        doubt = Some(NAME_DOUBT);
    }
    Some(LeftSide {
        key,
        exported,
        after: equals + 1,
        doubt,
    })
}

/// Whether every reader accepts `key` as the name of a variable.
pub(super) fn is_shell_name(key: &str) -> bool {
    !key.is_empty()
        && !key.starts_with(|c: char| c.is_ascii_digit())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn assignment(
    text: &str,
    left: LeftSide,
    end: usize,
    number: usize,
    indent_doubt: Option<&'static str>,
) -> Result<Assignment, DocumentError> {
    let value_start = skip_space(text, left.after, end);
    let mut right = match text[value_start..end].chars().next() {
        Some('\'') => quoted(text, value_start, '\'', Quoting::Single),
        Some('"') => quoted(text, value_start, '"', Quoting::Double),
        _ => Some(plain(text, left.after, value_start, end)),
    }
    .ok_or_else(|| DocumentError::UnclosedQuote {
        key: text[left.key.clone()].to_owned(),
        line: number,
    })?;
    let spaced =
        value_start > left.after && !right.raw.is_empty() && right.editable.start == value_start;
    right.layout_doubt = indent_doubt
        .or(left.doubt)
        .or(spaced.then_some(SPACING_DOUBT));
    right.key = left.key;
    right.exported = left.exported;
    Ok(right)
}

fn blank_assignment(raw: Range<usize>, quoting: Quoting) -> Assignment {
    Assignment {
        key: 0..0,
        editable: raw.clone(),
        raw,
        quoting,
        exported: false,
        comment: None,
        layout_doubt: None,
        value_doubt: None,
    }
}

/// The part of `span` before a comment, without space at its end, and the comment: a `#` after a space.
fn split_comment(text: &str, span: Range<usize>) -> (&str, Option<Range<usize>>) {
    let part = &text[span.clone()];
    let hash = (part.match_indices('#'))
        .map(|(at, _)| at)
        .find(|&at| part[..at].ends_with(char::is_whitespace));
    let before = part[..hash.unwrap_or(part.len())].trim_end();
    (before, hash.map(|at| span.start + at..span.end))
}

fn plain(text: &str, after_equals: usize, start: usize, end: usize) -> Assignment {
    let (value, comment) = split_comment(text, start..end);
    let spaced = start > after_equals;
    // With nothing there, a value goes right behind the `=`, so that what stands after it keeps its distance.
    let start = if value.is_empty() {
        after_equals
    } else {
        start
    };
    let mut found = blank_assignment(start..start + value.len(), Quoting::Plain);
    let tail = &text[found.raw.end..comment.as_ref().map_or(end, |comment| comment.start)];
    found.comment = comment;
    found.value_doubt = plain_doubt(value);
    let odd = tail.trim_end_matches(' ').len();
    if odd > 0 {
        found.value_doubt = found.value_doubt.or(Some(TAIL_DOUBT));
        found.editable.end += odd;
    }
    if let Some(after_hash) = value.strip_prefix('#') {
        if spaced {
            found.value_doubt = Some(COMMENT_DOUBT);
        }
        if after_hash.is_empty() || after_hash.starts_with(char::is_whitespace) {
            // Whoever wrote `KEY= # note` meant a comment: it stays behind the value that an edit puts in.
            found.editable = after_equals..start;
        }
    }
    found
}

/// `None` if the quote is not closed, or closed in the middle of some later line.
fn quoted(text: &str, start: usize, quote: char, quoting: Quoting) -> Option<Assignment> {
    let bytes = text.as_bytes();
    let close =
        (start + 1..text.len()).find(|&at| bytes[at] == quote as u8 && bytes[at - 1] != b'\\')?;
    let inside = &text[start + 1..close];
    let end = content_end(text, close);
    let mut found = blank_assignment(start..close + 1, quoting);
    found.value_doubt =
        quoted_doubt(inside, quoting).or(inside.contains('\r').then_some(MULTI_LINE_CR_DOUBT));
    let (after, comment) = split_comment(text, close + 1..end);
    found.comment = comment;
    if after.is_empty() {
        return Some(found);
    }
    if inside.contains('\n') && !after.starts_with('#') {
        return None;
    }
    found.value_doubt = Some(AFTER_QUOTE_DOUBT);
    if after.starts_with('#') {
        // A shell takes `'a'#b` as one value, the others see a comment. It is kept as one.
        found.comment = Some(close + 1..end);
    } else {
        found.editable = start..close + 1 + after.len();
    }
    Some(found)
}
