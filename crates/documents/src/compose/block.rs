//! Where in the text of a compose file a service stands.

use std::ops::Range;

/// The lines of one service in block style.
pub(super) struct Block {
    /// 1-based line of the service's name.
    pub(super) line: usize,
    /// 0-based lines below the name that belong to the service, comments at its end included.
    pub(super) body: Range<usize>,
    /// What its keys are indented by.
    pub(super) indent: String,
    /// How far its name is indented.
    margin: usize,
}

/// One line below a key.
pub(super) struct Below<'a> {
    /// 1-based.
    pub(super) line: usize,
    /// Whether it starts an entry of what the key holds, and not something further down.
    pub(super) direct: bool,
    /// The line without indentation and the dash of a list item.
    pub(super) content: &'a str,
}

/// One line of text, with its number left to the caller.
#[derive(Clone, Copy)]
struct Row<'a> {
    indent: &'a str,
    content: &'a str,
}

impl<'a> Row<'a> {
    fn new(line: &'a str) -> Self {
        let content = line.trim_start_matches(' ');
        Self {
            indent: &line[..line.len() - content.len()],
            content: content.trim_end(),
        }
    }

    /// Blank or a comment: says nothing about the structure.
    fn is_silent(self) -> bool {
        self.content.is_empty() || self.content.starts_with('#')
    }

    fn is_key(self, name: &str) -> bool {
        let rest = self
            .content
            .split_once(':')
            .map(|(_, rest)| rest.trim_start());
        self.names(name) && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['#', '&']))
    }

    /// Whether it is the key `name`, whatever follows.
    fn names(self, name: &str) -> bool {
        let key = self
            .content
            .split_once(':')
            .map(|(key, _)| unquoted(key.trim_end()));
        key == Some(name)
    }
}

/// Finds the service `name`; `None` where it is not written in block style.
pub(super) fn find(text: &str, name: &str) -> Option<Block> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rows: Vec<Row<'_>> = text.lines().map(Row::new).collect();
    let services = (rows.iter()).position(|row| row.indent.is_empty() && row.is_key("services"))?;
    let end_of = |start: usize, outer: usize| {
        (start..rows.len())
            .find(|&at| !rows[at].is_silent() && rows[at].indent.len() <= outer)
            .unwrap_or(rows.len())
    };
    let first_loud = |range: Range<usize>| range.clone().find(|&at| !rows[at].is_silent());

    let all = services + 1..end_of(services + 1, 0);
    let child = rows[first_loud(all.clone())?].indent;
    let head = all
        .clone()
        .find(|&at| !rows[at].is_silent() && rows[at].indent == child && rows[at].is_key(name))?;
    let body = head + 1..end_of(head + 1, child.len()).min(all.end);
    let indent = rows[first_loud(body.clone())?].indent;
    Some(Block {
        line: head + 1,
        body,
        indent: indent.to_owned(),
        margin: child.len(),
    })
}

impl Block {
    /// 1-based line of a key of the service, and the 0-based lines below it that belong to it.
    pub(super) fn key(&self, text: &str, name: &str) -> Option<(usize, Range<usize>)> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let rows = || {
            let rows = text.lines().map(Row::new).enumerate();
            rows.skip(self.body.start).take(self.body.len())
        };
        let names = |row: Row<'_>| row.indent == self.indent && row.names(name);
        let (at, _) = rows().find(|(_, row)| names(*row))?;
        // The items of a list may stand right below their key, without further indentation.
        let belongs = |row: Row<'_>| {
            row.is_silent()
                || row.indent.len() > self.indent.len()
                || (row.indent == self.indent && row.content.starts_with('-'))
        };
        let end = rows()
            .find(|(below, row)| *below > at && !belongs(*row))
            .map_or(self.body.end, |(below, _)| below);
        Some((at + 1, at + 1..end))
    }

    /// What stands below the key `name`, blank lines and comments left out.
    pub(super) fn entries<'a>(&self, text: &'a str, name: &str) -> Vec<Below<'a>> {
        let Some((_, body)) = self.key(text, name) else {
            return Vec::new();
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let rows = text.lines().map(Row::new).enumerate();
        let loud: Vec<(usize, Row<'_>)> = (rows.skip(body.start).take(body.len()))
            .filter(|(_, row)| !row.is_silent())
            .collect();
        let margin = loud.first().map_or(0, |(_, row)| row.indent.len());
        let below = |(at, row): (usize, Row<'a>)| Below {
            line: at + 1,
            direct: row.indent.len() == margin,
            content: (row.content.strip_prefix('-')).map_or(row.content, str::trim_start),
        };
        loud.into_iter().map(below).collect()
    }

    /// 1-based lines of the service on which an `env_file:` is commented out.
    pub(super) fn commented_env_files<'a>(
        &self,
        text: &'a str,
    ) -> impl Iterator<Item = usize> + use<'a> {
        let (body, margin) = (self.body.clone(), self.margin);
        let names_env_file = move |line: &str| {
            let hash = line.len() - line.trim_start().len();
            // Level with the services' names it belongs to none of them; in the first column it may belong to all.
            commented(line)
                .filter(|inside| hash > margin || (hash == 0 && inside.starts_with(' ')))
                .is_some_and(|inside| key_rest(inside.trim_start()).is_some())
        };
        (text.lines().enumerate())
            .skip(body.start)
            .take(body.len())
            .filter(move |(_, line)| names_env_file(line))
            .map(|(at, _)| at + 1)
    }
}

/// `text` without the quotes around it.
pub(super) fn unquoted(text: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
}

/// What stands behind the `#` of a line that is a comment and nothing else.
pub(super) fn commented(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix('#')
}

/// What stands behind `env_file:`.
pub(super) fn key_rest(content: &str) -> Option<&str> {
    content
        .strip_prefix("env_file:")
        .filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r']))
}
