//! What the configuration alone shows to be wrong.

mod files;
mod keys;
mod locks;
mod network;
mod secrets;
mod values;
mod variables;

use chatelaine_documents::{Node, Scalar};
use chatelaine_secrets::{Secret, judge};

use super::configuration::Configuration;
use crate::{ById, Effective, Finding, Fix, Project, Rule, Source};

/// Every rule of this platform that applies.
pub(super) fn lint(project: &Project, values: &[Effective]) -> Vec<Finding> {
    let context = Context {
        configuration: Configuration::of(project),
        project,
        values,
        by_id: ById::of(values),
    };
    let mut findings = Vec::new();
    context.locks(&mut findings);
    context.variables(&mut findings);
    context.secrets(&mut findings);
    context.files(&mut findings);
    context.keys(&mut findings);
    context.values(&mut findings);
    context.network(&mut findings);
    findings
}

struct Context<'a> {
    configuration: Configuration<'a>,
    project: &'a Project,
    values: &'a [Effective],
    by_id: ById<'a>,
}

impl Context<'_> {
    fn value(&self, wanted: &str) -> Option<&Effective> {
        self.by_id.get(wanted)
    }

    /// The text that the bot uses: of what does not reach it, nothing.
    fn text(&self, wanted: &str) -> &str {
        self.value(wanted)
            .filter(|value| value.loaded)
            .map_or("", Effective::text)
    }

    /// What stands at the setting's own place.
    fn node(&self, value: &Effective) -> Option<Node> {
        let document = self.project.document(value.setting.role())?;
        document.get(&value.path)
    }

    /// A finding about a setting, at the line that counts for it.
    fn at(&self, rule: &Rule, value: &Effective, message: String) -> Finding {
        let finding = rule.finding(message).about(&value.id);
        match &value.source {
            Source::Environment { file, line } => finding.at(file, line.map(|line| (line, 1))),
            Source::File { .. } | Source::Default => self.in_file(finding, value),
        }
    }

    /// The finding at the setting's own line, or at that of the mapping where it belongs.
    fn in_file(&self, finding: Finding, value: &Effective) -> Finding {
        let role = value.setting.role();
        let above = || {
            let parent = value
                .path
                .parent()
                .filter(|path| !path.steps().is_empty())?;
            let grandparent = parent.parent()?;
            let siblings = self.project.document(role)?.children(&grandparent);
            let key = siblings.into_iter().find(|child| child.path == parent)?;
            Some((key.line, key.column))
        };
        let position = value.position().or_else(above);
        finding.at(&self.configuration.file_name(role), position)
    }

    /// Adds a fix that writes at the setting's own place, when such a fix has an effect: not where the environment wins,
    /// nor where an anchor shares the value with other places.
    fn mended(&self, finding: Finding, value: &Effective, fix: Fix) -> Finding {
        let in_environment = matches!(value.source, Source::Environment { .. });
        let shared = self.node(value).is_some_and(|node| node.shared);
        if in_environment || shared {
            return finding;
        }
        finding.with(fix)
    }
}

fn generate(value: &Effective) -> Fix {
    Fix::Generate {
        setting: value.id.clone(),
    }
}

/// Keeps a text, written so that it is read back as it is; a secret that could be guessed anyway is made anew instead.
fn rewrite(value: &Effective, text: &str) -> Fix {
    if value.setting.can_generate() && !judge(&Secret::new(text)).is_strong() {
        return generate(value);
    }
    Fix::Write {
        role: value.setting.role(),
        path: value.path.clone(),
        value: Scalar::Text(text.to_owned()),
    }
}

fn set(value: &Effective, to: &str) -> Fix {
    Fix::Set {
        setting: value.id.clone(),
        value: to.to_owned(),
    }
}
