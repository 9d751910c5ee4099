//! Values of the vault that stand in other files: a token in a note, a password in a script, an old key in a comment.
//!
//! The vault's values are not needed for that, only keyed fingerprints of them: whoever sees those without the key
//! learns nothing, and a search opens no vault.

use std::collections::{HashMap, HashSet};
use std::fmt;

use chatelaine_secrets::Secret;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::rules;
use crate::{Effective, Finding, Project, Source, TextFile};

/// The shortest value that is looked for, in bytes. Shorter ones stand everywhere by chance.
const SHORTEST: usize = 8;
/// The longest, in bytes: longer runs are data.
const LONGEST: usize = 4096;
/// The most pieces of a run that are tried as one value. Base64 of 32 bytes has about one sign in 32 characters.
const MOST_PIECES: usize = 8;

/// Keyed fingerprints (HMAC-SHA256) of the values in a vault. `Debug` shows only how many.
pub struct Fingerprints {
    keyed: Hmac<Sha256>,
    prints: HashMap<[u8; 32], String>,
    /// How long the values are, in bytes: nothing of another length needs to be tried.
    lengths: HashSet<usize>,
}

impl fmt::Debug for Fingerprints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fingerprints")
            .field("count", &self.prints.len())
            .finish_non_exhaustive()
    }
}

/// A value of the vault at a place in a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KnownValue {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The vault's handle of the value.
    pub handle: String,
}

