//! JSON configuration: read strictly, edited in the layout that is there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod common;

use chatelaine_documents::{
    Document, DocumentError, JSON_LIMIT_DEPTH, JsonDocument, KeyPath, Scalar, Shape, Step, Style,
};
use common::{key, read, text};

fn parse(text: &str) -> JsonDocument {
    JsonDocument::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// `a.b.0.c`, all digits being items.
fn path(dotted: &str) -> KeyPath {
    let steps = dotted
        .split('.')
        .filter(|step| !step.is_empty())
        .map(|step| match step.parse() {
            Ok(item) => Step::Item(item),
            Err(_) => Step::Key(step.to_owned()),
        });
    KeyPath::from(steps.collect::<Vec<_>>())
}

const PROGRAM_Y: &str = "\
{
    \"flask\": {
        \"host\": \"127.0.0.1\",
        \"port\": 8080,
        \"debug\": false,
        \"api_key_file\": null,
        \"ports\": [1, -2.5e3],
        \"bots\": {\"bot\": {}}
    }
}
";

#[test]
fn every_value_is_found_with_its_place() {
    let document = parse(PROGRAM_Y);
    let found: Vec<_> = (document.scalars().into_iter())
        .map(|(path, node)| {
            common::node_points_at_itself(&document, &node);
            (
                path.to_string(),
                node.text,
                node.style,
                node.line,
                node.column,
            )
        })
        .collect();
    let row = |path: &str, text: &str, style, line, column| {
        (path.to_owned(), text.to_owned(), style, line, column)
    };
    assert_eq!(
        found,
        [
            row("flask.host", "127.0.0.1", Style::Double, 3, 17),
            row("flask.port", "8080", Style::Plain, 4, 17),
            row("flask.debug", "false", Style::Plain, 5, 18),
            row("flask.ports.0", "1", Style::Plain, 7, 19),
            row("flask.ports.1", "-2.5e3", Style::Plain, 7, 22),
        ]
    );
    assert_eq!(
        document.get(&path("flask.api_key_file")).unwrap().shape,
        Shape::Null
    );
    assert_eq!(
        document.get(&path("flask.ports")).unwrap().shape,
        Shape::List
    );
    assert_eq!(
        document.get(&path("flask.bots.bot")).unwrap().shape,
        Shape::Mapping
    );
    assert!(
        document.get(&path("flask.nope")).is_none()
            && document.get(&path("flask.ports.2")).is_none()
    );
    let children: Vec<_> = document
        .children(&path("flask"))
        .into_iter()
        .map(|child| (child.path.to_string(), child.line, child.column))
        .collect();
    assert_eq!(children[0], ("flask.host".to_owned(), 3, 9));
    assert_eq!(children.len(), 6);
    assert_eq!(document.children(&path("flask.ports")).len(), 2);
    assert!(document.children(&path("flask.host")).is_empty());
}

#[test]
fn the_last_of_several_keys_counts() {
    let document = parse("{\"a\": {\"x\": 1}, \"b\": 0,\n\"a\": {\"x\": 2,\n\"x\": 3}}");
    assert_eq!(read(&document, &path("a.x")).as_deref(), Some("3"));
    let duplicates: Vec<_> = document
        .duplicates()
        .into_iter()
        .map(|found| (found.path.to_string(), found.lines))
        .collect();
    assert_eq!(
        duplicates,
        [("a".to_owned(), vec![1, 2]), ("a.x".to_owned(), vec![2, 3])]
    );
    assert_eq!(
        document.scalars().len(),
        4,
        "what is without effect is still in the file"
    );
    let children: Vec<_> = document
        .children(&KeyPath::root())
        .into_iter()
        .map(|child| child.path.to_string())
        .collect();
    assert_eq!(children, ["b", "a"]);
}

#[test]
fn strings_are_decoded() {
    let document = parse("{\"k\\u0065y\": \"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é\"}");
    assert_eq!(
        read(&document, &key("key")).as_deref(),
        Some("a\"\\/\u{8}\u{c}\n\r\té😀é")
    );
}

