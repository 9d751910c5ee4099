//! Where in the text of a compose file a service stands.

use std::collections::HashMap;
use std::ops::Range;

/// The lines of a compose file, split once for all of its services.
pub(super) struct Rows<'a> {
    rows: Vec<Row<'a>>,
    /// The services in block style, by name: the row of the name.
    heads: HashMap<&'a str, usize>,
    /// Behind the last row of the services.
    end: usize,
    /// How far their names are indented.
    margin: usize,
}

/// The lines of one service in block style.
pub(super) struct Block<'r, 'a> {
    rows: &'r [Row<'a>],
    /// 1-based line of the service's name.
    pub(super) line: usize,
    /// 0-based lines below the name that belong to the service, comments at its end included.
    pub(super) body: Range<usize>,
    /// What its keys are indented by.
    pub(super) indent: &'a str,
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
    /// All of it.
    line: &'a str,
    indent: &'a str,
    content: &'a str,
}

impl<'a> Row<'a> {
    fn new(line: &'a str) -> Self {
        let content = line.trim_start_matches(' ');
        Self {
            line,
            indent: &line[..line.len() - content.len()],
            content: content.trim_end(),
        }
    }

    /// Blank or a comment: says nothing about the structure.
    fn is_silent(self) -> bool {
        self.content.is_empty() || self.content.starts_with('#')
    }

    /// The name of a key that has its value below it.
    fn head(self) -> Option<&'a str> {
        let (key, rest) = self.content.split_once(':')?;
        let rest = rest.trim_start();
        (rest.is_empty() || rest.starts_with(['#', '&'])).then(|| unquoted(key.trim_end()))
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

impl<'a> Rows<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let rows: Vec<Row<'a>> = text.lines().map(Row::new).collect();
        let mut found = Self {
            heads: HashMap::new(),
            end: 0,
            margin: 0,
            rows,
        };
        let at_top = |row: &Row<'_>| row.indent.is_empty() && row.head() == Some("services");
        let Some(services) = found.rows.iter().position(at_top) else {
            return found;
        };
        found.end = found.end_of(services + 1, 0);
        let loud = || (services + 1..found.end).filter(|&at| !found.rows[at].is_silent());
        let Some(first) = loud().next() else {
            return found;
        };
        let child = found.rows[first].indent;
        let mut heads = HashMap::new();
        for at in loud().filter(|&at| found.rows[at].indent == child) {
            if let Some(name) = found.rows[at].head() {
                heads.entry(name).or_insert(at);
            }
        }
        found.heads = heads;
        found.margin = child.len();
        found
    }

    /// Where what starts at a row ends: at the next one that is indented no further than `outer`.
    fn end_of(&self, start: usize, outer: usize) -> usize {
        (start..self.rows.len())
            .find(|&at| !self.rows[at].is_silent() && self.rows[at].indent.len() <= outer)
            .unwrap_or(self.rows.len())
    }

    /// Finds the service `name`; `None` where it is not written in block style.
    pub(super) fn find(&self, name: &str) -> Option<Block<'_, 'a>> {
        let head = *self.heads.get(name)?;
        let body = head + 1..self.end_of(head + 1, self.margin).min(self.end);
        let first = body.clone().find(|&at| !self.rows[at].is_silent())?;
        Some(Block {
            rows: &self.rows,
            line: head + 1,
            body,
            indent: self.rows[first].indent,
            margin: self.margin,
        })
    }
}

impl<'a> Block<'_, 'a> {
    /// 1-based line of a key of the service, and the 0-based lines below it that belong to it.
    pub(super) fn key(&self, name: &str) -> Option<(usize, Range<usize>)> {
        let names = |row: Row<'_>| row.indent == self.indent && row.names(name);
        let at = self.body.clone().find(|&at| names(self.rows[at]))?;
        // The items of a list may stand right below their key, without further indentation.
        let belongs = |row: Row<'_>| {
            row.is_silent()
                || row.indent.len() > self.indent.len()
                || (row.indent == self.indent && row.content.starts_with('-'))
        };
        let end = (at + 1..self.body.end)
            .find(|&below| !belongs(self.rows[below]))
            .unwrap_or(self.body.end);
        Some((at + 1, at + 1..end))
    }

    /// What stands below the key `name`, blank lines and comments left out.
    pub(super) fn entries(&self, name: &str) -> Vec<Below<'a>> {
        let Some((_, body)) = self.key(name) else {
            return Vec::new();
        };
        let rows = body.map(|at| (at, self.rows[at]));
        let loud: Vec<(usize, Row<'a>)> = rows.filter(|(_, row)| !row.is_silent()).collect();
        let margin = loud.first().map_or(0, |(_, row)| row.indent.len());
        let below = |(at, row): (usize, Row<'a>)| Below {
            line: at + 1,
            direct: row.indent.len() == margin,
            content: (row.content.strip_prefix('-')).map_or(row.content, str::trim_start),
        };
        loud.into_iter().map(below).collect()
    }

    /// 1-based lines of the service on which an `env_file:` is commented out.
    pub(super) fn commented_env_files(&self) -> impl Iterator<Item = usize> + use<'_, 'a> {
        let names_env_file = |line: &str| {
            let hash = line.len() - line.trim_start().len();
            // Level with the services' names it belongs to none of them; in the first column it may belong to all.
            commented(line)
                .filter(|inside| hash > self.margin || (hash == 0 && inside.starts_with(' ')))
                .is_some_and(|inside| key_rest(inside.trim_start()).is_some())
        };
        let body = self.body.clone();
        body.filter(move |&at| names_env_file(self.rows[at].line))
            .map(|at| at + 1)
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
