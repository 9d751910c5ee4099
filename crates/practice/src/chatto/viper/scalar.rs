//! What Go's YAML reader takes an unquoted text for (yaml.v2 2.4.0, `resolve.go`).
//!
//! This is where tokens go wrong: an unquoted `00123` is an octal number, `yes` a switch, `1_000` a thousand.

use super::value::Value;

/// The value of an unquoted text.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Value::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Value::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Value::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Value::Float(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return Value::Float(f64::NEG_INFINITY),
        _ => {}
    }
    let number = match text.as_bytes().first() {
        Some(b'.') => float(text),
        Some(b'0'..=b'9' | b'+' | b'-') if !is_date(text) => {
            let text = text.replace('_', "");
            integer(&text).or_else(|| float(&text))
        }
        _ => None,
    };
    number.unwrap_or_else(|| Value::Text(text.to_owned()))
}

/// Go's `strconv.ParseInt` with base 0: a leading zero alone means octal.
fn integer(text: &str) -> Option<Value> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let prefix = digits.get(..2).map(str::to_ascii_lowercase);
    let (base, digits) = match prefix.as_deref() {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        Some(_) if digits.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        return None;
    }
    let number = i128::from_str_radix(digits, base).ok()?;
    let number = if negative { -number } else { number };
    let (least, most) = (i128::from(i64::MIN), i128::from(u64::MAX));
    (least..=most)
        .contains(&number)
        .then_some(Value::Integer(number))
}

/// Digits with at most one point and an exponent; nothing else that Go would call a number.
fn float(text: &str) -> Option<Value> {
    let shaped = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
    let number: f64 = text.parse().ok().filter(|_| shaped)?;
    Some(Value::Float(number))
}

/// A date stays the text that it is. Dates begin like `2024-01-01`; whatever follows, numbers do not.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut digits = |count: &[usize]| {
        let part = parts.next().unwrap_or_default();
        let end = part.find(|c: char| !c.is_ascii_digit());
        count.contains(&end.unwrap_or(part.len()))
    };
    digits(&[4]) && digits(&[1, 2]) && digits(&[1, 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unquoted_tokens_become_what_was_recorded() {
        let recorded = [
            ("12345", "12345"),
            ("00123", "83"),
            ("0x1F", "31"),
            ("1e5", "100000"),
            ("1_000", "1000"),
            ("yes", "1"),
            ("true", "1"),
            ("2024-01-01", "2024-01-01"),
            ("12:34:56", "12:34:56"),
            ("a#b", "a#b"),
            ("${CHATTO_TOKEN}", "${CHATTO_TOKEN}"),
            ("null", ""),
            ("~", ""),
        ];
        for (written, read) in recorded {
            assert_eq!(
                plain(written).text().as_deref(),
                Ok(read),
                "the real server reads {written} as {read}"
            );
        }
    }
}