impl Fingerprints {
    /// No fingerprints yet. The key is to be random; it is best made anew for every search.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        // RFC 2104: a key that is shorter than a block is filled up with zeros.
        let mut block = [0; 64];
        block[..key.len()].copy_from_slice(&key);
        Self {
            keyed: Hmac::new(&block.into()),
            prints: HashMap::new(),
            lengths: HashSet::new(),
        }
    }

    /// Adds the value of a handle. Values of less than 8 bytes are left out: they stand everywhere by chance.
    pub fn add(&mut self, handle: &str, value: &Secret) {
        if (SHORTEST..=LONGEST).contains(&value.len()) {
            self.lengths.insert(value.len());
            self.prints
                .insert(self.print(value.expose()), handle.to_owned());
        }
    }

    /// The fingerprints with the handles of their values.
    #[must_use]
    pub fn prints(&self) -> &HashMap<[u8; 32], String> {
        &self.prints
    }

    /// Where known values stand in a text, in its order. Tried are runs of letters, digits and `_-.~+/=`, parts of such
    /// runs between signs, texts in quotes, and what follows a `=` or `:` up to the end of the line.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<KnownValue> {
        let mut found = Vec::new();
        if self.prints.is_empty() {
            return found;
        }
        for (at, line) in text.lines().enumerate() {
            let mut tried = HashSet::new();
            let mut hits: Vec<(usize, String)> = Vec::new();
            candidates(line, &mut |start, candidate: &str| {
                if self.lengths.contains(&candidate.len())
                    && tried.insert((start, candidate.len()))
                    && let Some(handle) = self.prints.get(&self.print(candidate))
                {
                    hits.push((start, handle.clone()));
                }
            });
            hits.sort();
            found.extend(hits.into_iter().map(|(start, handle)| KnownValue {
                line: at + 1,
                column: 1 + line[..start].chars().count(),
                handle,
            }));
        }
        found
    }

    fn print(&self, value: &str) -> [u8; 32] {
        let mut mac = self.keyed.clone();
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// What could be a value in a line, with the byte at which it starts.
fn candidates<'a>(line: &'a str, visit: &mut dyn FnMut(usize, &'a str)) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.~+/=".contains(c);
    let mut start = 0;
    while let Some(skipped) = line[start..].find(is_part) {
        let from = start + skipped;
        let length = line[from..]
            .find(|c| !is_part(c))
            .unwrap_or(line.len() - from);
        if length >= SHORTEST {
            pieces(from, &line[from..from + length], visit);
        }
        start = from + length;
    }
    for quote in ['"', '\'', '`'] {
        let marks: Vec<usize> = line.match_indices(quote).map(|(at, _)| at).collect();
        for pair in marks.windows(2) {
            visit(pair[0] + 1, &line[pair[0] + 1..pair[1]]);
        }
    }
    for (at, _) in line.match_indices(['=', ':']) {
        let rest = &line[at + 1..];
        let value = rest.trim_start();
        visit(at + 1 + rest.len() - value.len(), value.trim_end());
    }
}

/// A run, and its parts from one sign to another: `API_KEY=value`, `https://host/value.`, `value==`.
fn pieces<'a>(from: usize, run: &'a str, visit: &mut dyn FnMut(usize, &'a str)) {
    let is_sign = |c: u8| matches!(c, b'=' | b'/' | b'.' | b'+' | b'~');
    let bytes = run.as_bytes();
    let mut starts = vec![0];
    let mut ends = Vec::new();
    for at in (0..bytes.len()).filter(|&at| is_sign(bytes[at])) {
        // A sign may be the last character of a value, the first, or stand beside it.
        starts.extend([at, at + 1]);
        ends.extend([at, at + 1]);
    }
    ends.push(bytes.len());
    starts.dedup();
    ends.dedup();
    visit(from, run);
    for &start in &starts {
        let first = ends.partition_point(|&end| end <= start);
        for &end in ends.iter().skip(first).take(2 * MOST_PIECES) {
            if end - start >= SHORTEST {
                visit(from + start, &run[start..end]);
            }
        }
    }
}

/// Values of the vault that stand in `files`, but for the places where settings of the project have them. `already` are
/// the findings of the same project: what they say of a line is not said again.
#[must_use]
pub fn strays(
    fingerprints: &Fingerprints,
    project: &Project,
    values: &[Effective],
    already: &[Finding],
    files: &[TextFile],
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for file in files {
        for known in fingerprints.find(&file.text) {
            let said = already.iter().chain(&findings).any(|finding| {
                let line = u32::try_from(known.line).ok();
                TELLS_OF_VALUES.contains(&finding.rule.as_str())
                    && finding.file.as_ref() == Some(&file.name)
                    && finding.line == line
            });
            if said || is_own_place(project, values, &file.name, &known) {
                continue;
            }
            let message = format!(
                "The value that the vault keeps as {} stands in {}.",
                known.handle, file.name
            );
            findings.push(
                rules::KNOWN_VALUE
                    .finding(message)
                    .at(&file.name, Some((known.line, known.column))),
            );
        }
    }
    findings
}

/// The rules that say of a line that a secret stands in it.
const TELLS_OF_VALUES: &[&str] = &[
    rules::ARGUMENT.id,
    rules::IN_COMPOSE.id,
    rules::IN_UNIT.id,
    rules::IN_MANIFEST.id,
    rules::SECRET_IN_ADDRESS.id,
    rules::KNOWN_VALUE.id,
];

/// Whether a setting has its value there.
fn is_own_place(project: &Project, values: &[Effective], file: &str, known: &KnownValue) -> bool {
    values.iter().any(|value| {
        let own = value.own.as_ref().is_some_and(|(line, column, own)| {
            let length = own.expose().chars().count();
            project.name(value.setting.role()) == Some(file)
                && *line == known.line
                && (*column..=*column + length + 1).contains(&known.column)
        });
        let elsewhere = matches!(
            &value.source,
            Source::Environment { file: from, line: Some(line) } if from == file && *line == known.line
        );
        own || elsewhere
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;

    const TOKEN: &str = "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k";
    const BASE64: &str = "k3+/Vt2mXo9b+LrK4nWc1ZsE8/Yp5HdGjA3fTiB6wRx=";
    const PHRASE: &str = "four words & a sign!";

    fn fingerprints() -> Fingerprints {
        let mut prints = Fingerprints::new([7; 32]);
        for (handle, value) in [
            ("cat/KEY", TOKEN),
            ("db/PASSWORD", BASE64),
            ("dog/PHRASE", PHRASE),
        ] {
            prints.add(handle, &Secret::new(value));
        }
        prints.add("cat/SHORT", &Secret::new("meow"));
        prints
    }

    fn places(text: &str) -> Vec<(usize, usize, String)> {
        fingerprints()
            .find(text)
            .into_iter()
            .map(|known| (known.line, known.column, known.handle))
            .collect()
    }

    #[test]
    fn values_are_found_in_every_surrounding() {
        for (before, after) in [
            ("", ""),
            ("API_KEY=", ""),
            ("export API_KEY=\"", "\""),
            ("key: ", " # old"),
            ("{\"key\":\"", "\",\"x\":1}"),
            ("curl -H 'Authorization: Bearer ", "' https://host/"),
            ("https://host/ask?token=", "&q=1"),
            ("https://host/hook/", "/x"),
            ("It is ", "."),
            ("(", ")"),
            ("è: `", "`"),
        ] {
            let column = before.chars().count() + 1;
            for (handle, value) in [("cat/KEY", TOKEN), ("db/PASSWORD", BASE64)] {
                let text = format!("first line\n{before}{value}{after}\n");
                assert_eq!(
                    places(&text),
                    [(2, column, handle.to_owned())],
                    "between `{before}` and `{after}`"
                );
            }
        }
        for (before, after) in [
            ("PASSPHRASE=", ""),
            ("pass: '", "'"),
            ("pass:   ", "  "),
            ("\"", "\""),
        ] {
            assert_eq!(
                places(&format!("{before}{PHRASE}{after}")).len(),
                1,
                "{before}"
            );
        }
    }

    #[test]
    fn only_whole_values_count() {
        for text in [
            &TOKEN[1..],
            &TOKEN[..40],
            &format!("{TOKEN}x"),
            &format!("x{TOKEN}"),
            &TOKEN.to_lowercase(),
            "meow",
            "",
        ] {
            assert_eq!(places(text), [], "another value stands there");
        }
    }

    #[test]
    fn the_key_makes_the_prints_and_debug_tells_nothing() {
        let made = fingerprints();
        let mut other = Fingerprints::new([8; 32]);
        other.add("cat/KEY", &Secret::new(TOKEN));
        assert!(
            other
                .prints()
                .keys()
                .all(|print| !made.prints().contains_key(print)),
            "the same value has another print under another key"
        );
        assert_eq!(format!("{made:?}"), "Fingerprints { count: 3, .. }");
    }

    #[test]
    fn a_print_is_an_hmac() {
        let mut prints = Fingerprints::new([0xaa; 32]);
        prints.add("x", &Secret::new("Test Using a Key"));
        let mut expected = Hmac::<Sha256>::new_from_slice(&[0xaa; 32]).unwrap();
        expected.update(b"Test Using a Key");
        let expected: [u8; 32] = expected.finalize().into_bytes().into();
        assert!(
            prints.prints().contains_key(&expected),
            "whatever way the key goes in"
        );
    }

    #[test]
    fn a_long_line_of_signs_is_read_in_reasonable_steps() {
        let line = "a/=+.~".repeat(50_000);
        assert_eq!(places(&format!("{line}\n{TOKEN}")).len(), 1);
    }
}
