//! Python itself reads what was written for Program-Y: the few lines with which Program-Y reads its two files.
//!
//! Values travel through files only. Where there is no Python, the tests say so and pass.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use chatelaine_documents::{
    Document as _, KeyListDocument, LicenseKeysDocument, refuse_api_key, refuse_license_value,
};
use proptest::prelude::Strategy;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Reads every `case-N` as text, applies `body`, which fills `seen` from `file` (the open case), and prints all of it:
/// entries ended by U+0001, cases by U+0002.
fn python(body: &str, cases: &[String]) -> Option<Vec<Vec<String>>> {
    let folder = tempfile::tempdir().unwrap();
    for (at, case) in cases.iter().enumerate() {
        fs::write(folder.path().join(format!("case-{at}")), case).unwrap();
    }
    let script = format!(
        "import sys\nsys.stdout.reconfigure(encoding='utf-8', newline='')\nfor at in range({}):\n    seen = []\n    \
         with open(f'case-{{at}}', 'r', encoding='utf-8') as file:\n{body}\n    \
         sys.stdout.write(''.join(entry + '\\x01' for entry in seen) + '\\x02')\n",
        cases.len()
    );
    fs::write(folder.path().join("script.py"), script).unwrap();
    let output = Command::new("python3")
        .arg("script.py")
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        let _ = writeln!(std::io::stderr(), "skipped: python3 is not on this machine");
        return None;
    };
    let output = String::from_utf8(output.stdout).expect("UTF-8 in, UTF-8 out");
    let split = |text: &str, end: char| -> Vec<String> {
        text.split_terminator(end).map(str::to_owned).collect()
    };
    Some(
        split(&output, '\u{2}')
            .iter()
            .map(|case| split(case, '\u{1}'))
            .collect(),
    )
}

fn samples(pattern: &str, count: usize) -> Vec<String> {
    let strategy = proptest::string::string_regex(pattern).unwrap();
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

const LICENSES: &str = "        \
        for line in file:\n            \
            line = line.strip()\n            \
            if line and not line.startswith('#'):\n                \
                splits = line.split('=')\n                \
                if len(splits) > 1:\n                    \
                    value = ''.join(splits[1:]).strip()\n                    \
                    old = value\n                    \
                    if value.startswith('\"') or value.endswith('\"'):\n                        \
                        value = value.replace('\"', '')\n                    \
                    seen += [splits[0].strip(), value, old]";

#[test]
fn python_finds_the_same_entries_in_any_license_file() {
    let cases = samples(
        "\u{feff}?([ T=#\"':a\u{1c}\u{85}\u{a0}é\t]{0,8}\r?\n){0,4}[T=\"a ]{0,5}",
        1500,
    );
    let Some(seen) = python(LICENSES, &cases) else {
        return;
    };
    for (case, seen) in cases.iter().zip(seen) {
        let document = LicenseKeysDocument::parse(case.as_bytes()).unwrap();
        let found: Vec<_> = (document.entries())
            .flat_map(|entry| [entry.name.to_owned(), entry.value])
            .collect();
        let seen: Vec<_> = seen
            .chunks(3)
            .flat_map(|entry| entry[..2].to_vec())
            .collect();
        assert_eq!(found, seen, "{case:?}");
    }
}

#[test]
fn what_is_written_into_a_license_file_is_read_back_by_both_versions() {
    let layouts = [
        "",
        "A = 1\n",
        "T = \"old\"\r\n",
        "#T = x\nA=1",
        "T =   \n",
        "\u{feff}A = 1\n",
        "T = a=b #c\nB=2\n",
    ];
    let mut cases = Vec::new();
    let mut expected = Vec::new();
    for (at, value) in samples("[!-~]([ -~]{0,7}[!-~])?", 2500)
        .into_iter()
        .enumerate()
    {
        let mut document =
            LicenseKeysDocument::parse(layouts[at % layouts.len()].as_bytes()).unwrap();
        if refuse_license_value(&value).is_ok() {
            document.set("T", &value).unwrap();
            cases.push(document.text().to_owned());
            expected.push(value);
        }
    }
    assert!(
        cases.len() > 1000,
        "enough values are left: {}",
        cases.len()
    );
    let Some(seen) = python(LICENSES, &cases) else {
        return;
    };
    for ((case, value), seen) in cases.iter().zip(&expected).zip(seen) {
        let last = seen
            .chunks(3)
            .rfind(|entry| entry[0] == "T")
            .expect("the entry is there");
        assert_eq!(
            (&last[1], &last[2]),
            (value, value),
            "5.0.1 and 4.3 in {case:?}"
        );
    }
}

#[test]
fn python_finds_the_same_keys_in_any_key_list() {
    let mut cases = samples(
        "\u{feff}?([ a#é\u{1d}\u{2003}]{0,4}\r?\n){0,4}[a ]{0,2}",
        1000,
    );
    for value in samples("[ -~]{0,9}", 1000) {
        let mut document = KeyListDocument::parse(b"a\n\nb").unwrap();
        if refuse_api_key(&value).is_ok() {
            document.set(1, &value).unwrap();
            document.set(3, &value).unwrap();
            cases.push(document.text().to_owned());
        }
    }
    let body = "        for line in file:\n            seen.append(line.strip())";
    let Some(seen) = python(body, &cases) else {
        return;
    };
    for (case, seen) in cases.iter().zip(seen) {
        let document = KeyListDocument::parse(case.as_bytes()).unwrap();
        assert_eq!(document.keys(), seen, "{case:?}");
    }
}
