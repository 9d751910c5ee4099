//! A `.env` file through the eyes of code that does not know what kind of file it edits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod common;

use chatelaine_documents::{
    Document, DocumentError, DocumentKind, EnvDocument, KeyPath, Scalar, Shape, Style,
};
use common::{key, read, text};

const TEXT: &str = "\
# secrets
export A='one' # why
CCAT_API_KEY=first
B=
  CCAT_API_KEY=\"last\"
";

fn parse(text: &str) -> Box<dyn Document> {
    Box::new(EnvDocument::parse(text.as_bytes()).expect("the text is a readable document"))
}

#[test]
fn every_assignment_is_a_value_at_a_path_of_one_key() {
    let document = parse(TEXT);
    assert_eq!(document.kind(), DocumentKind::Env);
    assert_eq!(document.text(), TEXT);
    let found: Vec<_> = (document.scalars().into_iter())
        .map(|(path, node)| {
            common::node_points_at_itself(&*document, &node);
            (path.to_string(), node.text, node.style, node.line)
        })
        .collect();
    let row = |name: &str, text: &str, style, line| (name.to_owned(), text.to_owned(), style, line);
    assert_eq!(
        found,
        [
            row("A", "one", Style::Single, 2),
            row("CCAT_API_KEY", "first", Style::Plain, 3),
            row("B", "", Style::Plain, 4),
            row("CCAT_API_KEY", "last", Style::Double, 5),
        ]
    );
    let node = document.get(&key("CCAT_API_KEY")).unwrap();
    assert_eq!(
        (node.text.as_str(), &TEXT[node.span]),
        ("last", "\"last\""),
        "the last one counts"
    );
    assert_eq!(
        document.get(&key("B")).unwrap().shape,
        Shape::Scalar,
        "an empty value is a value"
    );
    assert!(document.get(&key("C")).is_none());
    assert!(document.get(&KeyPath::keys(&["A", "one"])).is_none());
    assert_eq!(
        document.get(&KeyPath::root()).unwrap().shape,
        Shape::Mapping
    );
}

#[test]
fn a_duplicate_is_listed_with_all_its_lines_and_once_as_a_child() {
    let document = parse(TEXT);
    let children: Vec<_> = (document.children(&KeyPath::root()).into_iter())
        .map(|child| (child.path.to_string(), child.line, child.column))
        .collect();
    assert_eq!(
        children,
        [
            ("A".to_owned(), 2, 8),
            ("B".to_owned(), 4, 1),
            ("CCAT_API_KEY".to_owned(), 5, 3)
        ]
    );
    assert!(document.children(&key("A")).is_empty());
    let duplicates = document.duplicates();
    assert_eq!(duplicates.len(), 1);
    assert_eq!(duplicates[0].path, key("CCAT_API_KEY"));
    assert_eq!(duplicates[0].lines, [3, 5]);
}

#[test]
fn edits_through_the_trait_are_the_edits_of_the_document() {
    let mut document = parse(TEXT);
    assert_eq!(
        document
            .remove_earlier_duplicates(&key("CCAT_API_KEY"))
            .unwrap(),
        1
    );
    document.set(&key("CCAT_API_KEY"), &text("new")).unwrap();
    document.set(&key("B"), &Scalar::Switch(true)).unwrap();
    document.set(&key("C"), &Scalar::Integer(-3)).unwrap();
    document.set(&key("D"), &Scalar::Number(1.0)).unwrap();
    assert!(document.rename(&key("A"), "Z").unwrap());
    assert!(document.remove(&key("C")).unwrap() && !document.remove(&key("C")).unwrap());
    assert_eq!(
        document.text(),
        "# secrets\nexport Z='one' # why\nB=true\n  CCAT_API_KEY=\"new\"\nD=1.0\n"
    );
}

#[test]
fn setting_what_is_there_changes_no_byte() {
    for line in [
        "A=1\n",
        "A='1' # why",
        "export A=\"1\"\r\n",
        "  A = 1  \n",
        "A=2\nA=1",
    ] {
        let mut document = parse(line);
        document.set(&key("A"), &Scalar::Integer(1)).unwrap();
        assert_eq!(document.text(), line);
    }
}

#[test]
fn what_readers_would_not_agree_on_is_refused() {
    let document = parse(TEXT);
    let mut tried = document.clone();
    for value in [
        text("a$b"),
        Scalar::Reference("NAME".to_owned()),
        Scalar::Number(f64::NAN),
    ] {
        let error = tried.set(&key("A"), &value).unwrap_err();
        assert!(matches!(error, DocumentError::ValueRefused { .. }));
    }
    for path in [KeyPath::root(), KeyPath::keys(&["A", "B"]), common::item(0)] {
        assert!(matches!(
            tried.set(&path, &text("x")).unwrap_err(),
            DocumentError::EditRefused { .. }
        ));
    }
    assert_eq!(tried.text(), document.text());
    assert_eq!(read(&*tried, &key("A")).as_deref(), Some("one"));
    assert!(
        !format!("{tried:?} {:?}", tried.get(&key("A"))).contains("one"),
        "a value is a secret"
    );
}