/// Document before, path, text, document after.
const SETS: &[(&str, &str, &str, &str)] = &[
    ("{\"a\": \"old\"}", "a", "new", "{\"a\": \"new\"}"),
    (
        "{\"a\" : \"old\" }\r\n",
        "a",
        "n\"\\\n",
        "{\"a\" : \"n\\\"\\\\\\n\" }\r\n",
    ),
    ("{\"a\": 5}", "a", "5", "{\"a\": \"5\"}"),
    ("{\"a\": null}", "a", "new", "{\"a\": \"new\"}"),
    (
        "{\"a\": \"\\u006eew\"}",
        "a",
        "new",
        "{\"a\": \"\\u006eew\"}",
    ),
    (
        "{\"a\": 1, \"a\": 2}",
        "a",
        "new",
        "{\"a\": 1, \"a\": \"new\"}",
    ),
    ("[1, 2]", "1", "new", "[1, \"new\"]"),
    // A new key stands behind the last one and looks like it.
    ("{\"a\": 1}", "b", "new", "{\"a\": 1, \"b\": \"new\"}"),
    ("{\"a\":1}", "b", "new", "{\"a\":1,\"b\":\"new\"}"),
    ("{ \"a\": 1 }", "b", "new", "{ \"a\": 1, \"b\": \"new\" }"),
    (
        "{\"a\":1, \"b\" : 2}",
        "c",
        "new",
        "{\"a\":1, \"b\" : 2, \"c\" : \"new\"}",
    ),
    (
        "{\n\t\"a\": 1\n}\n",
        "b",
        "new",
        "{\n\t\"a\": 1,\n\t\"b\": \"new\"\n}\n",
    ),
    (
        "{\r\n  \"a\": 1\r\n}",
        "b",
        "new",
        "{\r\n  \"a\": 1,\r\n  \"b\": \"new\"\r\n}",
    ),
    (
        "{\n  \"a\": 1,\n\n  \"b\": 2\n}",
        "c",
        "new",
        "{\n  \"a\": 1,\n\n  \"b\": 2,\n  \"c\": \"new\"\n}",
    ),
    ("{\"a\":\n1}", "b", "new", "{\"a\":\n1, \"b\": \"new\"}"),
    ("[\n  1\n]", "1", "new", "[\n  1,\n  \"new\"\n]"),
    ("{\"a\": []}", "a.0", "new", "{\"a\": [\"new\"]}"),
    ("{\"a\": []}", "a.0.b", "new", "{\"a\": [{\"b\": \"new\"}]}"),
    // What is missing or null on the way is made.
    ("{}\n", "a", "new", "{\n  \"a\": \"new\"\n}\n"),
    ("{\r\n}\r\n", "a", "new", "{\r\n  \"a\": \"new\"\r\n}\r\n"),
    ("null", "a", "new", "{\n  \"a\": \"new\"\n}"),
    (
        "{}",
        "a.b",
        "new",
        "{\n  \"a\": {\n    \"b\": \"new\"\n  }\n}",
    ),
    (
        "{\"a\": 1}",
        "b.c.d",
        "new",
        "{\"a\": 1, \"b\": {\"c\": {\"d\": \"new\"}}}",
    ),
    ("{\"a\":1}", "b.c", "new", "{\"a\":1,\"b\":{\"c\":\"new\"}}"),
    ("{\"a\": {}}", "a.b", "new", "{\"a\": {\"b\": \"new\"}}"),
    (
        "{\n    \"a\": {},\n    \"b\": null\n}",
        "a.c",
        "new",
        "{\n    \"a\": {\n        \"c\": \"new\"\n    },\n    \"b\": null\n}",
    ),
    (
        "{\n    \"a\": {},\n    \"b\": null\n}",
        "b.c.d",
        "new",
        "{\n    \"a\": {},\n    \"b\": {\n        \"c\": {\n            \"d\": \"new\"\n        }\n    }\n}",
    ),
    (
        "{\n \"a\": 1\n}",
        "b.c",
        "new",
        "{\n \"a\": 1,\n \"b\": {\n  \"c\": \"new\"\n }\n}",
    ),
    (
        "\u{feff}{\"a\": \"old\"}",
        "a",
        "new",
        "\u{feff}{\"a\": \"new\"}",
    ),
    ("\u{feff}{}", "a", "new", "\u{feff}{\n  \"a\": \"new\"\n}"),
];

#[test]
fn an_edit_changes_one_value_in_the_layout_that_is_there() {
    for (before, at, value, after) in SETS {
        let document = common::set_keeps_the_promise(&parse(before), &path(at), value)
            .unwrap_or_else(|error| panic!("{before:?}: {error}"));
        assert_eq!(document.text(), *after, "from {before:?}");
    }
}

