//! Python files that are refused, and Python files made to hurt.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod common;

use chatelaine_documents::{
    Document, DocumentError, PYTHON_LIMIT_BYTES, PYTHON_LIMIT_DEPTH, PythonDocument,
};
use common::{key, text};

fn parse(text: &str) -> PythonDocument {
    PythonDocument::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

#[test]
fn files_whose_statements_have_no_clear_end_are_refused() {
    for (source, line) in [
        ("A = 1\nB = 'x\n", 2),
        ("A = '''x\ny\n", 1),
        ("A = (\n1\n", 1),
        ("A = )\n", 1),
        ("A = (]\n", 1),
        ("\nA = \\ x\n", 2),
        ("A = \"x\\\n", 1),
        ("# -*- coding: latin-1 -*-\nA = 1\n", 1),
        ("#!x\n# vim: set fileencoding=cp1252 :\n", 2),
        ("A = 1\nB = f\"{d[\"x\"]}\"\n", 2),
        ("f'}'\n", 1),
        ("'", 1),
        ("\"\"\"", 1),
    ] {
        let error = PythonDocument::parse(source.as_bytes()).expect_err(source);
        assert!(
            matches!(error, DocumentError::Python { .. }),
            "{source:?}: {error}"
        );
        assert_eq!(error.line(), Some(line), "{source:?}");
    }
    for source in [
        "# coding: utf8\n",
        "# -*- coding: UTF-8 -*-\n",
        "A = 1\n# coding: latin-1\n",
        "f'{{'\n",
        "f'{a:{b}}' f'{a!r:>{c}}'\n",
        "rb'\\''\n",
        "'\\\\'\n",
        "a = b if c else d\n",
        "@f\ndef g(x: int = 1, *, y) -> A: ...\n",
        "x = 1if a else 2\n",
        "é = 1\n",
    ] {
        parse(source);
    }
}

#[test]
fn hostile_files_end_quickly_in_an_error_or_in_nothing() {
    let parse = PythonDocument::parse;
    assert!(matches!(
        parse(&vec![b'a'; PYTHON_LIMIT_BYTES + 1]),
        Err(DocumentError::TooLarge { .. })
    ));
    for unit in [
        "a", "(", "[", "'", "\"", "\\", "\n", " ", "#", "=", ";", ":", "0", ".", "a=", "a;",
        "for ", "import ", "as ", "a,", "match;", "if a:", "f'{'", "a\n", "a=1\n", "f'a'", "a:",
        "del a,", "lambda:",
    ] {
        let source = unit.repeat(PYTHON_LIMIT_BYTES / 8 / unit.len());
        if let Ok(document) = parse(source.as_bytes()) {
            let _ = document.duplicates();
            let _ = document.conditional("a");
            let _ = document.clone().set(&key("a"), &text("new"));
            let _ = document.clone().remove(&key("a"));
        }
    }
    let nested = |depth: usize| format!("A = {}{}\n", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(nested(PYTHON_LIMIT_DEPTH).as_bytes()).is_ok());
    assert!(parse(nested(PYTHON_LIMIT_DEPTH + 1).as_bytes()).is_err());
    assert!(parse(nested(100_000).as_bytes()).is_err());
    assert!(matches!(
        parse(b"A = '\0abcdef'"),
        Err(DocumentError::Nul { .. })
    ));
    assert!(matches!(
        parse(b"A = '\xe2\x82'"),
        Err(DocumentError::NotUtf8 { .. })
    ));
}
