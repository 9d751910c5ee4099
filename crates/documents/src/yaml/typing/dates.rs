//! Dates and times, as both Python readers spell them.

/// The parts that have to be numbers of a calendar or clock.
struct Parts<'a> {
    year: &'a str,
    month: &'a str,
    day: &'a str,
    /// Hour, minute and second; nothing for a mere date.
    clock: Option<[&'a str; 3]>,
    /// Hours and minutes of the zone, where it has any.
    zone: Option<[&'a str; 2]>,
}

/// One or two digits, or exactly `least` of them, and what follows.
fn digits(text: &str, least: usize, most: usize) -> Option<(&str, &str)> {
    let count = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    (count >= least).then(|| text.split_at(count))
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let (year, rest) = digits(text, 4, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
    let date = Parts {
        year,
        month,
        day,
        clock: None,
        zone: None,
    };
    if rest.is_empty() {
        return (month.len() == 2 && day.len() == 2).then_some(date);
    }
    let blanks = rest.trim_start_matches([' ', '\t']);
    let rest = match rest.strip_prefix(['T', 't']) {
        Some(rest) => rest,
        None if blanks.len() < rest.len() => blanks,
        None => return None,
    };
    let (hour, rest) = digits(rest, 1, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    let (second, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    let rest = match rest.strip_prefix('.') {
        Some(rest) => rest.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    Some(Parts {
        clock: Some([hour, minute, second]),
        zone: zone(rest)?,
        ..date
    })
}

/// Nothing, `Z`, `+1`, `-05:30`, after blanks or not; its hours and minutes.
fn zone(text: &str) -> Option<Option<[&str; 2]>> {
    let zone = text.trim_start_matches([' ', '\t']);
    if zone.is_empty() {
        return text.is_empty().then_some(None);
    }
    if zone == "Z" {
        return Some(None);
    }
    let (hours, rest) = digits(zone.strip_prefix(['+', '-'])?, 1, 2)?;
    if rest.is_empty() {
        return Some(Some([hours, "0"]));
    }
    let (minutes, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    rest.is_empty().then_some(Some([hours, minutes]))
}

/// Whether it is spelled like a date, or a date with a time.
pub(super) fn is_timestamp(text: &str) -> bool {
    parts(text).is_some()
}

/// Whether the calendar has that day, the day that time, and the world that zone: Python knows none that is a day away.
pub(super) fn exists(text: &str) -> bool {
    let Some(found) = parts(text) else {
        return false;
    };
    let number = |digits: &str| digits.parse::<u32>().unwrap_or(u32::MAX);
    let (year, month, day) = (number(found.year), number(found.month), number(found.day));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    let clock = found.clock.is_none_or(|[hour, minute, second]| {
        number(hour) < 24 && number(minute) < 60 && number(second) < 60
    });
    let zone = found
        .zone
        .is_none_or(|[hours, minutes]| 60 * number(hours) + number(minutes) < 24 * 60);
    year >= 1 && (1..=days).contains(&day) && clock && zone
}
