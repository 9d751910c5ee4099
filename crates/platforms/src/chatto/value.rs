//! How Chatto reads a value: the reader's type first, then back to what the program wants.
//!
//! viper hands over what its parser made of the text, and mapstructure turns that into the field's type (0.9.2: an
//! unquoted `00123` becomes the token `83`, `1e5` becomes `100000`, `yes` becomes `1`).

use chatelaine_documents::{Dialect, DocumentKind, Node, Shape, Typed, typed};

use crate::setting::Kind;

/// What a place of a file says.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing: `token:`, `null`, `~`. The key is there all the same.
    Nothing,
    /// Text as the bot gets it.
    Text(String),
    /// What the reader cannot make a value of, such as a list: the bot does not start.
    Refused,
}

/// Reads a node for a setting of that kind.
pub(super) fn read(node: &Node, kind: Kind, document: DocumentKind) -> Value {
    if node.shape == Shape::Null {
        return Value::Nothing;
    }
    let json = document == DocumentKind::Json;
    let dialect = if json { Dialect::Yaml12 } else { Dialect::Go };
    let duration = matches!(kind, Kind::Duration);
    let text = match typed(dialect, node) {
        Typed::Null => return Value::Nothing,
        Typed::Collection | Typed::Refused => return Value::Refused,
        Typed::Bool(value) if matches!(kind, Kind::Switch) => value.to_string(),
        Typed::Bool(value) => u8::from(value).to_string(),
        // A number is a count of nanoseconds to Go.
        Typed::Integer(digits) if duration => format!("{digits}ns"),
        Typed::Float(number) if duration => format!("{}ns", number.trunc()),
        // JSON has but one kind of number, a float (Go's `encoding/json`).
        Typed::Integer(digits) if json => digits.parse().map_or(digits, float),
        Typed::Integer(digits) => digits,
        Typed::Float(number) => float(number),
        Typed::Timestamp => node.text.clone(),
        Typed::Text(text) => text,
    };
    Value::Text(settle(kind, text))
}

/// What a text means for a setting of that kind, wherever it comes from.
pub(super) fn settle(kind: Kind, text: String) -> String {
    match kind {
        Kind::Switch => switch(&text).map_or(text, |on| on.to_string()),
        _ => text,
    }
}

/// Go's `strconv.ParseBool`; nothing at all is false to mapstructure.
pub(super) fn switch(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "" | "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// Whether a duration is none: a channel with nothing but such a delay is not turned on.
pub(super) fn is_no_time(text: &str) -> bool {
    !text.contains(|c: char| matches!(c, '1'..='9'))
}

/// Go's `strconv.FormatFloat(value, 'f', -1, 64)`: the fewest digits that tell it from others, never an exponent.
fn float(number: f64) -> String {
    if number.is_infinite() {
        return if number < 0.0 { "-Inf" } else { "+Inf" }.to_owned();
    }
    number.to_string()
}
