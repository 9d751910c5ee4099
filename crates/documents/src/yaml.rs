//! YAML files, edited byte by byte.
//!
//! One parser reports where everything stands, and edits replace spans of the text there. A second, independent parser
//! has to agree with the first on what the file says, before an edit and after it. Only the first document of a stream
//! is looked into and edited.

mod build;
mod edit;
mod facts;
pub(crate) mod limits;
mod locate;
mod lookup;
mod oracle;
mod positions;
mod quoting;
mod readers;
mod tree;
mod typing;

use std::fmt;
use std::sync::Arc;

pub use limits::{DEPTH_LIMIT, YAML_LIMIT_LINES};
use tree::Tree;
pub use typing::{Dialect, Typed, typed};

use crate::{
    Child, Document, DocumentError, DocumentKind, Duplicate, KeyPath, Node, Objection, Scalar, text,
};

/// A YAML file as text, with what it says.
///
/// Aliases and merge keys (`<<`) are followed when reading, and what is found through them is marked as shared. Edits
/// never reach through them. Of keys that stand twice the last one counts, as for the readers of all platforms that do
/// not refuse such files.
#[derive(Clone)]
pub struct YamlDocument {
    tree: Arc<Tree>,
    /// Whether the second reader is known to see the same.
    agreed: bool,
}

/// Shows sizes only: the text may hold secrets.
impl fmt::Debug for YamlDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("YamlDocument")
            .field("bytes", &self.tree.text.len())
            .field("nodes", &self.tree.items.len())
            .finish_non_exhaustive()
    }
}

impl YamlDocument {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// When the bytes are not UTF-8 text or too many, the text is not YAML, or it is larger, deeper or more entangled
    /// than a configuration file needs to be.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let text = text::checked(bytes, text::LIMIT_BYTES)?;
        Ok(Self {
            tree: Arc::new(Tree::parse(text.to_owned())?),
            agreed: false,
        })
    }

    /// A file that does not exist yet.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            tree: Arc::new(Tree::empty()),
            agreed: false,
        }
    }
}

impl Document for YamlDocument {
    fn kind(&self) -> DocumentKind {
        DocumentKind::Yaml
    }

    fn text(&self) -> &str {
        &self.tree.text
    }

    fn get(&self, path: &KeyPath) -> Option<Node> {
        let found = self.tree.look(path)?;
        Some(self.tree.node(&found))
    }

    /// With the keys that merge keys bring in, behind those of the mapping itself.
    fn children(&self, path: &KeyPath) -> Vec<Child> {
        self.tree.children_of(path)
    }

    /// What aliases and merge keys repeat elsewhere is listed once, where it stands. Nulls are listed too.
    fn scalars(&self) -> Vec<(KeyPath, Node)> {
        self.tree.all_scalars()
    }

    fn duplicates(&self) -> Vec<Duplicate> {
        self.tree.all_duplicates()
    }

    fn objection(&self, reader: Dialect) -> Option<Objection> {
        self.tree.objection(reader)
    }

    fn set(&mut self, path: &KeyPath, value: &Scalar) -> Result<(), DocumentError> {
        edit::set(self, path, value)
    }

    fn remove(&mut self, path: &KeyPath) -> Result<bool, DocumentError> {
        edit::remove(self, path)
    }

    fn rename(&mut self, path: &KeyPath, name: &str) -> Result<bool, DocumentError> {
        edit::rename(self, path, name)
    }

    fn remove_earlier_duplicates(&mut self, path: &KeyPath) -> Result<usize, DocumentError> {
        edit::remove_earlier_duplicates(self, path)
    }

    fn boxed_clone(&self) -> Box<dyn Document> {
        Box::new(self.clone())
    }
}
