//! Keys that Chatto does not know, and keys that stand twice.

use std::collections::{HashMap, HashSet};

use chatelaine_documents::{Child, Document, KeyPath, Step};

use super::Context;
use super::variables::last_key;
use crate::chatto::effective::{SECTIONS, is_section};
use crate::chatto::settings::id;
use crate::chatto::{BOT, CHN, rules};
use crate::{Finding, Fix};

/// Every key of the source's structures (0.9.2), in small letters, with `*` for any.
const BOT_KEYS: [&str; 25] = [
    "auth.token",
    "bot_name",
    "conversation.existing.reply_error",
    "conversation.existing.reply_unknown",
    "conversation.existing.reply_unsure",
    "conversation.new.reply_error",
    "conversation.new.reply_unknown",
    "conversation.new.reply_unsure",
    "enable_rest_cors",
    "extensions.*.host",
    "extensions.*.port",
    "extensions.*.token",
    "extensions.*.type",
    "extensions.*.url",
    "port",
    "store.database",
    "store.host",
    "store.password",
    "store.port",
    "store.purge",
    "store.rdbms",
    "store.tls",
    "store.ttl",
    "store.type",
    "store.user",
];
/// The same for the channels. `rest.token` is none of them, and has rules of its own.
const CHN_KEYS: [&str; 11] = [
    "rest.callback_token",
    "rest.token",
    "slack.app_token",
    "slack.delay",
    "slack.token",
    "telegram.bot_key",
    "telegram.delay",
    "twilio.account_sid",
    "twilio.auth_token",
    "twilio.delay",
    "twilio.number",
];

/// A slip of the pen, and no other word.
const SLIP: usize = 2;

impl Context<'_> {
    pub(super) fn keys(&self, findings: &mut Vec<Finding>) {
        for (role, known) in [(BOT, &BOT_KEYS[..]), (CHN, &CHN_KEYS[..])] {
            let Some(document) = self.project.document(role) else {
                continue;
            };
            let walk = Walk {
                role,
                file: self.configuration.file_name(role),
                document,
                known,
            };
            walk.no_mapping(findings);
            walk.below(&KeyPath::root(), &[], findings);
            walk.duplicates(findings);
        }
    }
}

struct Walk<'a> {
    role: &'static str,
    file: String,
    document: &'a dyn Document,
    known: &'a [&'a str],
}

