//! Who can read the files that hold secrets: other users of the machine, and everybody with a copy of the repository.

use super::{Look, rules};
use crate::{FileFacts, Finding, Fix, Rule};

/// Permission bits of a file: others may write, others may read, the group may read or write.
const OTHERS_WRITE: u32 = 0o002;
const OTHERS_READ: u32 = 0o004;
const GROUP_ANY: u32 = 0o060;
/// The group may write.
const GROUP_WRITE: u32 = 0o020;

pub(super) fn lint(look: &Look<'_>, findings: &mut Vec<Finding>) {
    for (file, names) in look.secrets.files() {
        let Some(facts) = look.project.facts(file) else {
            continue;
        };
        if let Some((rule, who)) = facts.mode.and_then(permissions) {
            let message = format!("{who} {file}, which holds {}.", listed(names));
            findings.push(rule.finding(message).at(file, None).with(Fix::Protect {
                file: file.to_owned(),
            }));
        }
        findings.extend(git(look, file, names, facts));
    }
}

/// The worst that a file's permissions allow to others than its owner.
fn permissions(mode: u32) -> Option<(&'static Rule, &'static str)> {
    if mode & OTHERS_WRITE != 0 {
        return Some((rules::WRITABLE, "Every user of the machine can change"));
    }
    if mode & OTHERS_READ != 0 {
        return Some((rules::READABLE, "Every user of the machine can read"));
    }
    if mode & GROUP_WRITE != 0 {
        return Some((
            rules::GROUP,
            "Every user of the file's group can read and change",
        ));
    }
    (mode & GROUP_ANY != 0).then_some((rules::GROUP, "Every user of the file's group can read"))
}

fn git(look: &Look<'_>, file: &str, names: &[String], facts: &FileFacts) -> Option<Finding> {
    if facts.tracked == Some(true) {
        let message = format!("{file} is kept by git, and with it {}.", listed(names));
        return Some(rules::TRACKED.finding(message).at(file, None));
    }
    // Deployments belong into git; what is wrong there is the secret in them, and that has its own rules.
    let deployment = look.is_deployment(file);
    if facts.tracked == Some(false) && facts.ignored == Some(false) && !deployment {
        let message = format!(
            "{file} lies in a git repository and is not ignored: the next `git add` takes {} along.",
            listed(names)
        );
        return Some(
            rules::NOT_IGNORED
                .finding(message)
                .at(file, None)
                .with(Fix::Ignore {
                    file: file.to_owned(),
                }),
        );
    }
    None
}

/// `API_KEY`, `API_KEY and JWT_SECRET`, `API_KEY and 3 more secrets`.
fn listed(names: &[String]) -> String {
    match names {
        [] => "secrets".to_owned(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, rest @ ..] => format!("{one} and {} more secrets", rest.len()),
    }
}
