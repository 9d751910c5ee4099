//! From bytes to text, for every kind of document.

use std::ops::Range;

use crate::DocumentError;

/// The largest configuration file that is read, in bytes. Real ones have a few KiB.
pub const LIMIT_BYTES: usize = 16 * 1024 * 1024;

/// The largest number of lines that is read: bounds the memory that a file of nothing but line ends can take.
pub const LIMIT_LINES: usize = 200_000;

/// The text of a configuration file.
///
/// # Errors
/// When there are too many bytes, or they are UTF-16 with or without a byte order mark, hold a NUL, are invalid UTF-8, or
/// have a carriage return in the middle of a line.
pub(crate) fn checked(bytes: &[u8], limit: usize) -> Result<&str, DocumentError> {
    if bytes.len() > limit {
        return Err(DocumentError::TooLarge {
            bytes: bytes.len(),
            limit,
        });
    }
    if looks_like_utf16(bytes) {
        return Err(DocumentError::Utf16);
    }
    let line_at = |at: usize| 1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count();
    if bytes.contains(&0) {
        let before = bytes.split(|&byte| byte == 0).next();
        let at = before.map_or(0, <[u8]>::len);
        return Err(DocumentError::Nul { line: line_at(at) });
    }
    let text = str::from_utf8(bytes).map_err(|error| DocumentError::NotUtf8 {
        line: line_at(error.valid_up_to()),
    })?;
    if let Some(at) = lone_carriage_return(text) {
        return Err(DocumentError::CarriageReturn { line: line_at(at) });
    }
    Ok(text)
}

fn lone_carriage_return(text: &str) -> Option<usize> {
    let mut returns = text.match_indices('\r').map(|(at, _)| at);
    returns.find(|at| text.as_bytes().get(at + 1) != Some(&b'\n'))
}

/// With a byte order mark there is no doubt. Without one, ASCII text in UTF-16 has a NUL in every other byte.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return true;
    }
    let head = &bytes[..bytes.len().min(1024)];
    let pairs = head.len() / 2;
    let zeros = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    pairs > 0 && (zeros(0) * 2 > pairs) != (zeros(1) * 2 > pairs)
}

/// The part of `text` that Python's `str.strip()` leaves. Beside white space as Unicode defines it, Python strips the
/// separators U+001C to U+001F; neither strips a byte order mark.
pub(crate) fn python_strip(text: &str) -> &str {
    text.trim_matches(is_python_space)
}

/// The bytes of `span` that Python's `str.strip()` leaves; the empty start where that is nothing.
pub(crate) fn python_stripped(text: &str, span: Range<usize>) -> Range<usize> {
    let part = &text[span.clone()];
    let inside = python_strip(part);
    let lead = part.len() - part.trim_start_matches(is_python_space).len();
    let start = span.start + if inside.is_empty() { 0 } else { lead };
    start..start + inside.len()
}

fn is_python_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// One line of a text that is read line by line.
pub(crate) struct RawLine<'a> {
    /// 1-based.
    pub(crate) number: usize,
    /// Where it starts.
    pub(crate) start: usize,
    /// The line without its end.
    pub(crate) content: &'a str,
    /// Behind its end.
    pub(crate) next: usize,
}

/// The lines of `text` as Python's `for line in file` sees them: a line end at the very end starts no further line.
///
/// # Errors
/// When there are more than [`LIMIT_LINES`].
pub(crate) fn lines(text: &str) -> Result<Vec<RawLine<'_>>, DocumentError> {
    if text.split_inclusive('\n').nth(LIMIT_LINES).is_some() {
        return Err(DocumentError::TooManyLines { limit: LIMIT_LINES });
    }
    let mut start = 0;
    let lines = text.split_inclusive('\n').enumerate().map(|(at, line)| {
        let found = RawLine {
            number: at + 1,
            start,
            content: line.trim_end_matches('\n').trim_end_matches('\r'),
            next: start + line.len(),
        };
        start = found.next;
        found
    });
    Ok(lines.collect())
}

/// 1-based column in characters of byte `at` on the line that starts at `line_start`. A byte order mark has no width.
pub(crate) fn column(text: &str, line_start: usize, at: usize) -> usize {
    let before = &text[line_start..at];
    1 + before.trim_start_matches('\u{feff}').chars().count()
}

/// A place in a text for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    /// 1-based.
    pub(crate) line: usize,
    /// 1-based, in characters. A byte order mark in front of the text has no width.
    pub(crate) column: usize,
}

/// Tells the spots of ever later bytes, in time that grows with the text and not with their number.
pub(crate) struct Marker<'a> {
    text: &'a str,
    at: usize,
    spot: Spot,
}

impl<'a> Marker<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len(),
            spot: Spot { line: 1, column: 1 },
        }
    }

    /// The spot of byte `at`, which is not before the last one asked for.
    pub(crate) fn spot(&mut self, at: usize) -> Spot {
        for c in self.text[self.at..at].chars() {
            if c == '\n' {
                self.spot.line += 1;
                self.spot.column = 1;
            } else {
                self.spot.column += 1;
            }
        }
        self.at = at;
        self.spot
    }
}
