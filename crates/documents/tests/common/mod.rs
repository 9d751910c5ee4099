//! What holds for every document and every edit, asked through the trait alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    dead_code,
    reason = "a test stops at the first surprise, and no test needs all of this"
)]

use chatelaine_documents::{Document, DocumentError, KeyPath, Node, Scalar, Shape, Style};

pub(crate) fn key(name: &str) -> KeyPath {
    KeyPath::keys(&[name])
}

pub(crate) fn item(at: usize) -> KeyPath {
    KeyPath::root().item(at)
}

pub(crate) fn text(value: &str) -> Scalar {
    Scalar::Text(value.to_owned())
}

/// The text at `path`.
pub(crate) fn read(document: &dyn Document, path: &KeyPath) -> Option<String> {
    document.get(path).map(|node| node.text)
}

/// Everything but what stands at `path` or below it.
pub(crate) fn others(
    document: &dyn Document,
    path: &KeyPath,
) -> Vec<(KeyPath, Shape, String, Style)> {
    (document.scalars().into_iter())
        .filter(|(at, _)| !at.is_within(path))
        .map(|(at, node)| (at, node.shape, node.text, node.style))
        .collect()
}

/// What was between the parts that two texts have in common at their ends, before and after.
pub(crate) fn difference<'a>(before: &'a str, after: &'a str) -> (&'a str, &'a str) {
    let head = (before.char_indices().zip(after.chars()))
        .find(|((_, a), b)| a != b)
        .map_or(before.len().min(after.len()), |((at, _), _)| at);
    let (old, new) = (&before[head..], &after[head..]);
    let tail: usize = (old.chars().rev().zip(new.chars().rev()))
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    (&old[..old.len() - tail], &new[..new.len() - tail])
}

/// Sets a text and checks the promise: it is read back, nothing else changed, doing it again changes nothing; or it
/// was refused and nothing changed at all. Hands the edited document back if there is one.
pub(crate) fn set_keeps_the_promise(
    before: &dyn Document,
    path: &KeyPath,
    value: &str,
) -> Result<Box<dyn Document>, DocumentError> {
    let mut document = before.boxed_clone();
    if let Err(error) = document.set(path, &text(value)) {
        assert_eq!(
            document.text(),
            before.text(),
            "what is refused changes nothing"
        );
        assert!(
            value.len() < 4 || !error.to_string().contains(value),
            "an error never quotes the value"
        );
        return Err(error);
    }
    let node = document.get(path).expect("it was set");
    assert_eq!(
        (node.shape, node.text.as_str()),
        (Shape::Scalar, value),
        "it is read back as it is from {:?}",
        document.text()
    );
    assert_eq!(
        others(&*document, path),
        others(before, path),
        "nothing else changed"
    );
    node_points_at_itself(&*document, &node);
    let once = document.text().to_owned();
    document
        .set(path, &text(value))
        .expect("what was possible once is possible again");
    assert_eq!(document.text(), once, "the second time changes nothing");
    Ok(document)
}

/// Line, column and span of a node agree with one another.
pub(crate) fn node_points_at_itself(document: &dyn Document, node: &Node) {
    let before = &document.text()[..node.span.start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    assert_eq!(
        node.line,
        1 + before.matches('\n').count(),
        "the line is that of the span"
    );
    assert_eq!(
        node.column,
        1 + before[line_start..]
            .trim_start_matches('\u{feff}')
            .chars()
            .count(),
        "the column is that of the span"
    );
}
