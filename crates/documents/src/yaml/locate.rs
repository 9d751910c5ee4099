//! Finding one's way in the text between nodes: blanks, comments, marks, lines.

use std::slice::SliceIndex;

/// May stand at the very start of a file.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// A part of the text; nothing where there is no such part.
pub(super) fn part<R: SliceIndex<str, Output = str>>(text: &str, range: R) -> &str {
    text.get(range).unwrap_or_default()
}

fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

/// Behind the spaces and tabs at `at`.
pub(super) fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// Behind all blanks, line ends and comments at `at`.
pub(super) fn skip(text: &str, at: usize) -> usize {
    let mut at = at;
    loop {
        at = skip_blanks(text, at);
        match byte(text, at) {
            Some(b'\n' | b'\r') => at += 1,
            Some(b'#') if opens_comment(text, at) => at = line_end(text, at),
            _ => return at,
        }
    }
}

/// Behind all blanks and line ends at `at`.
pub(super) fn skip_blank_lines(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len()
}

/// A `#` in the middle of a word is part of it.
fn opens_comment(text: &str, at: usize) -> bool {
    at == 0 || matches!(byte(text, at - 1), Some(b' ' | b'\t' | b'\n'))
}

/// Where the line with `at` starts, behind a byte order mark.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    if start == 0 && text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8().min(at)
    } else {
        start
    }
}

/// Where the line with `at` ends, before its line end.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    at + line.strip_suffix('\r').unwrap_or(line).len()
}

/// Where the line behind the one with `at` starts, or the end of the text.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |end| at + end + 1)
}

/// Behind the closing quote of the scalar whose opening quote stands at `at`.
pub(super) fn quote_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let quote = byte(text, at);
    let mut at = at + 1;
    while let Some(&here) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        if Some(here) != quote {
            at += if here == b'\\' && quote == Some(b'"') {
                2
            } else {
                1
            };
        } else if quote == Some(b'\'') && next == quote {
            at += 2;
        } else {
            return at + 1;
        }
    }
    text.len()
}

/// Whether nothing but blanks and a comment stands between `at` and the end of its line.
pub(super) fn ends_line(text: &str, at: usize) -> bool {
    let next = skip_blanks(text, at);
    match byte(text, next) {
        None | Some(b'\n' | b'\r') => true,
        Some(b'#') => opens_comment(text, next),
        Some(_) => false,
    }
}

/// Whether there is a line end in `from..to`.
pub(super) fn spans_lines(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).unwrap_or_default().contains('\n')
}

/// Anchor and tag at the start of `start..end`.
pub(super) fn marks(text: &str, start: usize, end: usize) -> impl Iterator<Item = &str> {
    let mut at = start;
    std::iter::from_fn(move || {
        let from = skip(text, at);
        let to = mark_end(text, from, end)?;
        at = to;
        text.get(from..to)
    })
    .take(2)
}

/// Where the node behind anchor and tag starts; `end` if there is nothing behind them.
pub(super) fn behind_marks(text: &str, start: usize, end: usize) -> usize {
    skip(text, marks_end(text, start, end)).min(end)
}

/// The end of anchor and tag at `start`.
pub(super) fn marks_end(text: &str, start: usize, end: usize) -> usize {
    let mut at = start;
    for _ in 0..2 {
        match mark_end(text, skip(text, at), end) {
            Some(to) => at = to,
            None => break,
        }
    }
    at
}

/// The end of the anchor or tag at `from`, if there is one.
fn mark_end(text: &str, from: usize, end: usize) -> Option<usize> {
    let rest = text.get(from..end)?;
    if rest.starts_with("!<") {
        return rest.find('>').map(|at| from + at + 1);
    }
    if !rest.starts_with(['&', '!']) {
        return None;
    }
    let ends = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n' | ',' | '[' | ']' | '{' | '}');
    Some(from + rest.find(ends).unwrap_or(rest.len()))
}

/// What most lines of the text end with; line feed where there are none or it is a draw.
fn usual_line_end(text: &str) -> &'static str {
    let all = text.matches('\n').count();
    let crlf = text.matches("\r\n").count();
    if crlf * 2 > all { "\r\n" } else { "\n" }
}

/// What a new line at `at` should end with: the same as the line before it.
pub(super) fn line_end_near(text: &str, at: usize) -> &'static str {
    let before = text.get(..at).unwrap_or_default();
    if before.ends_with("\r\n") {
        "\r\n"
    } else if before.ends_with('\n') {
        "\n"
    } else {
        usual_line_end(text)
    }
}
