//! Bytes that cannot be seen and change what is read.

use chatelaine_documents::EnvDocument;

use super::{Look, rules};
use crate::Finding;

/// YAML, JSON and Python readers, compose and systemd take both as they are meant; readers of `.env` files do not.
pub(super) fn lint(look: &Look<'_>, findings: &mut Vec<Finding>) {
    let Some(env) = &look.project.env else { return };
    if let Some(name) = behind_mark(&env.document) {
        let message = format!(
            "{} begins with a byte order mark, which python-dotenv, systemd and shells take as part of the name {name}: it is not set.",
            env.name
        );
        findings.push(
            rules::BYTE_ORDER_MARK
                .finding(message)
                .at(&env.name, Some((1, 1))),
        );
    }
    if let Some(line) = returning_line(env.document.text()) {
        let message = format!(
            "The lines of {} end in the way of Windows: a shell that reads the file adds a carriage return to every value, keys included.",
            env.name
        );
        findings.push(
            rules::CARRIAGE_RETURNS
                .finding(message)
                .at(&env.name, Some((line, 1))),
        );
    }
}

/// The name that stands right behind a byte order mark.
fn behind_mark(document: &EnvDocument) -> Option<&str> {
    let marked = document.text().starts_with('\u{feff}');
    document
        .entries()
        .next()
        .filter(|entry| marked && entry.line == 1)
        .map(|entry| entry.key)
}

/// The first line with an assignment that ends in a carriage return, from 1.
fn returning_line(text: &str) -> Option<usize> {
    text.split('\n')
        .position(|line| line.ends_with('\r') && line.contains('='))
        .map(|at| at + 1)
}
