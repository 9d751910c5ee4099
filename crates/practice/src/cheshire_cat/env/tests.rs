//! What python-dotenv 1.2.4 itself made of these files (`dotenv_values`, without interpolation).
#![allow(
    clippy::unwrap_used,
    reason = "in a test a panic with its place is the report"
)]

use std::collections::BTreeMap;

use super::{parse, read};

type Case = (&'static str, &'static [(&'static str, &'static str)]);

#[test]
fn files_mean_what_they_mean_to_the_real_server() {
    let cases: &[Case] = &[
        ("A=meow", &[("A", "meow")]),
        ("A = meow ", &[("A", "meow")]),
        ("export A=meow", &[("A", "meow")]),
        ("A=meow # a comment", &[("A", "meow")]),
        ("A=meow#no comment", &[("A", "meow#no comment")]),
        ("A=#hash", &[("A", "#hash")]),
        ("A= # hash after a space", &[("A", "")]),
        ("A='single # kept'", &[("A", "single # kept")]),
        ("A=\"double # kept\" # gone", &[("A", "double # kept")]),
        ("A='it\\'s'", &[("A", "it's")]),
        ("A=\"line\\nbreak\"", &[("A", "line\nbreak")]),
        ("A='raw\\n'", &[("A", "raw\\n")]),
        ("A=\"two\nlines\"\nB=1", &[("A", "two\nlines"), ("B", "1")]),
        ("A=first\nA=last", &[("A", "last")]),
        ("A", &[]),
        ("A=", &[("A", "")]),
        ("A=''", &[("A", "")]),
        ("# A=meow\nB=1", &[("B", "1")]),
        ("A=\"never closed\nB=1", &[("B", "1")]),
        ("A='trailing' garbage\nB=1", &[("B", "1")]),
        ("'A'=quoted", &[("A", "quoted")]),
        ("A=with spaces inside", &[("A", "with spaces inside")]),
        ("\n\n  A=indented", &[("A", "indented")]),
        ("A=\tmeow", &[("A", "meow")]),
        ("A=one\r\nB=two\r\n", &[("A", "one"), ("B", "two")]),
        ("A=x=y=z", &[("A", "x=y=z")]),
        ("A=\"a\\\\b\\qc\"", &[("A", "a\\b\\qc")]),
        ("exportA=1", &[("exportA", "1")]),
        ("A=caffè", &[("A", "caffè")]),
        ("=nobody\nB=1", &[("B", "1")]),
        ("A=a\\nb", &[("A", "a\\nb")]),
        ("A=\"meow \"", &[("A", "meow ")]),
        ("A =\nB=1", &[("A", ""), ("B", "1")]),
        ("A=1;B=2", &[("A", "1;B=2")]),
        ("A=\"x\"y\nB=1", &[("B", "1")]),
        ("A='a\"b'", &[("A", "a\"b")]),
        ("A b=1\nB=2", &[("B", "2")]),
    ];
    for (text, expected) in cases {
        let expected: BTreeMap<_, _> = (expected.iter())
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(
            parse(text),
            expected,
            "python-dotenv reads {text:?} otherwise"
        );
    }
}

#[test]
fn a_missing_file_sets_nothing_and_an_unreadable_one_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let missing = read(&dir.path().join(".env")).unwrap();
    assert!(
        missing.is_empty(),
        "a project without .env runs on defaults"
    );
    let error = read(dir.path()).err().map(|error| error.to_string());
    let named = error.is_some_and(|error| error.contains(&dir.path().display().to_string()));
    assert!(
        named,
        "a file that cannot be read must be named, not taken for an empty one"
    );
}
