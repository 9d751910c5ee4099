//! Numbers, as the three readers spell them.

use super::Typed;

/// The most digits of a number that Python turns into a decimal one.
const DIGITS: usize = 4300;

/// Without its sign, and whether that was a minus.
fn unsigned(text: &str) -> (&str, bool) {
    match text.as_bytes().first() {
        Some(b'-') => (&text[1..], true),
        Some(b'+') => (&text[1..], false),
        _ => (text, false),
    }
}

fn all(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(allowed)
}

fn digit_or_low(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'_'
}

/// `text` in `base`, as decimal digits. Refused where there is no digit, or one that the base has not.
fn integer(text: &str, base: u32, negative: bool) -> Typed {
    let digits: Option<Vec<u32>> = text
        .chars()
        .filter(|&c| c != '_')
        .map(|c| c.to_digit(base))
        .collect();
    let Some(digits) = digits.filter(|digits| (1..=DIGITS).contains(&digits.len())) else {
        return Typed::Refused;
    };
    // Least significant first.
    let mut decimal: Vec<u32> = vec![0];
    for digit in digits {
        let mut carry = digit;
        for place in &mut decimal {
            let value = *place * base + carry;
            *place = value % 10;
            carry = value / 10;
        }
        while carry > 0 {
            decimal.push(carry % 10);
            carry /= 10;
        }
    }
    while decimal.len() > 1 && decimal.last() == Some(&0) {
        decimal.pop();
    }
    let mut text = String::new();
    if negative && decimal != [0] {
        text.push('-');
    }
    text.extend(
        decimal
            .iter()
            .rev()
            .filter_map(|&digit| char::from_digit(digit, 10)),
    );
    Typed::Integer(text)
}

/// Base 60, whole or with a fraction in the last part.
fn sexagesimal(text: &str, negative: bool, fraction: bool) -> Typed {
    let sign = if negative { -1.0 } else { 1.0 };
    let parts = text.split(':').map(|part| part.replace('_', ""));
    if fraction {
        let value = parts
            .map(|part| part.parse::<f64>().unwrap_or(f64::NAN))
            .fold(0.0, |value, part| value * 60.0 + part);
        return Typed::Float(sign * value);
    }
    let mut value: i128 = 0;
    for part in parts {
        let part: Option<i128> = part.parse().ok();
        match part.and_then(|part| value.checked_mul(60)?.checked_add(part)) {
            Some(next) => value = next,
            None => return Typed::Refused,
        }
    }
    Typed::Integer(if negative { -value } else { value }.to_string())
}

fn float(text: &str, negative: bool) -> Typed {
    let value: f64 = text.replace('_', "").parse().unwrap_or(f64::NAN);
    Typed::Float(if negative { -value } else { value })
}

/// `.inf`, `-.INF`, `.nan`.
fn no_number(text: &str, body: &str, negative: bool) -> Option<Typed> {
    match body {
        ".inf" | ".Inf" | ".INF" if negative => Some(Typed::Float(f64::NEG_INFINITY)),
        ".inf" | ".Inf" | ".INF" => Some(Typed::Float(f64::INFINITY)),
        ".nan" | ".NaN" | ".NAN" if text == body => Some(Typed::Float(f64::NAN)),
        _ => None,
    }
}

/// An exponent behind its `e`; `signed` says whether it needs a sign.
fn exponent(text: &str, signed: bool) -> bool {
    let (digits, _) = unsigned(text);
    all(digits, |byte| byte.is_ascii_digit()) && (!signed || digits.len() < text.len())
}

/// Splits off an exponent; nothing where there is a wrong one.
fn mantissa(body: &str, signed: bool) -> Option<(&str, bool)> {
    match body.split_once(['e', 'E']) {
        None => Some((body, false)),
        Some((mantissa, power)) => exponent(power, signed).then_some((mantissa, true)),
    }
}

/// `PyYAML`.
pub(super) fn yaml11(text: &str) -> Option<Typed> {
    let (body, negative) = unsigned(text);
    if let Some(found) = no_number(text, body, negative) {
        return Some(found);
    }
    let starts = |digits: &str| digits.starts_with(|c: char| c.is_ascii_digit());
    if let Some((whole, part)) = body.rsplit_once('.')
        && whole.contains(':')
        && sixty(whole, |first| starts(first) && all(first, digit_or_low))
        && part.bytes().all(digit_or_low)
    {
        return Some(sexagesimal(body, negative, true));
    }
    if let Some((mantissa, _)) = mantissa(body, true)
        && let Some((whole, part)) = mantissa.split_once('.')
    {
        let usual = starts(whole) && all(whole, digit_or_low) && part.bytes().all(digit_or_low);
        let bare = whole.is_empty() && starts(part) && all(part, digit_or_low) && text == body;
        if usual || bare {
            return Some(float(body, negative));
        }
    }
    if let Some(bits) = body.strip_prefix("0b")
        && all(bits, |byte| matches!(byte, b'0' | b'1' | b'_'))
    {
        return Some(integer(bits, 2, negative));
    }
    if let Some(digits) = body.strip_prefix("0x")
        && all(digits, |byte| byte.is_ascii_hexdigit() || byte == b'_')
    {
        return Some(integer(digits, 16, negative));
    }
    if body.len() > 1 && body.starts_with('0') {
        let octal = all(body, |byte| matches!(byte, b'0'..=b'7' | b'_'));
        return octal.then(|| integer(body, 8, negative));
    }
    if !starts(body) {
        return None;
    }
    if all(body, digit_or_low) {
        return Some(integer(body, 10, negative));
    }
    let sixty = body.contains(':') && sixty(body, |first| all(first, digit_or_low));
    sixty.then(|| sexagesimal(body, negative, false))
}

