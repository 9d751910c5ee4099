//! What the configuration alone shows to be wrong.

mod lists;
mod locks;
mod peers;
mod secrets;
mod start;
mod storage;
mod values;

use chatelaine_documents::{KeyPath, Scalar};

use super::bot::Bot;
use super::client::Client;
use super::{CONFIG, KEYS, LICENSE, TOKEN};
use crate::project::{Effective, Project, Source};
use crate::{Finding, Fix, Rule};

/// Every rule of this platform that applies.
#[must_use]
pub(super) fn lint(project: &Project, values: &[Effective]) -> Vec<Finding> {
    let context = Context {
        bot: Bot::of(project),
        values,
    };
    let mut findings = Vec::new();
    // A configuration that is not read decides nothing, so nothing in it is judged.
    if start::lint(&context, &mut findings) {
        locks::lint(&context, &mut findings);
        storage::lint(&context, &mut findings);
        values::lint(&context, &mut findings);
        peers::lint(&context, &mut findings);
    }
    secrets::lint(&context, &mut findings);
    lists::lint(&context, &mut findings);
    findings
}

struct Context<'a> {
    bot: Bot<'a>,
    values: &'a [Effective],
}

impl Context<'_> {
    fn by_id(&self, id: &str) -> Option<&Effective> {
        self.values.iter().find(|value| value.id == id)
    }

    fn value(&self, client: &Client, key: &str) -> Option<&Effective> {
        self.by_id(&client.id(key))
    }

    /// The value as text; empty when there is none.
    fn text(&self, client: &Client, key: &str) -> &str {
        self.value(client, key).map_or("", Effective::text)
    }

    /// Whether a switch is on, as the bot sees it.
    fn on(&self, client: &Client, key: &str) -> bool {
        self.text(client, key) == "true"
    }

    /// Whether the configuration gives a value, even an empty one.
    fn is_written(&self, client: &Client, key: &str) -> bool {
        self.value(client, key)
            .is_some_and(|value| value.source != Source::Default && value.value.is_some())
    }

    fn asks_token(&self, client: &Client) -> bool {
        client.can_lock() && self.text(client, "authorization") == "Basic"
    }

    fn asks_key(&self, client: &Client) -> bool {
        client.can_lock() && self.on(client, "use_api_keys")
    }

    /// Whether the client needs the token, or will once its door is locked.
    fn needs_token(&self, client: &Client) -> bool {
        client.can_lock()
            && (self.asks_token(client)
                || self.is_written(client, "authorization")
                || !self.asks_key(client))
    }

    /// A finding about a setting, at its line; where it has none, at the mapping that it is missing from.
    fn about(&self, rule: &Rule, client: &Client, key: &str, message: String) -> Finding {
        let id = client.id(key);
        let position = self.by_id(&id).and_then(Effective::position);
        let whole = KeyPath::keys(&[client.section]);
        let path = key.split('.').fold(whole, |path, step| path.key(step));
        let above = || self.bot.key_position(&path);
        let finding = rule.finding(message).about(&id);
        finding.at(self.bot.name(CONFIG), position.or_else(above))
    }

    /// A finding about a value that is there.
    fn at(&self, rule: &Rule, value: &Effective, message: String) -> Finding {
        rule.finding(message)
            .about(&value.id)
            .at(self.bot.name(value.setting.role()), value.position())
    }

    /// Line and column of a client's section.
    fn section(&self, client: &Client) -> Option<(usize, usize)> {
        self.bot.key_position(&KeyPath::keys(&[client.section]))
    }

    /// Whether any client asks for API keys from the list that is shown.
    fn uses_key_list(&self) -> bool {
        self.bot.clients.iter().any(|client| {
            self.asks_key(client) && self.bot.leads_to(self.text(client, "api_key_file"), KEYS)
        })
    }

    /// Whether license.keys holds a token, an empty one included.
    fn has_token(&self) -> bool {
        self.bot
            .project
            .document(LICENSE)
            .is_some_and(|license| license.get(&KeyPath::keys(&[TOKEN])).is_some())
    }
}

/// The fix that puts a plain value into a setting.
fn set(setting: impl Into<String>, value: impl Into<String>) -> Fix {
    Fix::Set {
        setting: setting.into(),
        value: value.into(),
    }
}

/// The fix that makes a new value up.
fn generate(setting: impl Into<String>) -> Fix {
    Fix::Generate {
        setting: setting.into(),
    }
}

/// The fix that writes text at a place.
fn write(role: &'static str, path: KeyPath, value: impl Into<String>) -> Fix {
    Fix::Write {
        role,
        path,
        value: Scalar::Text(value.into()),
    }
}

/// Where the text of a line begins.
fn position(text: &str, line: usize) -> (usize, usize) {
    let column = text.lines().nth(line.saturating_sub(1)).map_or(1, indent);
    (line, column)
}

/// The column of the first sign of a line.
fn indent(line: &str) -> usize {
    let blank = line
        .trim_start_matches('\u{feff}')
        .chars()
        .take_while(|c| c.is_whitespace());
    1 + blank.count()
}
