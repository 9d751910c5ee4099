//! Strings and numbers of JSON (RFC 8259).

use crate::{DocumentError, Scalar, flat};

/// Reads the string at the start of `text`: how many bytes it takes, quotes included, and what it says.
pub(super) fn read_string(text: &str) -> Result<(usize, String), &'static str> {
    let mut said = String::new();
    let mut at = 1;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let plain = rest
            .find(|c: char| matches!(c, '"' | '\\') || c < ' ')
            .ok_or("a string is not closed")?;
        said.push_str(&rest[..plain]);
        at += plain;
        match rest.as_bytes()[plain] {
            b'"' => return Ok((at + 1, said)),
            b'\\' => {
                let (length, c) = escape(&rest[plain + 1..])?;
                said.push(c);
                at += 1 + length;
            }
            _ => return Err("a string holds a line end or another control character"),
        }
    }
}

/// What stands behind a backslash: its length and what it means.
fn escape(text: &str) -> Result<(usize, char), &'static str> {
    let c = match text.as_bytes().first() {
        Some(b'u') => return unicode(&text[1..]).map(|(length, c)| (1 + length, c)),
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        _ => return Err("a string holds a backslash escape that JSON does not know"),
    };
    Ok((1, c))
}

fn unicode(text: &str) -> Result<(usize, char), &'static str> {
    const BROKEN: &str = "a string holds a `\\u` escape that is no character";
    let hex = |from: usize| {
        let digits = text.get(from..from + 4)?;
        let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        all_hex.then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let first = hex(0).ok_or(BROKEN)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Ok((4, c));
    }
    // Beyond U+FFFF a character is written as two halves.
    let second = (text.get(4..6) == Some("\\u")).then(|| hex(6)).flatten();
    let pair = [first, second.ok_or(BROKEN)?];
    match char::decode_utf16(pair).next() {
        Some(Ok(c)) => Ok((10, c)),
        _ => Err(BROKEN),
    }
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
pub(super) fn is_number(word: &str) -> bool {
    let word = word.strip_prefix('-').unwrap_or(word);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (word, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

/// A text as a JSON string.
pub(super) fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// How `value` is written.
///
/// # Errors
/// When JSON cannot hold it: a number that is none, a reference.
pub(super) fn write(value: &Scalar) -> Result<String, DocumentError> {
    Ok(match value {
        Scalar::Text(text) => quote(text),
        Scalar::Switch(flag) => flag.to_string(),
        Scalar::Integer(number) => number.to_string(),
        Scalar::Number(number) => flat::fraction(*number)?,
        Scalar::Reference(_) => {
            return Err(DocumentError::ValueRefused {
                why: "it is a reference to a variable, which no reader of such a file replaces",
            });
        }
    })
}
