//! What the configuration alone shows to be wrong.

mod code;
mod secrets;
mod surroundings;
mod values;

use chatelaine_documents::PythonDocument;

use super::CONFIG_FILE;
use super::effective::{self, Said};
use crate::project::{Effective, Project};
use crate::{Finding, Fix, Rule};

/// Every rule of this platform that applies.
pub(super) fn lint(project: &Project, values: &[Effective]) -> Vec<Finding> {
    let context = Context {
        project,
        values,
        python: effective::python(project),
    };
    let mut findings = Vec::new();
    context.secrets(&mut findings);
    context.values(&mut findings);
    context.code(&mut findings);
    context.surroundings(&mut findings);
    findings
}

struct Context<'a> {
    project: &'a Project,
    values: &'a [Effective],
    python: Option<PythonDocument>,
}

impl Context<'_> {
    fn file(&self) -> &str {
        self.project.name(super::CONFIG_ROLE).unwrap_or(CONFIG_FILE)
    }

    fn value(&self, id: &str) -> Option<&Effective> {
        self.values.iter().find(|value| value.setting.id == id)
    }

    fn said(&self, value: &Effective) -> Said {
        effective::said(self.project, self.python.as_ref(), value.setting)
    }

    /// A finding about a setting, at its line when it has one.
    fn at(&self, rule: &Rule, value: &Effective, message: impl Into<String>) -> Finding {
        rule.finding(message)
            .about(value.setting.id)
            .at(self.file(), value.position())
    }
}

/// The fix that sets a plain value.
fn set(value: &Effective, to: &str) -> Fix {
    Fix::Set {
        setting: value.setting.id.into(),
        value: to.into(),
    }
}

/// The fix that makes a new secret.
fn generate(value: &Effective) -> Fix {
    Fix::Generate {
        setting: value.setting.id.into(),
    }
}
