//! The table that was recorded with Rasa's own reader.
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

use super::*;

fn variables() -> BTreeMap<String, String> {
    [
        ("A", "aval"),
        ("D", "p$ss word"),
        ("E", ""),
        ("Y", "yes: #x"),
        ("N", "123"),
        ("B", "true"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

fn value(yaml: &str) -> Result<Node, String> {
    let read = read(&format!("k: {yaml}\n"), Some(&variables()))?;
    Ok(read.get("k").cloned().unwrap_or(Node::Null))
}

#[test]
fn references_count_only_where_nothing_quotes_them() {
    let expanded = [
        ("${A}", "aval"),
        ("pre${A}post", "preavalpost"),
        ("${A}-${A}", "aval-aval"),
        ("pre${MISSING}post", "pre${MISSING}post"),
        ("${E}", ""),
        ("${D}", "p$ss word"),
        ("${Y}", "yes: #x"),
        ("${N}", "123"),
        ("${B}", "true"),
        ("$${A}", "$aval"),
        ("\\${A}", "\\aval"),
        ("!env_var $A", "aval"),
    ];
    let literal = [
        ("\"${A}\"", "${A}"),
        ("'${A}'", "${A}"),
        ("$A", "$A"),
        ("\"$A\"", "$A"),
        ("\"${MISSING}\"", "${MISSING}"),
        ("|\n  ${A}", "${A}"),
        (">-\n  ${A}", "${A}"),
        ("a$b", "a$b"),
        ("\"pa$$word\"", "pa$$word"),
        ("\"${A\"", "${A"),
        ("\"x}${A\"", "x}${A"),
        ("!!str ${A}", "${A}"),
    ];
    for (yaml, text) in expanded.into_iter().chain(literal) {
        let read = value(yaml).map(|node| node.text().map(|text| text.trim_end().to_owned()));
        assert_eq!(read, Ok(Some(text.to_owned())), "{yaml}");
    }
    for yaml in ["${MISSING}", "x ${MISSING}", "${MISSING:-def}", "${A:-def}"] {
        let error = value(yaml).expect_err(yaml);
        assert!(
            error.contains("expand the environment variables"),
            "Rasa does not start: {error}"
        );
    }
    let flow = value("{a: \"${A}\"}").map(|node| node.get("a").cloned());
    assert_eq!(flow, Ok(Some(Node::Text("${A}".into()))));
}

#[test]
fn scalars_have_the_types_of_yaml_1_2() {
    for (yaml, node) in [
        ("123", Node::Number(123.0)),
        ("0x10", Node::Number(16.0)),
        ("1e5", Node::Number(100_000.0)),
        ("012", Node::Number(12.0)),
        ("1_000", Node::Number(1000.0)),
        ("yes", Node::Text("yes".into())),
        ("on", Node::Text("on".into())),
        ("12:30", Node::Text("12:30".into())),
        ("x #y", Node::Text("x".into())),
        ("2020-01-01", Node::Date),
        ("null", Node::Null),
        ("~", Node::Null),
        ("", Node::Null),
        ("#x", Node::Null),
        ("true", Node::Bool(true)),
    ] {
        assert_eq!(value(yaml), Ok(node), "{yaml}");
    }
    for yaml in ["a: b", "@x", "*x", "%x", "!x", "`x", "{x", "[x", "="] {
        assert!(value(yaml).is_err(), "{yaml}: Rasa does not start");
    }
    let twice = read("rest:\nrest:\n", None).expect_err("a key that stands twice");
    assert!(twice.contains("duplicate key"), "{twice}");
}

#[test]
fn aliases_that_multiply_are_given_up() {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, before) in ["b", "c", "d", "e", "f", "g"]
        .iter()
        .zip(["a", "b", "c", "d", "e", "f"])
    {
        let many = vec![format!("*{before}"); 10].join(", ");
        text.push_str(&format!("{name}: &{name} [{many}]\n"));
    }
    let error = read(&text, None).expect_err("ten million values from a few lines");
    assert!(error.contains("too much"), "{error}");
}
