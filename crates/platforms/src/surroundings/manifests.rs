//! Secrets in Kubernetes manifests.

use chatelaine_documents::manifest::{self, Container, SecretEntry};

use super::deployment::{self, Place};
use super::{Look, rules};
use crate::environment::CommandLine;
use crate::{Finding, TextFile};

pub(super) fn lint(look: &mut Look<'_>, findings: &mut Vec<Finding>) {
    for file in &look.project.manifests {
        // A template that is no YAML yet says nothing certain.
        let Ok(found) = manifest::look(&file.text) else {
            continue;
        };
        secrets(look, file, &found.secrets, findings);
        for container in &found.containers {
            self::container(look, file, container, findings);
        }
    }
}

/// One finding per `kind: Secret`. Where git keeps the file that is said already, and where git leaves it alone it is as
/// good a place as any.
fn secrets(
    look: &mut Look<'_>,
    file: &TextFile,
    entries: &[SecretEntry],
    findings: &mut Vec<Finding>,
) {
    let held: Vec<&SecretEntry> = entries.iter().filter(|entry| is_held(entry)).collect();
    for entry in &held {
        look.secrets.add(&file.name, &entry.key);
        if ends_by_mistake(entry) {
            let message = format!(
                "The value of {} in the Secret {} ends with a line break.",
                entry.key, entry.secret
            );
            let place = entry.line.map(|line| (line, 1));
            findings.push(rules::LINE_BREAK.finding(message).at(&file.name, place));
        }
    }
    let facts = look.project.facts(&file.name);
    if facts.is_some_and(|facts| facts.tracked == Some(true) || facts.ignored == Some(true)) {
        return;
    }
    let mut told: Vec<&str> = Vec::new();
    for entry in &held {
        if told.contains(&entry.secret.as_str()) {
            continue;
        }
        told.push(&entry.secret);
        let disguise = if entry.encoded {
            "Base64, which hides nothing"
        } else {
            "clear"
        };
        let message = format!(
            "The Secret {} holds its values in {disguise}.",
            entry.secret
        );
        let place = entry.line.map(|line| (line, 1));
        findings.push(rules::IN_MANIFEST.finding(message).at(&file.name, place));
    }
}

/// Whether there is a value: not an empty one, and no place for one.
fn is_held(entry: &SecretEntry) -> bool {
    entry.value.as_deref().is_none_or(|value| {
        let value = value.trim();
        !value.is_empty() && !["${", "<", "{{"].iter().any(|mark| value.starts_with(mark))
    })
}

/// A key of one line with a line end behind it. Certificates and files have several lines and end in one.
fn ends_by_mistake(entry: &SecretEntry) -> bool {
    entry.ends_in_line_end()
        && entry
            .value
            .as_deref()
            .is_some_and(|value| !value.trim_end().contains('\n'))
}

fn container(
    look: &mut Look<'_>,
    file: &TextFile,
    container: &Container,
    findings: &mut Vec<Finding>,
) {
    for variable in &container.env {
        let place = Place {
            file,
            line: variable.line,
        };
        let value = variable.value.as_deref().unwrap_or_default();
        deployment::variable(
            look,
            &place,
            rules::IN_MANIFEST,
            &variable.name,
            value,
            findings,
        );
    }
    let command = CommandLine {
        file: file.name.clone(),
        line: Some(1),
        words: [&container.command[..], &container.args].concat(),
    };
    deployment::arguments(look, file, &command, findings);
}
