//! Copies of configuration files that editors, merges and people leave behind.

use super::{Look, rules};
use crate::Finding;

/// What editors and tools add behind a name: emacs and vim, nano, patch and git, package managers, JetBrains, people.
const ADDED: &[&str] = &[
    "~",
    ".bak",
    ".backup",
    ".old",
    ".orig",
    ".rej",
    ".save",
    ".tmp",
    ".temp",
    ".copy",
    ".swp",
    ".swo",
    ".swn",
    ".un~",
    ".kate-swp",
    ".dpkg-old",
    ".dpkg-dist",
    ".rpmsave",
    ".rpmorig",
    ".rpmnew",
    "___jb_tmp___",
    "___jb_old___",
    "-old",
    "-backup",
    "_old",
    "_backup",
    "-bak",
    "_bak",
    " copy",
];

pub(super) fn lint(look: &Look<'_>, findings: &mut Vec<Finding>) {
    let originals = originals(look);
    for name in &look.project.names {
        if originals.contains(name) {
            continue;
        }
        let Some(original) = originals.iter().find(|original| is_copy(name, original)) else {
            continue;
        };
        let tracked = look
            .project
            .facts(name)
            .is_some_and(|facts| facts.tracked == Some(true));
        let finding = if tracked {
            rules::COPY_TRACKED.finding(format!(
                "{name} is a copy of {original}, and git keeps it with the secrets in it."
            ))
        } else {
            rules::COPY.finding(format!(
                "{name} is a copy of {original} that was left behind, secrets included."
            ))
        };
        findings.push(finding.at(name, None));
    }
}

/// The files whose copies matter: those of the platform in which secrets may stand, and others in which some do.
fn originals(look: &Look<'_>) -> Vec<String> {
    let settings = look.platform.settings();
    let may_hold = |role: &str| {
        settings
            .iter()
            .any(|setting| setting.is_secret() && setting.role() == role)
    };
    let own = look.project.files.iter();
    let mut names: Vec<String> = own
        .filter(|file| may_hold(file.role))
        .map(|file| file.name.clone())
        .collect();
    names.extend(look.secrets.files().map(|(file, _)| file.to_owned()));
    names.push(".env".to_owned());
    names.retain(|name| !name.contains('/'));
    names.sort();
    names.dedup();
    names
}

/// Whether `name` is what a copy of `original` is called.
fn is_copy(name: &str, original: &str) -> bool {
    // `#bot.yml#` of emacs, `.bot.yml.swp` of vim, `Copy of bot.yml`.
    let whole = name
        .strip_prefix('#')
        .and_then(|rest| rest.strip_suffix('#'))
        .or_else(|| name.strip_prefix("Copy of "));
    if whole == Some(original) {
        return true;
    }
    let hidden = name
        .strip_prefix('.')
        .and_then(|rest| rest.strip_prefix(original))
        .is_some_and(is_addition);
    if hidden || name.strip_prefix(original).is_some_and(is_addition) {
        return true;
    }
    // `bot.old.yml`, `bot copy.yml`, `bot (1).yml`.
    let Some((stem, extension)) = original
        .rsplit_once('.')
        .filter(|(stem, _)| !stem.is_empty())
    else {
        return false;
    };
    name.strip_suffix(extension)
        .and_then(|rest| rest.strip_suffix('.'))
        .and_then(|rest| rest.strip_prefix(stem))
        .is_some_and(|middle| is_addition(middle) || middle == " - Copy" || is_number(middle))
}

/// `.bak`, `.bak2`, `.save.1`, `.~1~`, `.2024-11-27`.
fn is_addition(added: &str) -> bool {
    let lower = added.to_ascii_lowercase();
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let bare = if bare.len() == lower.len() {
        bare
    } else {
        bare.trim_end_matches(['.', '-', '_'])
    };
    let version = lower.starts_with(".~") && lower.ends_with('~');
    let date = lower.strip_prefix(['.', '-', '_']).is_some_and(|rest| {
        rest.len() >= 6
            && rest
                .chars()
                .all(|c| c.is_ascii_digit() || c == '-' || c == '_')
    });
    version || date || ADDED.contains(&bare)
}

/// ` (1)`.
fn is_number(middle: &str) -> bool {
    middle
        .strip_prefix(" (")
        .and_then(|rest| rest.strip_suffix(')'))
        .is_some_and(|number| number.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::is_copy;

    #[test]
    fn copies_are_known_by_what_editors_call_them() {
        for name in [
            ".env~",
            ".env.bak",
            ".env.bak2",
            ".env.old",
            ".env.save",
            ".env.save.1",
            ".env.swp",
            "..env.swp",
            "#.env#",
            ".env.~3~",
            ".env.20241127",
            ".env.2024-11-27",
            ".env_backup",
            ".env.BAK",
            "Copy of .env",
            ".env copy",
        ] {
            assert!(is_copy(name, ".env"), "{name} is a copy of .env");
        }
        for name in [
            ".bot.yml.swp",
            "#bot.yml#",
            "bot.yml.orig",
            "bot.old.yml",
            "bot copy.yml",
            "bot - Copy.yml",
            "bot (1).yml",
            "bot-backup.yml",
            "bot.yml___jb_old___",
        ] {
            assert!(is_copy(name, "bot.yml"), "{name} is a copy of bot.yml");
        }
        for name in [
            ".env",
            ".env.example",
            ".env.sample",
            ".env.template",
            ".env.production",
            ".env.local",
            ".envrc",
            ".env.1",
        ] {
            assert!(!is_copy(name, ".env"), "{name} is a file of its own");
        }
        for name in [
            "bot.yml.md",
            "robot.yml",
            "bot2.yml",
            "bot.yaml",
            "robot.yml~",
            "bot.yml",
        ] {
            assert!(!is_copy(name, "bot.yml"), "{name} is a file of its own");
        }
    }
}