impl Walk<'_> {
    fn below(&self, path: &KeyPath, keys: &[String], findings: &mut Vec<Finding>) {
        let children = self.document.children(path);
        let names = children
            .iter()
            .map(|child| last_key(&child.path).to_ascii_lowercase());
        let names: HashSet<String> = names.collect();
        self.spellings(&children, findings);
        for child in &children {
            let Some(Step::Key(key)) = child.path.last() else {
                continue;
            };
            let mut all = keys.to_vec();
            // An alias may have dots; everywhere else viper takes them for steps.
            if keys == ["extensions"] {
                all.push(key.to_lowercase());
            } else {
                all.extend(key.to_lowercase().split('.').map(str::to_owned));
            }
            if all == ["port"] && self.role == BOT {
                findings.push(self.port(child));
            } else if self.fits(&all) {
                if let [section] = all.as_slice()
                    && SECTIONS.contains(&section.as_str())
                {
                    self.no_section(child, section, findings);
                }
                self.below(&child.path, &all, findings);
            } else {
                findings.push(self.unknown(child, keys, &names));
            }
        }
    }

    /// Whether a key, or one below it, is known.
    fn fits(&self, keys: &[String]) -> bool {
        self.known.iter().any(|known| {
            let mut parts = known.split('.');
            keys.iter()
                .all(|key| parts.next().is_some_and(|part| part == "*" || part == key))
        })
    }

    fn port(&self, child: &Child) -> Finding {
        let message =
            "`port` has no effect: the bot listens where `--port` says, on 4770 without it.";
        rules::PORT_IGNORED
            .finding(message)
            .at(&self.file, Some((child.line, child.column)))
            .with(Fix::Remove {
                role: self.role,
                path: child.path.clone(),
            })
    }

    fn unknown(&self, child: &Child, keys: &[String], names: &HashSet<String>) -> Finding {
        let key = last_key(&child.path);
        let meant = self.meant(&key.to_lowercase(), keys);
        let question = meant.as_ref().map_or_else(String::new, |meant| {
            format!(" `{meant}` is probably meant.")
        });
        let message = format!(
            "Chatto does not know the key `{}` and ignores it with all that it holds.{question}",
            child.path
        );
        let finding = rules::UNKNOWN_KEY
            .finding(message)
            .at(&self.file, Some((child.line, child.column)));
        let Some(meant) = meant else { return finding };
        let taken = names.contains(&meant);
        // Missing locks have rules with a better fix: a new token.
        let mut full: Vec<&str> = std::iter::once(self.role)
            .chain(keys.iter().map(String::as_str))
            .collect();
        full.push(&meant);
        let lock = [id::AUTH_TOKEN, id::CALLBACK_TOKEN].contains(&full.join(".").as_str());
        let shared = self
            .document
            .get(&child.path)
            .is_some_and(|node| node.shared);
        if taken || lock || shared {
            return finding;
        }
        finding.with(Fix::Rename {
            role: self.role,
            path: child.path.clone(),
            to: meant,
        })
    }

    /// The known key that was probably meant; nothing when it could be two.
    fn meant(&self, key: &str, keys: &[String]) -> Option<String> {
        let siblings = self.known.iter().filter_map(|known| {
            let mut parts = known.split('.');
            let same = keys
                .iter()
                .all(|key| parts.next().is_some_and(|part| part == "*" || part == key));
            parts.next().filter(|part| same && *part != "*")
        });
        let near = siblings.filter_map(|known| Some((slips(key, known)?, known)));
        let mut near: Vec<_> = near
            .filter(|(far, known)| *far * 2 <= known.len())
            .collect();
        near.sort_unstable();
        near.dedup();
        match near.as_slice() {
            [(far, _), (other, _), ..] if far == other => None,
            [(_, known), ..] => Some((*known).to_owned()),
            [] => None,
        }
    }

    /// Two spellings of one key: the one that is not in small letters counts, and of several such any (viper 1.7.1 goes
    /// through the keys in Go's random order).
    fn spellings(&self, children: &[Child], findings: &mut Vec<Finding>) {
        let mut spelled: HashMap<String, Vec<&Child>> = HashMap::new();
        for child in children {
            let key = last_key(&child.path).to_lowercase();
            spelled.entry(key).or_default().push(child);
        }
        for (key, same) in spelled {
            let [first, others @ ..] = same.as_slice() else {
                continue;
            };
            let large: Vec<&str> = (same.iter().map(|child| last_key(&child.path)))
                .filter(|name| *name != key)
                .collect();
            for child in others {
                let counts = match large.as_slice() {
                    [name] => format!("`{name}` counts"),
                    _ => "which of them counts changes from one start to the next".to_owned(),
                };
                let message = format!(
                    "`{}` and `{}` are the same key to Chatto; {counts}.",
                    last_key(&first.path),
                    last_key(&child.path)
                );
                let finding = rules::DUPLICATE.finding(message);
                findings.push(finding.at(&self.file, Some((child.line, child.column))));
            }
        }
    }

    /// A file that is a list or a text as a whole.
    fn no_mapping(&self, findings: &mut Vec<Finding>) {
        let whole = self.document.get(&KeyPath::root());
        if let Some(whole) = whole.filter(|whole| !is_section(whole)) {
            let message = format!(
                "{} holds no keys, but a list or a text: the bot does not start.",
                self.file
            );
            let finding = rules::NO_START.finding(message);
            findings.push(finding.at(&self.file, Some((whole.line, whole.column))));
        }
    }

    /// A list or a text where a section belongs: Chatto stops (0.9.2: `'auth' expected a map, got 'slice'`).
    fn no_section(&self, child: &Child, key: &str, findings: &mut Vec<Finding>) {
        let node = self.document.get(&child.path);
        if node.is_none_or(|node| is_section(&node)) {
            return;
        }
        let message = format!(
            "`{key}` is a section, and something else stands in its place: the bot does not start."
        );
        let finding = rules::NO_START.finding(message);
        findings.push(finding.at(&self.file, Some((child.line, child.column))));
    }

    fn duplicates(&self, findings: &mut Vec<Finding>) {
        let mut columns: HashMap<KeyPath, HashMap<KeyPath, usize>> = HashMap::new();
        for duplicate in self.document.duplicates() {
            let (Some(first), Some(last)) = (duplicate.lines.first(), duplicate.lines.last())
            else {
                continue;
            };
            let message = format!(
                "`{}` stands on {} lines; only line {last} counts.",
                duplicate.path,
                duplicate.lines.len()
            );
            let parent = duplicate.path.parent().unwrap_or_default();
            let siblings = columns.entry(parent).or_insert_with_key(|parent| {
                let children = self.document.children(parent).into_iter();
                children.map(|child| (child.path, child.column)).collect()
            });
            let column = siblings.get(&duplicate.path).copied().unwrap_or(1);
            let fix = Fix::RemoveDuplicates {
                role: self.role,
                path: duplicate.path.clone(),
            };
            let finding = rules::DUPLICATE.finding(message);
            findings.push(finding.at(&self.file, Some((*first, column))).with(fix));
        }
    }
}

/// How many letters have to change, come or go; nothing for more than [`SLIP`].
fn slips(from: &str, to: &str) -> Option<usize> {
    let to: Vec<char> = to.chars().collect();
    if from.chars().count().abs_diff(to.len()) > SLIP {
        return None;
    }
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.chars().enumerate() {
        let mut next = vec![at + 1];
        for (place, other) in to.iter().enumerate() {
            let swapped = row[place] + usize::from(letter != *other);
            next.push(swapped.min(row[place + 1] + 1).min(next[place] + 1));
        }
        row = next;
        if row.iter().all(|far| *far > SLIP) {
            return None;
        }
    }
    row.last().copied().filter(|far| *far <= SLIP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_near() {
        for (from, to, far) in [
            ("tokens", "token", Some(1)),
            ("callback-token", "callback_token", Some(1)),
            ("urls", "url", Some(1)),
            ("tokne", "token", Some(2)),
            ("host", "user", None),
            ("", "tls", None),
        ] {
            assert_eq!(slips(from, to), far, "{from} to {to}");
        }
    }

    #[test]
    fn every_setting_is_a_known_key() {
        for setting in crate::chatto::settings::SETTINGS {
            let known = if setting.role() == BOT {
                &BOT_KEYS[..]
            } else {
                &CHN_KEYS[..]
            };
            assert!(
                known.contains(&setting.name()),
                "{} would be called unknown where somebody sets it",
                setting.id
            );
        }
    }
}
