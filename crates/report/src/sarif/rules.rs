//! The rules that a report speaks of.

use chatelaine_platforms::{Finding, Rule, Severity};
use serde_json::{Value, json};

use super::level;
use crate::{Report, ignore, words};

/// The rules of a report, each once, in the order of their ids.
pub(super) struct Rules(Vec<Described>);

/// What SARIF wants to know of a rule.
struct Described {
    id: String,
    severity: Severity,
    advice: String,
}

impl Rules {
    /// The rules of everything that was found, what is ignored included.
    pub(super) fn of(report: &Report) -> Self {
        let mut rules: Vec<Described> = Vec::new();
        for bot in &report.bots {
            let ignored = bot.ignored.iter().map(|(finding, _)| finding);
            for finding in bot.findings.iter().chain(ignored) {
                if rules.iter().any(|rule| rule.id == finding.rule) {
                    continue;
                }
                let known = bot
                    .platform
                    .rules()
                    .chain(ignore::RULES)
                    .find(|rule| rule.id == finding.rule);
                rules.push(known.map_or_else(|| Described::from(finding), Described::from));
            }
        }
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        Self(rules)
    }

    /// Where a rule stands in the list.
    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.0.iter().position(|rule| rule.id == id)
    }

    /// The list itself.
    pub(super) fn descriptors(&self) -> Vec<Value> {
        self.0.iter().map(Described::descriptor).collect()
    }
}

impl From<&Rule> for Described {
    fn from(rule: &Rule) -> Self {
        Self {
            id: rule.id.to_owned(),
            severity: rule.severity,
            advice: rule.advice.to_owned(),
        }
    }
}

/// A finding of a rule that is in no table tells enough itself.
impl From<&Finding> for Described {
    fn from(finding: &Finding) -> Self {
        Self {
            id: finding.rule.clone(),
            severity: finding.severity,
            advice: finding.advice.clone(),
        }
    }
}

impl Described {
    fn descriptor(&self) -> Value {
        json!({
            "id": self.id,
            "shortDescription": { "text": first_sentence(&self.advice) },
            "fullDescription": { "text": self.advice },
            "help": { "text": self.advice },
            "defaultConfiguration": { "level": level(self.severity) },
            "properties": {
                "tags": ["security"],
                "security-severity": score(self.severity),
                "severity": words::severity(self.severity),
            },
        })
    }
}

/// A number as GitHub reads it: above 9.0 is critical, from 7.0 high, from 4.0 medium, from 0.1 low.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "0.0",
    }
}

fn first_sentence(text: &str) -> &str {
    text.find(". ")
        .and_then(|stop| text.get(..=stop))
        .unwrap_or(text)
}
