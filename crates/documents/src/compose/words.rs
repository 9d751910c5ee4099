//! Splitting a command into words, as compose does with `command:` and `entrypoint:` that are one string.

/// The words of `text`: split at white space, quotes and backslashes as in a POSIX shell, nothing expanded. A quote that
/// is never closed reaches to the end (compose refuses such a file).
pub(super) fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('\''), _) => word.get_or_insert_default().push(c),
            (Some(_), '\\') => {
                // Between double quotes a backslash is one but before these.
                let next = rest.clone().next();
                let escaped = next.filter(|c| matches!(c, '"' | '\\' | '$' | '`'));
                if escaped.is_some() {
                    rest.next();
                }
                word.get_or_insert_default().push(escaped.unwrap_or('\\'));
            }
            (Some(_), _) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().extend(rest.next()),
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}
