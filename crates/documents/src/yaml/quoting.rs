//! How values and keys are written, so that every reader of YAML 1.1 and 1.2 reads them alike.

use std::borrow::Cow;

use super::tree::Kind;
use crate::{DocumentError, Scalar};

/// The longest written key, in bytes: readers look no further than 1024 characters for the colon behind a key.
const WRITTEN_KEY_LIMIT: usize = 1000;

/// Words that YAML 1.1 or 1.2 reads as something else than text.
const SPECIAL_WORDS: [&str; 8] = ["y", "yes", "true", "on", "n", "no", "false", "off"];

/// A value as it is going to stand in the file. No `Debug`: it may be a secret.
pub(super) struct Written<'a> {
    /// What is written, quotes included.
    pub(super) token: String,
    pub(super) kind: Kind,
    /// What is read back, before any type is read into it.
    pub(super) text: Cow<'a, str>,
}

impl<'a> Written<'a> {
    /// # Errors
    /// When the value cannot be written at all.
    pub(super) fn new(value: &'a Scalar) -> Result<Self, DocumentError> {
        let token = match value {
            Scalar::Text(text) => {
                return Ok(Self {
                    token: double_quoted(text),
                    kind: Kind::Double,
                    text: Cow::Borrowed(text),
                });
            }
            Scalar::Switch(value) => value.to_string(),
            Scalar::Integer(value) => value.to_string(),
            Scalar::Number(value) => number(*value)?,
            Scalar::Reference(name) => reference(name)?,
        };
        Ok(Self {
            text: Cow::Owned(token.clone()),
            token,
            kind: Kind::Plain,
        })
    }
}

/// Without an exponent and with a point: readers of YAML 1.1 take `1e5` for text.
fn number(value: f64) -> Result<String, DocumentError> {
    if !value.is_finite() {
        return Err(DocumentError::ValueRefused {
            why: "infinity and not-a-number are no settings",
        });
    }
    let mut text = value.to_string();
    if !text.contains('.') {
        text.push_str(".0");
    }
    Ok(text)
}

fn reference(name: &str) -> Result<String, DocumentError> {
    let word = |c: char| c == '_' || c.is_ascii_alphanumeric();
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || !name.chars().all(word)
    {
        return Err(DocumentError::InvalidKey);
    }
    Ok(format!("${{{name}}}"))
}

/// In double quotes, on one line. What the YAML 1.1 standard calls not printable is escaped, and so is what some readers
/// take for a line end or a byte order mark.
pub(super) fn double_quoted(text: &str) -> String {
    let mut token = String::with_capacity(text.len() + 2);
    token.push('"');
    for c in text.chars() {
        match c {
            '"' => token.push_str("\\\""),
            '\\' => token.push_str("\\\\"),
            '\n' => token.push_str("\\n"),
            '\r' => token.push_str("\\r"),
            '\t' => token.push_str("\\t"),
            '\0' => token.push_str("\\0"),
            '\u{1}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => {
                token.push_str(&format!("\\x{:02x}", u32::from(c)));
            }
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                token.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => token.push(c),
        }
    }
    token.push('"');
    token
}

/// A key, without quotes where no reader can mistake it.
///
/// # Errors
/// When it is too long to be a key.
pub(super) fn key(name: &str) -> Result<String, DocumentError> {
    let token = if is_plain_key(name) {
        name.to_owned()
    } else {
        double_quoted(name)
    };
    checked_key(token)
}

/// How [`key`] writes a key.
pub(super) fn key_kind(name: &str) -> Kind {
    if is_plain_key(name) {
        Kind::Plain
    } else {
        Kind::Double
    }
}

/// A key in the place of another one, with the same kind of quotes if it can.
///
/// # Errors
/// As [`key`].
pub(super) fn key_like(name: &str, kind: Kind) -> Result<(String, Kind), DocumentError> {
    let simple = |c: char| c == ' ' || c.is_ascii_graphic();
    let (token, kind) = match kind {
        Kind::Single if name.chars().all(|c| simple(c) && c != '\'') => {
            (format!("'{name}'"), Kind::Single)
        }
        Kind::Single | Kind::Double => (double_quoted(name), Kind::Double),
        _ => return Ok((key(name)?, key_kind(name))),
    };
    Ok((checked_key(token)?, kind))
}

fn checked_key(token: String) -> Result<String, DocumentError> {
    if token.len() > WRITTEN_KEY_LIMIT {
        return Err(DocumentError::EditRefused {
            why: "a key cannot be that long",
            line: None,
        });
    }
    Ok(token)
}

fn is_plain_key(name: &str) -> bool {
    let word = |c: char| matches!(c, '_' | '-') || c.is_ascii_alphanumeric();
    let special = SPECIAL_WORDS.iter().chain(&["null"]);
    name.starts_with(|c: char| c == '_' || c.is_ascii_alphabetic())
        && name.chars().all(word)
        && !special
            .into_iter()
            .any(|word| name.eq_ignore_ascii_case(word))
}
