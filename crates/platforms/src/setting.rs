//! One security-relevant entry of a bot's configuration.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A row of a platform's settings table.
#[derive(Debug)]
pub struct Setting {
    /// The file's role and the key path, `env.CCAT_API_KEY`. Frozen once published.
    pub id: &'static str,
    /// The key itself.
    pub name: &'static str,
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
}

/// What may stand in a setting.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A value that opens something. Never shown; generated rather than typed.
    Secret,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// `true` or `false`, in exactly this spelling.
    Switch,
    /// A number above zero and up to the limit.
    Number {
        /// The largest value that makes sense.
        max: f64,
    },
    /// Free text on one line.
    Text,
    /// Items with commas between.
    List,
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
    /// Whether the value opens something.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::Secret)
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
        let name = self.name;
        match self.kind {
            Kind::Secret => validate_secret(name, value),
            Kind::Choice(words) if !words.contains(&value) => refuse(
                format!("{name} cannot be `{value}`."),
                &format!("Use one of: {}.", words.join(", ")),
            ),
            Kind::Switch if !matches!(value, "true" | "false") => refuse(
                format!(
                    "{name} is either `true` or `false`, in small letters; `{value}` would count as false."
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
            Kind::List if value.split(',').any(|item| item != item.trim()) => refuse(
                format!(
                    "{name} has a space next to a comma, which the bot would take as part of the item."
                ),
                "Put the items side by side with commas only.",
            ),
            _ => Ok(()),
        }
    }
}

/// Cheshire Cat 1.9.2: a key with a space at its end is unusable for clients that trim headers, and `+ & % #` break the
/// WebSocket query, so only characters that every reader and every transport agree on are let through.
fn validate_secret(name: &str, value: &str) -> Result<(), Invalid> {
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
