//! Files made to hurt: they are read, or refused with a reason, and never more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod yaml_support;

use chatelaine_documents::{
    DEPTH_LIMIT, Document, DocumentError, LIMIT_BYTES, Scalar, YAML_LIMIT_LINES, YamlDocument,
};
use yaml_support::{open, path, refusal};

fn read(text: &str) -> Result<YamlDocument, DocumentError> {
    YamlDocument::parse(text.as_bytes())
}

fn new() -> Scalar {
    Scalar::Text("NEW".to_owned())
}

#[test]
fn nesting_without_end_is_refused_before_it_can_exhaust_a_stack() {
    let indented: String = (0..1000)
        .map(|at| format!("{}a:\n", " ".repeat(at)))
        .collect();
    let keys: String = (0..150).map(|_| "{a: ").collect();
    for text in [
        "- ".repeat(100_000),
        "? ".repeat(100_000),
        "[".repeat(100_000),
        "{".repeat(100_000),
        "[".repeat(150) + &"]".repeat(150),
        "[\"]\",".repeat(100_000),
        keys.clone() + "1" + &"}".repeat(150),
        indented,
        "a: ".to_owned() + &"[{b: ".repeat(50_000),
    ] {
        let error = read(&text).expect_err("it is too deep");
        let limits = matches!(
            error,
            DocumentError::BeyondLimits { .. } | DocumentError::NotYaml { .. }
        );
        assert!(limits && error.line().is_some(), "{error:?}");
    }
    let deepest = "[".repeat(DEPTH_LIMIT) + &"]".repeat(DEPTH_LIMIT);
    assert!(read(&deepest).is_ok());
    let mut nested = open(&("a: ".to_owned() + &"{b: ".repeat(90) + "1" + &"}".repeat(90)));
    assert_eq!(
        nested.set(&path("c"), &new()),
        Ok(()),
        "what is read can be edited"
    );
}

#[test]
fn stray_brackets_in_texts_are_no_nesting() {
    let texts: String = (0..3000)
        .map(|at| format!("k{at}: \"{{ and [ {at}\"\n"))
        .collect();
    let mut document = open(&texts);
    assert_eq!(document.set(&path("k1"), &new()), Ok(()));
}

#[test]
fn aliases_of_aliases_stay_as_small_as_they_are_written() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for at in 1..12 {
        let before = at - 1;
        bomb.push_str(&format!(
            "a{at}: &a{at} [{}]\n",
            vec![format!("*a{before}"); 10].join(", ")
        ));
    }
    bomb.push_str("token: old\n");
    let document = open(&bomb);
    assert_eq!(document.scalars().len(), 11);
    assert_eq!(
        document.get(&path("a11[9][9][9]")).unwrap().shape,
        chatelaine_documents::Shape::List
    );
    let (why, line) = refusal(|d| d.set(&path("token"), &new()), &bomb);
    assert!(why.contains("aliases") && line.is_some(), "{why}");

    let mut merges = String::from("m0: &m0 {k: v}\n");
    for at in 1..200 {
        let before = at - 1;
        merges.push_str(&format!("m{at}: &m{at} {{<<: [*m{before}, *m{before}]}}\n"));
    }
    let document = open(&merges);
    assert_eq!(document.get(&path("m199.k")).unwrap().text, "v");
    assert_eq!(document.children(&path("m199")).len(), 1);
    assert!(document.get(&path("m199.nothing")).is_none());

    let chain: String = (1..300)
        .map(|at| format!("c{at}: &c{at} [*c{}]\n", at - 1))
        .collect();
    let chain = format!("c0: &c0 1\n{chain}token: old\n");
    let (why, _) = refusal(|d| d.set(&path("token"), &new()), &chain);
    assert!(why.contains("nest"), "{why}");

    // Every level would be kept in full by a reader that keeps what has an anchor.
    let mut anchors: String = (0..90)
        .map(|at| format!("{}a: &a{at}\n", " ".repeat(at)))
        .collect();
    anchors.push_str(&format!("{}- [{}]\n", " ".repeat(90), "*s,".repeat(30_000)));
    let anchors = format!("s: &s x\n{anchors}token: old\n");
    refusal(|d| d.set(&path("token"), &new()), &anchors);
}

