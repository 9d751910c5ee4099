//! Variables in the texts of a compose file and of the `.env` beside it.

/// A text with its variables filled in. No `Debug`: it may be a secret.
pub struct Filled {
    /// The text. Like compose, it has nothing in the place of a variable that is not known.
    pub text: String,
    /// Whether all of them were known.
    pub complete: bool,
}

/// Fills `$NAME`, `${NAME}`, `${NAME:-default}` and their kin in, as compose does it. `known` tells the value of a variable.
#[must_use]
pub fn interpolated(text: &str, known: impl Fn(&str) -> Option<String>) -> Filled {
    let mut filled = Filled {
        text: String::with_capacity(text.len()),
        complete: true,
    };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        filled.text.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            filled.text.push('$');
            rest = after;
            continue;
        }
        let inside = match after.strip_prefix('{') {
            Some(braced) => braced.split_once('}'),
            None => Some(after.split_at(name_length(after))),
        };
        let Some((inner, behind)) = inside.filter(|(inner, _)| name_length(inner) > 0) else {
            // No variable: compose refuses such a compose file, and keeps the sign in a `.env`.
            filled.text.push('$');
            filled.complete = false;
            rest = after;
            continue;
        };
        rest = behind;
        match value(inner, &known) {
            Some(value) => filled.text.push_str(&value),
            None => filled.complete = false,
        }
    }
    filled.text.push_str(rest);
    filled
}

/// What stands for `NAME`, or `NAME` with an operator; nothing where that is not known.
fn value(inner: &str, known: impl Fn(&str) -> Option<String>) -> Option<String> {
    let (name, operation) = inner.split_at(name_length(inner));
    // With a colon, an empty variable counts as none.
    let filled = operation.strip_prefix(':');
    let value = known(name).filter(|value| filled.is_none() || !value.is_empty());
    let operation = filled.unwrap_or(operation);
    match (operation.chars().next(), value) {
        (Some('-'), None) => Some(operation[1..].to_owned()),
        (Some('+'), value) => Some(value.map_or_else(String::new, |_| operation[1..].to_owned())),
        (_, value) => value,
    }
}

/// Letters, digits and `_` at the start, in bytes.
fn name_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `docker compose config` fills them in (compose-go 2.16.2).
    #[test]
    fn variables_are_filled_in_as_compose_does_it() {
        let known = |name: &str| match name {
            "A" => Some("a".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        for (text, expected, complete) in [
            ("plain", "plain", true),
            ("$A-${A}x", "a-ax", true),
            ("$$A", "$A", true),
            ("${NONE:-d}${NONE-d}${EMPTY:-d}${EMPTY-d}", "ddd", true),
            ("${A:+x}${NONE:+x}${A?must}", "xa", true),
            ("${NONE}$NONE", "", false),
            ("x${NONE}y", "xy", false),
            ("cost $ 5, ${", "cost $ 5, ${", false),
        ] {
            let filled = interpolated(text, known);
            assert_eq!(
                (filled.text.as_str(), filled.complete),
                (expected, complete),
                "{text}"
            );
        }
    }
}
