//! Which value the running bot will use, typed as Rasa reads it.
//!
//! Nothing overrides the two files, but a value in them may be taken from the environment: `${NAME}` without quotes.
//! Then what counts is the variable, and the place to change it is where the variable is set.

use chatelaine_documents::{KeyPath, Node};
use chatelaine_secrets::Secret;

use super::channels;
use super::expansion::Reading;
use super::settings::{SETTINGS, id};
use super::variables::Value;
use super::view::View;
use super::{CREDENTIALS, ENV, RUN};
use crate::Setting;
use crate::project::{Effective, Project, Source};

/// Every setting with the value that counts.
pub(super) fn effective(project: &Project) -> Vec<Effective> {
    let view = View::of(project);
    let mut values = Vec::new();
    for setting in SETTINGS {
        match setting.role() {
            RUN => values.push(flag(&view, setting)),
            role if role == ENV.0 => {}
            _ => rows(&view, setting, &mut values),
        }
    }
    let variables: Vec<Effective> = SETTINGS
        .iter()
        .filter(|setting| setting.id == id::VARIABLE)
        .flat_map(|setting| variables(&view, setting, &values))
        .collect();
    values.extend(variables);
    values
}

/// The variable of the `.env` from which a value of ours is taken as a whole: a new value has to be written there.
pub(super) fn variable_of(view: &View<'_>, value: &Effective) -> Option<String> {
    if value.setting.role() == RUN {
        let run = view.run.as_ref()?;
        return match run.arguments(value.name()) {
            [argument] => argument.in_env.clone(),
            _ => None,
        };
    }
    let node = view.document(value.setting.role())?.get(&value.path)?;
    match view.read(&node) {
        Reading::Expanded(expanded) if expanded.whole => expanded.last?.in_env,
        _ => None,
    }
}

/// The settings of one row of a document.
fn rows(view: &View<'_>, setting: &'static Setting, values: &mut Vec<Effective>) {
    let mut push = |id: String| {
        if let Some(path) = setting.place(&id) {
            values.push(resolve(view, setting, id, path));
        }
    };
    if !setting.is_pattern() {
        push(setting.id.to_owned());
    } else if setting.id == id::OWN {
        for (channel, _) in view.keys(CREDENTIALS.0, &KeyPath::root()) {
            if !channels::is_own(&channel) {
                continue;
            }
            for (key, _) in view.keys(CREDENTIALS.0, &KeyPath::keys(&[&channel])) {
                if channels::names_a_secret(&key) {
                    push(format!("{}.{channel}.{key}", CREDENTIALS.0));
                }
            }
        }
    } else if let Some(prefix) = setting.id.strip_suffix(".*") {
        let (role, keys) = prefix.split_once('.').unwrap_or((prefix, ""));
        let path = KeyPath::keys(&keys.split('.').collect::<Vec<_>>());
        for (key, _) in view.keys(role, &path) {
            push(format!("{prefix}.{key}"));
        }
    }
}

fn resolve(view: &View<'_>, setting: &'static Setting, id: String, path: KeyPath) -> Effective {
    let node = view
        .document(setting.role())
        .and_then(|document| document.get(&path));
    let mut value = Effective::unset(setting, id, path);
    let Some(node) = node else { return value };
    value.source = Source::File {
        line: node.line,
        column: node.column,
    };
    value.own = Some((node.line, node.column, Secret::new(node.text.clone())));
    let reading = view.read(&node);
    value.value = reading.text(&node).or_else(|| items(view, &value, &node));
    if let Reading::Expanded(expanded) = reading {
        value.loaded = !expanded.not_loaded;
        if let Some(Value { file, line, .. }) = expanded.last {
            value.source = Source::Environment { file, line };
        }
    }
    value
}

/// A list in one line, as the console shows it.
fn items(view: &View<'_>, value: &Effective, node: &Node) -> Option<Secret> {
    if node.shape != chatelaine_documents::Shape::List {
        return None;
    }
    let document = view.document(value.setting.role())?;
    let texts: Vec<String> = document
        .children(&value.path)
        .into_iter()
        .filter_map(|child| Some(document.get(&child.path)?.text))
        .collect();
    Some(Secret::new(texts.join(",")))
}

/// A flag of `rasa run`.
fn flag(view: &View<'_>, setting: &'static Setting) -> Effective {
    let path = setting.place(setting.id).unwrap_or_default();
    let mut value = Effective::unset(setting, setting.id, path);
    if let Some(run) = view.run.as_ref().filter(|run| run.has(setting.name())) {
        value.value = run.text(setting.name());
        value.source = Source::Environment {
            file: run.file.clone(),
            line: run.line,
        };
    }
    value
}

/// The variables of the `.env` that secrets of ours are taken from, each once.
fn variables(view: &View<'_>, setting: &'static Setting, values: &[Effective]) -> Vec<Effective> {
    let mut found: Vec<Effective> = Vec::new();
    let Some(env) = &view.project.env else {
        return found;
    };
    for value in values.iter().filter(|value| value.setting.can_generate()) {
        let Some(name) = variable_of(view, value) else {
            continue;
        };
        let id = format!("{}.{name}", ENV.0);
        let Some(entry) = env.document.get(&name) else {
            continue;
        };
        if found.iter().any(|known| known.id == id) {
            continue;
        }
        let mut variable = Effective::unset(setting, id, KeyPath::keys(&[&name]));
        variable.value = Some(Secret::new(entry.value.clone()));
        variable.source = Source::File {
            line: entry.line,
            column: entry.column,
        };
        variable.own = Some((entry.line, entry.column, Secret::new(entry.value.clone())));
        variable.loaded = value.loaded;
        found.push(variable);
    }
    found
}
