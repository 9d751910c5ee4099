//! How a living answer must resemble a recorded one: equal, but for what cannot be.

use serde_json::Value;

/// Keys whose values differ from run to run.
const VOLATILE: [&str; 4] = ["timestamp", "run_id", "message_id", "exp"];

/// What must agree beside keys and types.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Depth {
    /// Values, but for descriptions, which are in the practice cat's own words.
    Values,
    /// Nothing: a living language model spoke.
    Shape,
    /// Values, but the living object may lack paths that the real API has.
    FewerPaths,
}

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
                let lax = VOLATILE.contains(&key.as_str()) || key == "description";
                match now.get(key) {
                    Some(other) if lax => compare(value, other, Depth::Shape, &place, found),
                    Some(other) => compare(value, other, depth, &place, found),
                    None if depth == Depth::FewerPaths && missing_is_fine(at, key) => (),
                    None => found.push(format!("{place} is missing")),
                }
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
        (Value::String(then), Value::String(now)) if then.ends_with("...cut") => {
            if !now
                .trim_start()
                .to_lowercase()
                .starts_with("<!doctype html>")
            {
                found.push(format!("{at} must be a page"));
            }
        }
        _ if depth == Depth::Shape && kind(recorded) == kind(living) => (),
        _ if recorded == living => (),
        _ => found.push(format!("{at} is {living}, recorded {recorded}")),
    }
}

/// The recorder's details of the API were cut, and the practice cat has only the routes that the project uses.
fn missing_is_fine(at: &str, key: &str) -> bool {
    at.starts_with("$.paths") || ["externalDocs", "security", "securitySchemes"].contains(&key)
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
