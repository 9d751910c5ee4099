//! Passwords inside addresses.

use std::ops::Range;

use chatelaine_documents::{Document, KeyPath, Node};

use super::{Look, rules};
use crate::Finding;

/// The password in the first address of `text` that has one: `scheme://name:password@host`.
pub(super) fn password(text: &str) -> Option<Range<usize>> {
    text.match_indices("://").find_map(|(at, mark)| {
        let scheme = text[..at]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphanumeric());
        let start = at + mark.len();
        let length = text[start..]
            .find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<'))
            .unwrap_or(text.len() - start);
        // A password may hold an `@` of its own; the host does not.
        let (user, _) = text[start..start + length].rsplit_once('@')?;
        let (name, password) = user.split_once(':')?;
        let from = start + name.len() + 1;
        let literal = !password.is_empty() && !password.starts_with(['$', '{', '*']);
        (scheme && literal).then(|| from..from + password.len())
    })
}

/// Whether an address with a password stands in `text`.
pub(super) fn holds_password(text: &str) -> bool {
    password(text).is_some()
}

/// Whether a value of a document with this text may hold one: it has an `@`, or an escape that may stand for it.
fn may_hold_password(text: &str) -> bool {
    text.contains(['@', '\\'])
}

/// Every value of a document that holds one.
pub(super) fn lint(look: &mut Look<'_>, findings: &mut Vec<Finding>) {
    let project = look.project;
    let own = project.files.iter().filter_map(|file| {
        let document = file.document()?;
        Some((file.role, file.name.as_str(), document))
    });
    let env = project.env.iter().map(|env| {
        let document: &dyn Document = &env.document;
        ("env", env.name.as_str(), document)
    });
    let telling = |(_, _, document): &(_, _, &dyn Document)| may_hold_password(document.text());
    for (role, name, document) in own.chain(env).filter(telling) {
        for (path, node) in document.scalars() {
            if holds_password(&node.text) {
                look.secrets.add(name, &path.to_string());
                findings.push(finding(look, role, name, &path, &node));
            }
        }
    }
}

fn finding(look: &Look<'_>, role: &str, file: &str, path: &KeyPath, node: &Node) -> Finding {
    let message = format!("The address in {path} holds a password.");
    let finding = rules::SECRET_IN_ADDRESS
        .finding(message)
        .at(file, Some((node.line, node.column)));
    let setting = look
        .values
        .iter()
        .find(|value| value.setting.role() == role && value.path == *path);
    match setting {
        Some(value) => finding.about(&value.id),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_sign_hides_no_password() {
        for text in [
            "url: redis://:pa55@cache",
            "url: \"redis://:pa55\\x40cache\"",
            "{\"url\": \"redis://:pa55\\u0040cache\"}",
        ] {
            assert!(
                may_hold_password(text),
                "its values have to be looked at: {text}"
            );
        }
        assert!(!may_hold_password("url: https://host:8080/x"));
    }

    #[test]
    fn a_password_in_an_address_is_found() {
        for (text, expected) in [
            ("mongodb://rasa:pa55@db:27017/x", "pa55"),
            ("redis://:pa55@cache", "pa55"),
            ("see https://u:p@ss@host/path?x=1 there", "p@ss"),
            ("http://plain.example, amqp://u:pa55@mq", "pa55"),
        ] {
            let range = password(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[range], expected, "{text}");
        }
        for text in [
            "https://host:8080/a@b:c",
            "https://user@host",
            "postgres://u:${DB_PASSWORD}@db/x",
            "postgres://u:@db/x",
            "a:b@c",
            "://u:p@h",
            "https://host/?next=u:p@h",
        ] {
            assert!(password(text).is_none(), "{text}");
        }
    }
}
