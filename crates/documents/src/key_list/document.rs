//! A `keys.txt` seen as a document: paths of one item.

use super::KeyListDocument;
use crate::{
    Child, Document, DocumentError, DocumentKind, Duplicate, KeyPath, Node, Scalar, Shape, Step,
    Style, flat, text,
};

const NO_NAMES: DocumentError = DocumentError::EditRefused {
    why: "a list of keys holds one key a line and no names",
    line: None,
};

impl KeyListDocument {
    fn node(&self, at: usize) -> Option<Node> {
        let line = self.lines.get(at)?;
        Some(Node {
            shape: Shape::Scalar,
            text: self.text[line.key.clone()].to_owned(),
            style: Style::Plain,
            line: at + 1,
            column: self.column(at)?,
            span: line.key.clone(),
            tag: None,
            shared: false,
        })
    }

    fn column(&self, at: usize) -> Option<usize> {
        let line = self.lines.get(at)?;
        Some(text::column(&self.text, line.span.start, line.key.start))
    }
}

fn item(path: &KeyPath) -> Option<usize> {
    match path.steps() {
        [Step::Item(at)] => Some(*at),
        _ => None,
    }
}

/// A key that stands twice is no [`Duplicate`]: both lines open the same door, and neither hides the other.
impl Document for KeyListDocument {
    fn kind(&self) -> DocumentKind {
        DocumentKind::KeyList
    }

    fn text(&self) -> &str {
        &self.text
    }

    fn get(&self, path: &KeyPath) -> Option<Node> {
        if path.steps().is_empty() {
            return Some(flat::whole(&self.text, Shape::List));
        }
        self.node(item(path)?)
    }

    fn children(&self, path: &KeyPath) -> Vec<Child> {
        if !path.steps().is_empty() {
            return Vec::new();
        }
        (0..self.lines.len())
            .filter_map(|at| {
                Some(Child {
                    path: path.item(at),
                    line: at + 1,
                    column: self.column(at)?,
                })
            })
            .collect()
    }

    fn scalars(&self) -> Vec<(KeyPath, Node)> {
        (0..self.lines.len())
            .filter_map(|at| Some((KeyPath::root().item(at), self.node(at)?)))
            .collect()
    }

    fn duplicates(&self) -> Vec<Duplicate> {
        Vec::new()
    }

    fn set(&mut self, path: &KeyPath, value: &Scalar) -> Result<(), DocumentError> {
        self.set(item(path).ok_or(NO_NAMES)?, &flat::written(value)?)
    }

    fn remove(&mut self, path: &KeyPath) -> Result<bool, DocumentError> {
        self.remove(item(path).ok_or(NO_NAMES)?)
    }

    fn rename(&mut self, _: &KeyPath, _: &str) -> Result<bool, DocumentError> {
        Err(NO_NAMES)
    }

    fn remove_earlier_duplicates(&mut self, _: &KeyPath) -> Result<usize, DocumentError> {
        Ok(0)
    }

    fn boxed_clone(&self) -> Box<dyn Document> {
        Box::new(self.clone())
    }
}
