//! From Python source to statements of tokens. Only as much of the language as it takes to know where a statement ends.

use std::ops::Range;

use super::PYTHON_LIMIT_DEPTH;
use crate::DocumentError;
use crate::text::{Marker, Spot};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Name,
    Number,
    /// A string with its prefix and quotes.
    Text,
    /// An operator, a bracket, a delimiter.
    Mark,
}

pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
    pub(super) spot: Spot,
    /// How many brackets are open around it.
    pub(super) depth: usize,
}

/// A statement with all lines that it takes; several where `;` joins them.
pub(super) struct Statement {
    /// Whether it starts in the first column.
    pub(super) outermost: bool,
    /// From the start of its first line to behind the end of its last one.
    pub(super) span: Range<usize>,
    /// At least one.
    pub(super) tokens: Vec<Token>,
}

pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    marker: Marker<'a>,
}

/// Operators of more than one character, longest first. What matters is that no `=` in them is taken for an assignment.
const LONG_MARKS: &[&str] = &[
    "**=", "//=", ">>=", "<<=", "...", "==", "!=", "<=", ">=", ":=", "->", "+=", "-=", "*=", "/=",
    "%=", "&=", "|=", "^=", "@=", "**", "//", ">>", "<<",
];

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        Self {
            text,
            at: start,
            marker: Marker::new(text),
        }
    }

    /// The next statement; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Statement>, DocumentError> {
        while self.at < self.text.len() {
            let start = self.at;
            let rest = &self.text[start..];
            let content = rest.trim_start_matches([' ', '\t', '\u{c}']);
            self.at += rest.len() - content.len();
            if content.starts_with(['\n', '\r', '#']) || content.is_empty() {
                self.skip_line();
                continue;
            }
            // A form feed takes CPython back to the first column.
            let indent = &self.text[start..self.at];
            let outermost = indent.rsplit('\u{c}').next().is_none_or(str::is_empty);
            let tokens = self.tokens()?;
            return Ok(Some(Statement {
                outermost,
                span: start..self.at,
                tokens,
            }));
        }
        Ok(None)
    }

    fn skip_line(&mut self) {
        self.at =
            (self.text[self.at..].find('\n')).map_or(self.text.len(), |end| self.at + end + 1);
    }

    fn wrong(&self, at: usize, why: &'static str) -> DocumentError {
        DocumentError::Python {
            why,
            line: Some(1 + self.text[..at].matches('\n').count()),
        }
    }

    /// The tokens up to the end of the statement, and beyond its line end.
    fn tokens(&mut self) -> Result<Vec<Token>, DocumentError> {
        let mut tokens = Vec::new();
        let mut open: Vec<(char, usize)> = Vec::new();
        while let Some(c) = self.text[self.at..].chars().next() {
            let start = self.at;
            let depth = open.len();
            let kind = match c {
                '\n' => {
                    self.at += 1;
                    if open.is_empty() {
                        return Ok(tokens);
                    }
                    continue;
                }
                ' ' | '\t' | '\r' | '\u{c}' => {
                    self.at += 1;
                    continue;
                }
                '#' => {
                    let rest = &self.text[self.at..];
                    self.at += rest.find('\n').unwrap_or(rest.len());
                    continue;
                }
                '\\' => {
                    let rest = &self.text[self.at + 1..];
                    if !rest.starts_with(['\n', '\r']) {
                        return Err(
                            self.wrong(self.at, "a backslash stands in the middle of a line")
                        );
                    }
                    self.skip_line();
                    continue;
                }
                '"' | '\'' => self.string(start)?,
                '0'..='9' => self.number(),
                '.' if self.text[self.at + 1..].starts_with(|c: char| c.is_ascii_digit()) => {
                    self.number()
                }
                _ if is_name(c) => self.name_or_string()?,
                '(' | '[' | '{' => {
                    if depth == PYTHON_LIMIT_DEPTH {
                        return Err(
                            self.wrong(self.at, "brackets are nested deeper than Python allows")
                        );
                    }
                    open.push((c, start));
                    self.at += 1;
                    Kind::Mark
                }
                ')' | ']' | '}' => {
                    let opened = open.pop().map(|(c, _)| c);
                    if !matches!(
                        (opened, c),
                        (Some('('), ')') | (Some('['), ']') | (Some('{'), '}')
                    ) {
                        return Err(self.wrong(self.at, "a bracket is closed that is not open"));
                    }
                    self.at += 1;
                    Kind::Mark
                }
                _ => {
                    let rest = &self.text[self.at..];
                    let long = LONG_MARKS.iter().find(|mark| rest.starts_with(**mark));
                    self.at += long.map_or(c.len_utf8(), |mark| mark.len());
                    Kind::Mark
                }
            };
            tokens.push(Token {
                kind,
                span: start..self.at,
                spot: self.marker.spot(start),
                depth,
            });
        }
        match open.pop() {
            None => Ok(tokens),
            Some((_, at)) => Err(self.wrong(at, "a bracket is never closed")),
        }
    }

    fn number(&mut self) -> Kind {
        let rest = &self.text.as_bytes()[self.at..];
        let hex = rest.starts_with(b"0x") || rest.starts_with(b"0X");
        let mut length = 0;
        while let Some(byte) = rest.get(length) {
            let signed = matches!(byte, b'+' | b'-')
                && !hex
                && length > 0
                && matches!(rest[length - 1], b'e' | b'E');
            if !signed && !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'.') {
                break;
            }
            length += 1;
        }
        self.at += length;
        Kind::Number
    }

    fn name_or_string(&mut self) -> Result<Kind, DocumentError> {
        let rest = &self.text[self.at..];
        let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let word = &rest[..length];
        let start = self.at;
        self.at += length;
        if is_prefix(word) && self.text[self.at..].starts_with(['"', '\'']) {
            return self.string(start);
        }
        Ok(Kind::Name)
    }

    /// Steps over the string that has its prefix at `start` and its first quote here.
    fn string(&mut self, start: usize) -> Result<Kind, DocumentError> {
        let prefix = &self.text[start..self.at];
        let rest = &self.text[self.at..];
        let (quote, triple) = match &rest[..1] {
            "'" => ("'", "'''"),
            _ => ("\"", "\"\"\""),
        };
        let long = rest.starts_with(triple);
        let close = if long { triple } else { quote };
        let mut at = close.len();
        loop {
            let left = rest.get(at..).unwrap_or_default();
            if left.starts_with(close) {
                break;
            }
            // A backslash keeps the next character from ending the string, in raw strings too.
            let step = match left.as_bytes() {
                [b'\\', b'\r', ..] => 3,
                [b'\\', _, ..] => 1 + left[1..].chars().next().map_or(0, char::len_utf8),
                [b'\n', ..] if !long => {
                    return Err(self.wrong(self.at, "a string is not closed on its line"));
                }
                [] => return Err(self.wrong(self.at, "a string is never closed")),
                _ => left.chars().next().map_or(1, char::len_utf8),
            };
            at += step;
        }
        if is_formatted(prefix) && !is_balanced(&rest[close.len()..at]) {
            return Err(self.wrong(
                self.at,
                "an f-string holds braces or quotes that only newer Pythons read",
            ));
        }
        self.at += at + close.len();
        Ok(Kind::Text)
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}

/// Whether `word` in front of a quote belongs to the string (Python 3.14).
fn is_prefix(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    matches!(
        word.as_str(),
        "r" | "u" | "b" | "br" | "rb" | "f" | "fr" | "rf" | "t" | "tr" | "rt"
    )
}

/// Whether a string with this prefix holds code.
pub(super) fn is_formatted(prefix: &str) -> bool {
    prefix.contains(['f', 'F', 't', 'T'])
}

/// Whether every `{` within an f-string is closed there. Since Python 3.12 the quote of the string itself may stand
/// within the braces: the string would then seem to end there, in the middle of them.
fn is_balanced(inside: &str) -> bool {
    let bytes = inside.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let doubled = depth == 0 && bytes.get(at + 1) == Some(&byte);
        match byte {
            b'{' | b'}' if doubled => at += 1,
            b'{' => depth += 1,
            b'}' => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return false,
            },
            _ => {}
        }
        at += 1;
    }
    depth == 0
}
