//! Values that are hidden wherever they stand.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use chatelaine_secrets::{Redactor, Secret};

/// Shorter values are not looked for elsewhere in a text: they would be found in every other word.
pub(crate) const SHORTEST: usize = 6;

/// What is looked for in one pass may take together, in bytes: the search needs some forty times as much memory.
const AT_ONCE_BYTES: usize = 1024 * 1024;

/// Secret values to hide. There may be thousands of them, so they are looked for all at once.
pub(crate) struct Known<'a> {
    values: Vec<&'a Secret>,
    /// Nothing where they are too long together; they are then looked for one by one.
    search: Option<AhoCorasick>,
    redactor: Redactor,
}

impl<'a> Known<'a> {
    pub(crate) fn new(values: impl IntoIterator<Item = &'a Secret>) -> Self {
        let mut values: Vec<&Secret> = values
            .into_iter()
            .filter(|value| value.len() >= SHORTEST)
            .collect();
        values.sort_unstable_by_key(|value| value.expose());
        values.dedup_by_key(|value| value.expose());
        let bytes: usize = values.iter().map(|value| value.len()).sum();
        // Not the crate's own choice for a few values, a full table: making one of `xxxx…` takes the square of its length.
        let search = (bytes <= AT_ONCE_BYTES)
            .then(|| {
                AhoCorasick::builder()
                    .kind(Some(AhoCorasickKind::ContiguousNFA))
                    .build(values.iter().map(|value| value.expose()))
                    .ok()
            })
            .flatten();
        Self {
            redactor: Redactor::new(&values),
            values,
            search,
        }
    }

    /// Where in a text they stand, as they are.
    pub(super) fn places(&self, text: &str) -> Vec<Range<usize>> {
        if let Some(search) = &self.search {
            let found = search.find_overlapping_iter(text);
            return found.map(|place| place.range()).collect();
        }
        let found = self.values.iter().flat_map(|value| {
            let value = value.expose();
            text.match_indices(value)
                .map(|(at, _)| at..at + value.len())
        });
        found.collect()
    }

    /// The text without them, however they are spelled.
    pub(super) fn redacted(&self, text: &str) -> String {
        self.redactor.redact(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever can put a value into a file must not be able to hang the console with it: a search table that grows with
    /// the square of the value's length takes minutes here.
    #[test]
    fn a_long_value_of_one_letter_is_found() {
        let long = Secret::new("x".repeat(AT_ONCE_BYTES / 2));
        let text = format!("KEY={}", long.expose());
        let known = Known::new([&long]);
        let place = known.places(&text).pop();
        assert_eq!(place, Some(4..text.len()), "the whole of it");
    }

    #[test]
    fn many_values_and_long_ones_are_found_alike() {
        let (short, long) = (
            Secret::new("abcabc"),
            Secret::new("x".repeat(AT_ONCE_BYTES)),
        );
        let text = format!("abcabcabc {} abcab", long.expose());
        let at_once = Known::new([&short, &short]);
        assert_eq!(
            at_once.places(&text),
            [0..6, 3..9],
            "those that overlap too, and each once"
        );
        let one_by_one = Known::new([&short, &long]);
        assert!(one_by_one.search.is_none(), "for the memory that it takes");
        let places = one_by_one.places(&text);
        assert!(
            places.contains(&(0..6)) && places.contains(&(10..10 + AT_ONCE_BYTES)),
            "all are found: {places:?}"
        );
    }
}
