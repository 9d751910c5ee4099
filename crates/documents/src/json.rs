//! JSON: Program-Y's configuration (`--cformat json`) and Chatto's `bot.json`.
//!
//! Read strictly (RFC 8259: no comments, no commas at the end) by a scanner that keeps the place of everything, and a
//! second time by serde_json: what only one of the two accepts is refused, and every edit is checked with the other.

mod document;
mod edit;
mod layout;
mod literal;
mod scan;
mod tree;

use std::fmt;

use serde_json::Value;
use tree::Tree;

use crate::{DocumentError, text};

/// The deepest nesting of objects and lists that is read. Real configurations need fewer than ten levels.
pub const JSON_LIMIT_DEPTH: usize = 100;

/// The largest number of values that is read: bounds the memory that a file of nothing but commas can take.
pub const JSON_LIMIT_VALUES: usize = 200_000;

/// A JSON file as text, with the places of its values. `Debug` shows sizes only: the text holds secrets.
#[derive(Clone)]
pub struct JsonDocument {
    text: String,
    tree: Tree,
}

impl fmt::Debug for JsonDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonDocument")
            .field("bytes", &self.text.len())
            .field("values", &self.tree.len())
            .finish_non_exhaustive()
    }
}

impl JsonDocument {
    /// Reads a file's bytes. A byte order mark is kept, although neither Python nor Go reads a file that has one.
    ///
    /// # Errors
    /// When the bytes are not the UTF-8 text of one JSON value, or beyond the limits.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let text = text::checked(bytes, text::LIMIT_BYTES)?;
        Ok(Self::read(text.to_owned())?.0)
    }

    /// A file that does not exist yet: `{}`, because no text at all is no JSON.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            text: "{}\n".to_owned(),
            tree: Tree::of_empty_object(),
        }
    }

    /// The document and what serde_json makes of the same text.
    fn read(text: String) -> Result<(Self, Value), DocumentError> {
        let tree = scan::scan(&text)?;
        let value = serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(&text)).map_err(
            |error| DocumentError::Json {
                why: "it holds something that not every reader of JSON accepts",
                line: Some(error.line()).filter(|&line| line > 0),
            },
        )?;
        Ok((Self { text, tree }, value))
    }

    /// What serde_json makes of the text.
    fn value(&self) -> Result<Value, DocumentError> {
        Ok(Self::read(self.text.clone())?.1)
    }

    /// Whether a byte order mark stands in front. Python and Go refuse the file then: Program-Y starts with its defaults,
    /// open to everyone, and Chatto does not start.
    #[must_use]
    pub fn has_byte_order_mark(&self) -> bool {
        self.text.starts_with('\u{feff}')
    }
}
