//! A `license.keys` seen as a document: paths of one key.

use super::LicenseKeysDocument;
use super::line::{Found, Kind, Line};
use crate::flat::{self, Row};
use crate::{
    Child, Document, DocumentError, DocumentKind, Duplicate, KeyPath, Node, Scalar, Shape, Style,
    text,
};

impl LicenseKeysDocument {
    fn rows(&self) -> impl Iterator<Item = Row> {
        self.lines.iter().filter_map(|line| {
            let Kind::Entry(found) = &line.kind else {
                return None;
            };
            Some(Row {
                name: self.text[found.name.clone()].to_owned(),
                line: line.number,
                column: text::column(&self.text, line.span.start, found.name.start),
                node: self.node(line, found),
            })
        })
    }

    fn node(&self, line: &Line, found: &Found) -> Node {
        let entry = found.seen(&self.text, line);
        let quoted = |quote| {
            entry.raw.len() > 1 && entry.raw.starts_with(quote) && entry.raw.ends_with(quote)
        };
        Node {
            shape: Shape::Scalar,
            style: if quoted('"') {
                Style::Double
            } else {
                Style::Plain
            },
            text: entry.value,
            line: entry.line,
            column: entry.column,
            span: found.raw.clone(),
            tag: None,
            shared: false,
        }
    }
}

/// Values have no types here: a switch or a number is written as its text.
impl Document for LicenseKeysDocument {
    fn kind(&self) -> DocumentKind {
        DocumentKind::LicenseKeys
    }

    fn text(&self) -> &str {
        &self.text
    }

    fn get(&self, path: &KeyPath) -> Option<Node> {
        flat::get(&self.text, path, |name| {
            let (at, found) = self.last(name)?;
            Some(self.node(&self.lines[at], found))
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
        self.set(flat::place(path)?, &flat::written(value)?)
    }

    fn remove(&mut self, path: &KeyPath) -> Result<bool, DocumentError> {
        self.remove(flat::place(path)?)
    }

    fn rename(&mut self, path: &KeyPath, name: &str) -> Result<bool, DocumentError> {
        self.rename(flat::place(path)?, name)
    }

    fn remove_earlier_duplicates(&mut self, path: &KeyPath) -> Result<usize, DocumentError> {
        self.remove_earlier_duplicates(flat::place(path)?)
    }

    fn boxed_clone(&self) -> Box<dyn Document> {
        Box::new(self.clone())
    }
}
