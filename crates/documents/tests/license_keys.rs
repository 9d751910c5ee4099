//! Program-Y's `license.keys`: read as Program-Y reads it, edited without disturbing what else is in it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod common;

use chatelaine_documents::{
    Document, DocumentError, KeyPath, LIMIT_BYTES, LIMIT_LINES, LicenseKeysDocument, Oddity,
    Scalar, Style, refuse_license_value,
};
use common::{key, text};
use proptest::prelude::*;

fn parse(text: &str) -> LicenseKeysDocument {
    LicenseKeysDocument::parse(text.as_bytes()).expect("the text is a readable document")
}

/// A line and what Program-Y 5.0.1 makes of it, as recorded from the real one.
const READ: &[(&str, &str, &str, &[Oddity])] = &[
    ("T = tok", "T", "tok", &[]),
    ("  T=tok  ", "T", "tok", &[]),
    (
        "T = dXNlcjpwYXNzd29yZDE=",
        "T",
        "dXNlcjpwYXNzd29yZDE",
        &[Oddity::EqualsDropped],
    ),
    (
        "T = = a = b",
        "T",
        "a  b",
        &[Oddity::EqualsDropped, Oddity::Spaces],
    ),
    ("T = \"quoted\"", "T", "quoted", &[Oddity::Quotes]),
    ("T = 'single'", "T", "'single'", &[Oddity::SingleQuotes]),
    ("T = ab\"cd\"ef\"", "T", "abcdef", &[Oddity::Quotes]),
    ("T = ab\"cd", "T", "ab\"cd", &[]),
    (
        "T=tok #trailing",
        "T",
        "tok #trailing",
        &[Oddity::Hash, Oddity::Spaces],
    ),
    ("T = two words", "T", "two words", &[Oddity::Spaces]),
    ("T =   ", "T", "", &[Oddity::Empty]),
    ("T = \"\"", "T", "", &[Oddity::Empty, Oddity::Quotes]),
    ("T = ===", "T", "", &[Oddity::Empty, Oddity::EqualsDropped]),
    ("\u{feff}T = bom", "\u{feff}T", "bom", &[Oddity::Bom]),
    ("T = tök", "T", "tök", &[Oddity::NonAscii]),
    ("T = \u{1c}tok\u{a0}", "T", "tok", &[]),
    (" = nameless", "", "nameless", &[]),
];

#[test]
fn a_line_is_read_as_program_y_reads_it() {
    for (line, name, value, oddities) in READ {
        for end in ["", "\n", "\r\n"] {
            let document = parse(&format!("{line}{end}"));
            let entries: Vec<_> = document.entries().collect();
            assert_eq!(entries.len(), 1, "{line:?}");
            let entry = &entries[0];
            assert_eq!(
                (entry.name, entry.value.as_str(), entry.oddities.as_slice()),
                (*name, *value, *oddities),
                "{line:?}"
            );
            let node = document.get(&key(name)).unwrap();
            assert_eq!(&node.text, value, "a document shows the value that counts");
            assert_eq!(
                &document.text()[node.span.clone()],
                entry.raw,
                "and where it is written"
            );
            common::node_points_at_itself(&document, &node);
        }
    }
}

#[test]
fn what_is_no_entry_for_program_y_is_none_here() {
    let document = parse("\n   \n# T = a\n   #T=b\nT: c\nwords\n");
    assert_eq!(document.entries().count(), 0);
    assert_eq!(
        document.ignored_lines().collect::<Vec<_>>(),
        [5, 6],
        "comments and blank lines are meant as such"
    );
    let marked = parse("\u{feff}# T = a\n");
    assert_eq!(
        marked.entries().count(),
        1,
        "behind a byte order mark even a comment is an entry"
    );
}

#[test]
fn the_last_of_several_entries_counts_and_names_are_case_sensitive() {
    let document = parse("T = first\nt = other\nT = second\n");
    assert_eq!(document.entry("T").unwrap().value, "second");
    assert_eq!(document.entry("t").unwrap().value, "other");
    let duplicates = document.duplicates();
    assert_eq!((duplicates.len(), &duplicates[0].lines), (1, &vec![1, 3]));
    let children: Vec<_> = document
        .children(&KeyPath::root())
        .into_iter()
        .map(|child| child.line)
        .collect();
    assert_eq!(children, [2, 3]);
    assert_eq!(
        parse("T = \"q\"\n").get(&key("T")).unwrap().style,
        Style::Double
    );
}

