//! Judging a value before it is written.

use super::{Invalid, Kind, Origin, Setting};

impl Setting {
    /// Judges a value that somebody wants to write.
    ///
    /// # Errors
    /// [`Invalid`] with the reason and what would be right.
    pub fn validate(&self, value: &str) -> Result<(), Invalid> {
        let refuse = |what: String, advice: &str| {
            Err(Invalid {
                what,
                advice: advice.into(),
            })
        };
        let name = self.name();
        match self.kind {
            Kind::Secret(origin) => validate_secret(name, origin, value),
            Kind::Choice(words) if !words.contains(&value) => refuse(
                format!("{name} cannot be `{value}`."),
                &format!("Use one of: {}.", words.join(", ")),
            ),
            Kind::Switch if !matches!(value, "true" | "false") => refuse(
                format!(
                    "{name} is either `true` or `false`, in small letters; `{value}` would count as something else."
                ),
                "Write true or false.",
            ),
            Kind::Number { max }
                if !value
                    .parse::<f64>()
                    .is_ok_and(|number| number > 0.0 && number <= max) =>
            {
                refuse(
                    format!("{name} must be a number above 0 and at most {max}."),
                    "Write the number alone, without a unit.",
                )
            }
            Kind::Integer { min, max }
                if !value
                    .parse::<i64>()
                    .is_ok_and(|number| (min..=max).contains(&number)) =>
            {
                refuse(
                    format!("{name} must be a whole number from {min} to {max}."),
                    "Write the number alone, in digits.",
                )
            }
            Kind::Duration if !is_go_duration(value) => refuse(
                format!("{name} must be a length of time with its unit."),
                "Write it like 30m, 1h or 90s; a number alone would count as nanoseconds.",
            ),
            Kind::Url if !(value.starts_with("http://") || value.starts_with("https://")) => {
                refuse(
                    format!("{name} must be an address."),
                    "Start it with https:// (or http:// on this machine).",
                )
            }
            Kind::List if value.split(',').any(|item| item != item.trim()) => refuse(
                format!(
                    "{name} has a space next to a comma, which the bot would take as part of the item."
                ),
                "Put the items side by side with commas only.",
            ),
            Kind::Text | Kind::Url if value.contains(['\n', '\r']) => refuse(
                format!("{name} must stand on one line."),
                "Take the line break out.",
            ),
            _ => Ok(()),
        }
    }
}

/// Go's `time.ParseDuration`: numbers with units, no blanks.
fn is_go_duration(value: &str) -> bool {
    let mut rest = value.strip_prefix(['-', '+']).unwrap_or(value);
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let Some(digits) = digits.filter(|&at| at > 0) else {
            return false;
        };
        if rest[..digits].parse::<f64>().is_err() {
            return false;
        }
        rest = &rest[digits..];
        let units = ["ns", "us", "µs", "ms", "s", "m", "h"];
        let Some(unit) = units
            .iter()
            .filter(|unit| rest.starts_with(**unit))
            .max_by_key(|unit| unit.len())
        else {
            return false;
        };
        rest = &rest[unit.len()..];
    }
    true
}

fn validate_secret(name: &str, origin: Origin, value: &str) -> Result<(), Invalid> {
    let refuse = |what: String, advice: &str| {
        Err(Invalid {
            what,
            advice: advice.into(),
        })
    };
    match origin {
        Origin::Key => validate_key(name, value),
        Origin::Text if value.is_empty() => refuse(
            format!("{name} cannot be empty: the bot would count as open."),
            "Generate the value.",
        ),
        Origin::Text | Origin::Issued if value.contains('\0') => refuse(
            format!("{name} holds a NUL character, which no configuration file can carry."),
            "Copy the value again, as text.",
        ),
        Origin::Text | Origin::Issued => Ok(()),
    }
}

/// Cheshire Cat 1.9.2: a key with a space at its end is unusable for clients that trim headers, and `+ & % #` break the
/// WebSocket query, so only characters that every reader and every transport agree on are let through.
fn validate_key(name: &str, value: &str) -> Result<(), Invalid> {
    let advice = "Generate the value: it then has only letters, digits, `_` and `-`.".to_owned();
    if value.is_empty() {
        return Err(Invalid {
            what: format!("{name} cannot be empty: the bot would count as open."),
            advice,
        });
    }
    if let Some(bad) = value
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '~')))
    {
        let shown = match bad {
            _ if bad.is_whitespace() => "white space".to_owned(),
            _ if bad.is_control() => "a control character".to_owned(),
            // Some of them are invisible, and some turn around what follows on a terminal.
            _ if !bad.is_ascii() && !bad.is_alphanumeric() => format!("U+{:04X}", u32::from(bad)),
            _ => format!("`{bad}`"),
        };
        return Err(Invalid {
            what: format!(
                "{name} holds {shown}, which headers, URLs or .env readers treat differently."
            ),
            advice,
        });
    }
    if value.split('.').count() == 3 {
        return Err(Invalid {
            what: format!(
                "{name} looks like a JSON Web Token, and the bot would try to read it as one."
            ),
            advice,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_needs_its_units() {
        for good in ["30m", "1h30m", "1.5h", "250ms", "-1s"] {
            assert!(is_go_duration(good), "{good} is one in Go");
        }
        for bad in ["", "3600", "1 h", "h", "1d"] {
            assert!(!is_go_duration(bad), "{bad} is none in Go");
        }
    }
}
