//! The files around a bot's configuration, which all platforms have in common: who may read them, who keeps copies.

mod rules;

pub(crate) use rules::RULES;

use chatelaine_documents::DocumentError;

use crate::{Effective, Finding, Platform, Project};

/// Every shared rule that applies.
#[must_use]
pub(crate) fn lint(_platform: Platform, project: &Project, _values: &[Effective]) -> Vec<Finding> {
    let mut findings = Vec::new();
    unreadable(project, &mut findings);
    findings
}

/// A file that makes no sense to us makes none to the bot either.
fn unreadable(project: &Project, findings: &mut Vec<Finding>) {
    for file in &project.files {
        let Some(problem) = file.problem() else {
            continue;
        };
        findings.push(unreadable_file(&file.name, problem));
    }
}

/// The finding for a file that cannot be read.
#[must_use]
pub fn unreadable_file(name: &str, problem: &DocumentError) -> Finding {
    let message = format!("{name} cannot be read: {problem}.");
    let mut finding = rules::UNREADABLE.finding(message);
    finding.advice = problem.advice().to_owned();
    finding.at(name, problem.line().map(|line| (line, 1)))
}
