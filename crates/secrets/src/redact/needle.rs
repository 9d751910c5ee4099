//! One spelling of a secret to look for, tolerant of how transports escape it.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use crate::Secret;

/// Shortest base64 core worth looking for: anything below four characters matches ordinary words.
const SHORTEST_BASE64: usize = 4;

pub(super) struct Needle {
    bytes: Zeroizing<Vec<u8>>,
    base64: bool,
}

impl Needle {
    /// The plain value and the characters of its base64 form that do not depend on its neighbours.
    pub(super) fn all(secret: &Secret) -> Vec<Self> {
        let value = secret.expose().as_bytes();
        if value.is_empty() {
            return Vec::new();
        }
        let plain = Self {
            bytes: Zeroizing::new(value.to_vec()),
            base64: false,
        };
        let encoded = (0..3).map(|offset| base64_core(value, offset));
        std::iter::once(plain)
            .chain(
                encoded
                    .filter(|core| core.len() >= SHORTEST_BASE64)
                    .map(|bytes| Self {
                        bytes,
                        base64: true,
                    }),
            )
            .collect()
    }

    /// Where a match that begins at `start` ends; the longest if there are several.
    ///
    /// Follows all readings at once (a `%` may be itself or begin an escape), so no spelling hides behind another one.
    /// Each step moves forward in the text, so taking the earliest reading first visits none twice.
    pub(super) fn end_of_match(&self, text: &[u8], start: usize) -> Option<usize> {
        let first = text[start];
        if !self.same(first, self.bytes[0]) && !matches!(first, b'%' | b'\\' | b'+') {
            return None;
        }
        let mut readings = BTreeSet::from([(start, 0)]);
        let mut longest = None;
        while let Some((at, matched)) = readings.pop_first() {
            if matched == self.bytes.len() {
                longest = Some(at);
            } else {
                self.step(text, at, matched, &mut readings);
            }
        }
        longest
    }

    fn step(&self, text: &[u8], at: usize, matched: usize, next: &mut BTreeSet<(usize, usize)>) {
        let wanted = self.bytes[matched];
        let Some(&found) = text.get(at) else { return };
        if self.same(found, wanted) || (found == b'+' && wanted == b' ') {
            next.insert((at + 1, matched + 1));
        }
        match found {
            b'%' => {
                if let Some(byte) = hex(text, at + 1, 2)
                    && u8::try_from(byte).is_ok_and(|byte| self.same(byte, wanted))
                {
                    next.insert((at + 3, matched + 1));
                }
            }
            b'\\' => self.step_json(text, at, matched, next),
            _ => {}
        }
    }

    fn step_json(
        &self,
        text: &[u8],
        at: usize,
        matched: usize,
        next: &mut BTreeSet<(usize, usize)>,
    ) {
        let meaning = match text.get(at + 1) {
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'b') => 8,
            Some(b'f') => 12,
            Some(b'u') => return self.step_unicode(text, at, matched, next),
            Some(&c @ (b'"' | b'\\' | b'/')) => c,
            _ => return,
        };
        if meaning == self.bytes[matched] {
            next.insert((at + 2, matched + 1));
        }
    }

    fn step_unicode(
        &self,
        text: &[u8],
        at: usize,
        matched: usize,
        next: &mut BTreeSet<(usize, usize)>,
    ) {
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
        let mut buffer = [0; 4];
        let encoded = c.encode_utf8(&mut buffer).as_bytes();
        if self.bytes[matched..].starts_with(encoded) {
            next.insert((at + 6 * c.len_utf16(), matched + encoded.len()));
        }
    }

    fn same(&self, found: u8, wanted: u8) -> bool {
        found == wanted || (self.base64 && matches!((found, wanted), (b'-', b'+') | (b'_', b'/')))
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
