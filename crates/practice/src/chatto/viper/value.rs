//! A value as Go holds it after reading a file, and what mapstructure 1.4.1 makes of it for a field of a certain type.

use std::collections::BTreeMap;

use super::duration;

/// Settings by their names, which are in small letters.
pub(crate) type Map = BTreeMap<String, Value>;

/// One value of a configuration file.
#[derive(Clone)]
pub(crate) enum Value {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true`, `yes`, `on` and their opposites.
    Bool(bool),
    /// Wide enough for Go's `int64` and `uint64`.
    Integer(i128),
    Float(f64),
    Text(String),
    List(Vec<Value>),
    Map(Map),
}

/// Why a value does not fit: the end of the sentence that the real server stops with.
pub(crate) type Misfit = String;

impl Value {
    /// For a field of the type `string`. Numbers are written out, a switch is `1` or `0`, nothing is empty.
    pub(crate) fn text(&self) -> Result<String, Misfit> {
        match self {
            Self::Null => Ok(String::new()),
            Self::Bool(on) => Ok(u8::from(*on).to_string()),
            Self::Integer(number) => Ok(number.to_string()),
            Self::Float(number) => Ok(float(*number)),
            Self::Text(text) => Ok(text.clone()),
            Self::List(_) | Self::Map(_) => Err(self.unlike("string")),
        }
    }

    /// For a field of the type `bool`.
    pub(crate) fn switch(&self) -> Result<bool, Misfit> {
        match self {
            Self::Null => Ok(false),
            Self::Bool(on) => Ok(*on),
            Self::Integer(number) => Ok(*number != 0),
            Self::Float(number) => Ok(*number != 0.0),
            // Go's `strconv.ParseBool`, and nothing is false.
            Self::Text(text) => match text.as_str() {
                "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
                "" | "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
                _ => Err("cannot be parsed as bool".to_owned()),
            },
            Self::List(_) | Self::Map(_) => Err(self.unlike("bool")),
        }
    }

    /// For a field of the type `float64`.
    pub(crate) fn number(&self) -> Result<f64, Misfit> {
        match self {
            Self::Null => Ok(0.0),
            Self::Bool(on) => Ok(f64::from(u8::from(*on))),
            Self::Integer(number) => Ok(*number as f64),
            Self::Float(number) => Ok(*number),
            Self::Text(text) => text
                .parse()
                .map_err(|_| "cannot be parsed as float".to_owned()),
            Self::List(_) | Self::Map(_) => Err(self.unlike("float64")),
        }
    }

    /// For a field of the type `time.Duration`, in nanoseconds: a bare number is a count of them.
    pub(crate) fn nanoseconds(&self) -> Result<i64, Misfit> {
        match self {
            Self::Text(text) => duration::parse(text),
            other => other.number().map(|number| number as i64),
        }
    }

    /// For a field of the type `[]string`: a text is cut at its commas.
    pub(crate) fn texts(&self) -> Result<Vec<String>, Misfit> {
        match self {
            Self::Null => Ok(Vec::new()),
            Self::Text(text) if text.is_empty() => Ok(Vec::new()),
            Self::Text(text) => Ok(text.split(',').map(str::to_owned).collect()),
            Self::List(list) => list.iter().map(Self::text).collect(),
            other => other.text().map(|text| vec![text]),
        }
    }

    /// For a field that is a struct or a map.
    pub(crate) fn section(&self) -> Result<Map, Misfit> {
        match self {
            Self::Null => Ok(Map::new()),
            Self::Map(map) => Ok(map.clone()),
            other => Err(format!("expected a map, got '{}'", other.kind())),
        }
    }

    /// For a field that is a list of structs.
    pub(crate) fn sections(&self) -> Result<Vec<Map>, Misfit> {
        match self {
            Self::Null => Ok(Vec::new()),
            Self::List(list) => list.iter().map(Self::section).collect(),
            other => other.section().map(|map| vec![map]),
        }
    }

    fn unlike(&self, wanted: &str) -> Misfit {
        format!(
            "expected type '{wanted}', got unconvertible type '{}'",
            self.kind()
        )
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nil",
            Self::Bool(_) => "bool",
            Self::Integer(_) => "int",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
            Self::List(_) => "slice",
            Self::Map(_) => "map",
        }
    }
}

/// Go's `strconv.FormatFloat(value, 'f', -1, 64)`: never an exponent.
fn float(number: f64) -> String {
    if number.is_infinite() {
        return if number < 0.0 { "-Inf" } else { "+Inf" }.to_owned();
    }
    number.to_string()
}
