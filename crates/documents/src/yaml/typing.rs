//! Which type the programs that read these files see in a value: most of them read types into what has no quotes.

mod dates;
mod numbers;

use crate::{Node, Shape, Style};

/// The readers of the platforms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// YAML 1.1 as `PyYAML` 6 reads it: Program-Y.
    Yaml11,
    /// YAML 1.1 as `yaml.v2` 2.4 below `viper` reads it: Chatto.
    Go,
    /// YAML 1.2 as `ruamel.yaml` reads it: Rasa.
    Yaml12,
}

/// What a reader makes of a value. `Debug` would show it: it may be a secret, so there is none.
#[derive(Clone, PartialEq)]
pub enum Typed {
    /// Nothing.
    Null,
    /// A switch.
    Bool(bool),
    /// A whole number, in decimal digits without leading zeros: it may be larger than any number type.
    Integer(String),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// A date, or a date with a time.
    Timestamp,
    /// Text.
    Text(String),
    /// A mapping or a list.
    Collection,
    /// The reader stops with an error: `PyYAML` does so for a lone `=`, or a date that no calendar has.
    Refused,
}

/// What the reader of `dialect` makes of a value.
#[must_use]
pub fn typed(dialect: Dialect, node: &Node) -> Typed {
    let tag = node.tag.as_deref().map(core_tag);
    match (node.shape, tag) {
        (Shape::Mapping | Shape::List, _) => Typed::Collection,
        (_, Some(Some("str"))) => Typed::Text(node.text.clone()),
        // The lone `!`: Python's readers take it for an order to read a type into the value, even into quotes.
        (_, Some(Some(""))) if dialect != Dialect::Go => plain(dialect, &node.text),
        (_, Some(Some(""))) => Typed::Text(node.text.clone()),
        (Shape::Null, None | Some(Some("null"))) => Typed::Null,
        (Shape::Other, _) => Typed::Text(node.text.clone()),
        (_, Some(Some(tag))) => tagged(dialect, tag, &node.text),
        (_, Some(None)) if dialect == Dialect::Go => Typed::Text(node.text.clone()),
        (_, Some(None)) => Typed::Refused,
        (_, None) if node.style == Style::Plain => plain(dialect, &node.text),
        (_, None) => Typed::Text(node.text.clone()),
    }
}

/// `str` for `!!str` and its long spelling, empty for the lone `!`, nothing for a program's own types.
pub(super) fn core_tag(tag: &str) -> Option<&str> {
    if tag == "!" {
        return Some("");
    }
    tag.strip_prefix("!!").or_else(|| {
        tag.strip_prefix("!<tag:yaml.org,2002:")
            .and_then(|tag| tag.strip_suffix('>'))
    })
}

/// An explicit type: what does not fit it stops the reader.
fn tagged(dialect: Dialect, tag: &str, text: &str) -> Typed {
    let found = plain(dialect, text);
    match (tag, &found) {
        ("bool", _) if dialect != Dialect::Go => {
            let word = text.to_ascii_lowercase();
            let letter = dialect == Dialect::Yaml11 && word.len() == 1;
            let known = switch(Dialect::Go, &word).filter(|_| !letter);
            known.map_or(Typed::Refused, Typed::Bool)
        }
        ("float", Typed::Text(_)) if dialect != Dialect::Go => {
            match text.replace('_', "").parse() {
                Ok(number) => Typed::Float(number),
                Err(_) => Typed::Refused,
            }
        }
        ("null", _) if dialect != Dialect::Go => Typed::Null,
        ("bool", Typed::Bool(_))
        | ("int", Typed::Integer(_))
        | ("float", Typed::Float(_))
        | ("timestamp", Typed::Timestamp)
        | ("null", Typed::Null) => found,
        ("float", Typed::Integer(digits)) => match digits.parse() {
            Ok(number) => Typed::Float(number),
            Err(_) => Typed::Refused,
        },
        // Chatto's reader sees dates, and hands them on as text all the same.
        ("timestamp", Typed::Text(_)) if dialect == Dialect::Go => found,
        // What it holds is base64; whoever asks sees it as written.
        ("binary", _) => Typed::Text(text.to_owned()),
        _ => Typed::Refused,
    }
}

/// What a reader makes of a scalar without quotes.
pub(super) fn plain(dialect: Dialect, text: &str) -> Typed {
    if matches!(text, "" | "~" | "null" | "Null" | "NULL") {
        return Typed::Null;
    }
    if let Some(switch) = switch(dialect, text) {
        return Typed::Bool(switch);
    }
    let number = match dialect {
        Dialect::Yaml11 => numbers::yaml11(text),
        Dialect::Go => numbers::go(text),
        Dialect::Yaml12 => numbers::yaml12(text),
    };
    if let Some(number) = number {
        return number;
    }
    let python = dialect != Dialect::Go;
    match text {
        "=" | "<<" if python => Typed::Refused,
        // Chatto's reader sees dates, and hands them on as text all the same.
        _ if python && dates::is_timestamp(text) => {
            if dates::exists(text) {
                Typed::Timestamp
            } else {
                Typed::Refused
            }
        }
        _ => Typed::Text(text.to_owned()),
    }
}

fn switch(dialect: Dialect, text: &str) -> Option<bool> {
    const ON: [&str; 11] = [
        "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y",
    ];
    const OFF: [&str; 11] = [
        "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N",
    ];
    let words = match dialect {
        Dialect::Yaml12 => 3,
        // Without the single letters.
        Dialect::Yaml11 => 9,
        Dialect::Go => 11,
    };
    if ON[..words].contains(&text) {
        Some(true)
    } else if OFF[..words].contains(&text) {
        Some(false)
    } else {
        None
    }
}
