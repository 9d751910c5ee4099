//! JSON that is none, JSON made to hurt, and what holds for all of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod common;

use chatelaine_documents::{
    Document, DocumentError, JSON_LIMIT_DEPTH, JsonDocument, KeyPath, LIMIT_BYTES, Shape, Step,
};
use common::key;
use proptest::prelude::*;

fn parse(text: &str) -> JsonDocument {
    JsonDocument::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

#[test]
fn what_is_no_json_is_refused_with_its_line() {
    for (text, line) in [
        ("", 1),
        (" \n", 2),
        ("{", 1),
        ("{\n\"a\"}", 2),
        ("{\"a\":1,\n}", 2),
        ("[1,]", 1),
        ("{'a': 1}", 1),
        ("{\"a\": 1}\nx", 2),
        ("{\"a\": 01}", 1),
        ("{\"a\": .5}", 1),
        ("{\"a\": 1.}", 1),
        ("{\"a\": +1}", 1),
        ("{\"a\": NaN}", 1),
        ("{\"a\": tru}", 1),
        ("{\"a\": True}", 1),
        ("[1\n}", 2),
        ("// x\n{}", 1),
        ("{\"a\":\n\"x\ny\"}", 2),
        ("[\"\\x\"]", 1),
        ("[\"\\ud800\"]", 1),
        ("[\"\\udc00\\ud800\"]", 1),
        ("[\"\\u12g4\"]", 1),
        ("[\"\\u+123\"]", 1),
        ("[\"", 1),
        ("[\"\\", 1),
        ("[1e999]", 1),
        ("{} {}", 1),
        ("[1 2]", 1),
        ("{\"a\" 1}", 1),
        ("\u{feff}\u{feff}é", 1),
        ("{\u{a0}}", 1),
    ] {
        let error = JsonDocument::parse(text.as_bytes()).expect_err(text);
        assert!(
            matches!(error, DocumentError::Json { .. }),
            "{text:?}: {error}"
        );
        assert_eq!(error.line(), Some(line), "{text:?}");
    }
    for text in [
        "0",
        "-0.0e+1",
        "\"\"",
        "null",
        " [ ] ",
        "{\"\":{}}",
        "\u{feff}{}",
    ] {
        parse(text);
    }
    assert!(parse("\u{feff}{}").has_byte_order_mark() && !parse("{}").has_byte_order_mark());
}

#[test]
fn hostile_files_end_in_an_error_and_nothing_worse() {
    let parse = JsonDocument::parse;
    for byte in [b'[', b'{', b'"', b',', b'1', b' ', b'\n', b'\\', b'-'] {
        assert!(
            parse(&vec![byte; LIMIT_BYTES]).is_err(),
            "{}",
            char::from(byte)
        );
    }
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(nested(JSON_LIMIT_DEPTH).as_bytes()).is_ok());
    assert!(parse(nested(JSON_LIMIT_DEPTH + 1).as_bytes()).is_err());
    assert!(parse(nested(100_000).as_bytes()).is_err());
    let many = format!("[{}0]", "0,".repeat(1_000_000));
    assert!(matches!(
        parse(many.as_bytes()),
        Err(DocumentError::Json { .. })
    ));
    let same = format!("{{{}\"a\":0}}", "\"a\":0,".repeat(100_000));
    let mut document = parse(same.as_bytes()).unwrap();
    assert_eq!(
        document.remove_earlier_duplicates(&key("a")).unwrap(),
        100_000
    );
    assert!(matches!(
        parse(b"{\"a\": \"\0\"}"),
        Err(DocumentError::Nul { .. })
    ));
    assert!(matches!(
        parse(b"{\"a\": \"\xf0\x9f\"}"),
        Err(DocumentError::NotUtf8 { .. })
    ));
    assert!(matches!(
        parse(b"{\r}"),
        Err(DocumentError::CarriageReturn { .. })
    ));
}

fn json() -> impl Strategy<Value = String> {
    let space = || prop::sample::select(vec!["", " ", "\n", "\r\n  ", "\t"]);
    let leaf = prop_oneof![
        "[0-9]",
        Just("null".to_owned()),
        Just("true".to_owned()),
        "\"[a-cé]{0,3}\""
    ];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        let member = ("[a-c]", space(), space(), inner.clone())
            .prop_map(|(key, before, after, value)| format!("{before}\"{key}\":{after}{value}"));
        prop_oneof![
            2 => (prop::collection::vec(member, 0..4), space()).prop_map(|(all, end)| format!("{{{}{end}}}", all.join(","))),
            1 => (prop::collection::vec(inner, 0..3), space()).prop_map(|(all, end)| format!("[{}{end}]", all.join(", "))),
        ]
    })
}

fn steps() -> impl Strategy<Value = KeyPath> {
    let step =
        prop_oneof![4 => "[a-d]".prop_map(Step::Key), 1 => (0_usize..3).prop_map(Step::Item)];
    prop::collection::vec(step, 1..4).prop_map(KeyPath::from)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn every_edit_is_exact_or_refused(before in json(), at in steps(), value in "[ -~é\n]{0,6}") {
        let before = parse(&before);
        let outcome = common::set_keeps_the_promise(&before, &at, &value);
        let fits = before.get(&at).is_some_and(|node| matches!(node.shape, Shape::Scalar | Shape::Null));
        prop_assert!(outcome.is_ok() || !fits, "a value can always be replaced");
    }

    #[test]
    fn what_is_removed_is_gone_and_nothing_else(before in json(), at in steps()) {
        let before = parse(&before);
        let mut document = before.clone();
        let had = document.remove(&at).expect("what is there can go");
        prop_assert_eq!(had, before.get(&at).is_some());
        if !had || matches!(at.last(), Some(Step::Key(_))) {
            prop_assert!(document.get(&at).is_none());
            prop_assert_eq!(common::others(&document, &at), common::others(&before, &at));
        }
    }

    #[test]
    fn serde_json_and_the_scanner_accept_the_same(text in "[\\[\\]{}:, \n\"a1.e+\\\\u0-]{0,24}") {
        let ours = JsonDocument::parse(text.as_bytes()).is_ok();
        prop_assert_eq!(ours, serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = JsonDocument::parse(&bytes);
    }
}
