//! One security-relevant entry of a bot's configuration.

mod place;
mod validate;

use std::net::IpAddr;

use chatelaine_documents::{DocumentKind, KeyPath, Scalar};
use serde::{Deserialize, Serialize};
use specta::Type;

use place::place;

/// A row of a platform's settings table.
#[derive(Debug)]
pub struct Setting {
    /// The file's role and the key path, `bot.auth.token`. Frozen once published. `*` stands for any key
    /// (`bot.extensions.*.token`), `#` for the number of a list item, from 1 (`keys.#`).
    pub id: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// What it does, and what goes wrong without it.
    pub help: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// What the bot uses when nothing is set, as measured on the real server.
    pub default: Option<&'static str>,
    /// Where it belongs on the configuration page.
    pub group: Group,
    /// The id of another place in the same file that a guide names for this value and that the server ignores.
    /// Where it is present the console keeps it equal, so that what people read is what counts.
    pub twin: Option<&'static str>,
    /// Parts of the id: rows are looked up by them for every value of every bot.
    role: &'static str,
    name: &'static str,
    last_part: &'static str,
    is_pattern: bool,
}

/// What may stand in a setting.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A value that opens something. Never shown.
    Secret(Origin),
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// `true` or `false`, in exactly this spelling.
    Switch,
    /// A number above zero and up to the limit.
    Number {
        /// The largest value that makes sense.
        max: f64,
    },
    /// A whole number.
    Integer {
        /// The smallest value that makes sense.
        min: i64,
        /// The largest value that makes sense.
        max: i64,
    },
    /// A length of time as Go writes it: `30m`, `1h30m`.
    Duration,
    /// An address with `http://` or `https://`.
    Url,
    /// Free text on one line.
    Text,
    /// Items with commas between.
    List,
}

/// Who makes a secret, and out of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The console, out of letters, digits, `_` and `-`: the value travels through `.env` readers, headers and queries
    /// that disagree on everything else.
    Key,
    /// The console, or the operator as any text: its file can carry all of it.
    Text,
    /// Another service, which issued it. Making one up here would only break the connection.
    Issued,
}

/// The sections of the configuration page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// What opens the bot.
    Secrets,
    /// How logins last.
    Tokens,
    /// Who may reach it, and how.
    Network,
    /// Messengers and other ways to talk to it.
    Channels,
    /// Other servers that the bot calls.
    Services,
    /// Where it keeps what it knows.
    Storage,
    /// The rest.
    Other,
}

/// Why a value does not fit a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// What is wrong. Never repeats a secret.
    pub what: String,
    /// What would be right.
    pub advice: String,
}

impl Setting {
    /// A row without default and twin.
    #[must_use]
    pub const fn new(
        id: &'static str,
        title: &'static str,
        kind: Kind,
        group: Group,
        help: &'static str,
    ) -> Self {
        let (role, name) = split(id);
        Self {
            id,
            title,
            help,
            kind,
            default: None,
            group,
            twin: None,
            role,
            name,
            last_part: last(id),
            is_pattern: stands_for_many(id),
        }
    }

    /// Adds what the bot uses when nothing is set.
    #[must_use]
    pub const fn defaults_to(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }

    /// Adds the place that is kept equal.
    #[must_use]
    pub const fn with_twin(mut self, id: &'static str) -> Self {
        self.twin = Some(id);
        self
    }

