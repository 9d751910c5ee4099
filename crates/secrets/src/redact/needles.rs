//! Spellings of secrets to look for, tolerant of how transports escape them.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use crate::Secret;

/// Shortest base64 core worth looking for: anything below four characters matches ordinary words.
const SHORTEST_BASE64: usize = 4;

/// Spellings of one kind. They are sorted, so that those which begin alike stand together: how long a search takes hardly
/// depends on their number.
pub(super) struct Needles {
    sorted: Vec<Zeroizing<Vec<u8>>>,
    base64: bool,
}

/// How far a text was read as the beginning of some needles.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Reading {
    /// Up to where in the text.
    at: usize,
    /// How many bytes of the needles that is.
    matched: usize,
    /// The first of the needles.
    from: usize,
    /// Behind the last of them.
    to: usize,
}

impl Needles {
    /// The values as they are.
    pub(super) fn plain(secrets: &[&Secret]) -> Self {
        let values = secrets
            .iter()
            .map(|secret| Zeroizing::new(secret.expose().as_bytes().to_vec()));
        Self::of(values.filter(|value| !value.is_empty()), false)
    }

    /// The characters of their base64 forms that do not depend on their neighbours.
    pub(super) fn base64(secrets: &[&Secret]) -> Self {
        let cores = secrets.iter().flat_map(|secret| {
            let value = secret.expose().as_bytes();
            (0..3).map(move |offset| base64_core(value, offset))
        });
        Self::of(cores.filter(|core| core.len() >= SHORTEST_BASE64), true)
    }

    fn of(needles: impl Iterator<Item = Zeroizing<Vec<u8>>>, base64: bool) -> Self {
        let mut sorted: Vec<_> = needles.collect();
        sorted.sort_unstable_by(|a, b| a.as_slice().cmp(b));
        sorted.dedup_by(|a, b| a == b);
        Self { sorted, base64 }
    }

    /// Where a match that begins at `start` ends; the longest if there are several.
    ///
    /// Follows all readings at once (a `%` may be itself or begin an escape), so no spelling hides behind another one.
    /// Each step moves forward in the text, so taking the earliest reading first visits none twice.
    pub(super) fn end_of_match(&self, text: &[u8], start: usize) -> Option<usize> {
        let begin = Reading {
            at: start,
            matched: 0,
            from: 0,
            to: self.sorted.len(),
        };
        let mut readings = BTreeSet::new();
        self.step(text, begin, &mut readings);
        let mut longest = None;
        while let Some(mut reading) = readings.pop_first() {
            if self.sorted[reading.from].len() == reading.matched {
                longest = Some(reading.at);
                reading.from += 1;
            }
            self.step(text, reading, &mut readings);
        }
        longest
    }

    /// Reads one character on, in every way that it can be meant.
    fn step(&self, text: &[u8], reading: Reading, next: &mut BTreeSet<Reading>) {
        let at = reading.at;
        let Some(&found) = text.get(at) else { return };
        self.byte(reading, found, at + 1, next);
        match found {
            b'+' => self.bytes(reading, b" ", at + 1, next),
            b'%' => {
                let byte = hex(text, at + 1, 2).and_then(|byte| u8::try_from(byte).ok());
                if let Some(byte) = byte {
                    self.byte(reading, byte, at + 3, next);
                }
            }
            b'\\' => self.json(text, reading, next),
            _ => {}
        }
    }

    fn json(&self, text: &[u8], reading: Reading, next: &mut BTreeSet<Reading>) {
        let at = reading.at;
        let meaning = match text.get(at + 1) {
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'b') => 8,
            Some(b'f') => 12,
            Some(b'u') => return self.unicode(text, reading, next),
            Some(&c @ (b'"' | b'\\' | b'/')) => c,
            _ => return,
        };
        self.bytes(reading, &[meaning], at + 2, next);
    }

    fn unicode(&self, text: &[u8], reading: Reading, next: &mut BTreeSet<Reading>) {
        let at = reading.at;
        let Some(first) = hex(text, at + 2, 4) else {
            return;
        };
        let second = (text.get(at + 6..at + 8) == Some(b"\\u"))
            .then(|| hex(text, at + 8, 4))
            .flatten();
        let units: Vec<u16> = [Some(first), second]
            .into_iter()
            .flatten()
            .filter_map(|u| u16::try_from(u).ok())
            .collect();
        let Some(Ok(c)) = char::decode_utf16(units).next() else {
            return;
        };
        let encoded = c.encode_utf8(&mut [0; 4]).to_owned();
        self.bytes(reading, encoded.as_bytes(), at + 6 * c.len_utf16(), next);
    }

    /// Goes on to `at` with the needles that have a byte next which `found` can stand for: the two alphabets of base64
    /// differ in two signs.
    fn byte(&self, reading: Reading, found: u8, at: usize, next: &mut BTreeSet<Reading>) {
        self.bytes(reading, &[found], at, next);
        match found {
            b'-' if self.base64 => self.bytes(reading, b"+", at, next),
            b'_' if self.base64 => self.bytes(reading, b"/", at, next),
            _ => {}
        }
    }

    /// Goes on to `at` with the needles that have exactly these bytes next.
    fn bytes(&self, reading: Reading, bytes: &[u8], at: usize, next: &mut BTreeSet<Reading>) {
        let Reading {
            matched, from, to, ..
        } = reading;
        let end = matched + bytes.len();
        let alike = &self.sorted[from..to];
        // Those that are shorter come first among those that begin alike.
        let part = |needle: &[u8]| needle[matched..needle.len().min(end)].cmp(bytes);
        let first = alike.partition_point(|needle| part(needle).is_lt());
        let count = alike[first..].partition_point(|needle| part(needle).is_eq());
        if count > 0 {
            next.insert(Reading {
                at,
                matched: end,
                from: from + first,
                to: from + first + count,
            });
        }
    }
}

fn hex(text: &[u8], at: usize, digits: usize) -> Option<u32> {
    let digits = text.get(at..at + digits)?;
    digits.iter().try_fold(0, |value, &digit| {
        Some(value * 16 + char::from(digit).to_digit(16)?)
    })
}

/// The base64 characters of `value` when `offset` (0 to 2) unknown bytes stand before it and unknown bytes follow.
fn base64_core(value: &[u8], offset: usize) -> Zeroizing<Vec<u8>> {
    let mut padded = Zeroizing::new(vec![0; offset]);
    padded.extend_from_slice(value);
    let mut encoded = Zeroizing::new(STANDARD_NO_PAD.encode(&*padded).into_bytes());
    if !padded.len().is_multiple_of(3) {
        encoded.pop();
    }
    // 8 unknown bits reach into the second character, 16 into the third.
    let unknown = [0, 2, 3][offset].min(encoded.len());
    encoded.drain(..unknown);
    encoded
}
