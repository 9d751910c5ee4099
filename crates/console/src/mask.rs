//! Configuration text with its secrets masked, line by line.

use std::ops::Range;

use chatelaine_documents::EnvDocument;
use chatelaine_platforms::Platform;
use chatelaine_secrets::{Secret, mask, redact};
use similar::{ChangeTag, TextDiff};

use crate::view::{DiffKind, DiffLine, FileDiff};

/// Lines of a diff that are shown around a change.
const CONTEXT: usize = 2;

/// Whether a name promises something secret, wherever it stands, commented out or not.
pub(crate) fn names_a_secret(platform: Platform, name: &str) -> bool {
    let known = platform.settings().iter().any(|setting| {
        setting.is_secret()
            && (setting.name == name || setting.name.trim_start_matches("CCAT_") == name)
    });
    let upper = name.to_ascii_uppercase();
    known
        || ["KEY", "SECRET", "TOKEN", "PASSWORD", "PASSWD", "CREDENTIAL"]
            .iter()
            .any(|word| upper.contains(word))
}

/// The secret values of a `.env`, for masking them wherever they reappear.
pub(crate) fn secret_values(platform: Platform, document: &EnvDocument) -> Vec<Secret> {
    let secret = |entry: &chatelaine_documents::Entry<'_>| {
        names_a_secret(platform, entry.key) && !entry.value.is_empty()
    };
    document
        .entries()
        .filter(secret)
        .map(|entry| Secret::new(entry.value.to_string()))
        .collect()
}

/// The difference between two texts with secrets masked. `fresh` are new values, which are called so.
pub(crate) fn diff(
    path: &str,
    platform: Platform,
    before: Option<&str>,
    after: &str,
    known: &[Secret],
    fresh: &[&Secret],
) -> FileDiff {
    let old = before.unwrap_or_default();
    let masker = Masker {
        platform,
        known,
        fresh,
    };
    let (old_hidden, new_hidden) = (hidden_lines(platform, old), hidden_lines(platform, after));
    let changes = TextDiff::from_lines(old, after);
    let mut lines = Vec::new();
    for group in changes.grouped_ops(CONTEXT) {
        for change in group.iter().flat_map(|op| changes.iter_changes(op)) {
            let number =
                |index: Option<usize>| index.and_then(|index| u32::try_from(index + 1).ok());
            let (kind, index, hidden) = match change.tag() {
                ChangeTag::Equal => (DiffKind::Context, change.new_index(), &new_hidden),
                ChangeTag::Delete => (DiffKind::Removed, change.old_index(), &old_hidden),
                ChangeTag::Insert => (DiffKind::Added, change.new_index(), &new_hidden),
            };
            let continued =
                index.is_some_and(|index| hidden.iter().any(|lines| lines.contains(&index)));
            let text = if continued {
                mask("")
            } else {
                masker.line(change.value())
            };
            lines.push(DiffLine {
                kind,
                old: number(change.old_index()),
                new: number(change.new_index()),
                text,
            });
        }
    }
    FileDiff {
        path: path.into(),
        created: before.is_none(),
        lines,
    }
}

/// Lines after the first of a secret that is spread over several, counted from 0.
fn hidden_lines(platform: Platform, text: &str) -> Vec<Range<usize>> {
    let Ok(document) = EnvDocument::parse(text.as_bytes()) else {
        return Vec::new();
    };
    let spread = |entry: chatelaine_documents::Entry<'_>| {
        let more = entry.value.matches('\n').count();
        (more > 0 && names_a_secret(platform, entry.key)).then(|| entry.line..entry.line + more)
    };
    document.entries().filter_map(spread).collect()
}

struct Masker<'a> {
    platform: Platform,
    known: &'a [Secret],
    fresh: &'a [&'a Secret],
}

impl Masker<'_> {
    fn line(&self, line: &str) -> String {
        let line = line
            .trim_end_matches(['\r', '\n'])
            .trim_start_matches('\u{feff}');
        if let Some((left, right)) = line.split_once(['=', ':']) {
            let name = left
                .trim_start_matches(['#', ' ', '\t', '-', '"', '\''])
                .trim()
                .trim_start_matches("export ")
                .trim()
                .trim_end_matches(['"', '\'']);
            // Prose has colons too (`# Keys: one for each`); variables in compose files are in capitals.
            let may_be_lower = line[left.len()..].starts_with('=');
            let fits = |c: char| {
                c.is_ascii_uppercase()
                    || c.is_ascii_digit()
                    || c == '_'
                    || (may_be_lower && c.is_ascii_lowercase())
            };
            let single_word = !name.is_empty() && name.chars().all(fits);
            if single_word && names_a_secret(self.platform, name) && !right.trim().is_empty() {
                let separator = &line[left.len()..line.len() - right.len()];
                let new = if self
                    .fresh
                    .iter()
                    .any(|secret| right.contains(secret.expose()))
                {
                    " (new)"
                } else {
                    ""
                };
                return format!("{left}{separator}{}{new}", mask(right));
            }
        }
        let known: Vec<&Secret> = self
            .known
            .iter()
            .chain(self.fresh.iter().copied())
            .collect();
        redact(line, &known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(before: &str, after: &str, fresh: &[&Secret]) -> Vec<String> {
        let diff = diff(
            ".env",
            Platform::CheshireCat,
            Some(before),
            after,
            &[],
            fresh,
        );
        diff.lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn neither_the_old_nor_the_new_value_is_shown() {
        let fresh = Secret::new("Fresh-canary");
        let lines = texts(
            "CCAT_API_KEY=old-canary\n",
            "CCAT_API_KEY=Fresh-canary # mine\n",
            &[&fresh],
        );
        assert_eq!(
            lines,
            ["CCAT_API_KEY=••••••••", "CCAT_API_KEY=•••••••• (new)"],
            "masked on both sides, the new one named"
        );
    }

    #[test]
    fn old_keys_in_comments_and_legacy_names_are_masked_too() {
        let lines = texts(
            "# CCAT_JWT_SECRET=canary\nexport API_KEY='canary'\nDEBUG=1\n",
            "",
            &[],
        );
        assert!(
            lines.iter().all(|line| !line.contains("canary")),
            "a commented key was a real one once: {lines:?}"
        );
        assert_eq!(lines[2], "DEBUG=1", "what is no secret stays readable");
    }

    #[test]
    fn quotes_around_an_entry_of_a_compose_file_hide_nothing_from_the_mask() {
        let before = "environment:\n  - \"CCAT_API_KEY=canary\"\n  - 'API_KEY_WS=canary'\n  \"CCAT_JWT_SECRET\": canary\n";
        let lines = texts(before, "", &[]);
        assert!(
            lines.iter().all(|line| !line.contains("canary")),
            "a quoted entry is an entry: {lines:?}"
        );
    }

    #[test]
    fn a_secret_over_several_lines_is_masked_as_a_whole() {
        let lines = texts("CCAT_API_KEY=\"one\ntwo-canary\nthree-canary\"\n", "", &[]);
        assert!(
            lines.iter().all(|line| !line.contains("canary")),
            "every line of the value is hidden: {lines:?}"
        );
    }
}
