//! `keys.txt` of Program-Y: every line is an API key.
//!
//! Really every line (5.0.1): Program-Y strips white space around it and keeps what is left, whatever that is. A blank
//! line makes the empty key valid, so that `apikey=` opens the door; a comment is a key like any other; a byte order
//! mark is part of the first key.

mod document;

use std::fmt;
use std::ops::Range;

use crate::splice::{self, Edit, accept};
use crate::text::{self, python_strip, python_stripped};
use crate::{DocumentError, LineEnding};

/// Passes where `key` can be a line of the list that means this key to every reader, people included.
///
/// # Errors
/// [`DocumentError::ValueRefused`] with the reason.
pub fn refuse_api_key(key: &str) -> Result<(), DocumentError> {
    let refuse = |why| Err(DocumentError::ValueRefused { why });
    if python_strip(key).is_empty() {
        return refuse("it is blank, which would make the empty key a valid one");
    }
    if key.starts_with('#') {
        return refuse("it starts with `#`, which people take for a comment");
    }
    if key.contains(|c: char| c.is_control()) {
        return refuse("it holds a line end or another control character");
    }
    if !key.is_ascii() {
        return refuse(
            "it holds characters outside ASCII, which clients put into an address in different ways",
        );
    }
    if python_strip(key) != key {
        return refuse("it starts or ends with white space, which Program-Y strips");
    }
    Ok(())
}

/// One line.
#[derive(Clone, PartialEq, Eq)]
struct Line {
    /// Bytes, line end included.
    span: Range<usize>,
    /// Bytes without the line end.
    content: Range<usize>,
    /// Bytes of the key.
    key: Range<usize>,
}

/// A `keys.txt` as text, with its keys. `Debug` shows sizes only: the text holds secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyListDocument {
    text: String,
    lines: Vec<Line>,
}

impl fmt::Debug for KeyListDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyListDocument")
            .field("bytes", &self.text.len())
            .field("lines", &self.lines.len())
            .finish_non_exhaustive()
    }
}

impl KeyListDocument {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// When the bytes are not text: too many of them or too many lines, UTF-16, a NUL, invalid UTF-8, or a carriage
    /// return in the middle of a line.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let text = text::checked(bytes, text::LIMIT_BYTES)?;
        Self::from_text(text.to_owned())
    }

    /// A file that does not exist yet.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            text: String::new(),
            lines: Vec::new(),
        }
    }

    fn from_text(text: String) -> Result<Self, DocumentError> {
        let lines = text::lines(&text)?;
        let line = |line: text::RawLine<'_>| {
            let content = line.start..line.start + line.content.len();
            Line {
                span: line.start..line.next,
                key: python_stripped(&text, content.clone()),
                content,
            }
        };
        let lines = lines.into_iter().map(line).collect();
        Ok(Self { text, lines })
    }

    /// Every key as Program-Y keeps it, in file order. The item of a key is its place here, from 0; its line is one more.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        (self.lines.iter())
            .map(|line| &self.text[line.key.clone()])
            .collect()
    }

    /// 1-based lines that are blank: each makes the empty key valid.
    #[must_use]
    pub fn blank_lines(&self) -> Vec<usize> {
        self.lines_where(str::is_empty)
    }

    /// 1-based lines that are meant as comments: each is a key.
    #[must_use]
    pub fn comment_lines(&self) -> Vec<usize> {
        self.lines_where(|key| key.trim_start_matches('\u{feff}').starts_with('#'))
    }

    fn lines_where(&self, is_so: impl Fn(&str) -> bool) -> Vec<usize> {
        (self.keys().into_iter().enumerate())
            .filter(|(_, key)| is_so(key))
            .map(|(at, _)| at + 1)
            .collect()
    }

    /// Puts `key` in the place of item `at`, or behind the last one where `at` is the number of items. White space
    /// around an old key and its line end stay.
    ///
    /// # Errors
    /// When the key is refused ([`refuse_api_key`]), there is no such place, or the result does not pass the check that
    /// nothing else changed. The document is then as it was.
    pub fn set(&mut self, at: usize, key: &str) -> Result<(), DocumentError> {
        refuse_api_key(key)?;
        let mut expected = self.keys();
        let edit = match self.lines.get(at) {
            Some(line) if self.text[line.key.clone()] == *key => return Ok(()),
            Some(line) => {
                expected[at] = key;
                let blank = line.key.is_empty();
                Edit {
                    span: if blank { &line.content } else { &line.key }.clone(),
                    text: key.to_owned(),
                }
            }
            None if at == self.lines.len() => {
                expected.push(key);
                let end = LineEnding::of(&self.text).text();
                let unfinished = !self.text.is_empty() && !self.text.ends_with('\n');
                Edit {
                    span: self.text.len()..self.text.len(),
                    text: format!("{}{key}{end}", if unfinished { end } else { "" }),
                }
            }
            None => {
                return Err(DocumentError::EditRefused {
                    why: "there is no such place in the list of keys; a new key goes to its end",
                    line: None,
                });
            }
        };
        let changed = Self::from_text(splice::apply(&self.text, &[edit])?)?;
        accept(&expected, &changed.keys())?;
        *self = changed;
        Ok(())
    }

    /// Removes item `at` with its line; a byte order mark goes with the key that it is part of. Says whether there was
    /// one.
    ///
    /// # Errors
    /// When the result does not pass the check that nothing else changed. The document is then as it was.
    pub fn remove(&mut self, at: usize) -> Result<bool, DocumentError> {
        let Some(line) = self.lines.get(at) else {
            return Ok(false);
        };
        let edit = Edit {
            span: line.span.clone(),
            text: String::new(),
        };
        let mut expected = self.keys();
        expected.remove(at);
        let changed = Self::from_text(splice::apply(&self.text, &[edit])?)?;
        accept(&expected, &changed.keys())?;
        *self = changed;
        Ok(true)
    }
}