#[test]
fn types_are_written_as_types() {
    let mut document = JsonDocument::empty();
    document.set(&key("on"), &Scalar::Switch(true)).unwrap();
    document.set(&key("port"), &Scalar::Integer(-80)).unwrap();
    document.set(&key("rate"), &Scalar::Number(0.5)).unwrap();
    document.set(&key("many"), &Scalar::Number(1e300)).unwrap();
    let written = "{\n  \"on\": true,\n  \"port\": -80,\n  \"rate\": 0.5,\n  \"many\": 1e300\n}\n";
    assert_eq!(document.text(), written);
    document.set(&key("on"), &Scalar::Switch(true)).unwrap();
    assert_eq!(
        document.text(),
        written,
        "what is there is not written again"
    );
    for value in [Scalar::Reference("X".to_owned()), Scalar::Number(f64::NAN)] {
        assert!(matches!(
            document.set(&key("on"), &value),
            Err(DocumentError::ValueRefused { .. })
        ));
    }
}

#[test]
fn places_that_hold_something_else_are_refused_with_their_line() {
    let before = "{\n\"a\": {\"b\": 1},\n\"l\": [1],\n\"s\": \"hush\"}";
    for (at, line) in [
        ("a", 2),
        ("l", 3),
        ("s.x", 4),
        ("l.2", 3),
        ("l.x", 3),
        ("a.0", 2),
        ("", 1),
        ("n.0", 1),
    ] {
        let error = common::set_keeps_the_promise(&parse(before), &path(at), "new").unwrap_err();
        assert!(matches!(error, DocumentError::EditRefused { .. }), "{at}");
        assert_eq!(error.line(), Some(line), "{at}");
    }
    let mut document = parse(before);
    document.remove(&KeyPath::root()).unwrap_err();
    document.rename(&path("l.0"), "x").unwrap_err();
    assert!(matches!(
        document.rename(&key("a"), "l").unwrap_err(),
        DocumentError::KeyTaken { line: 3, .. }
    ));
    let deep = path(&["x"; JSON_LIMIT_DEPTH + 1].join("."));
    document.set(&deep, &text("new")).unwrap_err();
    assert_eq!(document.text(), before);
    assert!(!format!("{document:?}").contains("hush"));
}

/// Document before, path, document after.
const REMOVALS: &[(&str, &str, &str)] = &[
    ("{\"a\": 1}", "a", "{}"),
    ("{\n  \"a\": 1,\n  \"b\": 2\n}", "a", "{\n  \"b\": 2\n}"),
    ("{\n  \"a\": 1,\n  \"b\": 2\n}", "b", "{\n  \"a\": 1\n}"),
    ("{\"a\": 1, \"b\": 2, \"a\": 3}", "a", "{\"b\": 2}"),
    ("{\"a\": 1, \"a\": 3}", "a", "{}"),
    (
        "{\"b\": 2, \"a\": {\"x\": [1]}, \"c\": 3, \"a\": 1, \"a\": 2}",
        "a",
        "{\"b\": 2, \"c\": 3}",
    ),
    ("[1, 2, 3]", "1", "[1, 3]"),
    ("[1, 2, 3]", "2", "[1, 2]"),
    ("{\"o\": {\"a\": 1}}", "o.a", "{\"o\": {}}"),
];

#[test]
fn a_removal_takes_its_comma_along() {
    for (before, at, after) in REMOVALS {
        let mut document = parse(before);
        assert!(document.remove(&path(at)).unwrap());
        assert_eq!(document.text(), *after, "from {before:?}");
        assert!(at.parse::<usize>().is_ok() || !document.remove(&path(at)).unwrap());
    }
}

#[test]
fn keys_are_renamed_and_earlier_duplicates_removed() {
    let mut document = parse("{\"o\": {\"token\": 1, \"x\": 2, \"token\": 3}}");
    assert!(document.rename(&path("o.token"), "callback_token").unwrap());
    assert_eq!(
        document.text(),
        "{\"o\": {\"callback_token\": 1, \"x\": 2, \"callback_token\": 3}}"
    );
    assert!(!document.rename(&path("o.token"), "y").unwrap());
    assert_eq!(
        document
            .remove_earlier_duplicates(&path("o.callback_token"))
            .unwrap(),
        1
    );
    assert_eq!(
        document.text(),
        "{\"o\": {\"x\": 2, \"callback_token\": 3}}"
    );
    assert_eq!(document.remove_earlier_duplicates(&path("o.x")).unwrap(), 0);
    assert!(
        document.rename(&path("o.x"), "x").unwrap(),
        "renaming to the same name changes nothing"
    );
}
