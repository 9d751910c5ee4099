//! Where in the text of a manifest keys and names stand, as far as that is plain to see.

use std::collections::HashMap;

use super::split::Part;

/// The lines of one document.
pub(super) struct Places<'a> {
    /// Keys below the one `data:` and the one `stringData:` of the document.
    entries: HashMap<(&'static str, &'a str), usize>,
    /// `name: NAME` in block style, with 0 for what stands more than once.
    names: HashMap<&'a str, usize>,
}

impl<'a> Places<'a> {
    pub(super) fn of(part: &Part<'a>) -> Self {
        let mut places = Self {
            entries: HashMap::new(),
            names: HashMap::new(),
        };
        // The section that the lines belong to, and how far its head is indented.
        let mut section: Option<(&'static str, usize)> = None;
        let mut seen = Vec::new();
        for (at, line) in part.text.lines().enumerate() {
            let number = part.lines_before + at + 1;
            let content = line.trim_start();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let indent = line.len() - content.len();
            section = section.filter(|(_, head)| indent > *head);
            let Some((key, rest)) = content.split_once(':') else {
                continue;
            };
            if let Some((name, _)) = section {
                places.entries.entry((name, bare(key))).or_insert(number);
            }
            if rest.trim().is_empty() && section.is_none() {
                section = match key {
                    "data" => Some(("data", indent)),
                    "stringData" => Some(("stringData", indent)),
                    _ => None,
                };
                seen.extend(section.map(|(name, _)| name));
            }
            if key.trim_start_matches(['-', ' ']) == "name" {
                let value = rest.split(" #").next().unwrap_or_default();
                let line = places.names.entry(bare(value)).or_insert(number);
                if *line != number {
                    *line = 0;
                }
            }
        }
        // Of two secrets in one list it would be unclear whose key a line is.
        let once = |name: &str| seen.iter().filter(|found| **found == name).count() == 1;
        places.entries.retain(|(name, _), _| once(name));
        places
    }

    /// 1-based line of a key below `data` or `stringData`.
    pub(super) fn entry(&self, section: &'static str, key: &'a str) -> Option<usize> {
        self.entries.get(&(section, key)).copied()
    }

    /// 1-based line of `name: NAME`.
    pub(super) fn name(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied().filter(|&line| line > 0)
    }
}

fn bare(text: &str) -> &str {
    let text = text.trim();
    ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
}
