//! Doors without a lock, and keys that only look like one.

use chatelaine_documents::{KeyPath, Node, Scalar, compose};

use super::variables::last_key;
use super::{Context, generate};
use crate::chatto::configuration::{State, Supplied};
use crate::chatto::effective::{Credential, credential};
use crate::chatto::rules;
use crate::chatto::settings::id;
use crate::chatto::value::{self, Value};
use crate::chatto::{BOT, CHN};
use crate::setting::{Kind, Origin};
use crate::{Effective, Finding, Fix, Source};

/// The variable of the guide, which nothing reads.
pub(super) const DEAD_VARIABLE: &str = "CHATTO_CHN_REST_TOKEN";
/// The file that compose loads when it is told to.
const ENV_FILE: &str = ".env";

/// The token at the place where the guide puts it and nothing reads it.
pub(super) struct DeadToken {
    pub(super) path: KeyPath,
    pub(super) node: Node,
    pub(super) text: String,
}

impl Context<'_> {
    pub(super) fn locks(&self, findings: &mut Vec<Finding>) {
        for wanted in [id::CALLBACK_TOKEN, id::AUTH_TOKEN] {
            let Some(value) = self.value(wanted) else {
                continue;
            };
            let dead = self.dead_token().filter(|_| wanted == id::CALLBACK_TOKEN);
            match credential(&self.configuration, value) {
                Credential::Missing => self.missing(value, dead.as_ref(), findings),
                Credential::Given => findings.extend(dead.and_then(|dead| self.twin(value, &dead))),
                Credential::Unknown => {}
            }
        }
    }

    /// What stands under `rest.token`, when it is anything.
    pub(super) fn dead_token(&self) -> Option<DeadToken> {
        let keys = ["rest".to_owned(), "token".to_owned()];
        let (path, node) = self.configuration.find(CHN, &keys)?;
        let kind = self.project.document(CHN)?.kind();
        match value::read(&node, Kind::Secret(Origin::Text), kind) {
            Value::Text(text) if !text.is_empty() => Some(DeadToken { path, node, text }),
            _ => None,
        }
    }

    fn missing(&self, value: &Effective, dead: Option<&DeadToken>, findings: &mut Vec<Finding>) {
        let rest = value.id == id::CALLBACK_TOKEN;
        if let Some(dead) = dead {
            findings.push(self.dead_key(value, dead));
        }
        let keys: Vec<String> = value.setting.name().split('.').map(str::to_owned).collect();
        let role = value.setting.role();
        if let Some((shadow, section)) = self.configuration.shadow(role, &keys)
            && value.own.is_some()
        {
            findings.push(self.hidden(value, &shadow, &section));
            return;
        }
        let supplied = self.configuration.supply(role, &keys);
        if let Some(supplied) = &supplied {
            let known = self.configuration.knows(role, &keys);
            if !known {
                findings.push(self.key_missing(value, supplied, dead.is_some()));
            }
            if !supplied.arrives {
                findings.push(self.not_loaded(value, supplied));
            }
        }
        if dead.is_some() || supplied.is_some() {
            return;
        }
        let named = self.configuration.supplied(DEAD_VARIABLE);
        if let Some(named) = named.filter(|_| rest) {
            let message = format!(
                "{DEAD_VARIABLE} is read by no version of Chatto: /channels/rest answers everybody."
            );
            let finding = rules::DEAD_NAME.finding(message).about(&value.id);
            let finding = finding.at(named.file, named.line.map(|line| (line, 1)));
            findings.push(self.mended(finding, value, generate(value)));
            return;
        }
        let rule = if rest {
            rules::REST_OPEN
        } else {
            rules::BOT_OPEN
        };
        let message = self.open_message(value);
        let finding = self.in_file(rule.finding(message).about(&value.id), value);
        findings.push(self.mended(finding, value, generate(value)));
    }

    fn open_message(&self, value: &Effective) -> String {
        let (what, role) = if value.id == id::CALLBACK_TOKEN {
            (
                "/channels/rest answers everybody, and anyone can chat as any user",
                CHN,
            )
        } else {
            (
                "/bot/predict and /bot/senders answer everybody, with what users told the bot",
                BOT,
            )
        };
        let name = value.name();
        if self.configuration.state(role) == State::Absent {
            let file = self.configuration.file_name(role);
            return format!("There is no {file}, so {name} is not set: {what}.");
        }
        if value.own.is_some() {
            format!("{name} is empty: {what}.")
        } else {
            format!("{name} is not set: {what}.")
        }
    }

    /// The guide's key with a value, and none at the place that counts.
    fn dead_key(&self, value: &Effective, dead: &DeadToken) -> Finding {
        let message = "rest.token is read by no version of Chatto, only rest.callback_token is: /channels/rest answers everybody.";
        let finding = rules::DEAD_NAME.finding(message).about(&value.id).at(
            &self.configuration.file_name(CHN),
            Some((dead.node.line, dead.node.column)),
        );
        if dead.node.shared || self.node(value).is_some_and(|node| node.shared) {
            return finding;
        }
        finding.with(if value.own.is_some() {
            Fix::Write {
                role: CHN,
                path: value.path.clone(),
                value: Scalar::Text(dead.text.clone()),
            }
        } else {
            // viper takes the dots of `rest.token:` for steps, so the section stays in the name.
            let to = last_key(&dead.path).rsplit_once('.').map_or_else(
                || "callback_token".to_owned(),
                |(section, _)| format!("{section}.callback_token"),
            );
            Fix::Rename {
                role: CHN,
                path: dead.path.clone(),
                to,
            }
        })
    }

    /// Both places are there and say different things.
    fn twin(&self, value: &Effective, dead: &DeadToken) -> Option<Finding> {
        if dead.text == value.text() {
            return None;
        }
        let message = "rest.token differs from rest.callback_token. Only callback_token counts: whoever goes by rest.token is refused.";
        let finding = rules::TWIN_DIFFERS.finding(message).about(&value.id).at(
            &self.configuration.file_name(CHN),
            Some((dead.node.line, dead.node.column)),
        );
        // A secret that comes from the environment does not belong into the file.
        if dead.node.shared || !matches!(value.source, Source::File { .. }) {
            return Some(finding);
        }
        let fix = match super::rewrite(value, value.text()) {
            Fix::Write { role, value, .. } => Fix::Write {
                role,
                path: dead.path.clone(),
                value,
            },
            anew => anew,
        };
        Some(finding.with(fix))
    }

    fn key_missing(&self, value: &Effective, supplied: &Supplied<'_>, renamed: bool) -> Finding {
        let file = self.configuration.file_name(value.setting.role());
        let message = format!(
            "{} has no effect, because {file} does not have the key {}: {}.",
            supplied.name,
            value.name(),
            if value.id == id::CALLBACK_TOKEN {
                "/channels/rest answers everybody"
            } else {
                "/bot answers everybody"
            },
        );
        let finding = rules::KEY_MISSING
            .finding(message)
            .about(&value.id)
            .at(supplied.file, supplied.line.map(|line| (line, 1)));
        // Renaming the guide's key makes the key as well; an empty one would then take its value away.
        if renamed {
            return finding;
        }
        finding.with(Fix::Write {
            role: value.setting.role(),
            path: value.path.clone(),
            value: Scalar::Text(String::new()),
        })
    }

    /// A variable for the section takes the token away that stands in it.
    fn hidden(&self, value: &Effective, shadow: &Supplied<'_>, section: &str) -> Finding {
        let message = format!(
            "{} hides everything below {section}, {} too: {}.",
            shadow.name,
            value.name(),
            if value.id == id::CALLBACK_TOKEN {
                "/channels/rest answers everybody"
            } else {
                "/bot answers everybody"
            },
        );
        rules::SECTION_HIDDEN
            .finding(message)
            .about(&value.id)
            .at(shadow.file, shadow.line.map(|line| (line, 1)))
    }

    fn not_loaded(&self, value: &Effective, supplied: &Supplied<'_>) -> Finding {
        let message = format!(
            "{} stands in {}, which nothing gives to the bot: {} is not set.",
            supplied.name,
            supplied.file,
            value.name()
        );
        let finding = rules::ENV_NOT_LOADED
            .finding(message)
            .about(&value.id)
            .at(supplied.file, supplied.line.map(|line| (line, 1)));
        let service = self.configuration.environment.service.as_ref();
        let mendable = service.filter(|service| {
            let text = self.project.compose.as_ref().map(|file| &file.text);
            supplied.file == ENV_FILE
                && text.is_some_and(|text| compose::enable_env_file(text, &service.name).is_ok())
        });
        finding.with(mendable.map_or_else(
            || generate(value),
            |service| Fix::EnableEnvFile {
                service: service.name.clone(),
            },
        ))
    }
}
