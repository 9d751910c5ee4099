//! Doors without a lock, and locks that can be picked.

use std::collections::HashMap;

use chatelaine_secrets::judge;
use chatelaine_secrets::strength::Grade;

use super::super::effective::Said;
use super::super::rules;
use super::super::settings::{DEFAULT_JWT_SECRET, DEFAULT_KEY, id};
use super::{Context, generate};
use crate::{Effective, Finding};

impl Context<'_> {
    pub(super) fn secrets(&self, findings: &mut Vec<Finding>) {
        let mut first_use: HashMap<&str, &'static str> = HashMap::new();
        for id in [id::API_KEY, id::JWT_SECRET] {
            let Some(value) = self.value(id) else {
                continue;
            };
            let finding = match self.said(value) {
                Said::Unreadable | Said::Code => None,
                Said::Plain => Some(self.not_text(value)),
                said if value.text().is_empty() => Some(self.empty(value, said)),
                said => self.known_default(value, said),
            };
            if let Some(finding) = finding {
                findings.push(finding);
                continue;
            }
            if matches!(self.said(value), Said::Text) {
                self.strength(value, findings);
                self.reuse(value, &mut first_use, findings);
            }
        }
    }

    fn known_default(&self, value: &Effective, said: Said) -> Option<Finding> {
        let (rule, default, consequence) = if value.setting.id == id::API_KEY {
            (
                rules::KEY_DEFAULT,
                DEFAULT_KEY,
                "whoever sends it is administrator",
            )
        } else {
            (
                rules::JWT_DEFAULT,
                DEFAULT_JWT_SECRET,
                "anyone can make the token of an administrator",
            )
        };
        if value.text() != default {
            return None;
        }
        let name = value.setting.name();
        let message = if said == Said::Nothing {
            format!("{name} is not set, so it is the default `{default}`: {consequence}.")
        } else {
            format!("{name} is the default `{default}`: {consequence}.")
        };
        Some(self.at(rule, value, message).with(generate(value)))
    }

    fn empty(&self, value: &Effective, said: Said) -> Finding {
        let (rule, message) = match (value.setting.id, said) {
            (id::API_KEY, Said::None) => (
                rules::KEY_NONE,
                "API_KEY is None: no key opens, and up to version 2.0.17 everybody is administrator.",
            ),
            (id::API_KEY, _) => (
                rules::KEY_EMPTY,
                "API_KEY is empty: whoever sends an empty cookie is administrator.",
            ),
            (_, Said::None) => (
                rules::JWT_EMPTY,
                "JWT_SECRET is None: tokens can be neither signed nor checked.",
            ),
            _ => (
                rules::JWT_EMPTY,
                "JWT_SECRET is empty: signing fails, or anyone can sign, depending on the version of PyJWT.",
            ),
        };
        self.at(rule, value, message).with(generate(value))
    }

    fn not_text(&self, value: &Effective) -> Finding {
        let consequence = if value.setting.id == id::API_KEY {
            "no key that a client sends is ever equal to it"
        } else {
            "signing a token fails with an error 500"
        };
        let message = format!(
            "{} is not written in quotes, so it is no text: {consequence}.",
            value.setting.name()
        );
        self.at(rules::NOT_TEXT, value, message)
            .with(generate(value))
    }

    fn strength(&self, value: &Effective, findings: &mut Vec<Finding>) {
        let name = value.setting.name();
        if let Err(invalid) = value.setting.validate(value.text()) {
            findings.push(
                self.at(rules::ODD_CHARACTERS, value, invalid.what)
                    .with(generate(value)),
            );
        }
        let Some(strength) = value.value.as_ref().map(judge) else {
            return;
        };
        let (rule, message) = match strength.grade {
            Grade::Known(which) => (rules::SAMPLE_SECRET, format!("{name} is {which}.")),
            Grade::Weak | Grade::Fair => (
                rules::WEAK_SECRET,
                format!(
                    "{name} can be guessed: about {} bit.",
                    strength.bits.round()
                ),
            ),
            Grade::Strong => return,
        };
        findings.push(self.at(rule, value, message).with(generate(value)));
    }

    fn reuse<'a>(
        &self,
        value: &'a Effective,
        first_use: &mut HashMap<&'a str, &'static str>,
        findings: &mut Vec<Finding>,
    ) {
        let name = value.setting.name();
        match first_use.get(value.text()) {
            Some(other) => {
                let message = format!("{name} has the same value as {other}.");
                findings.push(
                    self.at(rules::REUSED_SECRET, value, message)
                        .with(generate(value)),
                );
            }
            None => {
                first_use.insert(value.text(), name);
            }
        }
    }
}
