//! What our parsers take and the bot's own reader stops at: such a bot does not start, or starts without its locks, and
//! whoever looks at the file alone would call it locked.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::time::{Duration, Instant};

use chatelaine_documents::{Dialect, Document as _, YamlDocument};

const GO: Dialect = Dialect::Go;
const PY: Dialect = Dialect::Yaml11;
const RU: Dialect = Dialect::Yaml12;

/// Each with the readers that stop, as tried on yaml.v2 2.4.0 below viper 1.7.1, PyYAML 6.0.3 and ruamel.yaml 0.18.
const FILES: [(&str, &[Dialect]); 54] = [
    ("a: b # c\n", &[]),
    ("# \u{7}\na: b\n", &[GO, PY, RU]),
    ("# \u{7f}\na: b\n", &[GO, PY, RU]),
    ("# \u{80}\na: b\n", &[GO, PY, RU]),
    ("a: \"\u{fffe}\"\n", &[GO, PY, RU]),
    ("# \u{1f98a} \u{200b}\u{202e}\na: \u{a0}b\n", &[]),
    ("# one\u{2028}\na: b\n", &[]),
    ("# one\u{2028}two\na: b\n", &[GO, PY, RU]),
    ("a:\n\t# c\n  b: 1\n", &[GO, PY, RU]),
    ("a:\n\t\n  b: 1\n", &[GO, PY, RU]),
    ("l:\n-\ta\n", &[GO, PY, RU]),
    ("a: b\t\n", &[PY, RU]),
    ("a: b\t# c\n", &[PY, RU]),
    ("a: b # \tc\n", &[]),
    ("a: \"x\ty\"\n", &[]),
    ("a: \"x # y\"\t# z\n", &[PY, RU]),
    ("a: |\n  x\ty\n", &[]),
    ("{\n\t\"a\": 1\n}\n", &[PY]),
    ("? [a]\n: 1\n", &[GO, PY]),
    ("? {a: b}\n: 1\n", &[GO, PY, RU]),
    (": x\na: b\n", &[GO, PY]),
    ("a:\n  <<:\n  b: 1\n", &[GO, PY, RU]),
    ("a:\n  <<: [1]\n  b: 1\n", &[GO, PY, RU]),
    ("d: &d {x: 1}\na:\n  <<: [*d]\n", &[]),
    ("%YAML 1.1\n---\na: b\n", &[]),
    ("%YAML 1.2\n---\na: b\n", &[GO]),
    ("%YAML 2.0\n---\na: b\n", &[GO, PY, RU]),
    ("%FOO x\n---\na: b\n", &[GO]),
    ("a: 1\n---\nb: 1\n", &[PY, RU]),
    ("a: 1\n---\n", &[PY, RU]),
    ("---\na: 1\n...\n# end\n", &[]),
    ("a: !x b\n", &[PY, RU]),
    ("a: =\n", &[PY, RU]),
    ("a: !!int x\n", &[GO, PY, RU]),
    // An address with a question mark is one of the texts that people put between brackets.
    ("a: {url: http://x/y?z=1}\n", &[GO, PY]),
    ("a: {url: \"http://x/y?z=1\"}\n", &[]),
    ("a: http://x/y?z=1\n", &[]),
    ("a: [b, :c]\n", &[GO, PY]),
    ("a: [b:c, -d, e::f]\n", &[]),
    ("a: &x 1\nb: &x 2\nc: *x\n", &[PY]),
    ("a: &x 1\nb: &y 2\nc: [*x, *x]\n", &[]),
    ("a: !x {b: 1}\n", &[PY]),
    ("!x\na: 1\n", &[PY]),
    ("a: !!str {b: 1}\n", &[PY]),
    ("a: !!map {b: 1}\nc: !!seq [1]\nd: ! [1]\n", &[]),
    ("a: !!python/object/apply:os.getcwd []\n", &[PY]),
    ("a: !!python/tuple [1]\n", &[]),
    ("%TAG !! tag:x,2000:\n---\na: !!str b\n", &[PY]),
    ("%TAG !! tag:yaml.org,2002:\n---\na: !!str b\n", &[]),
    ("a: 2001-01-01T00:00:00+25:00\n", &[PY, RU]),
    ("a: 2001-01-01T00:00:00+23:59\n", &[]),
    // What counts depends on the version of PyYAML.
    ("d: &d {x: 1}\ne: &e {x: 2}\na:\n  <<: [*d, *e]\n", &[PY]),
    ("d: &d {x: 1}\ne: &e {y: 2}\na:\n  <<: [*d, *e]\n", &[]),
    ("d: &d {x: 1}\na:\n  <<: [*d, *d]\n", &[]),
];

