//! From the parser's places, in characters, to places in bytes, and back.

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

/// One count for so many bytes.
const BLOCK: usize = 1024;

/// How many characters stand before a byte, without counting from the start: a line may be megabytes long.
pub(super) struct CharCounts {
    /// Characters that start before each block of [`BLOCK`] bytes; empty where every character is one byte.
    blocks: Vec<u32>,
}

impl CharCounts {
    pub(super) fn new(text: &str) -> Self {
        let mut blocks = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                blocks.push(count);
                count += starts(block);
            }
            blocks.push(count);
        }
        Self { blocks }
    }

    /// Characters of `text` that start before the byte `at`.
    pub(super) fn before(&self, text: &str, at: usize) -> usize {
        let at = at.min(text.len());
        let Some(&known) = self.blocks.get(at / BLOCK) else {
            return at;
        };
        let rest = text.as_bytes().get(at / BLOCK * BLOCK..at);
        (known + rest.map_or(0, starts)) as usize
    }
}

/// Bytes that are not inside of a character.
fn starts(bytes: &[u8]) -> u32 {
    let count = bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}
