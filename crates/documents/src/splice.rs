//! Replacing spans of a text, with proof that every byte outside them stayed.

use std::ops::Range;

use crate::DocumentError;

/// Put `text` in the place of `span`. Edits of one change are in file order and do not overlap.
pub(crate) struct Edit {
    pub(crate) span: Range<usize>,
    pub(crate) text: String,
}

/// The edit would have reached further than it should.
pub(crate) const DISTURBED: DocumentError = DocumentError::EditRefused {
    why: "it would have changed something else in the file",
    line: None,
};

/// The text after `edits`, every byte outside their spans proven to be where it was.
///
/// # Errors
/// When the proof fails.
pub(crate) fn apply(before: &str, edits: &[Edit]) -> Result<String, DocumentError> {
    let mut text = String::with_capacity(before.len() + 64);
    let mut at = 0;
    for edit in edits {
        text.push_str(before.get(at..edit.span.start).ok_or(DISTURBED)?);
        text.push_str(&edit.text);
        at = edit.span.end;
    }
    text.push_str(before.get(at..).ok_or(DISTURBED)?);

    let (mut old, mut new) = (before, text.as_str());
    let mut passed = 0;
    for edit in edits {
        let kept = &old[..edit.span.start - passed];
        new = (new.strip_prefix(kept))
            .and_then(|rest| rest.strip_prefix(edit.text.as_str()))
            .ok_or(DISTURBED)?;
        old = &old[edit.span.end - passed..];
        passed = edit.span.end;
    }
    if old == new { Ok(text) } else { Err(DISTURBED) }
}

/// Passes where what was expected of an edit is what came out.
///
/// # Errors
/// When the two differ.
pub(crate) fn accept<T: PartialEq>(expected: &T, found: &T) -> Result<(), DocumentError> {
    if expected == found {
        Ok(())
    } else {
        Err(DISTURBED)
    }
}
