//! Cutting a YAML stream into its documents.

use super::MANIFEST_LIMIT_DOCUMENTS;
use crate::DocumentError;

/// One document of a stream.
pub(super) struct Part<'a> {
    /// It, markers and directives left out.
    pub(super) text: &'a str,
    /// How many lines of the file stand before it.
    pub(super) lines_before: usize,
}

/// The documents of `text` that hold more than comments. A line that starts with `---` or `...` separates them, whatever
/// is around it (YAML 1.2.2, §9.1).
pub(super) fn split(text: &str) -> Result<Vec<Part<'_>>, DocumentError> {
    let mut parts = Vec::new();
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let offset = text.len() - bare.len();
    let (mut start, mut lines_before, mut at) = (offset, 0, offset);
    for (number, line) in bare.split_inclusive('\n').enumerate() {
        if is_marker(line) {
            parts.push(Part {
                text: &text[start..at],
                lines_before,
            });
            // What stands behind `---` on the same line belongs to the document.
            start = at + 3;
            lines_before = number;
        } else if line.starts_with('%') && is_silent(&text[start..at]) {
            start = at + line.len();
            lines_before = number + 1;
        }
        at += line.len();
    }
    parts.push(Part {
        text: &text[start..],
        lines_before,
    });
    parts.retain(|part| !is_silent(part.text));
    if parts.len() > MANIFEST_LIMIT_DOCUMENTS {
        return Err(DocumentError::Manifest {
            why: "it holds more documents than a file of manifests needs",
            line: None,
        });
    }
    Ok(parts)
}

fn is_marker(line: &str) -> bool {
    let rest = line
        .strip_prefix("---")
        .or_else(|| line.strip_prefix("..."));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

/// Whether there are only blank lines and comments.
fn is_silent(text: &str) -> bool {
    (text.lines().map(str::trim_start)).all(|line| line.is_empty() || line.starts_with('#'))
}
