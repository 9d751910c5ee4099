//! What a project has decided to live with, why, and for how long.
//!
//! ```toml
//! [[ignore]]
//! rule = "CC-011"                 # which rule
//! file = ".env"                   # only in this file of the bot's folder; may be left out
//! setting = "env.CCAT_DEBUG"      # only about this setting; may be left out
//! reason = "A demo in our office" # why; somebody will ask
//! expires = 2027-01-31            # the last day on which it counts; may be left out
//! ```

mod parse;

use chatelaine_platforms::{Finding, Rule, Severity};
use jiff::civil::Date;

pub use parse::IgnoreError;

/// The name of the file in a bot's folder.
pub const IGNORE_FILE: &str = ".chatelaine-ignore.toml";

/// The rules about the file itself. Ids are frozen once published.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "GEN-900",
        severity: Severity::Low,
        locks: false,
        advice: "Mend what it was about, or decide anew and give a later day. Until then the finding counts again.",
    },
    Rule {
        id: "GEN-901",
        severity: Severity::Info,
        locks: false,
        advice: "Remove the entry if what it was about is mended. Check its rule, file and setting if not. What only a live check finds is not there without one.",
    },
];

/// An entry has expired.
const EXPIRED: &Rule = &RULES[0];
/// An entry is about nothing that was found.
const UNUSED: &Rule = &RULES[1];

/// The entries of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ignores {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    rule: String,
    file: Option<String>,
    setting: Option<String>,
    reason: String,
    expires: Option<Date>,
    /// From 1.
    line: usize,
}

/// Why a finding does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// In the words of who decided it. Never empty.
    pub reason: String,
    /// The last day on which it does not count.
    pub expires: Option<Date>,
}

/// Findings after the ignore file.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// What counts, worst first, with what is wrong about the file itself.
    pub kept: Vec<Finding>,
    /// What is lived with.
    pub ignored: Vec<(Finding, Ignored)>,
}

/// Parts the findings of a bot into those that count and those that its ignore file covers. An entry that has expired,
/// or that is about nothing, becomes a finding itself; so the file cannot rot in silence.
#[must_use]
pub fn apply(ignores: &Ignores, findings: Vec<Finding>, today: Date) -> Applied {
    let mut used = vec![false; ignores.entries.len()];
    let mut kept = Vec::with_capacity(findings.len());
    let mut ignored = Vec::new();
    for finding in findings {
        let mut cover = None;
        for (entry, used) in ignores.entries.iter().zip(&mut used) {
            if entry.covers(&finding) {
                *used = true;
                if !entry.expired(today) {
                    cover = cover.or(Some(entry));
                }
            }
        }
        match cover {
            Some(entry) => ignored.push((finding, entry.ignored())),
            None => kept.push(finding),
        }
    }
    for (entry, used) in ignores.entries.iter().zip(used) {
        kept.extend(entry.complaint(used, today));
    }
    kept.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    Applied { kept, ignored }
}

impl Entry {
    fn covers(&self, finding: &Finding) -> bool {
        let fits =
            |wanted: &Option<String>, found: &Option<String>| wanted.is_none() || wanted == found;
        self.rule == finding.rule
            && fits(&self.file, &finding.file)
            && fits(&self.setting, &finding.setting)
    }

    fn expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| last < today)
    }

    fn ignored(&self) -> Ignored {
        Ignored {
            reason: self.reason.clone(),
            expires: self.expires,
        }
    }

    /// What is wrong with the entry itself.
    fn complaint(&self, used: bool, today: Date) -> Option<Finding> {
        let (rule, message) = match self.expires {
            Some(last) if last < today => {
                let rule = &self.rule;
                let message = if used {
                    format!("The entry that ignores {rule} has expired: its last day was {last}.")
                } else {
                    format!(
                        "The entry that ignores {rule} has expired (its last day was {last}), and nothing that it is about was found."
                    )
                };
                (EXPIRED, message)
            }
            _ if used => return None,
            _ => (
                UNUSED,
                format!(
                    "The entry that ignores {} is about nothing that was found.",
                    self.described()
                ),
            ),
        };
        Some(rule.finding(message).at(IGNORE_FILE, Some((self.line, 1))))
    }

    /// `CC-011 in .env about env.CCAT_DEBUG`.
    fn described(&self) -> String {
        let mut text = self.rule.clone();
        if let Some(file) = &self.file {
            text.push_str(&format!(" in {file}"));
        }
        if let Some(setting) = &self.setting {
            text.push_str(&format!(" about {setting}"));
        }
        text
    }
}
