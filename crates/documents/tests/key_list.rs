//! Program-Y's `keys.txt`, where every line is a key whatever it looks like.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod common;

use chatelaine_documents::{
    Document, DocumentError, KeyListDocument, KeyPath, LIMIT_BYTES, LIMIT_LINES, Scalar, Shape,
    refuse_api_key,
};
use common::{item, key, text};
use proptest::prelude::*;

fn parse(text: &str) -> KeyListDocument {
    KeyListDocument::parse(text.as_bytes()).expect("the text is a readable document")
}

#[test]
fn every_line_is_a_key_as_recorded_from_program_y() {
    let document = parse("11111111111111\n  22222222222222  \n# a comment\n33333333333333\n");
    assert_eq!(
        document.keys(),
        [
            "11111111111111",
            "22222222222222",
            "# a comment",
            "33333333333333"
        ],
        "the comment opened the door to `?apikey=%23%20a%20comment`"
    );
    assert_eq!(
        (document.comment_lines(), document.blank_lines()),
        (vec![3], vec![])
    );
    let blank = parse("11111111111111\n\n22222222222222\n");
    assert_eq!(
        blank.keys(),
        ["11111111111111", "", "22222222222222"],
        "`?apikey=` got in"
    );
    assert_eq!(blank.blank_lines(), [2]);
    let marked = parse("\u{feff}11111111111111\r\n22222222222222\r\n");
    assert_eq!(
        marked.keys(),
        ["\u{feff}11111111111111", "22222222222222"],
        "only the second key got in"
    );
    assert_eq!(parse("\u{feff}# about\n").comment_lines(), [1]);
}

#[test]
fn the_line_end_of_the_last_line_starts_no_further_key() {
    for (text, keys) in [
        ("", 0),
        ("a", 1),
        ("a\n", 1),
        ("a\n\n", 2),
        ("\n", 1),
        ("a\nb", 2),
        ("\r\n\r\n", 2),
    ] {
        assert_eq!(parse(text).keys().len(), keys, "{text:?}");
    }
    assert_eq!(
        parse("a\n \t\u{1f}\n").blank_lines(),
        [2],
        "what Python strips is blank"
    );
}

#[test]
fn keys_are_items_of_the_document() {
    let document = parse("a\n\n  b  \n");
    let root = document.get(&KeyPath::root()).unwrap();
    assert_eq!(root.shape, Shape::List);
    let lines: Vec<_> = document
        .children(&KeyPath::root())
        .into_iter()
        .map(|child| (child.path, child.line, child.column))
        .collect();
    assert_eq!(lines, [(item(0), 1, 1), (item(1), 2, 1), (item(2), 3, 3)]);
    let node = document.get(&item(2)).unwrap();
    assert_eq!(
        (node.text.as_str(), &document.text()[node.span.clone()]),
        ("b", "b")
    );
    common::node_points_at_itself(&document, &node);
    assert!(document.get(&item(3)).is_none() && document.get(&key("a")).is_none());
    assert!(document.children(&item(0)).is_empty());
    assert_eq!(document.scalars().len(), 3);
    assert!(
        parse("a\na\n").duplicates().is_empty(),
        "the same key twice hides nothing"
    );
}

/// Document before, item, key, document after.
const SETS: &[(&str, usize, &str, &str)] = &[
    ("a\nb\n", 0, "new", "new\nb\n"),
    ("a\r\n  b  \r\n", 1, "new", "a\r\n  new  \r\n"),
    ("a\nb", 1, "new", "a\nnew"),
    ("a\n   \nb\n", 1, "new", "a\nnew\nb\n"),
    ("# about\nb\n", 0, "new", "new\nb\n"),
    ("\u{feff}a\nb\n", 0, "new", "new\nb\n"),
    ("", 0, "new", "new\n"),
    ("a\n", 1, "new", "a\nnew\n"),
    ("a", 1, "new", "a\nnew\n"),
    ("a\r\nb", 2, "new", "a\r\nb\r\nnew\r\n"),
    ("a\n\n", 2, "new", "a\n\nnew\n"),
    ("\u{feff}", 1, "new", "\u{feff}\nnew\n"),
];

