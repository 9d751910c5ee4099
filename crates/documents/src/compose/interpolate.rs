//! Variables in the texts of a compose file and of the `.env` beside it.

/// A text with its variables filled in. No `Debug`: it may be a secret.
pub struct Filled {
    /// The text. Like compose, it has nothing in the place of a variable that is not known.
    pub text: String,
    /// Whether all of them were known.
    pub complete: bool,
}

/// How deep defaults within defaults are followed: `${A:-${B:-${C}}}` has three levels.
const DEPTH_LIMIT: usize = 16;

/// Fills `$NAME`, `${NAME}`, `${NAME:-default}` and their kin in, as compose does it: a default may hold variables itself.
/// `known` tells the value of a variable.
#[must_use]
pub fn interpolated(text: &str, known: impl Fn(&str) -> Option<String>) -> Filled {
    filled(text, &known, DEPTH_LIMIT)
}

fn filled(text: &str, known: &dyn Fn(&str) -> Option<String>, depth: usize) -> Filled {
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
            Some(braced) => closing(braced).map(|at| (&braced[..at], &braced[at + 1..])),
            None => Some(after.split_at(name_length(after))),
        };
        let (Some((inner, behind)), Some(below)) = (inside, depth.checked_sub(1)) else {
            // A brace that is never closed, or too many within each other: nothing from here on is certain.
            filled.text.push('$');
            filled.complete = false;
            rest = after;
            break;
        };
        if name_length(inner) == 0 {
            // No variable: compose refuses such a compose file, and keeps the sign in a `.env`.
            filled.text.push('$');
            filled.complete = false;
            rest = after;
            continue;
        }
        rest = behind;
        match value(inner, known, below) {
            Some(value) => {
                filled.text.push_str(&value.text);
                filled.complete &= value.complete;
            }
            None => filled.complete = false,
        }
    }
    filled.text.push_str(rest);
    filled
}

/// Where the brace that is open at the start is closed; those of `${…}` within come in pairs.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '{' if before == '$' => open += 1,
            '}' if open == 0 => return Some(at),
            '}' => open -= 1,
            _ => {}
        }
        before = c;
    }
    None
}

/// What stands for `NAME`, or `NAME` with an operator; nothing where that is not known.
fn value(inner: &str, known: &dyn Fn(&str) -> Option<String>, depth: usize) -> Option<Filled> {
    let (name, operation) = inner.split_at(name_length(inner));
    // With a colon, an empty variable counts as none.
    let colon = operation.strip_prefix(':');
    let value = known(name).filter(|value| colon.is_none() || !value.is_empty());
    let operation = colon.unwrap_or(operation);
    let instead = || filled(&operation[1..], known, depth);
    let plain = |text| Filled {
        text,
        complete: true,
    };
    match (operation.chars().next(), value) {
        (Some('-'), None) | (Some('+'), Some(_)) => Some(instead()),
        (Some('+'), None) => Some(plain(String::new())),
        (_, value) => value.map(plain),
    }
}

/// Letters, digits and `_` at the start, in bytes; no name starts with a digit.
fn name_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
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
            ("${NONE:-${A}}x", "ax", true),
            ("${NONE:-${OTHER:-}}", "", true),
            ("${NONE:-${OTHER:-x${A}y}}z", "xayz", true),
            ("${A:+${NONE}}", "", false),
            ("${NONE:-a}b}", "ab}", true),
            ("a$1b", "a$1b", false),
        ] {
            let filled = interpolated(text, known);
            assert_eq!(
                (filled.text.as_str(), filled.complete),
                (expected, complete),
                "{text}"
            );
        }
    }

    /// A file made to exhaust the stack is left unfilled instead.
    #[test]
    fn defaults_without_end_are_not_followed() {
        let text = format!("{}{}", "${A:-".repeat(100_000), "}".repeat(100_000));
        assert!(!interpolated(&text, |_| None).complete);
    }
}
