//! A `.env` file seen as a document: paths of one key.

use super::line::{Assignment, Kind, Line};
use super::{Entry, EnvDocument, Quoting};
use crate::flat::{self, Row};
use crate::{
    Child, Document, DocumentError, DocumentKind, Duplicate, KeyPath, Node, Scalar, Shape, Style,
};

impl EnvDocument {
    fn rows(&self) -> impl Iterator<Item = Row> {
        self.lines.iter().filter_map(|line| {
            let Kind::Assignment(found) = &line.kind else {
                return None;
            };
            Some(Row {
                name: self.text[found.key.clone()].to_owned(),
                line: line.number,
                column: 1 + self.text[line.span.start..found.key.start].chars().count(),
                node: self.node(line, found),
            })
        })
    }

    fn node(&self, line: &Line, found: &Assignment) -> Node {
        let entry = Entry::new(&self.text, line, found);
        Node {
            shape: Shape::Scalar,
            text: entry.value,
            style: match entry.quoting {
                Quoting::Plain => Style::Plain,
                Quoting::Single => Style::Single,
                Quoting::Double => Style::Double,
            },
            line: entry.line,
            column: entry.column,
            span: found.raw.clone(),
            tag: None,
            shared: false,
        }
    }
}

/// Values have no types here: a switch or a number is written as its text. A reference is refused, because readers
/// differ on `$`.
impl Document for EnvDocument {
    fn kind(&self) -> DocumentKind {
        DocumentKind::Env
    }

    fn text(&self) -> &str {
        self.text()
    }

    fn get(&self, path: &KeyPath) -> Option<Node> {
        flat::get(&self.text, path, |name| {
            let (at, found) = self.last_assignment(name)?;
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
