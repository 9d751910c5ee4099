//! What a scalar that nothing quotes amounts to.

use std::collections::BTreeMap;

use super::Node;

/// The pattern of Rasa's own resolver: `${`, and a brace somewhere behind it.
pub(super) fn refers(text: &str) -> bool {
    text.split_once("${")
        .is_some_and(|(_, rest)| rest.contains('}'))
}

/// Python's `os.path.expandvars`: `$NAME` and `${NAME}`; what is not set stays as it is.
pub(super) fn expand(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        expanded.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (name, end) = match after.strip_prefix('{') {
            Some(braced) => match braced.find('}') {
                Some(close) => (&braced[..close], close + 2),
                None => ("", 0),
            },
            None => {
                let end = after
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .unwrap_or(after.len());
                (&after[..end], end)
            }
        };
        match variables.get(name) {
            Some(value) if end > 0 => {
                expanded.push_str(value);
                rest = &after[end..];
            }
            _ => {
                expanded.push('$');
                rest = after;
            }
        }
    }
    expanded.push_str(rest);
    expanded
}

/// What ruamel's resolver for YAML 1.2 makes of a plain scalar: `yes` and `on` are texts, `012` is twelve.
pub(super) fn plain(text: &str) -> Result<Node, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Node::Null),
        "true" | "True" | "TRUE" => return Ok(Node::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Node::Bool(false)),
        "=" => {
            return Err(
                "ConstructorError: could not determine a constructor for the tag 'tag:yaml.org,2002:value'."
                    .into(),
            );
        }
        _ => {}
    }
    if let Some(number) = number(text) {
        return Ok(Node::Number(number));
    }
    if is_date(text) {
        return Ok(Node::Date);
    }
    Ok(Node::Text(text.to_owned()))
}

fn number(text: &str) -> Option<f64> {
    let bare = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(bare, ".inf" | ".Inf" | ".INF") {
        return Some(f64::INFINITY);
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(f64::NAN);
    }
    if !bare.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let digits = bare.replace('_', "");
    let radix = |prefix, radix| {
        let digits = digits.strip_prefix(prefix)?;
        i64::from_str_radix(digits, radix).ok()
    };
    if let Some(whole) = radix("0x", 16)
        .or_else(|| radix("0o", 8))
        .or_else(|| radix("0b", 2))
    {
        return Some(whole as f64);
    }
    let shape = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+');
    if !digits.chars().all(shape) || !digits.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// `2020-01-01`, with or without a time behind it.
fn is_date(text: &str) -> bool {
    let day = text.get(..10).unwrap_or_default();
    let rest = text.get(10..).unwrap_or("x");
    day.parse::<jiff::civil::Date>().is_ok()
        && (rest.is_empty() || rest.starts_with(['T', 't', ' ']))
}