/// `12:30:45`: all but the first part have one or two digits below 60.
fn sixty(text: &str, first: impl Fn(&str) -> bool) -> bool {
    let mut parts = text.split(':');
    parts.next().is_some_and(first)
        && parts.all(|part| match part.as_bytes() {
            [one] => one.is_ascii_digit(),
            [ten, one] => (b'0'..=b'5').contains(ten) && one.is_ascii_digit(),
            _ => false,
        })
}

/// `ruamel.yaml`.
pub(super) fn yaml12(text: &str) -> Option<Typed> {
    let (body, negative) = unsigned(text);
    if let Some(found) = no_number(text, body, negative) {
        return Some(found);
    }
    let starts = |digits: &str| digits.starts_with(|c: char| c.is_ascii_digit());
    if let Some((number, power)) = mantissa(body, false) {
        let matches = match number.split_once('.') {
            Some((whole, part)) if !whole.is_empty() => {
                starts(whole) && all(whole, digit_or_low) && part.bytes().all(digit_or_low)
            }
            // Without digits before the point the exponent needs its sign.
            Some((_, part)) => all(part, digit_or_low) && mantissa(body, true).is_some(),
            None => power && starts(number) && all(number, digit_or_low),
        };
        if matches {
            let digits = number.bytes().any(|byte| byte.is_ascii_digit());
            return Some(if digits {
                float(body, negative)
            } else {
                Typed::Refused
            });
        }
    }
    // Words that do not start like a number are not looked at.
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+')) {
        return None;
    }
    if let Some(bits) = body.strip_prefix("0b")
        && all(bits, |byte| matches!(byte, b'0' | b'1' | b'_'))
    {
        return Some(integer(bits, 2, negative));
    }
    if let Some(digits) = body.strip_prefix("0x")
        && all(digits, |byte| byte.is_ascii_hexdigit() || byte == b'_')
    {
        return Some(integer(digits, 16, negative));
    }
    if let Some(digits) = body.strip_prefix("0o")
        && all(digits, |byte| matches!(byte, b'0'..=b'7' | b'_'))
    {
        return Some(integer(digits, 8, negative));
    }
    all(body, digit_or_low).then(|| integer(body, 10, negative))
}

/// `yaml.v2`.
pub(super) fn go(text: &str) -> Option<Typed> {
    let (body, negative) = unsigned(text);
    if let Some(found) = no_number(text, body, negative) {
        return Some(found);
    }
    if text.starts_with('.') {
        let value = mantissa(text, false).filter(|(digits, _)| {
            digits.len() > 1 && digits[1..].bytes().all(|byte| byte.is_ascii_digit())
        });
        return value.and_then(|_| finite(text, false));
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+')) {
        return None;
    }
    let plain = text.replace('_', "");
    let (body, negative) = unsigned(&plain);
    if let Some(found) = go_integer(body, negative, plain.len() > body.len()) {
        return Some(found);
    }
    // `0b-1`: the sign may also stand behind the prefix.
    if let Some(bits) = plain
        .strip_prefix("0b")
        .filter(|bits| bits.starts_with(['+', '-']))
    {
        let (bits, negative) = unsigned(bits);
        let found = go_integer(&format!("0b{bits}"), negative, true);
        return found.filter(|_| all(bits, |byte| matches!(byte, b'0' | b'1')));
    }
    let (number, _) = mantissa(body, false)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let matches = match number.split_once('.') {
        Some(("", part)) => !part.is_empty() && digits(part),
        Some((whole, part)) => digits(whole) && digits(part),
        None => !number.is_empty() && digits(number),
    };
    matches.then(|| finite(body, negative)).flatten()
}

/// `strconv.ParseInt` and `ParseUint` with the base taken from the prefix: 64 bits, the unsigned half without a sign.
fn go_integer(body: &str, negative: bool, signed: bool) -> Option<Typed> {
    let lower = body.to_ascii_lowercase();
    let (digits, base) = if let Some(digits) = lower.strip_prefix("0x") {
        (digits, 16)
    } else if let Some(digits) = lower.strip_prefix("0b") {
        (digits, 2)
    } else if let Some(digits) = lower.strip_prefix("0o") {
        (digits, 8)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (&lower[1..], 8)
    } else {
        (lower.as_str(), 10)
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from_str_radix(digits, base).ok()?;
    let value = if negative { -value } else { value };
    let largest = if signed {
        i128::from(i64::MAX)
    } else {
        i128::from(u64::MAX)
    };
    (i128::from(i64::MIN)..=largest)
        .contains(&value)
        .then(|| Typed::Integer(value.to_string()))
}

/// Numbers beyond the range of 64 bits stay text in Go.
fn finite(text: &str, negative: bool) -> Option<Typed> {
    let value: f64 = text.parse().ok()?;
    value
        .is_finite()
        .then_some(Typed::Float(if negative { -value } else { value }))
}
