//! The real server is written in Python, and its errors show it: values and parse errors in Python's words.

use serde_json::Value;

/// A value as Python's `repr` writes it.
pub(crate) fn repr(value: &Value) -> String {
    let joined = |items: Vec<String>| items.join(", ");
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => match text.contains('\'') && !text.contains('"') {
            true => format!("\"{text}\""),
            false => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        },
        Value::Array(items) => format!("[{}]", joined(items.iter().map(repr).collect())),
        Value::Object(map) => {
            let pair = |(name, value): (&String, &Value)| {
                format!("{}: {}", repr(&Value::from(name.as_str())), repr(value))
            };
            format!("{{{}}}", joined(map.iter().map(pair).collect()))
        }
    }
}

/// The name of a value's Python type.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

/// Where and why Python would give up on `text`: a position counted from 0, and its words.
pub(crate) fn json_complaint(text: &str, error: &serde_json::Error) -> (usize, &'static str) {
    let before: usize = (text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1)))
    .map(str::len)
    .sum();
    let at = (before + error.column().saturating_sub(1)).min(text.len());
    let words = error.to_string();
    let words = if words.starts_with("key must be a string") {
        "Expecting property name enclosed in double quotes"
    } else if words.starts_with("expected `:`") {
        "Expecting ':' delimiter"
    } else if words.starts_with("expected `,`") {
        "Expecting ',' delimiter"
    } else if words.starts_with("EOF while parsing a string") {
        "Unterminated string starting at"
    } else if words.starts_with("trailing characters") {
        "Extra data"
    } else {
        "Expecting value"
    };
    (at, words)
}