/// Document before, name, value, document after.
const SETS: &[(&str, &str, &str, &str)] = &[
    // Of a line only the value changes.
    ("T = old\n", "T", "new", "T = new\n"),
    (
        "  T=old  \r\nB = 1\r\n",
        "T",
        "new",
        "  T=new  \r\nB = 1\r\n",
    ),
    ("T = old", "T", "new", "T = new"),
    ("T\t=\told\n", "T", "new", "T\t=\tnew\n"),
    ("T = dXNl=\n", "T", "new", "T = new\n"),
    ("T = \"new\"\n", "T", "new", "T = new\n"),
    ("T = old #x\n", "T", "new", "T = new\n"),
    ("T =\n", "T", "new", "T =new\n"),
    ("T =    \n", "T", "new", "T = new\n"),
    ("T = 1\nT = 2\n", "T", "3", "T = 1\nT = 3\n"),
    // What is odd but harmless stays possible.
    ("T = old\n", "T", "two words", "T = two words\n"),
    ("T = old\n", "T", "a#b'c", "T = a#b'c\n"),
    // A new entry stands behind its comment, else with its kind, else last; spaced like its neighbours.
    ("", "T", "new", "T = new\n"),
    ("A=1\n", "T", "new", "A=1\nT=new\n"),
    ("A = 1", "T", "new", "A = 1\nT = new\n"),
    ("A =\r\n", "T", "new", "A =\r\nT = new\r\n"),
    ("# T = x\nA= 1\n", "T", "new", "# T = x\nT= new\nA= 1\n"),
    (
        "TWITTER_A = 1\nB=2\n",
        "TWITTER_C",
        "new",
        "TWITTER_A = 1\nTWITTER_C = new\nB=2\n",
    ),
    ("\u{feff}", "T", "new", "\u{feff}\nT = new\n"),
    (
        "\u{feff}T = old\n",
        "T",
        "new",
        "\u{feff}T = old\nT = new\n",
    ),
    ("T: no\n", "T", "new", "T: no\nT = new\n"),
];

#[test]
fn an_edit_changes_the_value_and_nothing_else() {
    for (before, name, value, after) in SETS {
        let document = common::set_keeps_the_promise(&parse(before), &key(name), value)
            .unwrap_or_else(|error| panic!("{before:?}: {error}"));
        assert_eq!(document.text(), *after, "from {before:?}");
    }
}

#[test]
fn values_that_the_versions_read_differently_are_refused() {
    for value in [
        "",
        " ",
        " a",
        "a ",
        "a=b",
        "\"a\"",
        "\"a",
        "a\"",
        "a\nb",
        "a\rb",
        "a\tb",
        "tök",
        "\u{feff}a",
        "\u{7f}",
    ] {
        assert!(refuse_license_value(value).is_err(), "{value:?}");
        let error =
            common::set_keeps_the_promise(&parse("T = old\n"), &key("T"), value).unwrap_err();
        assert!(matches!(error, DocumentError::ValueRefused { .. }));
    }
    let mut document = parse("T = old\n");
    for value in [
        Scalar::Reference("X".to_owned()),
        Scalar::Number(f64::INFINITY),
    ] {
        Document::set(&mut document, &key("T"), &value).unwrap_err();
    }
    Document::set(&mut document, &key("T"), &Scalar::Integer(7)).unwrap();
    Document::set(&mut document, &key("T"), &Scalar::Switch(false)).unwrap();
    assert_eq!(document.text(), "T = false\n");
}

#[test]
fn names_that_would_not_be_found_again_are_refused() {
    for name in ["", "#T", "A B", "A=B", "T\n", "\u{feff}T", "tök"] {
        let error = parse("").set(name, "new").unwrap_err();
        assert!(
            matches!(error, DocumentError::NameRefused { .. }),
            "{name:?}"
        );
        parse("T = 1\n").rename("T", name).unwrap_err();
    }
    assert!(matches!(
        parse("A = 1\nB = 2\n").rename("A", "B").unwrap_err(),
        DocumentError::KeyTaken { line: 2, .. }
    ));
}

