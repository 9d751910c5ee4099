//! Python itself runs the files that were read and written, and has to see the same values.
//!
//! All cases go through one Python process, and through files only. Where there is no Python, the tests say so and pass.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod common;

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use chatelaine_documents::{Document, KeyPath, PythonDocument, Shape};
use common::{key, text};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Runs every `case-N` as a module and prints `NAME`, its type and its value for every name that is set, ended by U+0001;
/// cases are ended by U+0002. A case that does not run prints `!`.
const SCRIPT: &str = r#"
import sys, warnings
warnings.simplefilter('ignore')
sys.stdout.reconfigure(encoding='utf-8', newline='', errors='backslashreplace')
for at in range(int(sys.argv[1])):
    names = {}
    try:
        with open(f'case-{at}', 'rb') as file:
            exec(compile(file.read(), 'case', 'exec'), names)
    except Exception:
        sys.stdout.write('!\x01')
    for name, value in names.items():
        if name.startswith('__'):
            continue
        sys.stdout.write(f'{name}\x01{type(value).__name__}\x01{value}\x01')
    sys.stdout.write('\x02')
"#;

type Seen = Vec<(String, String, String)>;

/// What Python sees in each case; `None` for a case that does not run.
fn python(cases: &[String]) -> Option<Vec<Option<Seen>>> {
    let folder = tempfile::tempdir().unwrap();
    for (at, case) in cases.iter().enumerate() {
        fs::write(folder.path().join(format!("case-{at}")), case).unwrap();
    }
    fs::write(folder.path().join("script.py"), SCRIPT).unwrap();
    let output = Command::new("python3")
        .args(["script.py", &cases.len().to_string()])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        let _ = writeln!(std::io::stderr(), "skipped: python3 is not on this machine");
        return None;
    };
    let output = String::from_utf8(output.stdout).expect("UTF-8 in, UTF-8 out");
    let case = |case: &str| {
        let parts: Vec<&str> = case.split_terminator('\u{1}').collect();
        (parts.first() != Some(&"!")).then(|| {
            let row = |row: &[&str]| (row[0].to_owned(), row[1].to_owned(), row[2].to_owned());
            parts.chunks(3).map(row).collect()
        })
    };
    Some(output.split_terminator('\u{2}').map(case).collect())
}

fn samples<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>, count: usize) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// Lines as they stand in configuration files, and lines that try to be mistaken for constants.
fn line() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "A = 'x'",
        "A = \"y\"  # A = 'z'",
        "B: str = 'x'",
        "# A = 'no'",
        "",
        "'''",
        "\"\"\"",
        "'''A = 1'''",
        "A = '''x",
        "'''  # end",
        "A = (",
        ")",
        "    A = 'inner'",
        "if True:",
        "if False: A = 'no'",
        "B = A",
        "A = None",
        "A = 1_0",
        "A = -1.5",
        "A = 0x1f",
        "B = f'{A}'",
        "A = r'\\n'",
        "A = 'a\\",
        "b'",
        "A = B = 'x'",
        "A = 'x'; B = 'y'",
        "A += 'x'",
        "del A",
        "def A(): pass",
        "import os as A",
        "for A in 'ab': pass",
        "B = 'it\\'s'",
        "A, B = 1, 2",
        "B = {'A': 1}",
        "A = [",
        "'A = 1',",
        "]",
        "A = '' or 'x'",
        "A = \\",
        "  'x'",
        "B = u'\\u00e9\\x41\\101\\q'",
        "else:",
        "class B: A = 1",
        "try: A = 'x'",
        "except: pass",
        "    global A",
        "def f():",
        "f()",
        "from os import *",
        "B = lambda A=1: A",
        "\u{c}A = 'feed'",
        "A: int",
        "A: int = 3",
        "print",
    ]);
    prop_oneof![6 => fixed.prop_map(str::to_owned), 1 => "[AB] ?= ?[rbfuRBFU]{0,2}['\"0-9a\\\\n{}#]{0,6}"]
}

