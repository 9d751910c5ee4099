//! Lines of license.keys and of the key list that do not mean what they seem to mean.

use chatelaine_documents::{KeyListDocument, KeyPath, LicenseEntry, LicenseKeysDocument, Oddity};

use super::secrets::is_replaced;
use super::{Context, generate, indent, position, write};
use crate::program_y::{KEYS, LICENSE, TOKEN, TOKEN_ID, rules};
use crate::{Finding, Fix};

/// What a byte order mark becomes within a name.
const MARK: char = '\u{feff}';

pub(super) fn lint(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let text = |role| {
        let document = context.bot.project.document(role)?;
        Some(document.text().as_bytes().to_vec())
    };
    let license = text(LICENSE).and_then(|text| LicenseKeysDocument::parse(&text).ok());
    if let Some(license) = license {
        let name = context.bot.name(LICENSE);
        entries(&license, name, findings);
        lines(context, &license, name, findings);
    }
    let keys = text(KEYS).and_then(|text| KeyListDocument::parse(&text).ok());
    if let Some(keys) = keys.filter(|_| context.uses_key_list()) {
        key_lines(&keys, context.bot.name(KEYS), findings);
    }
}

/// What is odd about the entries that count.
fn entries(license: &LicenseKeysDocument, file: &str, findings: &mut Vec<Finding>) {
    let counting = license.entries().filter(|entry| {
        license
            .entry(entry.name)
            .is_some_and(|last| last.line == entry.line)
    });
    for entry in counting {
        if entry.oddities.contains(&Oddity::Bom) {
            findings.push(marked(license, &entry, file));
            continue;
        }
        let own = entry.name == TOKEN;
        let at = Some((entry.line, entry.column));
        let about = format!("{LICENSE}.{}", entry.name);
        let has = |oddity| entry.oddities.contains(&oddity);
        let found = |rule: &crate::Rule, message: String| {
            let finding = rule.finding(message).about(&about).at(file, at);
            if own {
                finding.with(generate(TOKEN_ID))
            } else {
                finding
            }
        };
        if has(Oddity::Empty) {
            if own {
                let message = format!("{TOKEN} is empty, and the empty token is accepted.");
                findings.push(found(rules::EMPTY_TOKEN, message));
            }
            continue;
        }
        if has(Oddity::EqualsDropped) {
            let message = format!(
                "{} holds `=`, which is dropped: what the bot compares or sends is another value.",
                entry.name
            );
            findings.push(found(rules::EQUALS, message));
        }
        let lost = [
            (Oddity::NonAscii, "characters outside ASCII"),
            (Oddity::Hash, "`#`, which starts no comment here"),
            (Oddity::Spaces, "white space"),
        ];
        let lost: Vec<&str> = lost
            .into_iter()
            .filter(|(oddity, _)| has(*oddity))
            .map(|(_, what)| what)
            .collect();
        if !lost.is_empty() {
            let message = format!("{} holds {}.", entry.name, lost.join(" and "));
            findings.push(found(rules::ODD, message));
        }
        if has(Oddity::Quotes) || has(Oddity::SingleQuotes) {
            let message = format!(
                "{} is in quotes, which can count as part of it.",
                entry.name
            );
            let finding = rules::QUOTES.finding(message).about(&about).at(file, at);
            let bare = entry.value.trim_matches('\'').to_owned();
            let in_vain = has(Oddity::EqualsDropped) || (own && is_replaced(findings));
            findings.push(if in_vain {
                finding
            } else {
                finding.with(write(LICENSE, KeyPath::keys(&[entry.name]), bare))
            });
        }
    }
}

/// A name with a byte order mark in front, which nothing asks for.
fn marked(license: &LicenseKeysDocument, entry: &LicenseEntry<'_>, file: &str) -> Finding {
    let meant = entry.name.trim_start_matches(MARK);
    let path = KeyPath::keys(&[entry.name]);
    let message =
        format!("A byte order mark in front of {meant} is part of the name, so nothing finds it.");
    let fix = if license.entry(meant).is_some() {
        Fix::Remove {
            role: LICENSE,
            path,
        }
    } else {
        Fix::Rename {
            role: LICENSE,
            path,
            to: meant.to_owned(),
        }
    };
    rules::BOM
        .finding(message)
        .about(&format!("{LICENSE}.{meant}"))
        .at(file, Some((entry.line, 1)))
        .with(fix)
}

/// Names that stand twice, and lines that are skipped.
fn lines(
    context: &Context<'_>,
    license: &LicenseKeysDocument,
    file: &str,
    findings: &mut Vec<Finding>,
) {
    let Some(document) = context.bot.project.document(LICENSE) else {
        return;
    };
    for duplicate in document.duplicates() {
        let (Some(first), Some(last)) = (duplicate.lines.first(), duplicate.lines.last()) else {
            continue;
        };
        let message = format!(
            "{} stands on {} lines; only line {last} counts.",
            duplicate.path,
            duplicate.lines.len()
        );
        findings.push(
            rules::DUPLICATE
                .finding(message)
                .about(&format!("{LICENSE}.{}", duplicate.path))
                .at(file, Some(position(document.text(), *first)))
                .with(Fix::RemoveDuplicates {
                    role: LICENSE,
                    path: duplicate.path,
                }),
        );
    }
    let lines: Vec<&str> = document.text().lines().collect();
    for line in license.ignored_lines() {
        // What stands there may be a secret, so it is not repeated.
        let message = format!("Line {line} of {file} has no `=` and is ignored.");
        let at = (
            line,
            indent(lines.get(line - 1).copied().unwrap_or_default()),
        );
        findings.push(rules::COLON.finding(message).at(file, Some(at)));
    }
}

/// Lines of the key list. All fixes keep the number of lines: what another one means by `keys.3` stays `keys.3`.
fn key_lines(keys: &KeyListDocument, file: &str, findings: &mut Vec<Finding>) {
    for (item, key) in keys.keys().into_iter().enumerate() {
        let line = item + 1;
        let id = format!("{KEYS}.{line}");
        let at = Some((line, 1));
        let found = |rule: &crate::Rule, message: String| {
            rule.finding(message)
                .about(&id)
                .at(file, at)
                .with(generate(id.clone()))
        };
        let bare = key.trim_start_matches(MARK);
        if bare.is_empty() {
            let message = format!(
                "Line {line} of {file} is blank, which makes the empty key valid: `apikey=` opens the bot."
            );
            findings.push(found(rules::KEY_LINE, message));
        } else if bare.starts_with('#') {
            let message = format!(
                "Line {line} of {file} is meant as a comment, and is a key like any other."
            );
            findings.push(found(rules::KEY_LINE, message));
        } else if bare != key {
            let message = format!(
                "A byte order mark is part of the first key of {file}, so no client can send it."
            );
            let path = KeyPath::root().item(item);
            let mut finding = found(rules::BOM, message);
            finding.fix = Some(write(KEYS, path, bare));
            findings.push(finding);
        } else if !bare.chars().all(travels) {
            let message = format!("{id} holds characters that mean something else in an address.");
            findings.push(found(rules::ODD, message));
        }
    }
}

/// Whether a character stands for itself in an address (RFC 3986, unreserved).
fn travels(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~')
}
