//! What every kind of configuration file can do.

use std::fmt;
use std::ops::Range;

use crate::{Dialect, DocumentError, KeyPath};

/// The kinds of configuration files that can be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// `NAME=value` lines: `.env`.
    Env,
    /// YAML.
    Yaml,
    /// JSON.
    Json,
    /// Program-Y's `license.keys`: `NAME = value` lines, read its own way.
    LicenseKeys,
    /// Program-Y's `keys.txt`: every line is a key.
    KeyList,
    /// Python source of which only `NAME = literal` lines at the top level are touched.
    PythonConstants,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes.
    Double,
    /// As a YAML block (`|`, `>`), or a Python string in triple quotes.
    Block,
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One value.
    Scalar,
    /// Nothing: `token:` with nothing behind it, `null`, `None`.
    Null,
    /// Keys with values.
    Mapping,
    /// Items.
    List,
    /// Something that this console does not look into: a Python expression.
    Other,
}

/// What stands at a path, and where. `Debug` leaves the text out: it may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub shape: Shape,
    /// The text of a scalar with quotes and escapes undone, before any type is read into it: `00123` stays `00123`.
    /// Empty for everything else.
    pub text: String,
    /// How a scalar is written; [`Style::Plain`] for everything else.
    pub style: Style,
    /// 1-based line of the value; of the key where there is no value.
    pub line: usize,
    /// 1-based column in characters.
    pub column: usize,
    /// The bytes of the value, quotes included; empty, right behind the key's colon, where there is no value.
    pub span: Range<usize>,
    /// An explicit type in front of it: `!!str`, `!vault`.
    pub tag: Option<String>,
    /// Whether it is anchored, an alias, or comes in through a merge key: an edit would reach further than its line.
    pub shared: bool,
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node")
            .field("shape", &self.shape)
            .field("style", &self.style)
            .field("line", &self.line)
            .field("column", &self.column)
            .field("shared", &self.shared)
            .finish_non_exhaustive()
    }
}

/// A key or item directly below a mapping or list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Where its value stands.
    pub path: KeyPath,
    /// 1-based line of the key, or of the item.
    pub line: usize,
    /// 1-based column of the key in characters.
    pub column: usize,
}

/// A key that stands more than once in one mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The key.
    pub path: KeyPath,
    /// 1-based lines on which it stands, in file order. The readers of all platforms but Rasa's let the last one count.
    pub lines: Vec<usize>,
}

/// What the program that a file is for stops at, or takes for something else, although the file can be read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Objection {
    /// 1-based line.
    pub line: usize,
    /// 1-based column in characters.
    pub column: usize,
    /// What stands there, to be put behind "it holds".
    pub why: &'static str,
    /// Whether the program stops there. Otherwise it goes on with other values than stand in the file for us.
    pub stops: bool,
}

/// A value to write. `Debug` leaves texts out: they may be secrets.
#[derive(Clone, PartialEq)]
pub enum Scalar {
    /// Text, written so that it is read back as exactly this text: in YAML in double quotes, whatever it holds.
    Text(String),
    /// `true` or `false`, without quotes.
    Switch(bool),
    /// A whole number, without quotes.
    Integer(i64),
    /// A number with a fraction, without quotes.
    Number(f64),
    /// `${NAME}` without quotes: Rasa expands it only so.
    Reference(String),
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text(..)"),
            Self::Switch(value) => write!(f, "Switch({value})"),
            Self::Integer(value) => write!(f, "Integer({value})"),
            Self::Number(value) => write!(f, "Number({value})"),
            Self::Reference(name) => write!(f, "Reference({name})"),
        }
    }
}

/// A configuration file as text that can be edited without disturbing anything else in it.
///
/// Every edit keeps one promise: the result is parsed again and is equal but for the entry that was to change, and every
/// byte outside the edited span is the same. Otherwise the edit is refused with the reason, and the document is as it was.
pub trait Document: Send + Sync {
    /// What kind of file this is.
    fn kind(&self) -> DocumentKind;

    /// The whole text, byte order mark included.
    fn text(&self) -> &str;

    /// What stands at `path`; nothing where there is not even a key. Of duplicates, the last one.
    fn get(&self, path: &KeyPath) -> Option<Node>;

    /// The keys or items directly below `path`, in file order. Empty where there is no mapping or list.
    fn children(&self, path: &KeyPath) -> Vec<Child>;

    /// Every scalar of the document with its path, in file order, duplicates included.
    fn scalars(&self) -> Vec<(KeyPath, Node)>;

    /// Keys that stand more than once.
    fn duplicates(&self) -> Vec<Duplicate>;

    /// The first thing that `reader` stops at or, if there is none, takes for something else.
    fn objection(&self, _reader: Dialect) -> Option<Objection> {
        None
    }

    /// Puts `value` at `path`, in the place that counts. Mappings that are absent or null on the way are made.
    ///
    /// # Errors
    /// When the value cannot be written so that it is read back as it is, the place is shared or is no scalar, or the
    /// result does not pass the check that nothing else changed.
    fn set(&mut self, path: &KeyPath, value: &Scalar) -> Result<(), DocumentError>;

    /// Removes the key or item at `path` with all below it, every duplicate included. Says whether there was one.
    ///
    /// # Errors
    /// When the result does not pass the check that nothing else changed.
    fn remove(&mut self, path: &KeyPath) -> Result<bool, DocumentError>;

    /// Renames the key at `path` and nothing else. Says whether there was one.
    ///
    /// # Errors
    /// When the new name is taken or cannot be written, or the result does not pass the check that nothing else changed.
    fn rename(&mut self, path: &KeyPath, name: &str) -> Result<bool, DocumentError>;

    /// Removes all but the last of a duplicated key. Says how many went.
    ///
    /// # Errors
    /// As [`Document::remove`].
    fn remove_earlier_duplicates(&mut self, path: &KeyPath) -> Result<usize, DocumentError>;

    /// A copy to try edits on.
    fn boxed_clone(&self) -> Box<dyn Document>;
}

impl fmt::Debug for dyn Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("kind", &self.kind())
            .field("bytes", &self.text().len())
            .finish_non_exhaustive()
    }
}

impl Clone for Box<dyn Document> {
    fn clone(&self) -> Self {
        self.boxed_clone()
    }
}
