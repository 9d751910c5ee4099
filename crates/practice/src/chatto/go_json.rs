//! JSON as Go's `encoding/json` reads and writes it, as far as it can be told apart from outside.

use serde_json::{Map, Value};

/// Reads a whole body that is an object, or nothing: `null` leaves every field as it is (`json.Unmarshal`).
///
/// # Errors
/// In Go's words.
pub(crate) fn object(body: &[u8], type_name: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_slice(body) {
        Ok(value) => fields(value, type_name),
        Err(error) if error.is_eof() => Err("unexpected end of JSON input".to_owned()),
        Err(error) => Err(complaint(body, &error)),
    }
}

/// Reads the first value of a body and leaves the rest alone (`json.Decoder`).
///
/// # Errors
/// In Go's words.
pub(crate) fn first(body: &[u8], type_name: &str) -> Result<Map<String, Value>, String> {
    let mut values = serde_json::Deserializer::from_slice(body).into_iter();
    match values.next() {
        None => Err("EOF".to_owned()),
        Some(Ok(value)) => fields(value, type_name),
        Some(Err(error)) if error.is_eof() => Err("unexpected EOF".to_owned()),
        Some(Err(error)) => Err(complaint(body, &error)),
    }
}

fn fields(value: Value, type_name: &str) -> Result<Map<String, Value>, String> {
    match value {
        Value::Object(map) => Ok(map),
        Value::Null => Ok(Map::new()),
        other => Err(format!(
            "json: cannot unmarshal {} into Go value of type {type_name}",
            kind(&other)
        )),
    }
}

/// A text of an object. Go compares names without their case; of several the last one counts.
///
/// # Errors
/// In Go's words, when it is no text.
pub(crate) fn text(object: &Map<String, Value>, place: &str, name: &str) -> Result<String, String> {
    match field(object, name) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(other) => Err(mismatch(other, place, name, "string")),
    }
}

/// A whole number of an object.
///
/// # Errors
/// In Go's words, when it is none.
pub(crate) fn integer(object: &Map<String, Value>, place: &str, name: &str) -> Result<i64, String> {
    match field(object, name) {
        None | Some(Value::Null) => Ok(0),
        Some(value) => value
            .as_i64()
            .ok_or_else(|| mismatch(value, place, name, "int")),
    }
}

/// An object within an object; an empty one when it is not there.
///
/// # Errors
/// In Go's words, when it is something else.
pub(crate) fn inner(
    object: &Map<String, Value>,
    place: &str,
    name: &str,
) -> Result<Map<String, Value>, String> {
    match field(object, name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(inner)) => Ok(inner.clone()),
        Some(other) => Err(mismatch(other, place, name, "struct")),
    }
}

/// A text as Go writes it: what could end a script in a page is escaped.
pub(crate) fn quoted(text: &str) -> String {
    let json = Value::from(text).to_string();
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

fn field<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let mut named = object
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case(name));
    named.next_back().map(|(_, value)| value)
}

fn mismatch(value: &Value, place: &str, name: &str, wanted: &str) -> String {
    let kind = kind(value);
    format!("json: cannot unmarshal {kind} into Go struct field {place}.{name} of type {wanted}")
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Where in the grammar JSON ended, in the words of our parser and in Go's.
const PLACES: [(&str, &str); 6] = [
    ("expected `,` or `}`", "after object key:value pair"),
    ("expected `,` or `]`", "after array element"),
    ("expected `:`", "after object key"),
    (
        "key must be a string",
        "looking for beginning of object key string",
    ),
    ("trailing characters", "after top-level value"),
    ("", "looking for beginning of value"),
];

/// What Go says of a body that is no JSON.
fn complaint(body: &[u8], error: &serde_json::Error) -> String {
    let text = String::from_utf8_lossy(body);
    let line = text.lines().nth(error.line().saturating_sub(1));
    let rest = line.and_then(|line| line.get(error.column().saturating_sub(1)..));
    let found = rest.and_then(|rest| rest.chars().next()).unwrap_or(' ');
    let said = error.to_string();
    let place = PLACES.iter().find(|(ours, _)| said.contains(ours));
    let place = place.map_or("", |(_, place)| place);
    // Go writes a quote in a way of its own.
    let found = match found {
        '\'' => r"'\''".to_owned(),
        found => format!("'{found}'"),
    };
    format!("invalid character {found} {place}")
}
