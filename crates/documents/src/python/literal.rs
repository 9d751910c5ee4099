//! Literals of Python: what they say, and how to write one that says it.

use crate::{DocumentError, Scalar, Style, flat};

/// What a literal says.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Literal {
    Text(String, Style),
    /// A number, `True` or `False`, as written.
    Plain,
    None,
}

/// Reads a string with its prefix and quotes. `None` where it is bytes or code, or holds a character by its name.
pub(super) fn read_string(token: &str) -> Option<Literal> {
    let quote_at = token.find(['"', '\''])?;
    let (prefix, quoted) = token.split_at(quote_at);
    let raw = match prefix {
        "" | "u" | "U" => false,
        "r" | "R" => true,
        _ => return None,
    };
    let (style, width) = match quoted.as_bytes() {
        [a, b, c, ..] if a == b && b == c && quoted.len() >= 6 => (Style::Block, 3),
        [b'\'', ..] => (Style::Single, 1),
        _ => (Style::Double, 1),
    };
    let inside = quoted
        .get(width..quoted.len() - width)?
        .replace("\r\n", "\n");
    let text = if raw { inside } else { decode(&inside)? };
    Some(Literal::Text(text, style))
}

fn decode(inside: &str) -> Option<String> {
    let mut decoded = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.find('\\') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let c = rest.chars().next()?;
        let (length, meant) = match c {
            '\n' => (1, None),
            '\\' | '\'' | '"' => (1, Some(c)),
            'a' => (1, Some('\u{7}')),
            'b' => (1, Some('\u{8}')),
            'f' => (1, Some('\u{c}')),
            'n' => (1, Some('\n')),
            'r' => (1, Some('\r')),
            't' => (1, Some('\t')),
            'v' => (1, Some('\u{b}')),
            '0'..='7' => {
                let digits = (rest.bytes().take(3)).take_while(|byte| matches!(byte, b'0'..=b'7'));
                let length = digits.count();
                (length, Some(number(&rest[..length], 8)?))
            }
            'x' => (3, Some(number(rest.get(1..3)?, 16)?)),
            'u' => (5, Some(number(rest.get(1..5)?, 16)?)),
            'U' => (9, Some(number(rest.get(1..9)?, 16)?)),
            'N' => return None,
            _ => {
                // Python warns about a backslash that means nothing, and keeps it.
                decoded.push('\\');
                (c.len_utf8(), Some(c))
            }
        };
        decoded.extend(meant);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    Some(decoded)
}

fn number(digits: &str, radix: u32) -> Option<char> {
    let all = digits.chars().all(|c| c.is_digit(radix));
    char::from_u32(u32::from_str_radix(digits, radix).ok().filter(|_| all)?)
}

/// Whether Python reads `word` as an integer or a float.
pub(super) fn is_number(word: &str) -> bool {
    let groups = |text: &str, is_digit: fn(&u8) -> bool| {
        (text.split('_')).all(|group| !group.is_empty() && group.as_bytes().iter().all(is_digit))
    };
    let decimal = |text: &str| groups(text, u8::is_ascii_digit);
    let lower = word.to_ascii_lowercase();
    if let Some((radix, digits)) = lower.split_at_checked(2) {
        let digits = digits.strip_prefix('_').unwrap_or(digits);
        match radix {
            "0x" => return groups(digits, u8::is_ascii_hexdigit),
            "0o" => return groups(digits, |byte| matches!(byte, b'0'..=b'7')),
            "0b" => return groups(digits, |byte| matches!(byte, b'0' | b'1')),
            _ => {}
        }
    }
    if decimal(&lower) {
        // `007` is an error in Python 3, `000` is not.
        return !lower.starts_with('0') || lower.bytes().all(|byte| matches!(byte, b'0' | b'_'));
    }
    let (mantissa, exponent) = match lower.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (lower.as_str(), None),
    };
    let mantissa_fits = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            (whole.is_empty() || decimal(whole))
                && (fraction.is_empty() || decimal(fraction))
                && whole.len() + fraction.len() > 0
        }
        None => exponent.is_some() && decimal(mantissa),
    };
    mantissa_fits
        && exponent.is_none_or(|text| decimal(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

/// How `value` is written; a text in single quotes where `old` is and nothing in it speaks against them.
///
/// # Errors
/// When Python has no literal for it: a number that is none, a reference.
pub(super) fn write(value: &Scalar, old: Option<Style>) -> Result<String, DocumentError> {
    Ok(match value {
        Scalar::Text(text) => {
            let harmless = !text.contains(['\'', '"', '\\']) && !text.contains(needs_escape);
            if old == Some(Style::Single) && harmless {
                format!("'{text}'")
            } else {
                quote(text)
            }
        }
        Scalar::Switch(true) => "True".to_owned(),
        Scalar::Switch(false) => "False".to_owned(),
        Scalar::Integer(number) => number.to_string(),
        Scalar::Number(number) => flat::fraction(*number)?,
        Scalar::Reference(_) => {
            return Err(DocumentError::ValueRefused {
                why: "it is a reference to a variable, which Python does not replace in a string",
            });
        }
    })
}

/// Characters that would not be seen, or would end the line for an editor.
fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn quote(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for c in text.chars() {
        match c {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            c if needs_escape(c) => written.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}
