//! How a living answer must resemble a recorded one: equal, but for what cannot be.

use serde_json::Value;

/// How much of a body must agree.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Depth {
    /// Keys, types and values, but for identifiers, times, counted tokens and scores.
    Values,
    /// Keys and types; lists may have any length.
    Shape,
    /// As `Values`, but the living object may lack paths that the real API has.
    FewerPaths,
}

/// Keys whose values differ from run to run.
const VOLATILE: [&str; 11] = [
    "access_token",
    "ended_at",
    "exp",
    "id",
    "input_tokens",
    "output_tokens",
    "score",
    "setting_id",
    "started_at",
    "updated_at",
    "when",
];

/// Every difference, with its place. Empty when the two agree.
pub(crate) fn differences(recorded: &Value, living: &Value, depth: Depth) -> Vec<String> {
    let mut found = Vec::new();
    compare(recorded, living, depth, "$", &mut found);
    found
}

fn compare(recorded: &Value, living: &Value, depth: Depth, at: &str, found: &mut Vec<String>) {
    match (recorded, living) {
        (Value::Object(then), Value::Object(now)) => {
            for key in now.keys().filter(|key| !then.contains_key(*key)) {
                found.push(format!("{at}.{key} was never recorded"));
            }
            for (key, value) in then {
                let place = format!("{at}.{key}");
                match now.get(key) {
                    Some(_) if own_words(key, then) => (),
                    Some(other) if VOLATILE.contains(&key.as_str()) => {
                        compare(value, other, Depth::Shape, &place, found);
                    }
                    Some(other) => compare(value, other, depth, &place, found),
                    None if depth == Depth::FewerPaths && at.starts_with("$.paths") => (),
                    None => found.push(format!("{place} is missing")),
                }
            }
        }
        (Value::Array(then), Value::Array(now)) if is_vector(then) => {
            if now.is_empty() || !now.iter().all(Value::is_number) {
                found.push(format!("{at} must be a vector"));
            }
        }
        (Value::Array(then), Value::Array(now)) if depth == Depth::Shape => {
            if let (Some(first), true) = (then.first(), now.is_empty() != then.is_empty()) {
                found.push(format!("{at} must have entries like {first}"));
            }
            for (then, now) in then.iter().zip(now) {
                compare(then, now, depth, &format!("{at}[]"), found);
            }
        }
        (Value::Array(then), Value::Array(now)) => {
            if then.len() != now.len() {
                found.push(format!(
                    "{at} has {} entries, recorded {}",
                    now.len(),
                    then.len()
                ));
            }
            for (index, (then, now)) in then.iter().zip(now).enumerate() {
                compare(then, now, depth, &format!("{at}[{index}]"), found);
            }
        }
        (Value::String(then), Value::String(now)) if depth != Depth::Shape => {
            if cut(then, now) != cut(now, then) {
                found.push(format!("{at} is {now:?}, recorded {then:?}"));
            }
        }
        _ if depth == Depth::Shape && kind(recorded) == kind(living) => (),
        _ if recorded == living => (),
        _ => found.push(format!("{at} is {living}, recorded {recorded}")),
    }
}

/// Descriptions for people are in the practice cat's own words.
fn own_words(key: &str, object: &serde_json::Map<String, Value>) -> bool {
    key == "description"
        && ["properties", "author_name"]
            .iter()
            .any(|of| object.contains_key(*of))
}

/// A list of numbers that the recorder cut.
fn is_vector(values: &[Value]) -> bool {
    values.len() == 4 && values[0].is_number() && values[3].is_string()
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

/// A text without the addresses of Python objects in memory; of a page, which was cut, only that it is one.
fn cut(text: &str, other: &str) -> String {
    if text.ends_with("...cut") || other.ends_with("...cut") {
        let page = text
            .trim_start()
            .to_lowercase()
            .starts_with("<!doctype html>");
        return format!("page: {page}");
    }
    let mut result = String::new();
    let mut parts = text.split("0x");
    result.push_str(parts.next().unwrap_or_default());
    for part in parts {
        result.push_str("0x…");
        result.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    result
}
