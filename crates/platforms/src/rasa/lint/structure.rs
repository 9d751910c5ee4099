//! Files that Rasa refuses as a whole.

use chatelaine_documents::{KeyPath, Shape};

use super::Look;
use crate::Fix;
use crate::rasa::{CREDENTIALS, ENDPOINTS, rules};

pub(super) fn look(look: &mut Look<'_>) {
    for (role, _) in [CREDENTIALS, ENDPOINTS] {
        mapping(look, role);
        duplicates(look, role);
    }
    sections(look);
}

/// A list at the top: `YamlValidationException`, measured.
fn mapping(look: &mut Look<'_>, role: &'static str) {
    let top = look.view.node(role, &[]);
    let Some(top) = top.filter(|top| matches!(top.shape, Shape::List | Shape::Scalar)) else {
        return;
    };
    let file = look.view.file(role);
    let message = format!("{file} does not begin with names and values; Rasa does not start.");
    look.push(
        rules::NOT_A_MAPPING
            .finding(message)
            .at(file, Some((top.line, top.column))),
    );
}

/// A text or a list below a channel that has keys.
fn sections(look: &mut Look<'_>) {
    let role = CREDENTIALS.0;
    for channel in look.view.channels() {
        let keyed = channel.known.is_some_and(|known| !known.keys.is_empty());
        let node = look
            .view
            .document(role)
            .and_then(|document| document.get(&channel.path));
        let Some(node) =
            node.filter(|node| keyed && matches!(node.shape, Shape::List | Shape::Scalar))
        else {
            continue;
        };
        let message = format!(
            "Below the channel {} there are no keys with values; Rasa does not start.",
            channel.name
        );
        look.push(
            rules::NOT_A_MAPPING
                .finding(message)
                .at(look.view.file(role), Some((node.line, node.column))),
        );
    }
}

/// `YamlSyntaxException`, measured.
fn duplicates(look: &mut Look<'_>, role: &'static str) {
    let Some(document) = look.view.document(role) else {
        return;
    };
    let file = look.view.file(role);
    for duplicate in document.duplicates() {
        let second = duplicate.lines.get(1).or(duplicate.lines.first()).copied();
        let parent = duplicate.path.parent().unwrap_or_else(KeyPath::root);
        // The same key stands in the same column of a mapping in block style.
        let column = document
            .children(&parent)
            .into_iter()
            .find(|child| child.path == duplicate.path)
            .map_or(1, |child| child.column);
        let message = format!(
            "{} stands {} times in one mapping; Rasa refuses the whole file and does not start.",
            duplicate.path,
            duplicate.lines.len()
        );
        let fix = Fix::RemoveDuplicates {
            role,
            path: duplicate.path.clone(),
        };
        let finding = rules::DUPLICATE
            .finding(message)
            .at(file, second.map(|line| (line, column)))
            .with(fix);
        let finding = match look.setting_at(role, &duplicate.path) {
            Some(value) => finding.about(&value.id),
            None => finding,
        };
        look.push(finding);
    }
}
