//! Python source that sets constants: the `config.py` of Cheshire Cat 2.
//!
//! The file is code and runs when the server starts. Only lines `NAME = literal` in the first column are read as values
//! and edited: a plain string, a number, `True`, `False` or `None`, with or without an annotation. Whatever else gives a
//! name its value is shown as [`crate::Shape::Other`] and never edited. What stands in strings, brackets, continued lines
//! and blocks is stepped over, so that nothing in there is taken for a constant.

mod document;
mod edit;
mod literal;
mod source;
mod statement;
mod token;

use std::fmt;

use source::Source;

use crate::{DocumentError, text};

/// The largest Python file that is read, in bytes. Real ones have a few KiB.
pub const PYTHON_LIMIT_BYTES: usize = 1024 * 1024;

/// The deepest nesting of brackets that is read; CPython gives up at the same depth (`MAXSTACK` and `MAXLEVEL` of its
/// tokenizer, 3.8 to 3.14).
pub const PYTHON_LIMIT_DEPTH: usize = 200;

/// A Python file as text, with the names that it sets. `Debug` shows sizes only: the text holds secrets.
#[derive(Clone)]
pub struct PythonDocument {
    text: String,
    source: Source,
}

impl fmt::Debug for PythonDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PythonDocument")
            .field("bytes", &self.text.len())
            .field("names", &self.source.bindings.len())
            .finish_non_exhaustive()
    }
}

impl PythonDocument {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// When the bytes are not UTF-8 text, the file declares another encoding, or a string or bracket is not closed, so
    /// that it is unclear where a statement ends.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let text = text::checked(bytes, PYTHON_LIMIT_BYTES)?;
        Self::from_text(text.to_owned())
    }

    /// A file that does not exist yet.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            text: String::new(),
            source: Source::default(),
        }
    }

    fn from_text(text: String) -> Result<Self, DocumentError> {
        let source = Source::read(&text)?;
        Ok(Self { text, source })
    }

    /// 1-based line of a statement that may give `name` another value after its last assignment in the first column: in
    /// an `if`, a loop, a function, by `from … import *`. `None` where the value that is shown is the one that counts.
    #[must_use]
    pub fn conditional(&self, name: &str) -> Option<usize> {
        self.source.conditional(name)
    }
}
