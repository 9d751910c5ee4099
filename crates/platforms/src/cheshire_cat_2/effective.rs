//! Which value the running bot will use: what `config.py` says, else the default. Nothing else has a say.

use chatelaine_documents::{KeyPath, Node, PythonDocument, Shape, Style};
use chatelaine_secrets::Secret;

use super::CONFIG_ROLE;
use super::settings::SETTINGS;
use crate::Setting;
use crate::project::{Effective, Project, Source};
use crate::setting::Kind;

/// How `config.py` speaks of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Not at all: the default counts.
    Nothing,
    /// It cannot be read, and then the bot does not start.
    Unreadable,
    /// `None`.
    None,
    /// A string.
    Text,
    /// A number, `True` or `False`.
    Plain,
    /// Code sets it, or may set it again: only the running bot knows.
    Code,
}

/// Every setting with the value that counts.
pub(super) fn effective(project: &Project) -> Vec<Effective> {
    SETTINGS
        .iter()
        .map(|setting| resolve(setting, project))
        .collect()
}

/// How the project speaks of a setting.
/// `python` is the file as [`python`] gives it.
pub(super) fn said(project: &Project, python: Option<&PythonDocument>, setting: &Setting) -> Said {
    if project
        .file(CONFIG_ROLE)
        .is_some_and(|file| file.problem().is_some())
    {
        return Said::Unreadable;
    }
    if python.is_some_and(|python| python.conditional(setting.name()).is_some()) {
        return Said::Code;
    }
    match node(project, setting) {
        None => Said::Nothing,
        Some(node) => match node.shape {
            Shape::Null => Said::None,
            Shape::Scalar if node.style == Style::Plain => Said::Plain,
            Shape::Scalar => Said::Text,
            _ => Said::Code,
        },
    }
}

/// The `config.py` as Python, which tells more than a document does.
pub(super) fn python(project: &Project) -> Option<PythonDocument> {
    let document = project.document(CONFIG_ROLE)?;
    PythonDocument::parse(document.text().as_bytes()).ok()
}

fn path(setting: &Setting) -> KeyPath {
    KeyPath::keys(&[setting.name()])
}

fn node(project: &Project, setting: &Setting) -> Option<Node> {
    project.document(CONFIG_ROLE)?.get(&path(setting))
}

fn resolve(setting: &'static Setting, project: &Project) -> Effective {
    let mut result = Effective::unset(setting, setting.id, path(setting));
    let Some(node) = node(project, setting) else {
        return result;
    };
    let value = meant(setting, &node);
    let own = value.clone().unwrap_or_default();
    result.value = value.map(Secret::new);
    result.source = Source::File {
        line: node.line,
        column: node.column,
    };
    result.own = Some((node.line, node.column, Secret::new(own)));
    result
}

/// What the server makes of a literal. It asks of a switch only whether Python takes it as true: `"False"` is.
fn meant(setting: &Setting, node: &Node) -> Option<String> {
    match (node.shape, setting.kind) {
        (Shape::Null, Kind::Switch) => Some("false".to_owned()),
        (Shape::Scalar, Kind::Switch) => Some(is_true(node).to_string()),
        (Shape::Scalar, _) if node.style == Style::Plain => Some(node.text.replace('_', "")),
        (Shape::Scalar, _) => Some(node.text.clone()),
        _ => None,
    }
}

fn is_true(node: &Node) -> bool {
    match node.style {
        Style::Plain => {
            node.text == "True" || node.text.parse::<f64>().is_ok_and(|number| number != 0.0)
        }
        _ => !node.text.is_empty(),
    }
}
