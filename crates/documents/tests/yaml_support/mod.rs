//! Short ways to open, edit and describe, for the tests of YAML documents.
#![allow(dead_code, reason = "not every test uses every one of them")]

pub(crate) mod dice;
pub(crate) mod edits;
pub(crate) mod generate;
pub(crate) mod python;

use chatelaine_documents::{Document, DocumentError, KeyPath, Scalar, Step, YamlDocument};

pub(crate) fn open(text: &str) -> YamlDocument {
    YamlDocument::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// `a.b[2].c` as a path; `[0]` at the start is an item of the top.
pub(crate) fn path(text: &str) -> KeyPath {
    let mut steps = Vec::new();
    for part in text.split('.') {
        let mut pieces = part.split('[');
        steps.extend(
            pieces
                .next()
                .filter(|key| !key.is_empty())
                .map(|key| Step::Key(key.to_owned())),
        );
        steps.extend(pieces.map(|item| Step::Item(item.trim_end_matches(']').parse().unwrap())));
    }
    KeyPath::from(steps)
}

pub(crate) fn set_scalar(before: &str, place: &str, value: &Scalar) -> String {
    let mut document = open(before);
    document
        .set(&path(place), value)
        .unwrap_or_else(|error| panic!("{place} in {before:?}: {error}"));
    document.text().to_owned()
}

pub(crate) fn set(before: &str, place: &str, value: &str) -> String {
    set_scalar(before, place, &Scalar::Text(value.to_owned()))
}

pub(crate) fn removed(before: &str, place: &str) -> String {
    let mut document = open(before);
    let was = document
        .remove(&path(place))
        .unwrap_or_else(|error| panic!("{place} in {before:?}: {error}"));
    assert!(was, "{place} is in {before:?}");
    document.text().to_owned()
}

pub(crate) fn renamed(before: &str, place: &str, name: &str) -> String {
    let mut document = open(before);
    let was = document
        .rename(&path(place), name)
        .unwrap_or_else(|error| panic!("{place} in {before:?}: {error}"));
    assert!(was, "{place} is in {before:?}");
    document.text().to_owned()
}

/// The edit is refused, and the document is as it was. What the refusal says, and its line.
pub(crate) fn refusal(
    edit: impl FnOnce(&mut YamlDocument) -> Result<(), DocumentError>,
    text: &str,
) -> (String, Option<usize>) {
    let mut document = open(text);
    match edit(&mut document) {
        Ok(()) => panic!("{text:?} became {:?}", document.text()),
        Err(error) => {
            assert_eq!(document.text(), text, "a refused edit changes nothing");
            assert!(!error.advice().is_empty());
            (error.to_string(), error.line())
        }
    }
}
