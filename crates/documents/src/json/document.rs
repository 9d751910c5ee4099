//! A JSON file seen as a document.

use super::JsonDocument;
use super::tree::What;
use crate::{
    Child, Document, DocumentError, DocumentKind, Duplicate, KeyPath, Node, Scalar, Shape, Style,
};

impl JsonDocument {
    fn node(&self, id: usize) -> Node {
        let cell = self.tree.cell(id);
        let (shape, style, text) = match &cell.what {
            What::Object => (Shape::Mapping, Style::Plain, String::new()),
            What::List => (Shape::List, Style::Plain, String::new()),
            What::Text(text) => (Shape::Scalar, Style::Double, text.clone()),
            What::Plain => (
                Shape::Scalar,
                Style::Plain,
                self.text[cell.span.clone()].to_owned(),
            ),
            What::Null => (Shape::Null, Style::Plain, String::new()),
        };
        Node {
            shape,
            text,
            style,
            line: cell.spot.line,
            column: cell.spot.column,
            span: cell.span.clone(),
            tag: None,
            shared: false,
        }
    }
}

impl Document for JsonDocument {
    fn kind(&self) -> DocumentKind {
        DocumentKind::Json
    }

    fn text(&self) -> &str {
        &self.text
    }

    fn get(&self, path: &KeyPath) -> Option<Node> {
        Some(self.node(self.tree.find(path)?))
    }

    fn children(&self, path: &KeyPath) -> Vec<Child> {
        let Some(id) = self.tree.find(path) else {
            return Vec::new();
        };
        let child = |id: usize| {
            let cell = self.tree.cell(id);
            let spot = cell.key.as_ref().map_or(cell.spot, |key| key.spot);
            Child {
                path: match &cell.key {
                    Some(key) => path.key(&key.text),
                    None => path.item(cell.at),
                },
                line: spot.line,
                column: spot.column,
            }
        };
        self.tree
            .counting_children(id)
            .into_iter()
            .map(child)
            .collect()
    }

    fn scalars(&self) -> Vec<(KeyPath, Node)> {
        (0..self.tree.len())
            .filter(|&id| matches!(self.tree.cell(id).what, What::Text(_) | What::Plain))
            .map(|id| (self.tree.path(id), self.node(id)))
            .collect()
    }

    fn duplicates(&self) -> Vec<Duplicate> {
        self.tree.duplicates()
    }

    fn set(&mut self, path: &KeyPath, value: &Scalar) -> Result<(), DocumentError> {
        self.put(path, value)
    }

    fn remove(&mut self, path: &KeyPath) -> Result<bool, DocumentError> {
        self.take_out(path)
    }

    fn rename(&mut self, path: &KeyPath, name: &str) -> Result<bool, DocumentError> {
        self.rename_key(path, name)
    }

    fn remove_earlier_duplicates(&mut self, path: &KeyPath) -> Result<usize, DocumentError> {
        self.take_out_earlier(path)
    }

    fn boxed_clone(&self) -> Box<dyn Document> {
        Box::new(self.clone())
    }
}