#[test]
fn each_reader_stops_where_it_was_seen_to() {
    for (text, stops) in FILES {
        let Ok(document) = YamlDocument::parse(text.as_bytes()) else {
            // Then it is called unreadable, which is no less.
            assert!(!stops.is_empty(), "{text:?} is read by every bot");
            continue;
        };
        for reader in [GO, PY, RU] {
            let objection = document.objection(reader);
            assert_eq!(
                objection.is_some(),
                stops.contains(&reader),
                "{reader:?} with {text:?}: {objection:?}"
            );
        }
    }
}

/// Each with whether yaml.v2 2.4.0 lets the `<<` win over a key that stands above it.
const MERGES: [(&str, bool); 8] = [
    ("d: &d {x: 1}\na:\n  <<: *d\n  x: 2\n", false),
    ("d: &d {x: 1}\na:\n  x: 2\n  <<: *d\n", true),
    ("d: &d {x: 1}\na: {x: 2, <<: *d}\n", true),
    ("d: &d {x: 1}\na:\n  y: 2\n  <<: *d\n", false),
    (
        "d: &d {x: 1}\na:\n  y: 2\n  <<: [{z: 1}, *d]\n  x: 2\n",
        false,
    ),
    ("d: &d {x: 1}\na:\n  x: 2\n  <<: [{z: 1}, *d]\n", true),
    ("d: &d {x: 1}\ne: &e {<<: *d}\na:\n  x: 2\n  <<: *e\n", true),
    ("d: &d {x: 1}\na:\n  x: 2\n  \"<<\": *d\n", false),
];

#[test]
fn a_merge_that_wins_over_the_keys_above_it_is_told_for_the_reader_that_lets_it() {
    for (text, wins) in MERGES {
        let document = YamlDocument::parse(text.as_bytes()).unwrap();
        let objection = document.objection(GO);
        assert_eq!(
            objection.is_some_and(|objection| !objection.stops),
            wins,
            "a token in the file that Chatto does not use would look like a lock: {text:?}: {objection:?}"
        );
        for reader in [PY, RU] {
            assert_eq!(document.objection(reader), None, "{reader:?}: {text:?}");
        }
    }
}

#[test]
fn the_place_is_told() {
    let document = YamlDocument::parse("# \u{e9}\na: b\nc: d \t# e\n".as_bytes()).unwrap();
    let objection = document.objection(PY).unwrap();
    assert_eq!(
        (objection.line, objection.column),
        (3, 6),
        "where somebody has to look: {objection:?}"
    );
}

#[test]
fn a_file_full_of_tabs_takes_no_time() {
    let tabs = "\t".repeat(50_000);
    let files = [
        format!("a: \"x{tabs}\"\n"),
        format!("a: b #{tabs}\n"),
        format!("a: [{}]\n", "1,\t".repeat(15_000)),
        format!("a: [{}]\n", "\"#\t\",".repeat(15_000)),
    ];
    for text in files {
        let document = YamlDocument::parse(text.as_bytes()).unwrap();
        let started = Instant::now();
        let _any = document.objection(RU);
        assert!(
            started.elapsed() < Duration::from_secs(5),
            "{:?} for {:?}…",
            started.elapsed(),
            &text[..12]
        );
    }
}
