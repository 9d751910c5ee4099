//! One security-relevant entry of a bot's configuration.

use std::net::IpAddr;

use chatelaine_documents::{DocumentKind, KeyPath, Scalar, Step};
use serde::{Deserialize, Serialize};
use specta::Type;

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
        Self {
            id,
            title,
            help,
            kind,
            default: None,
            group,
            twin: None,
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
        self.id.split_once('.').map_or(self.id, |(role, _)| role)
    }

    /// The key path as text, without the role: `auth.token`, `CCAT_API_KEY`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.id.split_once('.').map_or("", |(_, name)| name)
    }

    /// Whether the row stands for many settings.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        self.id.split('.').any(|part| part == "*" || part == "#")
    }

    /// Where in its document the setting `id` of this row stands; nothing when `id` is no setting of this row.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<KeyPath> {
        place(self.id, id)
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

    /// Judges a value that somebody wants to write.
    ///
    /// # Errors
    /// [`Invalid`] with the reason and what would be right.
    pub fn validate(&self, value: &str) -> Result<(), Invalid> {
        let refuse = |what: String, advice: &str| {
            Err(Invalid {
                what,
                advice: advice.into(),
            })
        };
        let name = self.name();
        match self.kind {
            Kind::Secret(origin) => validate_secret(name, origin, value),
            Kind::Choice(words) if !words.contains(&value) => refuse(
                format!("{name} cannot be `{value}`."),
                &format!("Use one of: {}.", words.join(", ")),
            ),
            Kind::Switch if !matches!(value, "true" | "false") => refuse(
                format!(
                    "{name} is either `true` or `false`, in small letters; `{value}` would count as something else."
                ),
                "Write true or false.",
            ),
            Kind::Number { max }
                if !value
                    .parse::<f64>()
                    .is_ok_and(|number| number > 0.0 && number <= max) =>
            {
                refuse(
                    format!("{name} must be a number above 0 and at most {max}."),
                    "Write the number alone, without a unit.",
                )
            }
            Kind::Integer { min, max }
                if !value
                    .parse::<i64>()
                    .is_ok_and(|number| (min..=max).contains(&number)) =>
            {
                refuse(
                    format!("{name} must be a whole number from {min} to {max}."),
                    "Write the number alone, in digits.",
                )
            }
            Kind::Duration if !is_go_duration(value) => refuse(
                format!("{name} must be a length of time with its unit."),
                "Write it like 30m, 1h or 90s; a number alone would count as nanoseconds.",
            ),
            Kind::Url if !(value.starts_with("http://") || value.starts_with("https://")) => {
                refuse(
                    format!("{name} must be an address."),
                    "Start it with https:// (or http:// on this machine).",
                )
            }
            Kind::List if value.split(',').any(|item| item != item.trim()) => refuse(
                format!(
                    "{name} has a space next to a comma, which the bot would take as part of the item."
                ),
                "Put the items side by side with commas only.",
            ),
            Kind::Text | Kind::Url if value.contains(['\n', '\r']) => refuse(
                format!("{name} must stand on one line."),
                "Take the line break out.",
            ),
            _ => Ok(()),
        }
    }
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

/// Matches `id` against `pattern`. A `*` may stand for several parts of the id: keys with dots in them are one key.
fn place(pattern: &str, id: &str) -> Option<KeyPath> {
    let pattern: Vec<&str> = pattern.split('.').collect();
    let id: Vec<&str> = id.split('.').collect();
    let (role, pattern) = pattern.split_first()?;
    let (own, id) = id.split_first()?;
    if role != own {
        return None;
    }
    let mut steps = Vec::new();
    matched(pattern, id, &mut steps).then(|| KeyPath::from(steps))
}

fn matched(pattern: &[&str], id: &[&str], steps: &mut Vec<Step>) -> bool {
    let (Some((part, pattern)), Some((first, rest))) = (pattern.split_first(), id.split_first())
    else {
        return pattern.is_empty() && id.is_empty();
    };
    let before = steps.len();
    match *part {
        "*" => {
            // The longest first: of `credentials.*.*` the first star is the Python path, the second a single key.
            for taken in (1..=id.len()).rev() {
                steps.push(Step::Key(id[..taken].join(".")));
                if matched(pattern, &id[taken..], steps) {
                    return true;
                }
                steps.truncate(before);
            }
            false
        }
        "#" => {
            let Some(item) = first.parse::<usize>().ok().and_then(|n| n.checked_sub(1)) else {
                return false;
            };
            steps.push(Step::Item(item));
            matched(pattern, rest, steps)
        }
        part if part == *first => {
            steps.push(Step::Key(part.to_owned()));
            matched(pattern, rest, steps)
        }
        _ => false,
    }
}

