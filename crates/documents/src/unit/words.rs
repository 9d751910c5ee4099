//! Splitting a setting into words, as systemd does.

/// One word.
pub(super) struct Word {
    /// Byte at which it starts.
    pub(super) at: usize,
    /// It, with quotes and escapes undone.
    pub(super) text: String,
    /// Whether it is a bare `;`.
    pub(super) separates: bool,
}

/// The words of `text`. A quote that is never closed reaches to the end (systemd skips such a line).
pub(super) fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| !c.is_ascii_whitespace()) {
        let start = at + start;
        let (word, end) = word(text, start);
        words.push(Word {
            at: start,
            text: word,
            separates: &text[start..end] == ";",
        });
        at = end;
    }
    words
}

/// The word that starts at `start`, and where it ends.
fn word(text: &str, start: usize) -> (String, usize) {
    let mut word = String::new();
    let mut quote = None;
    let mut at = start;
    while let Some(c) = text[at..].chars().next() {
        match (quote, c) {
            (_, '\\') => {
                let (length, meant) = escape(&text[at + 1..]);
                match meant {
                    Some(meant) => word.push(meant),
                    None => word.push_str(&text[at..at + 1 + length]),
                }
                at += length;
            }
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.push(c),
            (None, '"' | '\'') => quote = Some(c),
            (None, c) if c.is_ascii_whitespace() => break,
            (None, c) => word.push(c),
        }
        at += c.len_utf8();
    }
    (word, at)
}

/// What stands behind a backslash: how long it is and what it means; `None` where the backslash stays.
fn escape(text: &str) -> (usize, Option<char>) {
    let Some(c) = text.chars().next() else {
        return (0, None);
    };
    let number = |from: usize, length: usize, radix: u32| {
        let digits = text.get(from..from + length)?;
        let all = digits.chars().all(|c| c.is_digit(radix));
        let code = u32::from_str_radix(digits, radix).ok().filter(|_| all)?;
        char::from_u32(code).filter(|&c| c != '\0')
    };
    let coded = |length: usize, meant: Option<char>| match meant {
        Some(_) => (length, meant),
        None => (c.len_utf8(), None),
    };
    match c {
        'a' => (1, Some('\u{7}')),
        'b' => (1, Some('\u{8}')),
        'f' => (1, Some('\u{c}')),
        'n' => (1, Some('\n')),
        'r' => (1, Some('\r')),
        't' => (1, Some('\t')),
        'v' => (1, Some('\u{b}')),
        's' => (1, Some(' ')),
        '\\' | '"' | '\'' | ';' => (1, Some(c)),
        'x' => coded(3, number(1, 2, 16)),
        'u' => coded(5, number(1, 4, 16)),
        'U' => coded(9, number(1, 8, 16)),
        '0'..='3' => coded(3, number(0, 3, 8)),
        _ => (c.len_utf8(), None),
    }
}
