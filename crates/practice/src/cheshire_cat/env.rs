//! Reads `.env` files by the rules of python-dotenv: quotes, `export`, comments; a later line wins.
//!
//! `${NAME}` is kept as it stands: whether it is expanded depends on who starts the real server.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use crate::Error;

/// The variables of the file at `path`; none when there is no such file.
pub(crate) fn read(path: &Path) -> Result<BTreeMap<String, String>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(parse(&String::from_utf8_lossy(&bytes))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(source) => Err(Error::File {
            path: path.to_path_buf(),
            source,
        }),
    }
}

/// The variables that `text` sets. A line that is no assignment sets nothing and does no harm to the others.
pub(crate) fn parse(text: &str) -> BTreeMap<String, String> {
    let mut variables = BTreeMap::new();
    let mut rest = text;
    while !rest.is_empty() {
        rest = rest.trim_start();
        let (line_end, found) = match assignment(rest) {
            Some((name, value, end)) => (end, Some((name, value))),
            None => (rest, None),
        };
        if let Some((name, Some(value))) = found {
            variables.insert(name, value);
        }
        rest = line_end.find(['\n', '\r']).map_or("", |at| &line_end[at..]);
    }
    variables
}

/// A name, its value when it has one, and what follows. `None` when the line is a comment or is broken.
fn assignment(line: &str) -> Option<(String, Option<String>, &str)> {
    let line = match line.strip_prefix("export") {
        Some(after) if after.starts_with(blank) => after.trim_start_matches(blank),
        _ => line,
    };
    let (name, rest) = match line.strip_prefix('\'') {
        Some(quoted) => quoted.split_once('\'')?,
        None => {
            let end = line
                .find(|c: char| c == '=' || c == '#' || c.is_whitespace())
                .unwrap_or(line.len());
            line.split_at(end)
        }
    };
    if name.is_empty() {
        return None;
    }
    let rest = rest.trim_start_matches(blank);
    let Some(rest) = rest.strip_prefix('=') else {
        return Some((name.to_owned(), None, rest)).filter(|_| ends_cleanly(rest));
    };
    let (value, rest) = value(rest)?;
    ends_cleanly(rest.trim_start_matches(blank)).then(|| (name.to_owned(), Some(value), rest))
}

/// A value and what follows it. Quoted values may span lines.
fn value(text: &str) -> Option<(String, &str)> {
    let start = text.trim_start_matches(blank);
    if let Some(quoted) = start.strip_prefix('\'') {
        return unescaped(quoted, '\'', |c| matches!(c, '\\' | '\'').then_some(c));
    }
    if let Some(quoted) = start.strip_prefix('"') {
        return unescaped(quoted, '"', |c| match c {
            '\\' | '\'' | '"' => Some(c),
            'a' => Some('\u{7}'),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'v' => Some('\u{b}'),
            _ => None,
        });
    }
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let (line, rest) = text.split_at(end);
    let comment = line
        .char_indices()
        .zip(line.chars().skip(1))
        .find(|((_, before), sign)| before.is_whitespace() && *sign == '#')
        .map(|((at, _), _)| at);
    let value = comment.map_or(line, |at| &line[..at]);
    Some((value.trim().to_owned(), rest))
}

/// The text up to the closing `quote` with its escapes resolved; `None` when the quote is never closed.
fn unescaped(text: &str, quote: char, escape: fn(char) -> Option<char>) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return Some((value, &text[at + c.len_utf8()..]));
        }
        if c != '\\' {
            value.push(c);
            continue;
        }
        let (_, escaped) = chars.next()?;
        match escape(escaped) {
            Some(meant) => value.push(meant),
            None => value.extend(['\\', escaped]),
        }
    }
    None
}

fn blank(c: char) -> bool {
    c.is_whitespace() && c != '\n' && c != '\r'
}

/// Nothing but a comment may stand between a value and the end of its line.
fn ends_cleanly(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['#', '\n', '\r'])
}

#[cfg(test)]
mod tests;
