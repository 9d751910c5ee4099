//! Single values: what PyYAML takes for a number, a switch or nothing.

use serde_json::Value;

/// A value without quotes may be a number or a switch; one in quotes is a text. A tag decides over both. Nothing where
/// the loader stops.
pub(super) fn read(text: &str, plain: bool, tag: Option<(&str, &str)>) -> Option<Value> {
    match tag {
        None if plain => resolve(text),
        None | Some(("", "!")) => Some(Value::from(text)),
        Some((_, "str" | "binary")) => Some(Value::from(text)),
        Some((_, "null")) => Some(Value::Null),
        Some((_, "bool")) => switch(&text.to_ascii_lowercase()).map(Value::Bool),
        Some((_, "int")) => integer(text).map(Value::from),
        Some((_, "float")) => float(text)
            .or_else(|| Some(integer(text)? as f64))
            .map(Value::from),
        Some(_) => None,
    }
}

fn resolve(text: &str) -> Option<Value> {
    if matches!(text, "" | "~" | "null" | "Null" | "NULL") {
        return Some(Value::Null);
    }
    // A lone `=` is a type of version 1.1 that no loader of PyYAML makes anything of.
    if text == "=" || is_impossible_date(text) {
        return None;
    }
    Some(if let Some(switch) = switch_as_written(text) {
        Value::Bool(switch)
    } else if let Some(number) = integer(text) {
        Value::from(number)
    } else if let Some(number) = float(text) {
        Value::from(number)
    } else {
        Value::from(text)
    })
}

/// Small, capital or all capital letters; `yEs` is a text.
fn switch_as_written(text: &str) -> Option<bool> {
    let lower = text.to_ascii_lowercase();
    let mut capital = lower.clone();
    if let Some(first) = capital.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let known = text == lower || text == capital || text == lower.to_ascii_uppercase();
    switch(&lower).filter(|_| known)
}

fn switch(text: &str) -> Option<bool> {
    match text {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// The sign and the rest.
fn signed(text: &str) -> (i64, &str) {
    match text.as_bytes().first() {
        Some(b'-') => (-1, &text[1..]),
        Some(b'+') => (1, &text[1..]),
        _ => (1, text),
    }
}

/// Decimal, `0b`, `0x`, octal with nothing but a leading zero, and base 60 with colons. What is larger than 64 bit is
/// left as text: no setting is.
fn integer(text: &str) -> Option<i64> {
    let (sign, digits) = signed(text);
    let clean = digits.replace('_', "");
    let radix = |rest: &str, radix| {
        i64::from_str_radix(rest, radix)
            .ok()
            .filter(|_| !rest.starts_with(['+', '-']))
    };
    let value = if let Some(rest) = clean.strip_prefix("0b") {
        radix(rest, 2)
    } else if let Some(rest) = clean.strip_prefix("0x") {
        radix(rest, 16)
    } else if clean.len() > 1 && clean.starts_with('0') {
        radix(&clean, 8)
    } else if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        None
    } else if clean.contains(':') {
        sexagesimal(&clean)
    } else {
        radix(&clean, 10)
    };
    value.map(|value| sign * value)
}

fn sexagesimal(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let first: i64 = parts.next()?.parse().ok()?;
    parts.try_fold(first, |value, part| {
        let fits = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let part: i64 = part.parse().ok().filter(|part| fits && *part < 60)?;
        value.checked_mul(60)?.checked_add(part)
    })
}

/// With a point; an exponent needs its sign, or it is a text.
fn float(text: &str) -> Option<f64> {
    let (sign, digits) = signed(text);
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (digits, None),
    };
    let (whole, fraction) = mantissa.split_once('.')?;
    let digits_only = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_')
    };
    let starts = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let whole_fits = if whole.is_empty() {
        starts(fraction)
    } else {
        starts(whole)
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        exponent.starts_with(['+', '-']) && exponent.len() > 1 && digits_only(&exponent[1..])
    });
    if !whole_fits || !exponent_fits || !digits_only(whole) || !digits_only(fraction) {
        return None;
    }
    let value: f64 = digits.replace('_', "").parse().ok()?;
    Some(if sign < 0 { -value } else { value })
}

/// `2026-13-01` looks like a date, and Python stops when it makes one of it.
fn is_impossible_date(text: &str) -> bool {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    shape && text.parse::<jiff::civil::Date>().is_err()
}
