//! The lines of a unit file, those joined that a backslash continues.

/// A line and those that continue it, in one.
pub(super) struct Logical {
    pub(super) text: String,
    /// Where in `text` each line of the file starts, and its 1-based number.
    parts: Vec<(usize, usize)>,
}

/// The part of a line behind `=`.
pub(super) struct Value<'a> {
    pub(super) text: &'a str,
    offset: usize,
    line: &'a Logical,
}

impl Logical {
    pub(super) fn from(&self, offset: usize) -> Value<'_> {
        Value {
            text: &self.text[offset..],
            offset,
            line: self,
        }
    }
}

impl Value<'_> {
    /// The 1-based line of the file on which byte `at` of the value stands.
    pub(super) fn line(&self, at: usize) -> usize {
        let at = self.offset + at;
        let parts = &self.line.parts;
        let part = parts.partition_point(|(start, _)| *start <= at);
        parts[part.saturating_sub(1)].1
    }
}

/// The settings and section heads of `text`. Blank lines and comments are left out; a comment in the middle of a
/// continued line does not end it.
pub(super) fn logical(text: &str) -> Vec<Logical> {
    let mut found = Vec::new();
    let mut open: Option<Logical> = None;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (at, line) in text.lines().enumerate() {
        let content = line.trim_start();
        if content.starts_with(['#', ';']) || (content.is_empty() && open.is_none()) {
            continue;
        }
        let backslashes = content.len() - content.trim_end_matches('\\').len();
        let continued = backslashes % 2 == 1;
        let content = if continued {
            &content[..content.len() - 1]
        } else {
            content
        };
        let mut logical = open.take().unwrap_or(Logical {
            text: String::new(),
            parts: Vec::new(),
        });
        logical.parts.push((logical.text.len(), at + 1));
        logical.text.push_str(content);
        if continued {
            logical.text.push(' ');
            open = Some(logical);
        } else {
            found.push(logical);
        }
    }
    found.extend(open);
    found
}
