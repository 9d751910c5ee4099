//! What comes of the file being code.

use chatelaine_documents::{Document, KeyPath, Shape, Step};

use super::super::settings::{DEFAULT_JWT_SECRET, DEFAULT_KEY, SETTINGS, id};
use super::super::{CONFIG_ROLE, rules};
use super::Context;
use crate::{Effective, Finding, Fix};

impl Context<'_> {
    pub(super) fn code(&self, findings: &mut Vec<Finding>) {
        self.set_by_code(findings);
        self.duplicates(findings);
        self.misnamed(findings);
    }

    fn set_by_code(&self, findings: &mut Vec<Finding>) {
        let Some(python) = &self.python else { return };
        for value in self.values {
            let name = value.setting.name();
            let by_code = python
                .get(&value.path)
                .filter(|node| node.shape == Shape::Other);
            if let Some(line) = python.conditional(name) {
                let message = format!(
                    "Line {line} may set {name} again, so only the running bot knows what counts."
                );
                findings.push(
                    rules::CONDITIONAL
                        .finding(message)
                        .about(value.setting.id)
                        .at(self.file(), Some((line, 1))),
                );
            } else if let Some(node) = by_code
                && matches!(value.setting.id, id::API_KEY | id::JWT_SECRET)
            {
                findings.push(self.by_code(value, python.text(), node.line));
            }
        }
    }

    fn by_code(&self, value: &Effective, text: &str, line: usize) -> Finding {
        let name = value.setting.name();
        let written = text.lines().nth(line - 1).unwrap_or_default();
        let falls_back = [DEFAULT_KEY, DEFAULT_JWT_SECRET].iter().find(|default| {
            ['"', '\'']
                .iter()
                .any(|q| written.contains(&format!("{q}{default}{q}")))
        });
        match falls_back {
            Some(default) => self.at(
                rules::CODE_FALLBACK,
                value,
                format!("{name} falls back to `{default}`, which everybody knows, when its variable is missing."),
            ),
            None => self.at(
                rules::SET_BY_CODE,
                value,
                format!("{name} is set by code, so whether it holds cannot be judged from the file."),
            ),
        }
    }

    fn duplicates(&self, findings: &mut Vec<Finding>) {
        let Some(python) = &self.python else { return };
        for duplicate in python.duplicates() {
            let Some(setting) = SETTINGS
                .iter()
                .find(|setting| duplicate.path == KeyPath::keys(&[setting.name()]))
            else {
                continue;
            };
            let (Some(first), Some(last)) = (duplicate.lines.first(), duplicate.lines.last())
            else {
                continue;
            };
            // `NAME += …` adds to what an earlier line says: both count.
            let line = python.text().lines().nth(last - 1).unwrap_or_default();
            let behind = line.trim_start().strip_prefix(setting.name());
            if behind.is_some_and(|rest| !rest.trim_start().starts_with(['=', ':', ','])) {
                let message = format!(
                    "Line {last} changes {}, so only the running bot knows what counts.",
                    setting.name()
                );
                let finding = rules::CONDITIONAL.finding(message).about(setting.id);
                findings.push(finding.at(self.file(), Some((*last, 1))));
                continue;
            }
            let message = format!(
                "{} is set on {} lines; only line {last} counts.",
                setting.name(),
                duplicate.lines.len()
            );
            let finding = rules::DUPLICATE
                .finding(message)
                .about(setting.id)
                .at(self.file(), Some((*first, 1)));
            let mendable = python
                .boxed_clone()
                .remove_earlier_duplicates(&duplicate.path)
                .is_ok();
            findings.push(if mendable {
                finding.with(Fix::RemoveDuplicates {
                    role: CONFIG_ROLE,
                    path: duplicate.path,
                })
            } else {
                finding
            });
        }
    }

    /// `CCAT_API_KEY = …` and `api_key = …`: the server takes any name in capitals and asks for those that it knows.
    fn misnamed(&self, findings: &mut Vec<Finding>) {
        let Some(python) = &self.python else { return };
        for child in python.children(&KeyPath::root()) {
            let Some(Step::Key(name)) = child.path.last() else {
                continue;
            };
            let upper = name.to_ascii_uppercase();
            let meant = upper.strip_prefix("CCAT_").unwrap_or(&upper);
            let Some(setting) = SETTINGS.iter().find(|setting| setting.name() == meant) else {
                continue;
            };
            if name == meant || python.get(&KeyPath::keys(&[meant])).is_some() {
                continue;
            }
            let message = format!(
                "{name} is no name that the server reads; it means {meant}, which stays as it was."
            );
            let finding = rules::MISNAMED
                .finding(message)
                .about(setting.id)
                .at(self.file(), self.place(name));
            let mendable = python.boxed_clone().rename(&child.path, meant).is_ok();
            findings.push(if mendable {
                finding.with(Fix::Rename {
                    role: CONFIG_ROLE,
                    path: child.path.clone(),
                    to: meant.to_owned(),
                })
            } else {
                finding
            });
        }
    }
}