/// Go's `time.ParseDuration`: numbers with units, no blanks.
fn is_go_duration(value: &str) -> bool {
    let mut rest = value.strip_prefix(['-', '+']).unwrap_or(value);
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let Some(digits) = digits.filter(|&at| at > 0) else {
            return false;
        };
        if rest[..digits].parse::<f64>().is_err() {
            return false;
        }
        rest = &rest[digits..];
        let units = ["ns", "us", "µs", "ms", "s", "m", "h"];
        let Some(unit) = units
            .iter()
            .filter(|unit| rest.starts_with(**unit))
            .max_by_key(|unit| unit.len())
        else {
            return false;
        };
        rest = &rest[unit.len()..];
    }
    true
}

fn validate_secret(name: &str, origin: Origin, value: &str) -> Result<(), Invalid> {
    let refuse = |what: String, advice: &str| {
        Err(Invalid {
            what,
            advice: advice.into(),
        })
    };
    match origin {
        Origin::Key => validate_key(name, value),
        Origin::Text if value.is_empty() => refuse(
            format!("{name} cannot be empty: the bot would count as open."),
            "Generate the value.",
        ),
        Origin::Text | Origin::Issued if value.contains('\0') => refuse(
            format!("{name} holds a NUL character, which no configuration file can carry."),
            "Copy the value again, as text.",
        ),
        Origin::Text | Origin::Issued => Ok(()),
    }
}

/// Cheshire Cat 1.9.2: a key with a space at its end is unusable for clients that trim headers, and `+ & % #` break the
/// WebSocket query, so only characters that every reader and every transport agree on are let through.
fn validate_key(name: &str, value: &str) -> Result<(), Invalid> {
    let advice = "Generate the value: it then has only letters, digits, `_` and `-`.".to_owned();
    if value.is_empty() {
        return Err(Invalid {
            what: format!("{name} cannot be empty: the bot would count as open."),
            advice,
        });
    }
    if let Some(bad) = value
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '~')))
    {
        let shown = if bad.is_control() || bad.is_whitespace() {
            "white space".to_owned()
        } else {
            format!("`{bad}`")
        };
        return Err(Invalid {
            what: format!(
                "{name} holds {shown}, which headers, URLs or .env readers treat differently."
            ),
            advice,
        });
    }
    if value.split('.').count() == 3 {
        return Err(Invalid {
            what: format!(
                "{name} looks like a JSON Web Token, and the bot would try to read it as one."
            ),
            advice,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_finds_the_place_and_keys_with_dots_stay_whole() {
        let found = |pattern, id| place(pattern, id).map(|path| path.steps().to_vec());
        let key = |text: &str| Step::Key(text.to_owned());
        assert_eq!(
            found("bot.extensions.*.token", "bot.extensions.my_server.token"),
            Some(vec![key("extensions"), key("my_server"), key("token")]),
            "an alias stands for the star"
        );
        assert_eq!(
            found(
                "credentials.*.token",
                "credentials.connectors.own.Rest.token"
            ),
            Some(vec![key("connectors.own.Rest"), key("token")]),
            "a Python path is one key"
        );
        assert_eq!(
            found("keys.#", "keys.1"),
            Some(vec![Step::Item(0)]),
            "people count from one"
        );
        assert_eq!(
            found("bot.auth.token", "chn.auth.token"),
            None,
            "another file"
        );
        assert_eq!(
            found("bot.auth.token", "bot.auth"),
            None,
            "not the whole path"
        );
    }

    #[test]
    fn a_duration_needs_its_units() {
        for good in ["30m", "1h30m", "1.5h", "250ms", "-1s"] {
            assert!(is_go_duration(good), "{good} is one in Go");
        }
        for bad in ["", "3600", "1 h", "h", "1d"] {
            assert!(!is_go_duration(bad), "{bad} is none in Go");
        }
    }

    #[test]
    fn a_reference_is_a_whole_variable_and_nothing_else() {
        assert_eq!(referenced("${JWT_KEY}"), Some("JWT_KEY"));
        for text in ["$JWT", "${A-B}", "x${A}", "${}", "${A:-b}", "${1A}"] {
            assert_eq!(referenced(text), None, "{text} is text for Rasa");
        }
    }
}