#[test]
fn an_edit_changes_one_key_and_nothing_else() {
    for (before, at, value, after) in SETS {
        let document = common::set_keeps_the_promise(&parse(before), &item(*at), value)
            .unwrap_or_else(|error| panic!("{before:?}: {error}"));
        assert_eq!(document.text(), *after, "from {before:?}");
    }
    let mut document = parse("a\n");
    Document::set(&mut document, &item(0), &Scalar::Integer(5)).unwrap();
    assert_eq!(document.text(), "5\n");
}

#[test]
fn whole_lines_are_removed() {
    let mut document = parse("\u{feff}a\r\n\r\n# c\r\nd");
    assert!(Document::remove(&mut document, &item(2)).unwrap());
    assert_eq!(document.text(), "\u{feff}a\r\n\r\nd");
    assert!(document.remove(1).unwrap() && document.remove(1).unwrap());
    assert_eq!(document.text(), "\u{feff}a\r\n");
    assert!(!document.remove(7).unwrap());
    assert!(document.remove(0).unwrap(), "the mark was part of the key");
    assert_eq!(document.text(), "");
}

#[test]
fn what_would_open_more_than_one_door_is_refused() {
    for value in [
        "", " ", "# note", "#", " a", "a\t", "a\nb", "a\rb", "a\u{7f}", "\u{feff}", "é",
    ] {
        assert!(refuse_api_key(value).is_err(), "{value:?}");
        common::set_keeps_the_promise(&parse("a\n"), &item(0), value).unwrap_err();
    }
    let mut document = parse("a\n");
    for path in [item(2), key("a"), KeyPath::root(), item(0).item(0)] {
        let error = Document::set(&mut document, &path, &text("new")).unwrap_err();
        assert!(matches!(error, DocumentError::EditRefused { .. }), "{path}");
    }
    Document::rename(&mut document, &item(0), "b").unwrap_err();
    Document::set(&mut document, &item(0), &Scalar::Reference("X".to_owned())).unwrap_err();
    assert_eq!(
        Document::remove_earlier_duplicates(&mut document, &item(0)).unwrap(),
        0
    );
    assert_eq!(document.text(), "a\n");
    assert!(!format!("{:?}", parse("hush\n")).contains("hush"));
}

#[test]
fn bytes_that_are_no_such_file_are_refused_with_the_reason() {
    let parse = KeyListDocument::parse;
    assert_eq!(parse(&vec![b'a'; LIMIT_BYTES]).unwrap().keys().len(), 1);
    assert!(matches!(
        parse(&vec![b'a'; LIMIT_BYTES + 1]),
        Err(DocumentError::TooLarge { .. })
    ));
    assert!(matches!(
        parse(&vec![b'\n'; LIMIT_LINES + 1]),
        Err(DocumentError::TooManyLines { .. })
    ));
    assert!(matches!(
        parse(b"abcd\n\0efg"),
        Err(DocumentError::Nul { line: 2 })
    ));
    assert!(matches!(
        parse(b"a\n\xe2\x82"),
        Err(DocumentError::NotUtf8 { line: 2 })
    ));
    assert!(matches!(
        parse(b"a\rb\n"),
        Err(DocumentError::CarriageReturn { line: 1 })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn every_edit_is_exact_or_refused(before in "\u{feff}?([ab#é ]{0,3}\r?\n){0,5}[ab]{0,2}", at in 0_usize..7, value in "[ -~é]{0,6}") {
        let before = parse(&before);
        let possible = at <= before.keys().len() && refuse_api_key(&value).is_ok();
        let outcome = common::set_keeps_the_promise(&before, &item(at), &value);
        prop_assert_eq!(outcome.is_ok(), possible);
        let mut removed = before.clone();
        let had = removed.remove(at).expect("whole lines can always go");
        let mut keys = before.keys();
        if had {
            keys.remove(at);
        }
        prop_assert_eq!(removed.keys(), keys);
    }
}
