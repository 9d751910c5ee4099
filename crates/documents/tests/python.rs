//! Python constants: literals in the first column are values, everything else is code and left alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod common;

use chatelaine_documents::{
    Document, DocumentError, KeyPath, PythonDocument, Scalar, Shape, Style,
};
use common::{key, read, text};

fn parse(text: &str) -> PythonDocument {
    PythonDocument::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

const CONFIG: &str = r#""""Configuration.

API_KEY = "not this one"
"""
import os

URL = "http://localhost:1865"
API_KEY: str = 'me"ow'  # change me
JWT_SECRET = r"a\b"
JWT_EXPIRE_MINUTES = 1_440
RATE = -0.5
DEBUG = True
DEFAULT_LLM = None
LOG_LEVEL = os.environ.get("LOG_LEVEL", "INFO")
CORS = [
    "a",
API_KEY == "x"]
MOTTO = """two
LINES = "no"
"""
def start():
    URL = "local"
if DEBUG:
    LOG_LEVEL = "DEBUG"
"#;

#[test]
fn constants_are_values_and_code_is_code() {
    let document = parse(CONFIG);
    let found: Vec<_> = (document.children(&KeyPath::root()).into_iter())
        .map(|child| {
            let node = document.get(&child.path).unwrap();
            common::node_points_at_itself(&document, &node);
            (
                child.path.to_string(),
                child.line,
                node.shape,
                node.text,
                node.style,
            )
        })
        .collect();
    let row = |name: &str, line, shape, text: &str, style| {
        (name.to_owned(), line, shape, text.to_owned(), style)
    };
    let (scalar, other) = (Shape::Scalar, Shape::Other);
    assert_eq!(
        found,
        [
            row("os", 5, other, "", Style::Plain),
            row("URL", 7, scalar, "http://localhost:1865", Style::Double),
            row("API_KEY", 8, scalar, "me\"ow", Style::Single),
            row("JWT_SECRET", 9, scalar, "a\\b", Style::Double),
            row("JWT_EXPIRE_MINUTES", 10, scalar, "1_440", Style::Plain),
            row("RATE", 11, scalar, "-0.5", Style::Plain),
            row("DEBUG", 12, scalar, "True", Style::Plain),
            row("DEFAULT_LLM", 13, Shape::Null, "", Style::Plain),
            row("LOG_LEVEL", 14, other, "", Style::Plain),
            row("CORS", 15, other, "", Style::Plain),
            row("MOTTO", 18, scalar, "two\nLINES = \"no\"\n", Style::Block),
            row("start", 21, other, "", Style::Plain),
        ]
    );
    let node = document.get(&key("LOG_LEVEL")).unwrap();
    assert_eq!(
        &CONFIG[node.span], "os.environ.get(\"LOG_LEVEL\", \"INFO\")",
        "code can be shown, and is not looked into"
    );
    assert_eq!(
        document.conditional("LOG_LEVEL"),
        Some(24),
        "the block may set it again"
    );
    assert_eq!(
        document.conditional("URL"),
        Some(22),
        "a function that says `global` elsewhere could"
    );
    assert_eq!(document.conditional("API_KEY"), None);
    assert!(!format!("{document:?}").contains("ow"));
}

/// A line and what stands at `A` then: a text, or `None` for code.
const LITERALS: &[(&str, Option<&str>)] = &[
    ("A = 'x'", Some("x")),
    ("A='x' # why", Some("x")),
    ("A: 'str' = \"x\"", Some("x")),
    ("A: dict[str, int] = 5", Some("5")),
    ("A = u'x'", Some("x")),
    ("A = R'\\x'", Some("\\x")),
    ("A = '''x'y'''", Some("x'y")),
    ("A = ''", Some("")),
    ("A = \"\"\"\"\"\"", Some("")),
    ("A = 'a\\\nb'", Some("ab")),
    (
        "A = '\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\0\\101\\x41\\u0041\\U0001F600\\q'",
        Some("\u{7}\u{8}\u{c}\n\r\t\u{b}\\'\"\0AAA😀\\q"),
    ),
    ("A = 0x1F", Some("0x1F")),
    ("A = 1e-3", Some("1e-3")),
    ("A = .5", Some(".5")),
    ("A = 5.", Some("5.")),
    ("A = +1", Some("+1")),
    ("\u{c}A = 1", Some("1")),
    ("A = '\\N{BULLET}'", None),
    ("A = '\\ud800'", None),
    ("A = b'x'", None),
    ("A = f'x'", None),
    ("A = rb'x'", None),
    ("A = 'x' 'y'", None),
    ("A = ('x')", None),
    ("A = ['x']", None),
    ("A = {'x': 1}", None),
    ("A = 'x' + 'y'", None),
    ("A = str('x')", None),
    ("A = 'x'.upper()", None),
    ("A = 007", None),
    ("A = 1j", None),
    ("A = 1_", None),
    ("A = - 1", None),
    ("A = B", None),
    ("A = \\\n  'x'", None),
    ("A = 'x' \\\n", None),
    ("A = 'x';", None),
    ("A = 'x'; B = 'y'", None),
    ("B = 'x'; A = 'y'", None),
    ("A = B = 'x'", None),
    ("B = A = 'x'", None),
    ("A, B = 'x', 'y'", None),
    ("(A) = 'x'", None),
    ("A += 'x'", None),
    ("A: str = B = 'x'", None),
    ("A = B == 'x'", None),
    ("import x as A", None),
    ("import A.b", None),
    ("from x import (y,\n A)", None),
    ("def A(): pass", None),
    ("async def A(): pass", None),
    ("class A(B): pass", None),
    ("del A", None),
    ("print(A := 'x')", None),
];

#[test]
fn only_plain_literals_are_values() {
    for (line, expected) in LITERALS {
        for end in ["", "\n", "\r\n"] {
            let source = line.replace('\n', if end == "\r\n" { "\r\n" } else { "\n" }) + end;
            let document = parse(&source);
            let node = document
                .get(&key("A"))
                .unwrap_or_else(|| panic!("{source:?} sets it"));
            common::node_points_at_itself(&document, &node);
            match expected {
                Some(text) => assert_eq!(
                    (node.shape, node.text.as_str()),
                    (Shape::Scalar, *text),
                    "{source:?}"
                ),
                None => {
                    assert_eq!(node.shape, Shape::Other, "{source:?}");
                    let mut tried = document.clone();
                    let error = tried.set(&key("A"), &text("new")).unwrap_err();
                    assert!(
                        matches!(error, DocumentError::EditRefused { .. })
                            && error.line().is_some()
                    );
                    assert_eq!(tried.text(), source);
                }
            }
        }
    }
}

#[test]
fn what_only_looks_like_a_constant_is_none() {
    for source in [
        "# A = 'x'\n",
        "'''\nA = 'x'\n'''\n",
        "f(\nA = 'x'\n)\n",
        "B = [\nA == 'x', '#', ']'\n]\n",
        "b.A = 'x'\n",
        "b[A] = 'x'\n",
        "A.b = 'x'\n",
        "A['b'] = 'x'\n",
        "A == 'x'\n",
        "A: str\n",
        "print('A = 1')\n",
        "B = 'it\\'s\\\nA = 1'\n",
        "B = 1 + \\\nA\n",
        "B = f'{\"A = 1\"}'\n",
        "from A import b\n",
        "import b as c, d\n",
        "x(lambda: A)\n",
        "[A for A in b]\n",
    ] {
        assert!(parse(source).get(&key("A")).is_none(), "{source:?}");
        assert_eq!(parse(source).conditional("A"), None, "{source:?}");
    }
}

#[test]
fn what_may_set_a_name_again_is_told_with_its_line() {
    for source in [
        "A = 'x'\nif b:\n    A = 'y'\n",
        "A = 'x'\n\nif b: A = 'y'\n",
        "A = 'x'\ntry:\n  pass\nexcept E as A: pass\n",
        "A = 'x'\n\nfor A in b: pass\n",
        "A = 'x'\n\nfor b, (A, c) in d: pass\n",
        "A = 'x'\n\nwith b as A: pass\n",
        "A = 'x'\nclass C:\n    A: str = 'y'\n",
        "A = 'x'\ndef f():\n    A += 'y'\n",
        "A = 'x'\n\nwhile (A := b()): pass\n",
        "A = 'x'\n\nfrom b import *\n",
        "A = 'x'\nif b:\n    from c import A\n",
        "A = 'x'\nif b:\n    del A\n",
        "A = 'x'\nmatch b:\n    case 1: A = 'y'\n",
        "A = 'x'\nif b:\n\tB = A = 'y'\n",
    ] {
        let document = parse(source);
        let line = document.conditional("A");
        assert!(matches!(line, Some(3 | 4)), "{source:?}: {line:?}");
        let error = common::set_keeps_the_promise(&document, &key("A"), "new").unwrap_err();
        assert_eq!(error.line(), line, "an edit might have no effect");
        document.clone().remove(&key("A")).unwrap_err();
    }
    for source in [
        "if b:\n    A = 'y'\nA = 'x'\n",
        "from b import *\nA = 'x'\n",
        "if A: pass\nA = 'x'\n",
        "A = 'x'\nif A: B = 1\n",
    ] {
        assert_eq!(
            parse(source).conditional("A"),
            None,
            "{source:?}: the last one counts"
        );
    }
    let global = "def f():\n    global A\n    A = 'y'\nA = 'x'\n";
    assert_eq!(
        parse(global).conditional("A"),
        Some(2),
        "a function may run later"
    );
    let outdone =
        common::set_keeps_the_promise(&parse("if b:\n    A = 1\n"), &key("A"), "new").unwrap();
    assert_eq!(
        outdone.text(),
        "if b:\n    A = 1\nA = \"new\"\n",
        "a line behind the block counts"
    );
}

/// Document before, name, text, document after.
const SETS: &[(&str, &str, &str, &str)] = &[
    ("A = \"old\"\n", "A", "new", "A = \"new\"\n"),
    ("A='old' # why\r\n", "A", "new", "A='new' # why\r\n"),
    ("A: str = 'old'", "A", "new", "A: str = 'new'"),
    ("A = 'old'\n", "A", "it's", "A = \"it's\"\n"),
    (
        "A = 'old'\n",
        "A",
        "\"\\\n\t\u{7f}é\u{feff}",
        "A = \"\\\"\\\\\\n\\t\\u007fé\\ufeff\"\n",
    ),
    ("A = r'old'\n", "A", "new", "A = 'new'\n"),
    ("A = r'old'\n", "A", "a\\b", "A = \"a\\\\b\"\n"),
    (
        "A = '''two\nlines''' # why\nB = 1\n",
        "A",
        "new",
        "A = \"new\" # why\nB = 1\n",
    ),
    ("A = None\n", "A", "new", "A = \"new\"\n"),
    ("A = 5\n", "A", "5", "A = \"5\"\n"),
    ("A = '\\x6eew'\n", "A", "new", "A = '\\x6eew'\n"),
    ("A = '1'\nA = '2'\n", "A", "new", "A = '1'\nA = 'new'\n"),
    ("\u{feff}A = '1'\n", "A", "new", "\u{feff}A = 'new'\n"),
    // A new line comes behind the last constant, else behind the docstring and imports, else last.
    ("", "A", "new", "A = \"new\"\n"),
    ("\u{feff}", "A", "new", "\u{feff}A = \"new\"\n"),
    ("# only this", "A", "new", "# only this\nA = \"new\"\n"),
    (
        "B = 1\nC=2\n\ndef f():\n  pass\n",
        "A",
        "new",
        "B = 1\nC=2\nA=\"new\"\n\ndef f():\n  pass\n",
    ),
    (
        "B: int = 1\r\nf()",
        "A",
        "new",
        "B: int = 1\r\nA = \"new\"\r\nf()",
    ),
    ("B = 1", "A", "new", "B = 1\nA = \"new\"\n"),
    (
        "'''about'''\nimport os\n\nf()\n",
        "A",
        "new",
        "'''about'''\nimport os\nA = \"new\"\n\nf()\n",
    ),
    (
        "f()\nimport os\n",
        "A",
        "new",
        "f()\nimport os\nA = \"new\"\n",
    ),
    (
        "if b:\n    pass",
        "A",
        "new",
        "if b:\n    pass\nA = \"new\"\n",
    ),
    (
        "from b import *\n",
        "A",
        "new",
        "from b import *\nA = \"new\"\n",
    ),
];

#[test]
fn an_edit_changes_one_literal_and_nothing_else() {
    for (before, name, value, after) in SETS {
        let document = common::set_keeps_the_promise(&parse(before), &key(name), value)
            .unwrap_or_else(|error| panic!("{before:?}: {error}"));
        assert_eq!(document.text(), *after, "from {before:?}");
    }
    let mut document = PythonDocument::empty();
    document.set(&key("A"), &Scalar::Switch(true)).unwrap();
    document.set(&key("B"), &Scalar::Integer(-5)).unwrap();
    document.set(&key("C"), &Scalar::Number(2.0)).unwrap();
    document.set(&key("A"), &Scalar::Switch(false)).unwrap();
    assert_eq!(document.text(), "A = False\nB = -5\nC = 2.0\n");
    assert_eq!(read(&document, &key("B")).as_deref(), Some("-5"));
    for value in [
        Scalar::Reference("X".to_owned()),
        Scalar::Number(f64::NEG_INFINITY),
    ] {
        assert!(matches!(
            document.set(&key("A"), &value),
            Err(DocumentError::ValueRefused { .. })
        ));
    }
    for name in ["", "1A", "A-B", "A B", "é", "None", "class", "A\n"] {
        assert!(
            matches!(
                document.set(&key(name), &text("x")),
                Err(DocumentError::NameRefused { .. })
            ),
            "{name:?}"
        );
    }
    document
        .set(&KeyPath::keys(&["A", "B"]), &text("x"))
        .unwrap_err();
}

#[test]
fn constants_go_and_are_renamed_unless_code_uses_them() {
    let mut document = parse("# keep\nA = 1\nB = 'x'  # goes too\nA = 2");
    assert_eq!(document.duplicates()[0].lines, [2, 4]);
    assert_eq!(document.remove_earlier_duplicates(&key("A")).unwrap(), 1);
    assert!(document.rename(&key("A"), "C").unwrap() && !document.rename(&key("A"), "D").unwrap());
    assert!(document.remove(&key("B")).unwrap() && !document.remove(&key("B")).unwrap());
    assert_eq!(document.text(), "# keep\nC = 2");
    assert!(matches!(
        parse("A = 1\nB = 2\n").rename(&key("A"), "B"),
        Err(DocumentError::KeyTaken { line: 2, .. })
    ));
    for source in [
        "A = 1\nB = A\nA = 2\n",
        "A = 1\nB = f'{A}'\nA = 2\n",
        "A = 1\nA += 1\nA = 2\n",
        "A = 1\ndel A\nA = 2\n",
        "A = 1\nA = f()\nA = g(A)\n",
    ] {
        let mut document = parse(source);
        document.remove_earlier_duplicates(&key("A")).unwrap_err();
        document.remove(&key("A")).unwrap_err();
        document.rename(&key("A"), "Z").unwrap_err();
        assert_eq!(document.text(), source);
    }
    let mut override_by_code = parse("A = 1\nA = f()\n");
    assert_eq!(
        override_by_code
            .remove_earlier_duplicates(&key("A"))
            .unwrap(),
        1,
        "nothing reads the first one"
    );
}
