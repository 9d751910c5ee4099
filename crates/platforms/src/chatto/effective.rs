//! Which value the running bot will use: what a variable says when viper knows the key, else the file, else the default.

use chatelaine_documents::{DocumentKind, KeyPath, Node, Shape, Step};
use chatelaine_secrets::Secret;

use super::BOT;
use super::configuration::{Configuration, State, Supplied};
use super::settings::SETTINGS;
use super::value::{self, Value};
use crate::{Effective, Project, Setting, Source};

/// Every setting with the value that counts; a pattern once for every key that is there.
pub(super) fn effective(project: &Project) -> Vec<Effective> {
    let configuration = Configuration::of(project);
    let aliases = aliases(&configuration);
    let mut values = Vec::new();
    for setting in SETTINGS {
        let state = configuration.state(setting.role());
        let keys: Vec<String> = setting.name().split('.').map(str::to_owned).collect();
        if !setting.is_pattern() {
            let found = configuration.find(setting.role(), &keys);
            values.push(resolve(
                setting,
                &configuration,
                state,
                setting.id,
                &keys,
                found,
            ));
            continue;
        }
        for alias in &aliases {
            let keys: Vec<String> = keys
                .iter()
                .map(|key| if key == "*" { alias } else { key }.clone())
                .collect();
            let found = configuration.find(setting.role(), &keys);
            if found.is_none() && !configuration.has_variables() {
                continue;
            }
            let id = format!("{}.{}", setting.role(), keys.join("."));
            let value = resolve(setting, &configuration, state, &id, &keys, found);
            if value.own.is_some() || value.source != Source::Default {
                values.push(value);
            }
        }
    }
    values
}

/// The extension servers as they are named in the file.
pub(super) fn aliases(configuration: &Configuration<'_>) -> Vec<String> {
    let found = configuration.find(BOT, &["extensions".to_owned()]);
    let (Some(document), Some((path, _))) = (configuration.project.document(BOT), found) else {
        return Vec::new();
    };
    let servers = document.children(&path).into_iter().filter(|child| {
        document
            .get(&child.path)
            .is_some_and(|node| node.shape == Shape::Mapping)
    });
    servers
        .filter_map(|child| match child.path.last() {
            Some(Step::Key(alias)) => Some(alias.clone()),
            _ => None,
        })
        .collect()
}

fn resolve(
    setting: &'static Setting,
    configuration: &Configuration<'_>,
    state: State,
    id: &str,
    keys: &[String],
    found: Option<(KeyPath, Node)>,
) -> Effective {
    let role = setting.role();
    let path = match &found {
        Some((path, _)) => path.clone(),
        None => configuration.place(role, keys),
    };
    let mut result = Effective::unset(setting, id, path);
    if let Some((_, node)) = &found {
        let kind = configuration
            .project
            .file(role)
            .map_or(DocumentKind::Yaml, |file| file.kind);
        result.own = Some((node.line, node.column, Secret::new(node.text.clone())));
        match value::read(node, setting.kind, kind) {
            Value::Text(text) => {
                result.value = Some(Secret::new(text));
                result.source = Source::File {
                    line: node.line,
                    column: node.column,
                };
            }
            Value::Nothing | Value::Refused => {}
        }
    }
    result.loaded = state != State::Elsewhere;
    // What a broken file knows cannot be said.
    if state.is_unread() {
        return result;
    }
    let known = Configuration::is_known(role, keys, found.as_ref().map(|(_, node)| node));
    let supplied = configuration.supply(role, keys);
    let counts = known && supplied.as_ref().is_some_and(|supplied| supplied.arrives);
    if let Some((shadow, _)) = configuration
        .shadow(role, keys)
        .filter(|_| known && !counts)
    {
        result.overridden_by = Some(placed(&shadow));
        result.source = Source::Environment {
            file: shadow.file.to_owned(),
            line: shadow.line,
        };
        result.value = Some(Secret::new(String::new()));
        return result;
    }
    let Some(supplied) = supplied else {
        return result;
    };
    // Ink beside a value that is there changes nothing; where there is none, it shows what somebody wanted.
    if !counts && result.source != Source::Default {
        return result;
    }
    let filled = result
        .own
        .as_ref()
        .is_some_and(|(_, _, own)| !own.is_empty());
    result.overridden_by = (counts && filled).then(|| placed(&supplied));
    result.source = Source::Environment {
        file: supplied.file.to_owned(),
        line: supplied.line,
    };
    result.value = supplied
        .value
        .map(|value| Secret::new(value::settle(setting.kind, value.expose().to_owned())));
    result.loaded = counts;
    result
}

/// Where a variable is set, for people.
fn placed(supplied: &Supplied<'_>) -> String {
    match supplied.line {
        Some(line) => format!("{} on line {line} of {}", supplied.name, supplied.file),
        None => format!("{} in {}", supplied.name, supplied.file),
    }
}

/// Whether a lock has a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Credential {
    /// The bot asks for none.
    Missing,
    /// The bot asks for one.
    Given,
    /// It stands where nobody here can look, or the bot does not start.
    Unknown,
}

/// Whether the bot asks for this credential.
pub(super) fn credential(configuration: &Configuration<'_>, value: &Effective) -> Credential {
    let unread = configuration.state(value.setting.role()).is_unread();
    if unread || is_refused(configuration, value) || has_no_section(configuration, value) {
        return Credential::Unknown;
    }
    match (&value.source, &value.value) {
        _ if !value.loaded => Credential::Missing,
        (Source::Environment { .. }, None) => Credential::Unknown,
        _ if value.is_set() => Credential::Given,
        _ if configuration.environment.has_unread && stands_ready(configuration, value) => {
            Credential::Unknown
        }
        _ => Credential::Missing,
    }
}

/// Whether the key stands in the file without a value, as it does where a variable is to fill it.
fn stands_ready(configuration: &Configuration<'_>, value: &Effective) -> bool {
    let keys: Vec<String> = value.name().split('.').map(str::to_owned).collect();
    configuration.knows(value.setting.role(), &keys)
}

/// Whether a list or a mapping stands where one value belongs.
pub(super) fn is_refused(configuration: &Configuration<'_>, value: &Effective) -> bool {
    let document = configuration.project.document(value.setting.role());
    let node = document.and_then(|document| document.get(&value.path));
    node.is_some_and(|node| {
        let kind = document.map_or(DocumentKind::Yaml, |document| document.kind());
        value::read(&node, value.setting.kind, kind) == Value::Refused
    })
}

/// Sections without defaults of their own. With anything but a mapping in the place of one, Chatto does not start (0.9.2).
pub(super) const SECTIONS: [&str; 5] = ["auth", "rest", "telegram", "twilio", "slack"];

/// Whether a node can be a section: a mapping, or nothing at all.
pub(super) fn is_section(node: &Node) -> bool {
    matches!(node.shape, Shape::Mapping | Shape::Null)
}

/// Whether something else stands where the section of a value belongs.
fn has_no_section(configuration: &Configuration<'_>, value: &Effective) -> bool {
    let role = value.setting.role();
    let section = value.setting.name().split('.').next().unwrap_or_default();
    let section = SECTIONS.contains(&section).then(|| section.to_owned());
    let whole = configuration.find(role, &[]);
    let holders = whole
        .into_iter()
        .chain(section.and_then(|section| configuration.find(role, &[section])));
    holders.into_iter().any(|(_, node)| !is_section(&node))
}