    /// The role of its file: `bot`.
    #[must_use]
    pub fn role(&self) -> &'static str {
        self.role
    }

    /// The key path as text, without the role: `auth.token`, `CCAT_API_KEY`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What stands behind the last dot of the id: `token`, `*`.
    #[must_use]
    pub fn last_part(&self) -> &'static str {
        self.last_part
    }

    /// Whether the row stands for many settings.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        self.is_pattern
    }

    /// Where in its document the setting stands when the row is no pattern.
    #[must_use]
    pub fn only_place(&self) -> Option<KeyPath> {
        let keys = || KeyPath::from_iter(self.name.split('.'));
        (!self.is_pattern).then(keys)
    }

    /// Where in its document the setting `id` of this row stands; nothing when `id` is no setting of this row.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<KeyPath> {
        if self.is_pattern {
            return place(self.id, id);
        }
        (self.id == id).then(|| self.only_place())?
    }

    /// Where in its document the twin of the setting `id` stands.
    #[must_use]
    pub fn twin_place(&self) -> Option<KeyPath> {
        let twin = self.twin?;
        place(twin, twin)
    }

    /// Whether the value opens something.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::Secret(_))
    }

    /// Whether the console can make a value up.
    #[must_use]
    pub fn can_generate(&self) -> bool {
        matches!(self.kind, Kind::Secret(Origin::Key | Origin::Text))
    }

    /// The value as it is to be written into a document of that kind. With `references`, `${NAME}` is a reference to an
    /// environment variable and not text.
    #[must_use]
    pub fn scalar(&self, value: &str, document: DocumentKind, references: bool) -> Scalar {
        let typed = matches!(
            document,
            DocumentKind::Yaml | DocumentKind::Json | DocumentKind::PythonConstants
        );
        let text = || Scalar::Text(value.to_owned());
        if !typed {
            return text();
        }
        if references && let Some(name) = referenced(value) {
            return Scalar::Reference(name.to_owned());
        }
        match self.kind {
            Kind::Switch => value.parse().map_or_else(|_| text(), Scalar::Switch),
            Kind::Integer { .. } => value.parse().map_or_else(|_| text(), Scalar::Integer),
            Kind::Number { .. } => value
                .parse::<i64>()
                .map(Scalar::Integer)
                .or_else(|_| value.parse().map(Scalar::Number))
                .unwrap_or_else(|_| text()),
            _ => text(),
        }
    }
}

/// A setting's id as role and name.
const fn split(id: &'static str) -> (&'static str, &'static str) {
    let bytes = id.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'.' {
            let (role, rest) = id.split_at(at);
            return (role, rest.split_at(1).1);
        }
        at += 1;
    }
    (id, "")
}

const fn last(id: &'static str) -> &'static str {
    let bytes = id.as_bytes();
    let mut at = bytes.len();
    while at > 0 && bytes[at - 1] != b'.' {
        at -= 1;
    }
    id.split_at(at).1
}

/// Whether a part of an id is `*` or `#`.
const fn stands_for_many(id: &str) -> bool {
    let bytes = id.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let begins = at == 0 || bytes[at - 1] == b'.';
        let ends = at + 1 == bytes.len() || bytes[at + 1] == b'.';
        if begins && ends && matches!(bytes[at], b'*' | b'#') {
            return true;
        }
        at += 1;
    }
    false
}

/// The name in `${NAME}`.
#[must_use]
pub fn referenced(value: &str) -> Option<&str> {
    let name = value.strip_prefix("${")?.strip_suffix('}')?;
    let mut letters = name.chars();
    let first = letters.next()?;
    let fits = (first.is_ascii_alphabetic() || first == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_');
    fits.then_some(name)
}

/// Whether only this machine can reach what listens at `host`.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_knows_the_parts_of_its_id() {
        let row = |id| Setting::new(id, "", Kind::Text, Group::Other, "");
        let token = row("bot.extensions.*.token");
        assert_eq!(
            (token.role(), token.name(), token.last_part()),
            ("bot", "extensions.*.token", "token")
        );
        assert!(token.is_pattern() && row("keys.#").is_pattern());
        let plain = row("bot.auth.token*");
        assert!(!plain.is_pattern(), "a star within a key is part of it");
        assert_eq!(
            plain.only_place(),
            Some(KeyPath::keys(&["auth", "token*"])),
            "a plain row stands in one place"
        );
        assert_eq!((token.only_place(), plain.place("bot.auth")), (None, None));
    }

    #[test]
    fn a_reference_is_a_whole_variable_and_nothing_else() {
        assert_eq!(referenced("${JWT_KEY}"), Some("JWT_KEY"));
        for text in ["$JWT", "${A-B}", "x${A}", "${}", "${A:-b}", "${1A}"] {
            assert_eq!(referenced(text), None, "{text} is text for Rasa");
        }
    }
}
