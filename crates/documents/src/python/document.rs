//! A Python file seen as a document: paths of one key.

use super::PythonDocument;
use super::literal::Literal;
use crate::flat::{self, Row};
use crate::{
    Child, Document, DocumentError, DocumentKind, Duplicate, KeyPath, Node, Scalar, Shape, Style,
};

impl PythonDocument {
    fn rows(&self) -> impl Iterator<Item = Row> {
        let named = self.source.bindings.iter().zip(&self.source.names);
        named.map(|(binding, name)| {
            let (shape, style, text) = match &binding.value {
                Some(Literal::Text(text, style)) => (Shape::Scalar, *style, text.clone()),
                Some(Literal::Plain) => {
                    let written = self.text[binding.written.clone()].to_owned();
                    (Shape::Scalar, Style::Plain, written)
                }
                Some(Literal::None) => (Shape::Null, Style::Plain, String::new()),
                None => (Shape::Other, Style::Plain, String::new()),
            };
            Row {
                name: name.clone(),
                line: binding.name_spot.line,
                column: binding.name_spot.column,
                node: Node {
                    shape,
                    text,
                    style,
                    line: binding.written_spot.line,
                    column: binding.written_spot.column,
                    span: binding.written.clone(),
                    tag: None,
                    shared: false,
                },
            }
        })
    }
}

/// Names set by code are listed with [`Shape::Other`]; edits of them are refused with their line. A constant that other
/// code uses is neither removed nor renamed.
impl Document for PythonDocument {
    fn kind(&self) -> DocumentKind {
        DocumentKind::PythonConstants
    }

    fn text(&self) -> &str {
        &self.text
    }

    fn get(&self, path: &KeyPath) -> Option<Node> {
        flat::get(&self.text, path, |name| {
            let found = self.rows().filter(|row| row.name == name).last()?;
            Some(found.node)
        })
    }

    fn children(&self, path: &KeyPath) -> Vec<Child> {
        flat::children(self.rows(), path)
    }

    fn scalars(&self) -> Vec<(KeyPath, Node)> {
        flat::scalars(self.rows())
    }

    fn duplicates(&self) -> Vec<Duplicate> {
        flat::duplicates(self.rows())
    }

    fn set(&mut self, path: &KeyPath, value: &Scalar) -> Result<(), DocumentError> {
        self.put(flat::place(path)?, value)
    }

    fn remove(&mut self, path: &KeyPath) -> Result<bool, DocumentError> {
        self.take_out(flat::place(path)?)
    }

    fn rename(&mut self, path: &KeyPath, name: &str) -> Result<bool, DocumentError> {
        self.rename_constant(flat::place(path)?, name)
    }

    fn remove_earlier_duplicates(&mut self, path: &KeyPath) -> Result<usize, DocumentError> {
        self.take_out_earlier(flat::place(path)?)
    }

    fn boxed_clone(&self) -> Box<dyn Document> {
        Box::new(self.clone())
    }
}
