//! Lengths of time in Go's notation.

use super::value::Misfit;

/// Nanoseconds by unit (Go 1.19, `time.ParseDuration`).
const UNITS: [(&str, f64); 8] = [
    ("ns", 1.0),
    ("us", 1e3),
    ("µs", 1e3),
    ("μs", 1e3),
    ("ms", 1e6),
    ("s", 1e9),
    ("m", 60e9),
    ("h", 3600e9),
];

/// Reads `1h30m`, `-1s`, `0`. A number without a unit is none, whatever a guide may say.
pub(super) fn parse(text: &str) -> Result<i64, Misfit> {
    let invalid = || "time: invalid duration".to_owned();
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, after) = rest.split_at(digits.unwrap_or(rest.len()));
        let number: f64 = number.parse().map_err(|_| invalid())?;
        let unit = after.find(|c: char| c.is_ascii_digit() || c == '.');
        let (unit, after) = after.split_at(unit.unwrap_or(after.len()));
        if unit.is_empty() {
            return Err("time: missing unit in duration".to_owned());
        }
        let known = UNITS.iter().find(|(name, _)| *name == unit);
        let (_, length) = known.ok_or("time: unknown unit in duration")?;
        total += number * length;
        rest = after;
    }
    Ok((sign * total) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_needs_its_unit() {
        assert_eq!(parse("1h30m"), Ok(5_400_000_000_000));
        assert_eq!(parse("-1s"), Ok(-1_000_000_000));
        assert_eq!(parse("1.5ms"), Ok(1_500_000));
        assert_eq!(parse("0"), Ok(0), "the only number that needs none");
        for nonsense in ["", "3600", "h", "1x", "1..5s"] {
            assert!(parse(nonsense).is_err(), "{nonsense} stops the real server");
        }
    }
}
