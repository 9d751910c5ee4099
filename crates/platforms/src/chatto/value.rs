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
    /// A list or a mapping, where one value belongs: the bot does not start.
    Collection,
}

/// Reads a node for a setting of that kind.
pub(super) fn read(node: &Node, kind: Kind, document: DocumentKind) -> Value {
    match node.shape {
        Shape::Null => return Value::Nothing,
        Shape::Mapping | Shape::List | Shape::Other => return Value::Collection,
        Shape::Scalar => {}
    }
    // JSON has but one kind of number, a float (Go's `encoding/json`); its digits keep their value that way.
    let dialect = match document {
        DocumentKind::Json => Dialect::Yaml12,
        _ => Dialect::Go,
    };
    let text = match typed(dialect, node) {
        Typed::Null => return Value::Nothing,
        Typed::Collection => return Value::Collection,
        Typed::Bool(value) if matches!(kind, Kind::Switch) => value.to_string(),
        Typed::Bool(value) => u8::from(value).to_string(),
        Typed::Integer(digits) | Typed::Float(digits)
            if document == DocumentKind::Json && !matches!(kind, Kind::Duration) =>
        {
            float(&digits)
        }
        // A number is a count of nanoseconds to Go.
        Typed::Integer(digits) if matches!(kind, Kind::Duration) => format!("{digits}ns"),
        Typed::Float(digits) if matches!(kind, Kind::Duration) => {
            let whole = float(&digits);
            format!("{}ns", whole.split('.').next().unwrap_or_default())
        }
        Typed::Integer(digits) => digits,
        Typed::Float(digits) => float(&digits),
        Typed::Timestamp(_) => node.text.clone(),
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

/// Go's `strconv.FormatFloat(value, 'f', -1, 64)`: shortest digits, never an exponent.
fn float(text: &str) -> String {
    let bare = text.replace('_', "");
    let word = bare.trim_start_matches(['+', '-']).to_lowercase();
    match word.as_str() {
        ".inf" => if bare.starts_with('-') { "-Inf" } else { "+Inf" }.to_owned(),
        ".nan" => "NaN".to_owned(),
        _ => bare
            .parse::<f64>()
            .map_or_else(|_| bare.clone(), |number| number.to_string()),
    }
}
