//! From the parser's places, in characters, to places in bytes.

/// One known place for so many characters.
const EVERY: usize = 64;

/// Where characters stand.
pub(super) struct Positions<'a> {
    text: &'a str,
    /// The byte of every [`EVERY`]th character; empty where every character is one byte.
    known: Vec<u32>,
}

impl<'a> Positions<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut known = Vec::new();
        if !text.is_ascii() {
            known.extend(
                text.char_indices()
                    .step_by(EVERY)
                    .map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)),
            );
        }
        Self { text, known }
    }

    /// The byte at which the character number `index` starts; the end of the text beyond its last.
    pub(super) fn byte(&self, index: usize) -> usize {
        if self.known.is_empty() {
            return index.min(self.text.len());
        }
        let Some(&near) = self.known.get(index / EVERY) else {
            return self.text.len();
        };
        let near = near as usize;
        let rest = self.text.get(near..).unwrap_or_default();
        rest.char_indices()
            .nth(index % EVERY)
            .map_or(self.text.len(), |(at, _)| near + at)
    }
}
