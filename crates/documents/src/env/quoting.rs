//! Which spellings of a value all readers of a `.env` file agree on.

use crate::DocumentError;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quoting {
    /// `KEY=value`
    Plain,
    /// `KEY='value'`
    Single,
    /// `KEY="value"`
    Double,
}

impl Quoting {
    pub(super) fn write(self, value: &str) -> String {
        match self {
            Self::Plain => value.to_owned(),
            Self::Single => format!("'{value}'"),
            Self::Double => format!("\"{value}\""),
        }
    }

    /// Whether every reader reads `value` back when it is written this way. `value` is one that is not refused.
    pub(super) fn carries(self, value: &str) -> bool {
        match self {
            Self::Plain => value.chars().all(|c| {
                c.is_ascii_alphanumeric()
                    || matches!(c, '_' | '-' | '.' | '/' | ':' | '@' | '%' | '+' | ',' | '=')
            }),
            Self::Single => !value.contains('\'') && quoted_doubt(value, self).is_none(),
            Self::Double => quoted_doubt(value, self).is_none(),
        }
    }
}

/// Decides how to write `value` so that python-dotenv, a shell, node and docker compose all read it back.
///
/// Plain where nothing in the value is special to any of them, single quotes otherwise, double quotes where the value
/// holds a single quote. (`docker run --env-file` knows no quotes and keeps them: only plain values survive it.)
///
/// # Errors
/// [`DocumentError::ValueRefused`] with the reason where no spelling does: line ends and control characters, `$` and
/// backtick, both kinds of quote, and backslashes that some readers drop.
pub fn refuse_value(value: &str) -> Result<Quoting, DocumentError> {
    let refuse = |why| Err(DocumentError::ValueRefused { why });
    if value.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        return refuse("it holds a line end, and only some readers accept values of several lines");
    }
    if value.chars().any(|c| c.is_control() && c != '\t') {
        return refuse("it holds a control character, which terminals and readers change or drop");
    }
    if value.contains('$') {
        return refuse(
            "it holds `$`, which starts a variable; python-dotenv expands `${…}` even in single quotes",
        );
    }
    if value.contains('`') {
        return refuse(
            "it holds a backtick, which runs a command in a shell and is a quote for node",
        );
    }
    let quoting = [Quoting::Plain, Quoting::Single, Quoting::Double]
        .into_iter()
        .find(|quoting| quoting.carries(value));
    match quoting {
        Some(quoting) => Ok(quoting),
        None if value.contains('\\') => {
            refuse("it holds a backslash that some readers drop or take as an escape")
        }
        None => refuse("it holds both kinds of quote, and readers differ on how to escape them"),
    }
}

/// What readers disagree on in an unquoted value, if anything.
pub(super) fn plain_doubt(value: &str) -> Option<&'static str> {
    value.char_indices().find_map(|(at, c)| match c {
        '#' => Some("an unquoted value holds `#`, where node cuts it off"),
        '$' => Some("an unquoted value holds `$`, which some readers expand"),
        '`' => Some("a backtick runs a command in a shell and is a quote for node"),
        '\\' => Some("an unquoted value holds a backslash, which a shell drops"),
        '\'' | '"' => Some("an unquoted value holds a quote, which a shell drops"),
        ';' | '&' | '|' | '<' | '>' | '(' | ')' => {
            Some("an unquoted value holds a character that ends it for a shell")
        }
        '~' if at == 0 || value[..at].ends_with(':') => {
            Some("a shell replaces the unquoted `~` by a home folder")
        }
        c if c.is_whitespace() => Some("an unquoted value holds a space, where a shell ends it"),
        c if c.is_control() => Some("the value holds a control character"),
        _ => None,
    })
}

/// What readers disagree on between quotes, if anything.
pub(super) fn quoted_doubt(inside: &str, quoting: Quoting) -> Option<&'static str> {
    if inside
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
    {
        return Some("the value holds a control character");
    }
    if quoting == Quoting::Single {
        let mut escapes = inside.match_indices('\\').map(|(at, _)| &inside[at + 1..]);
        if escapes.any(|rest| rest.is_empty() || rest.starts_with(['\\', '\''])) {
            return Some(
                "python-dotenv takes the backslash in single quotes as an escape, a shell does not",
            );
        }
        if inside.contains("${") {
            return Some("python-dotenv expands `${…}` even in single quotes");
        }
        return None;
    }
    inside.chars().find_map(|c| match c {
        '\\' => Some("readers differ on which backslash escapes exist in double quotes"),
        '"' => Some("readers differ on how a quote within quotes is written"),
        '$' => Some("some readers expand `$` in double quotes"),
        '`' => Some("a backtick in double quotes runs a command in a shell"),
        _ => None,
    })
}

/// The value between the quotes, as python-dotenv reads it.
pub(super) fn decode(inside: &str, quoting: Quoting) -> String {
    if quoting == Quoting::Plain {
        return inside.to_owned();
    }
    let inside = inside.replace("\r\n", "\n");
    let mut decoded = String::with_capacity(inside.len());
    let mut rest = inside.chars();
    while let Some(c) = rest.next() {
        let escaped = match (c, quoting) {
            ('\\', Quoting::Single) => rest.clone().next().filter(|c| matches!(c, '\\' | '\'')),
            ('\\', _) => rest.clone().next().and_then(unescape),
            _ => None,
        };
        if escaped.is_some() {
            rest.next();
        }
        decoded.push(escaped.unwrap_or(c));
    }
    decoded
}

fn unescape(c: char) -> Option<char> {
    Some(match c {
        '\\' | '\'' | '"' => c,
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        _ => return None,
    })
}
