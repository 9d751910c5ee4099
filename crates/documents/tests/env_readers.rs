//! The real readers of `.env` files, asked what they see: a shell, node, python-dotenv.
//!
//! Values travel through files only, never through argument lists. A reader that this machine does not have is named
//! on standard error, and its test passes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use chatelaine_documents::{EnvDocument, refuse_value};
use proptest::prelude::Strategy;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Prints the variables of the file named `.env` beside it, as `name=value` ended by NUL.
struct Reader {
    name: &'static str,
    program: &'static str,
    /// Succeeds where the reader is there and able.
    probe: &'static str,
    script: &'static str,
}

const READERS: [Reader; 3] = [
    Reader {
        name: "bash",
        program: "bash",
        probe: "exit 0",
        script: "set -a\n. ./.env\nset +a\nenv -0\n",
    },
    Reader {
        name: "node's util.parseEnv",
        program: "node",
        probe: "process.exit(require('util').parseEnv ? 0 : 1)",
        script: "const text = require('fs').readFileSync('.env', 'utf8');\n\
                 for (const [key, value] of Object.entries(require('util').parseEnv(text))) \
                 process.stdout.write(key + '=' + value + '\\0');\n",
    },
    Reader {
        name: "python-dotenv",
        program: "python3",
        probe: "import dotenv",
        script: "import dotenv, sys\n\
                 for key, value in dotenv.dotenv_values('.env').items(): sys.stdout.write(f'{key}={value}\\0')\n",
    },
];

fn run(reader: &Reader, folder: &Path, script: &str) -> Option<Vec<u8>> {
    let file = folder.join("script");
    fs::write(&file, script).unwrap();
    let output = Command::new(reader.program)
        .arg("script")
        .current_dir(folder)
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then_some(output.stdout)
}

/// Every reader that is there has to see exactly `expected`.
fn all_readers_see(text: &str, expected: &[(String, String)]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".env"), text).unwrap();
    for reader in &READERS {
        if run(reader, folder.path(), reader.probe).is_none() {
            let _ = writeln!(
                std::io::stderr(),
                "skipped: {} is not on this machine",
                reader.name
            );
            continue;
        }
        let output = run(reader, folder.path(), reader.script)
            .unwrap_or_else(|| panic!("{} could not read the file", reader.name));
        let output = String::from_utf8(output).expect("UTF-8 in, UTF-8 out");
        let seen: Vec<&str> = output.split('\0').collect();
        for (key, value) in expected {
            let found = seen
                .iter()
                .find_map(|pair| pair.strip_prefix(key.as_str())?.strip_prefix('='));
            let line = || text.lines().find(|line| line.contains(&format!("{key}=")));
            assert_eq!(
                found,
                Some(value.as_str()),
                "{} reads {:?} differently",
                reader.name,
                line()
            );
        }
    }
}

fn sample(strategy: impl Strategy<Value = String>, count: usize) -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

#[test]
fn every_value_that_is_not_refused_is_seen_alike_by_all_readers() {
    let mut values = sample("[ -~éß€\t]{0,10}", 3000);
    values.extend(
        [
            "", "#", "'", "\"", " ", "~", "a ~", "\\", "\\x", "!", "a'b", "%41", "{}", "日本",
        ]
        .map(str::to_owned),
    );
    values.retain(|value| refuse_value(value).is_ok());
    assert!(
        values.len() > 1000,
        "enough values are left: {}",
        values.len()
    );
    let mut text = String::new();
    let mut expected = Vec::new();
    for (at, value) in values.into_iter().enumerate() {
        let key = format!("K{at}_");
        let mut document = EnvDocument::empty();
        document.set(&key, &value).unwrap();
        text.push_str(document.text());
        expected.push((key, value));
    }
    all_readers_see(&text, &expected);
}

#[test]
fn values_put_into_lines_that_people_wrote_are_seen_alike_too() {
    let lines = [
        "export @=old # why",
        "@='old'",
        "@=\"old\" # it's",
        "@= # note",
        "@=# note",
        "@='it's'",
        "@='a'#b",
        "@=a b",
        "@=\"a\\nb\"",
        "@='two\nlines'",
    ];
    let mut document = String::new();
    let mut expected = Vec::new();
    let values = sample("[ -~é]{0,6}", 2000)
        .into_iter()
        .filter(|value| refuse_value(value).is_ok());
    for (at, value) in values.enumerate() {
        let key = format!("K{at}_");
        let mut line =
            EnvDocument::parse(lines[at % lines.len()].replace('@', &key).as_bytes()).unwrap();
        line.set(&key, &value).unwrap();
        document.push_str(line.text());
        document.push('\n');
        expected.push((key, value));
    }
    all_readers_see(&document, &expected);
}

#[test]
fn an_entry_that_is_not_called_ambiguous_is_seen_alike_by_all_readers() {
    let spellings = sample("(export |  )?K=[ab'\"\\\\$#`~:;={}!*éX \t]{0,7}", 40_000);
    let mut document = String::new();
    let mut expected = Vec::new();
    for (at, spelling) in spellings.iter().enumerate() {
        let key = format!("K{at}_");
        let line = spelling.replacen('K', &key, 1);
        let Ok(parsed) = EnvDocument::parse(line.as_bytes()) else {
            continue;
        };
        let Some(entry) = parsed.get(&key).filter(|entry| entry.ambiguous.is_none()) else {
            continue;
        };
        expected.push((key.clone(), entry.value));
        document.push_str(&line);
        document.push('\n');
    }
    assert!(
        expected.len() > 1000,
        "enough spellings are left: {}",
        expected.len()
    );
    all_readers_see(&document, &expected);
}
