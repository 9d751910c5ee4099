//! What the configuration alone shows to be wrong.

mod channels;
mod endpoints;
mod flags;
mod references;
mod secrets;
mod socket;
mod structure;

use chatelaine_documents::KeyPath;

use super::effective::variable_of;
use super::view::View;
use super::{ENV, RUN};
use crate::project::{Effective, Project, Source};
use crate::{Finding, Fix, Rule, Severity};

/// Every rule of this platform that applies.
pub(super) fn lint(project: &Project, values: &[Effective]) -> Vec<Finding> {
    let mut look = Look {
        view: View::of(project),
        values,
        findings: Vec::new(),
    };
    structure::look(&mut look);
    channels::look(&mut look);
    socket::look(&mut look);
    references::look(&mut look);
    secrets::look(&mut look);
    endpoints::look(&mut look);
    flags::look(&mut look);
    look.findings
}

/// A project under examination.
struct Look<'a> {
    view: View<'a>,
    values: &'a [Effective],
    findings: Vec<Finding>,
}

impl<'a> Look<'a> {
    fn value(&self, id: &str) -> Option<&'a Effective> {
        self.values.iter().find(|value| value.id == id)
    }

    /// The setting at a place of a document.
    fn setting_at(&self, role: &str, path: &KeyPath) -> Option<&'a Effective> {
        self.values
            .iter()
            .find(|value| value.setting.role() == role && value.path == *path)
    }

    /// A finding about a setting, where its value comes from.
    fn about(&self, rule: &Rule, value: &Effective, message: String) -> Finding {
        let finding = rule.finding(message).about(&value.id);
        match &value.source {
            Source::Environment { file, line } => finding.at(file, self.in_file(file, *line)),
            Source::File { line, column } => finding.at(self.file(value), Some((*line, *column))),
            Source::Default => finding.at(self.file(value), None),
        }
    }

    /// A finding about a setting, where it stands in its own document.
    fn on_line(&self, rule: &Rule, value: &Effective, message: String) -> Finding {
        rule.finding(message)
            .about(&value.id)
            .at(self.file(value), value.position())
    }

    fn file(&self, value: &Effective) -> &'a str {
        self.view.file(value.setting.role())
    }

    /// Line and column in a file of which only the line is known: in the `.env` the value's, elsewhere the first.
    fn in_file(&self, file: &str, line: Option<usize>) -> Option<(usize, usize)> {
        let line = line?;
        let env = self.view.project.env.as_ref();
        let column = env.filter(|env| env.name == file).and_then(|env| {
            let mut entries = env.document.entries();
            entries
                .find(|entry| entry.line == line)
                .map(|entry| entry.column)
        });
        Some((line, column.unwrap_or(1)))
    }

    /// A door that stands open: far less serious where nothing outside this machine reaches it.
    fn open(&self, rule: &Rule, message: &str, local: &str) -> Finding {
        if !self.view.is_local() {
            return rule.finding(message);
        }
        let mut finding = rule.finding(local);
        finding.severity = Severity::Low;
        finding
    }

    /// The fix that gives a secret of ours a new value, where it comes from. Flags stand in no file that can be edited.
    fn renewed(&self, value: &Effective) -> Option<Fix> {
        if !value.setting.can_generate() {
            return None;
        }
        if let Some(name) = variable_of(&self.view, value) {
            return Some(Fix::Generate {
                setting: format!("{}.{name}", ENV.0),
            });
        }
        (value.setting.role() != RUN).then(|| Fix::Generate {
            setting: value.id.clone(),
        })
    }

    fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn push_with(&mut self, finding: Finding, fix: Option<Fix>) {
        self.findings.push(match fix {
            Some(fix) => finding.with(fix),
            None => finding,
        });
    }
}
