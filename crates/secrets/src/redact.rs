//! Showing texts without the secrets in them.

mod needles;

use crate::Secret;
use needles::Needles;

/// What stands in place of a secret. Always the same, so that it tells nothing about the length.
pub const MASK: &str = "••••••••";

/// The picture of a secret for display: [`MASK`], whatever the value.
#[must_use]
pub fn mask(_value: &str) -> String {
    MASK.to_owned()
}

/// Replaces every occurrence of every secret in `text` by [`MASK`].
///
/// An occurrence is the value as it is, percent-encoded in part or whole (`%2B`, `+` for a space), escaped as in JSON
/// (`\"`, `\u00e9`), or in base64 in either alphabet, at any of the three alignments, also as part of a longer text such as
/// `Authorization: Basic …`. Secrets that overlap in the text are covered by one mask. Empty secrets are ignored.
#[must_use]
pub fn redact(text: &str, secrets: &[&Secret]) -> String {
    Redactor::new(secrets).redact(text)
}

/// Replaces the same secrets in many texts, as [`redact`] does in one.
pub struct Redactor {
    plain: Needles,
    base64: Needles,
}

impl Redactor {
    /// Learns the secrets in all their spellings.
    #[must_use]
    pub fn new(secrets: &[&Secret]) -> Self {
        Self {
            plain: Needles::plain(secrets),
            base64: Needles::base64(secrets),
        }
    }

    /// The text with [`MASK`] in the place of every secret.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let bytes = text.as_bytes();
        let mut shown = String::with_capacity(text.len());
        let mut kept_from = 0;
        let mut covered: Option<(usize, usize)> = None;
        for start in (0..bytes.len()).filter(|&at| text.is_char_boundary(at)) {
            let plain = self.plain.end_of_match(bytes, start);
            let Some(end) = plain.max(self.base64.end_of_match(bytes, start)) else {
                continue;
            };
            covered = match covered {
                Some((from, to)) if start < to => Some((from, to.max(end))),
                Some((from, to)) => {
                    shown.push_str(&text[kept_from..from]);
                    shown.push_str(MASK);
                    kept_from = to;
                    Some((start, end))
                }
                None => Some((start, end)),
            };
        }
        if let Some((from, to)) = covered {
            shown.push_str(&text[kept_from..from]);
            shown.push_str(MASK);
            kept_from = to;
        }
        shown.push_str(&text[kept_from..]);
        shown
    }
}

#[cfg(test)]
mod tests;