#[test]
fn whole_lines_go_and_only_names_are_renamed() {
    let text = "\u{feff}T = 1\r\n# keep\r\n\r\nB = 2\r\nB = 3";
    let mut document = parse(text);
    assert!(document.remove("\u{feff}T").unwrap());
    assert_eq!(
        document.text(),
        "# keep\r\n\r\nB = 2\r\nB = 3",
        "the mark was part of the name"
    );
    assert!(!document.remove("T").unwrap());
    assert_eq!(document.remove_earlier_duplicates("B").unwrap(), 1);
    assert_eq!(document.text(), "# keep\r\n\r\nB = 3");
    let mut repaired = parse(text);
    assert!(
        repaired.rename("\u{feff}T", "T").unwrap(),
        "renaming is how a mark is taken off"
    );
    assert_eq!(repaired.text(), "T = 1\r\n# keep\r\n\r\nB = 2\r\nB = 3");
    assert!(repaired.rename("B", "C").unwrap() && !repaired.rename("B", "D").unwrap());
    assert_eq!(repaired.text(), "T = 1\r\n# keep\r\n\r\nC = 2\r\nC = 3");
}

#[test]
fn bytes_that_are_no_such_file_are_refused_with_the_reason() {
    let parse = LicenseKeysDocument::parse;
    assert!(
        parse(&vec![b'a'; LIMIT_BYTES]).is_ok(),
        "one long line is only odd"
    );
    assert!(matches!(
        parse(&vec![b'a'; LIMIT_BYTES + 1]),
        Err(DocumentError::TooLarge { .. })
    ));
    assert!(matches!(
        parse(&vec![b'\n'; LIMIT_LINES + 1]),
        Err(DocumentError::TooManyLines { .. })
    ));
    assert!(matches!(
        parse(b"A = 1\n\0 = 2"),
        Err(DocumentError::Nul { line: 2 })
    ));
    assert!(matches!(
        parse(b"A = \xc3"),
        Err(DocumentError::NotUtf8 { line: 1 })
    ));
    assert!(matches!(
        parse(b"A = 1\rB = 2\n"),
        Err(DocumentError::CarriageReturn { line: 1 })
    ));
    assert!(matches!(
        parse(b"A\0=\0 \x001\0"),
        Err(DocumentError::Utf16)
    ));
    let shown = format!(
        "{0:?} {1:?}",
        parse(b"A = hush\n"),
        parse(b"A = hush\n").unwrap().entry("A")
    );
    assert!(!shown.contains("hush"), "a value is a secret");
}

fn document() -> impl Strategy<Value = LicenseKeysDocument> {
    let fixed = prop::sample::select(vec![
        "",
        "  ",
        "# comment",
        "#T = 1",
        "T = a",
        "T=b=",
        "T: c",
        "B = \"q\"",
        "B =",
        "  B\t= x  ",
        "TWITTER_A = 1",
        "= x",
    ]);
    let line = prop_oneof![2 => fixed.prop_map(str::to_owned), 1 => "(T|B|#)[ =\"#a-cé]{0,8}"];
    (
        any::<bool>(),
        prop::collection::vec((line, any::<bool>()), 0..7),
        any::<bool>(),
    )
        .prop_map(|(mark, lines, ended)| {
            let mut text = String::from(if mark { "\u{feff}" } else { "" });
            let count = lines.len();
            for (at, (line, crlf)) in lines.into_iter().enumerate() {
                text.push_str(&line);
                if ended || at + 1 < count {
                    text.push_str(if crlf { "\r\n" } else { "\n" });
                }
            }
            parse(&text)
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn every_edit_is_exact_or_refused(document in document(), name in "(T|B|TWITTER_B|NEW)", value in "[ -~é]{0,8}") {
        let outcome = common::set_keeps_the_promise(&document, &key(&name), &value);
        prop_assert_eq!(outcome.is_ok(), refuse_license_value(&value).is_ok());
    }

    #[test]
    fn what_is_removed_is_gone_and_nothing_else(before in document(), name in "(T|B)") {
        let mut document = before.clone();
        let had = document.remove(&name).expect("whole lines can always go");
        prop_assert_eq!(had, before.entry(&name).is_some());
        prop_assert!(document.entry(&name).is_none());
        prop_assert_eq!(common::others(&document, &key(&name)), common::others(&before, &key(&name)));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(mut document) = LicenseKeysDocument::parse(&bytes) {
            prop_assert_eq!(document.text().as_bytes(), bytes.as_slice());
            let _ = document.set("T", "value");
            let _ = document.remove("T");
        }
    }
}

#[test]
fn numbers_and_text_are_the_same_here() {
    let mut document = parse("T = 5\n");
    Document::set(&mut document, &key("T"), &text("5")).unwrap();
    assert_eq!(document.text(), "T = 5\n");
}