#[test]
fn size_is_limited_in_every_direction() {
    let too_large = |text: &str| read(text).expect_err("it is too large");
    let large = "x".repeat(LIMIT_BYTES);
    assert!(matches!(
        too_large(&format!("a: {large}")),
        DocumentError::TooLarge { .. }
    ));
    assert!(matches!(
        too_large(&"\n".repeat(YAML_LIMIT_LINES + 1)),
        DocumentError::TooManyLines { .. }
    ));
    for text in [
        "- \n".repeat(600_000),
        "a: 1\n".repeat(600_000),
        format!("[{}]", "a,".repeat(600_000)),
        format!("? {}\n: 1\n", "k".repeat(2000)),
        format!("{}: 1\n", "k".repeat(1025)),
        format!("\"{}\": 1\n", "k".repeat(1025)),
    ] {
        let error = too_large(&text);
        let refused = matches!(
            error,
            DocumentError::BeyondLimits { .. } | DocumentError::NotYaml { .. }
        );
        assert!(refused && error.line().is_some(), "{error:?}");
    }
    let long_keys: String = (0..90)
        .map(|at| format!("{}{}:\n", " ".repeat(at), "k".repeat(1000)))
        .collect();
    let many: String = (0..30_000)
        .map(|at| format!("{}k{at}: v\n", " ".repeat(90)))
        .collect();
    assert!(
        matches!(
            too_large(&(long_keys + &many)),
            DocumentError::BeyondLimits { .. }
        ),
        "listing 30,000 paths of 90 KB each would take gigabytes"
    );
}

#[test]
fn large_files_within_brackets_are_refused_before_they_eat_the_memory() {
    let pairs = "\"a\":\"b\",".repeat(400_000);
    for open in [
        "{",
        "- {",
        "x: [{",
        "x:\n  {",
        "? a\n: {",
        "&a {",
        "x: [!!map {",
    ] {
        let error = read(&format!("{open}{pairs}")).expect_err("it is too large");
        assert!(
            matches!(error, DocumentError::BeyondLimits { .. }),
            "{error:?}"
        );
        assert!(error.line().is_some());
    }
    let value: String = (0..60_000)
        .map(|at| format!("key{at}: {{a: [b]}} # [c, d, e, f, g\n"))
        .collect();
    assert_eq!(
        read(&value).err(),
        None,
        "as the values of keys they are read one by one"
    );
    assert!(read(&format!("{{{}}}", &pairs[..pairs.len() / 8])).is_ok());
}

#[test]
fn large_but_ordinary_files_are_edited() {
    let lines: String = (0..100_000)
        .map(|at| format!("key{at}: value # {at}\n"))
        .collect();
    let mut document = open(&lines);
    document.set(&path("key77777"), &new()).unwrap();
    assert_eq!(
        document.text(),
        lines.replace("key77777: value", "key77777: \"NEW\"")
    );
    let large = "x".repeat(2 * 1024 * 1024);
    let mut document = open(&format!("a: '{large}'\nb: |\n  {large}\n"));
    document.set(&path("a"), &new()).unwrap();
    document.set(&path("c"), &Scalar::Text(large)).unwrap();
}

#[test]
fn what_readers_do_not_agree_on_is_read_but_not_edited() {
    for text in [
        "a: old\n? [x, y]\n: 1\n",
        "a: old # \u{2028}b: 1\n",
        "a: old\nb: \u{85}\n",
    ] {
        assert!(open(text).get(&path("a")).is_some());
        let (_, line) = refusal(|d| d.set(&path("a"), &new()), text);
        assert!(line.is_some(), "{text:?}");
    }
}

#[test]
fn a_key_that_stands_there_a_thousand_times_is_listed_once_and_not_removed_one_by_one() {
    let text = "a: 1\n".repeat(1000);
    let document = open(&text);
    assert_eq!(document.duplicates().len(), 1);
    assert_eq!(document.duplicates()[0].lines.len(), 1000);
    let (why, _) = refusal(|d| d.remove(&path("a")).map(drop), &text);
    assert!(why.contains("too often"), "{why}");
}
