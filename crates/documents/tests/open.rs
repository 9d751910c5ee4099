//! Any kind of file behind one door.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod common;

use chatelaine_documents::{DocumentError, DocumentKind, KeyPath, Step, empty, open};
use common::{key, text};

const KINDS: [(DocumentKind, &str); 5] = [
    (DocumentKind::Env, "A=new\n"),
    (DocumentKind::Json, "{\n  \"A\": \"new\"\n}\n"),
    (DocumentKind::LicenseKeys, "A = new\n"),
    (DocumentKind::KeyList, "new\n"),
    (DocumentKind::PythonConstants, "A = \"new\"\n"),
];

#[test]
fn a_new_file_of_any_kind_can_be_started_and_opened_again() {
    for (kind, written) in KINDS {
        let mut document = empty(kind);
        assert_eq!(document.kind(), kind);
        let path = match kind {
            DocumentKind::KeyList => KeyPath::from(vec![Step::Item(0)]),
            _ => key("A"),
        };
        document.set(&path, &text("new")).unwrap();
        assert_eq!(document.text(), written);
        let mut again = open(kind, document.text().as_bytes()).unwrap();
        assert_eq!(again.get(&path), document.get(&path));
        let copy = again.clone();
        again.remove(&path).unwrap();
        assert_eq!(copy.text(), written, "a copy is a copy");
    }
}

#[test]
fn what_is_no_text_is_refused_whatever_the_kind() {
    for (kind, _) in KINDS {
        assert!(matches!(
            open(kind, b"A = \xff\xff"),
            Err(DocumentError::NotUtf8 { line: 1 })
        ));
        assert!(matches!(
            open(kind, b"\xff\xfeA\0"),
            Err(DocumentError::Utf16)
        ));
    }
}
