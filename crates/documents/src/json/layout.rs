//! How a JSON file is laid out, so that what is new looks like its neighbours.

use super::JsonDocument;
use super::literal::quote;
use super::tree::What;
use crate::Step;

/// What a level is indented by where the file does not show it.
const UNIT: &str = "  ";

/// How new objects are laid out.
pub(super) struct Layout<'a> {
    /// The line end and what the line of the outermost new bracket is indented by; `None` for all on one line.
    pub(super) lines: Option<(&'a str, String)>,
    /// What each level is indented by.
    pub(super) unit: String,
    /// What stands between a key and its value.
    pub(super) colon: String,
}

impl Layout<'_> {
    /// `"key": value`, with an object for each key before the last.
    pub(super) fn member(&self, keys: &[&str], value: &str) -> String {
        self.nested(keys, value, true)
    }

    /// `{"key": value}`, with an object for each key.
    pub(super) fn object(&self, keys: &[&str], value: &str) -> String {
        self.nested(keys, value, false)
    }

    fn nested(&self, keys: &[&str], value: &str, bare: bool) -> String {
        let (mut text, mut closing) = (String::new(), String::new());
        let mut indent = self.lines.as_ref().map(|(_, indent)| indent.clone());
        for (at, key) in keys.iter().enumerate() {
            if at > 0 || !bare {
                let mut end = String::from("}");
                text.push('{');
                if let (Some((line_end, _)), Some(indent)) = (&self.lines, &mut indent) {
                    end = format!("{line_end}{indent}}}");
                    indent.push_str(&self.unit);
                    text.push_str(line_end);
                    text.push_str(indent);
                }
                closing.insert_str(0, &end);
            }
            text.push_str(&quote(key));
            text.push_str(&self.colon);
        }
        text + value + &closing
    }
}

/// The keys of `steps`; nothing where one of them is an item.
pub(super) fn keys(steps: &[Step]) -> Option<Vec<&str>> {
    (steps.iter())
        .map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Item(_) => None,
        })
        .collect()
}

impl JsonDocument {
    /// The white space before the key or item `id`.
    fn space_before(&self, id: usize) -> &str {
        let before = &self.text[..self.tree.cell(id).start()];
        let blank = before.trim_end_matches([' ', '\t', '\n', '\r']);
        &before[blank.len()..]
    }

    /// Whether the first child of `id` stands on a line of its own.
    pub(super) fn is_tall(&self, id: usize) -> bool {
        (self.tree.cell(id).children.first())
            .is_some_and(|&first| self.space_before(first).contains('\n'))
    }

    /// What goes between the last child of `id` and a new one, comma left out.
    pub(super) fn gap(&self, id: usize) -> String {
        let children = &self.tree.cell(id).children;
        let Some(&last) = children.last() else {
            return String::new();
        };
        let space = self.space_before(last);
        if let Some((before, indent)) = space.rsplit_once('\n') {
            let line_end = if before.ends_with('\r') { "\r\n" } else { "\n" };
            return format!("{line_end}{indent}");
        }
        if children.len() == 1 && space.is_empty() {
            // `{"a": 1}` shows by its colon whether it likes space.
            let airy = self.colon(id).ends_with(' ');
            return if airy { " " } else { "" }.to_owned();
        }
        space.to_owned()
    }

    /// What stands between a key and its value, in the last member of `id` or else anywhere.
    pub(super) fn colon(&self, id: usize) -> String {
        let of = |id: usize| {
            let cell = self.tree.cell(id);
            let key = cell.key.as_ref()?;
            let between = &self.text[key.span.end..cell.span.start];
            (!between.contains('\n')).then(|| between.to_owned())
        };
        let near = self.tree.cell(id).children.last().copied();
        (near.and_then(of))
            .or_else(|| (0..self.tree.len()).find_map(of))
            .unwrap_or_else(|| ": ".to_owned())
    }

    /// What the line on which `at` stands is indented by.
    pub(super) fn indent(&self, at: usize) -> &str {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = self.text[start..].trim_start_matches('\u{feff}');
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// What a level is indented by.
    pub(super) fn unit(&self) -> String {
        let of = |id: usize| {
            let cell = self.tree.cell(id);
            let first = *cell.children.first().filter(|_| self.is_tall(id))?;
            let inner = self.indent(self.tree.cell(first).start());
            let step = inner.strip_prefix(self.indent(cell.span.start))?;
            (!step.is_empty()).then(|| step.to_owned())
        };
        let holders = (0..self.tree.len())
            .filter(|&id| matches!(self.tree.cell(id).what, What::Object | What::List));
        holders
            .filter_map(of)
            .next()
            .unwrap_or_else(|| UNIT.to_owned())
    }
}
