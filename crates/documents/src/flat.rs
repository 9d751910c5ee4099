//! What is alike in all documents of names and values: `.env`, `license.keys`, Python constants.

use std::collections::HashMap;

use crate::{Child, DocumentError, Duplicate, KeyPath, Node, Scalar, Shape, Step, Style};

/// One assignment.
pub(crate) struct Row {
    pub(crate) name: String,
    /// 1-based line of the name.
    pub(crate) line: usize,
    /// 1-based column of the name in characters.
    pub(crate) column: usize,
    pub(crate) node: Node,
}

/// The name that a path of one key stands for.
pub(crate) fn name(path: &KeyPath) -> Option<&str> {
    match path.steps() {
        [Step::Key(name)] => Some(name),
        _ => None,
    }
}

/// The name to edit at `path`.
///
/// # Errors
/// When the path is not one of a single key.
pub(crate) fn place(path: &KeyPath) -> Result<&str, DocumentError> {
    name(path).ok_or(DocumentError::EditRefused {
        why: "a file of this kind holds names and values, and nothing below them",
        line: None,
    })
}

/// The document itself, which is always there.
pub(crate) fn whole(text: &str, shape: Shape) -> Node {
    Node {
        shape,
        text: String::new(),
        style: Style::Plain,
        line: 1,
        column: 1,
        span: 0..text.len(),
        tag: None,
        shared: false,
    }
}

/// Which line counts for each name: the last one. Kept because a file may hold a hundred thousand names and be asked for
/// each of them.
pub(crate) fn counting<'a>(
    names: impl Iterator<Item = (usize, &'a str)>,
) -> HashMap<String, usize> {
    names.map(|(line, name)| (name.to_owned(), line)).collect()
}

/// As [`crate::Document::get`]; `named` gives what a name stands for.
pub(crate) fn get(
    text: &str,
    path: &KeyPath,
    named: impl FnOnce(&str) -> Option<Node>,
) -> Option<Node> {
    if path.steps().is_empty() {
        return Some(whole(text, Shape::Mapping));
    }
    named(name(path)?)
}

/// As [`crate::Document::children`]: every name once, where it stands with the value that counts.
pub(crate) fn children(rows: impl Iterator<Item = Row>, path: &KeyPath) -> Vec<Child> {
    if !path.steps().is_empty() {
        return Vec::new();
    }
    let rows: Vec<Row> = rows.collect();
    let mut seen = std::collections::HashSet::new();
    let mut children: Vec<Child> = (rows.iter().rev())
        .filter(|row| seen.insert(row.name.as_str()))
        .map(|row| Child {
            path: path.key(&row.name),
            line: row.line,
            column: row.column,
        })
        .collect();
    children.reverse();
    children
}

/// As [`crate::Document::scalars`].
pub(crate) fn scalars(rows: impl Iterator<Item = Row>) -> Vec<(KeyPath, Node)> {
    rows.filter(|row| row.node.shape == Shape::Scalar)
        .map(|row| (KeyPath::root().key(&row.name), row.node))
        .collect()
}

/// As [`crate::Document::duplicates`], in the order in which the names first stand.
pub(crate) fn duplicates(rows: impl Iterator<Item = Row>) -> Vec<Duplicate> {
    let mut found: Vec<Duplicate> = Vec::new();
    let mut places = HashMap::new();
    for row in rows {
        let at = *places.entry(row.name).or_insert_with_key(|name| {
            found.push(Duplicate {
                path: KeyPath::root().key(name),
                lines: Vec::new(),
            });
            found.len() - 1
        });
        found[at].lines.push(row.line);
    }
    found.retain(|duplicate| duplicate.lines.len() > 1);
    found
}

/// A value as files without types hold it.
///
/// # Errors
/// When it is a number that is none, or a reference.
pub(crate) fn written(value: &Scalar) -> Result<String, DocumentError> {
    Ok(match value {
        Scalar::Text(text) => text.clone(),
        Scalar::Switch(flag) => flag.to_string(),
        Scalar::Integer(number) => number.to_string(),
        Scalar::Number(number) => fraction(*number)?,
        Scalar::Reference(_) => {
            return Err(DocumentError::ValueRefused {
                why: "it is a reference to a variable, which not every reader of such a file replaces",
            });
        }
    })
}

/// A number with a fraction, as JSON and Python read it.
///
/// # Errors
/// When it is infinite or not a number at all.
pub(crate) fn fraction(number: f64) -> Result<String, DocumentError> {
    if !number.is_finite() {
        return Err(DocumentError::ValueRefused {
            why: "it is not a finite number",
        });
    }
    // `{:?}` keeps the point: `1.0`, not `1`.
    Ok(format!("{number:?}"))
}