#[test]
fn python_agrees_with_every_constant_that_is_read() {
    let files = prop::collection::vec((line(), any::<bool>()), 1..7).prop_map(|lines| {
        (lines.into_iter())
            .map(|(line, crlf)| line + if crlf { "\r\n" } else { "\n" })
            .collect::<String>()
    });
    let cases = samples(files, 12_000);
    let Some(seen) = python(&cases) else { return };
    let mut compared = 0;
    for (case, seen) in cases.iter().zip(seen) {
        // What Python cannot run needs no agreement, only no harm.
        let Some(seen) = seen else { continue };
        let document = match PythonDocument::parse(case.as_bytes()) {
            Ok(document) => document,
            Err(error) => panic!("Python runs what is refused with {error}: {case:?}"),
        };
        for (name, kind, value) in &seen {
            let node = document.get(&key(name));
            let sure = document.conditional(name).is_none();
            let Some(node) = node.filter(|_| sure) else {
                assert!(!sure, "{name} is set, and nothing says so: {case:?}");
                continue;
            };
            compared += 1;
            match node.shape {
                Shape::Null => assert_eq!(kind, "NoneType", "{case:?}"),
                Shape::Scalar if kind == "str" => assert_eq!(&node.text, value, "{case:?}"),
                Shape::Scalar => assert!(
                    matches!(kind.as_str(), "int" | "float" | "bool"),
                    "{name} in {case:?}"
                ),
                _ => {}
            }
        }
        for child in document.children(&KeyPath::root()) {
            let node = document.get(&child.path).unwrap();
            let name = child.path.to_string();
            let constant = node.shape != Shape::Other && document.conditional(&name).is_none();
            assert!(
                !constant || seen.iter().any(|(found, _, _)| *found == name),
                "{name} is no constant in {case:?}"
            );
        }
    }
    assert!(compared > 2000, "enough cases run: {compared}");
}

#[test]
fn python_reads_back_every_text_that_is_written() {
    let layouts = [
        "",
        "A = 'old'  # why\nB = 2\n",
        "A: str = \"old\"\r\n",
        "A = r'old'",
        "'''doc'''\nimport os\n",
        "A = '''two\nlines'''\n",
        "\u{feff}A = None\n",
        "B=1\n",
    ];
    let mut values = samples(
        "[ -~\u{0}-\u{1f}\u{7f}-\u{a0}é€😀\u{2028}\u{feff}'\"\\\\{}\n]{0,8}",
        3000,
    );
    // These two separate what Python prints.
    values.retain(|value| !value.contains(['\u{1}', '\u{2}']));
    let mut cases = Vec::new();
    for (at, value) in values.iter().enumerate() {
        let before = PythonDocument::parse(layouts[at % layouts.len()].as_bytes()).unwrap();
        let document = common::set_keeps_the_promise(&before, &key("A"), value).unwrap();
        let mut again = document.clone();
        again.set(&key("A"), &text("other")).unwrap();
        again.set(&key("A"), &text(value)).unwrap();
        assert_eq!(common::read(&*again, &key("A")).as_ref(), Some(value));
        cases.push(document.text().to_owned());
    }
    let Some(seen) = python(&cases) else { return };
    for ((case, value), seen) in cases.iter().zip(&values).zip(seen) {
        let seen = seen.unwrap_or_else(|| panic!("Python does not run {case:?}"));
        let found = seen
            .iter()
            .find(|(name, _, _)| name == "A")
            .expect("it is set");
        assert_eq!((&found.1[..], &found.2), ("str", value), "{case:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn every_edit_is_exact_or_refused(lines in prop::collection::vec(line(), 0..6), value in "[ -~é\n]{0,6}") {
        let Ok(before) = PythonDocument::parse(lines.join("\n").as_bytes()) else { return Ok(()) };
        let outcome = common::set_keeps_the_promise(&before, &key("A"), &value);
        let constant = before.get(&key("A")).is_some_and(|node| node.shape != Shape::Other);
        prop_assert!(outcome.is_ok() || !constant || before.conditional("A").is_some());
        let mut removed = before.clone();
        match removed.remove(&key("A")) {
            Ok(_) => {
                prop_assert!(removed.get(&key("A")).is_none());
                prop_assert_eq!(common::others(&removed, &key("A")), common::others(&before, &key("A")));
            }
            Err(_) => prop_assert_eq!(removed.text(), before.text()),
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), source in "[A=:;'\"\\\\ \t\r\n(){}#rf.1é]{0,40}") {
        let _ = PythonDocument::parse(&bytes);
        if let Ok(mut document) = PythonDocument::parse(source.as_bytes()) {
            let _ = document.set(&key("A"), &text("new"));
        }
    }
}
