//! Every setting with the value that counts.
//!
//! There is nothing to override: neither environment variables nor `--substitutions` reach the configuration (5.0.1).
//! What decides is whether the bot reads a file at all, and what it makes of a value.

use std::collections::HashSet;

use chatelaine_documents::{Document, KeyPath, Shape, Step};
use chatelaine_secrets::Secret;

use super::bot::{Bot, key_of};
use super::client::{Client, Kind, is_section};
use super::reading::read;
use super::settings::SETTINGS;
use super::{CONFIG, KEYS, LICENSE};
use crate::Setting;
use crate::project::{Effective, Project, Source};

/// Every setting with the value that counts. Of a client section that the bot reads, or that is there, every setting is
/// listed; of `config.flask`, which is where a new bot begins, always.
#[must_use]
pub(super) fn effective(project: &Project) -> Vec<Effective> {
    let bot = Bot::of(project);
    let sections = sections(&bot);
    let reach = Reach::of(&bot);
    let mut listed = HashSet::new();
    let mut values = Vec::new();
    for setting in SETTINGS {
        let Some(pattern) = Pattern::of(setting) else {
            continue;
        };
        for path in pattern.places(&bot, &sections) {
            let id = id_of(setting.role(), &path);
            if listed.insert(id.clone()) {
                values.push(resolve(setting, id, path, &bot, &reach));
            }
        }
    }
    values
}

fn resolve(
    setting: &'static Setting,
    id: String,
    path: KeyPath,
    bot: &Bot<'_>,
    reach: &Reach,
) -> Effective {
    let node = bot
        .project
        .document(setting.role())
        .and_then(|document| document.get(&path))
        .filter(|node| node.shape == Shape::Scalar);
    let Some(node) = node else {
        return Effective::unset(setting, id, path);
    };
    let mut found = Effective::unset(setting, id, path);
    let value = match setting.role() {
        CONFIG => read(setting, &node),
        _ => Some(node.text.clone()),
    };
    if let Some(value) = value {
        found.value = Some(Secret::new(value));
    }
    found.source = Source::File {
        line: node.line,
        column: node.column,
    };
    found.own = Some((node.line, node.column, Secret::new(node.text)));
    found.loaded = reach.covers(setting.role(), &found.path);
    found
}

/// What of the files reaches the bot.
#[derive(Default)]
struct Reach {
    /// The sections that a client reads.
    sections: Vec<&'static str>,
    license: bool,
    keys: bool,
}

impl Reach {
    fn of(bot: &Bot<'_>) -> Self {
        if !bot.reads_config() {
            return Self::default();
        }
        let loads_license = |client: &Client| {
            let store = bot.store(client);
            let file = store.file.as_deref();
            store.named
                && !store.is_elsewhere()
                && store.kind.is_some()
                && file.is_some_and(|file| bot.leads_to(file, LICENSE))
        };
        let loads_keys = |client: &Client| {
            bot.text(&KeyPath::keys(&[client.section, "api_key_file"]))
                .is_some_and(|file| bot.leads_to(&file, KEYS))
        };
        Self {
            sections: bot.clients.iter().map(|client| client.section).collect(),
            license: bot.clients.iter().any(loads_license),
            keys: bot.clients.iter().any(loads_keys),
        }
    }

    fn covers(&self, role: &str, path: &KeyPath) -> bool {
        match (role, path.steps().first()) {
            (CONFIG, Some(Step::Key(section))) => self.sections.contains(&section.as_str()),
            (CONFIG, _) => false,
            (LICENSE, _) => self.license,
            _ => self.keys,
        }
    }
}

/// `config.flask.port`, `keys.3`.
fn id_of(role: &str, path: &KeyPath) -> String {
    let mut id = role.to_owned();
    for step in path.steps() {
        id.push('.');
        match step {
            Step::Key(key) => id.push_str(key),
            Step::Item(item) => id.push_str(&(item + 1).to_string()),
        }
    }
    id
}

/// The parts of a setting's id, without the role.
struct Pattern {
    setting: &'static Setting,
    parts: Vec<&'static str>,
}

impl Pattern {
    fn of(setting: &'static Setting) -> Option<Self> {
        let parts: Vec<&str> = setting.name().split('.').collect();
        (!parts.is_empty()).then_some(Self { setting, parts })
    }

    /// The places that it stands for in the files of this bot.
    fn places(&self, bot: &Bot<'_>, sections: &[KeyPath]) -> Vec<KeyPath> {
        if !self.setting.is_pattern() {
            return vec![KeyPath::keys(&self.parts)];
        }
        let document = bot.project.document(self.setting.role());
        let mut places = document.map_or_else(Vec::new, |document| {
            let (mut found, parts) = match self.parts.as_slice() {
                ["*", rest @ ..] if self.setting.role() == CONFIG => (sections.to_vec(), rest),
                parts => (vec![KeyPath::root()], parts),
            };
            for part in parts {
                found = found
                    .iter()
                    .flat_map(|path| step(document, path, part))
                    .collect();
            }
            found
        });
        places.retain(|path| self.is_wanted(path));
        if self.setting.role() == CONFIG {
            places.extend(self.of_sections(bot));
        }
        places
    }

    fn is_wanted(&self, path: &KeyPath) -> bool {
        let first = path.steps().first();
        match (self.setting.role(), first) {
            (CONFIG, Some(Step::Key(section))) => is_section(section),
            // A byte order mark makes a name of its own, which nothing asks for.
            (LICENSE, Some(Step::Key(name))) => {
                name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            }
            _ => true,
        }
    }

    /// What a `flask` section is listed with, its siblings are listed with too, whether it is set or not.
    fn of_sections(&self, bot: &Bot<'_>) -> Vec<KeyPath> {
        let ["*", rest @ ..] = self.parts.as_slice() else {
            return Vec::new();
        };
        let sibling = self.setting.id.replacen('*', "flask", 1);
        if rest.contains(&"*") || SETTINGS.iter().all(|row| row.id != sibling) {
            return Vec::new();
        }
        let lists = |client: &&Client| match client.kind() {
            Kind::Outbound => false,
            Kind::Socket => matches!(rest, ["host" | "port"]),
            _ => true,
        };
        bot.clients
            .iter()
            .filter(lists)
            .map(|client| {
                let mut path = KeyPath::keys(&[client.section]);
                for key in rest {
                    path = path.key(key);
                }
                path
            })
            .collect()
    }
}

/// The sections of clients that are in the configuration.
fn sections(bot: &Bot<'_>) -> Vec<KeyPath> {
    let all = bot.config.map(|config| step(config, &KeyPath::root(), "*"));
    let mut all = all.unwrap_or_default();
    all.retain(|path| key_of(path).is_some_and(|section| is_section(&section)));
    all
}

/// One part of a pattern further down.
fn step(document: &dyn Document, path: &KeyPath, part: &str) -> Vec<KeyPath> {
    match part {
        "*" | "#" => document
            .children(path)
            .into_iter()
            .filter(|child| (part == "*") == key_of(&child.path).is_some())
            .map(|child| child.path)
            .collect(),
        key => {
            let below = path.key(key);
            let there = document.get(&below).is_some();
            there.then_some(below).into_iter().collect()
        }
    }
}
