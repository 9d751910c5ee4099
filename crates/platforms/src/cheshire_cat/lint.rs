//! What the configuration alone shows to be wrong.

mod compose;

use std::collections::HashMap;

use chatelaine_documents::KeyPath;
use chatelaine_secrets::judge;
use chatelaine_secrets::strength::Grade;

use super::effective::{cat_service, legacy_name};
use super::settings::{SETTINGS, id};
use super::{ENV_ROLE, rules, version};
use crate::project::{Effective, Project, Source};
use crate::setting::Kind;
use crate::{Finding, Fix, Rule};

/// A day more than the default of 1440 would still be usual; beyond a week a stolen token is as good as a password.
const LONG_LIFETIME_MINUTES: f64 = 10_080.0;

/// Every rule of this platform that applies.
#[must_use]
pub(super) fn lint(project: &Project, values: &[Effective]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let context = Context { project, values };
    context.missing(&mut findings);
    context.secrets(&mut findings);
    context.values(&mut findings);
    context.lines(&mut findings);
    context.compose(&mut findings);
    findings
}

struct Context<'a> {
    project: &'a Project,
    values: &'a [Effective],
}

impl Context<'_> {
    fn file(&self) -> &str {
        self.project
            .env
            .as_ref()
            .map_or(super::ENV_FILE, |env| &env.name)
    }

    fn value(&self, wanted: &str) -> Option<&Effective> {
        self.values.iter().find(|value| value.setting.id == wanted)
    }

    fn runs_without_locks(&self) -> bool {
        cat_service(self.project).is_some_and(|service| version::runs_without_locks(&service))
    }

    /// A finding about a setting, at the line that counts for it.
    fn at(&self, rule: &Rule, value: &Effective, message: String) -> Finding {
        let finding = rule.finding(message).about(value.setting.id);
        match &value.source {
            Source::File { line, column } => finding.at(self.file(), Some((*line, *column))),
            Source::Environment { file, line } => finding.at(file, line.map(|line| (line, 1))),
            Source::Default => finding.at(self.file(), None),
        }
    }

    /// Doors without a lock.
    fn missing(&self, findings: &mut Vec<Finding>) {
        let unset = |wanted| {
            self.value(wanted)
                .filter(|value| !value.is_set() && !value.is_hidden())
        };
        if let Some(value) = unset(id::API_KEY) {
            let message = format!(
                "CCAT_API_KEY is {}: without a credential, HTTP answers as administrator.",
                without(value)
            );
            let finding = self.at(rules::HTTP_OPEN, value, message);
            findings.push(mended(finding, value, generate(value)));
        }
        // Without the lock there is no key to set, and without logins no secret.
        if self.runs_without_locks() {
            return;
        }
        if let Some(value) = unset(id::API_KEY_WS) {
            let message = format!(
                "CCAT_API_KEY_WS is {}: the chat socket is accepted without a token.",
                without(value)
            );
            let finding = self.at(rules::SOCKET_OPEN, value, message);
            findings.push(mended(finding, value, generate(value)));
        }
        if let Some(value) = self
            .value(id::JWT_SECRET)
            .filter(|value| !value.is_hidden())
            .filter(|value| !value.is_set() || value.text() == "secret")
        {
            let message = if value.source == Source::Default {
                "CCAT_JWT_SECRET is not set: tokens are signed with the default key `secret`, which everybody knows."
            } else if value.text().is_empty() {
                "CCAT_JWT_SECRET is empty: tokens are signed with an empty key, so anyone can make them."
            } else {
                "CCAT_JWT_SECRET is the default key `secret`, which everybody knows."
            };
            let finding = self.at(rules::JWT_DEFAULT, value, message.into());
            findings.push(mended(finding, value, generate(value)));
        }
    }

    /// Locks that can be picked.
    fn secrets(&self, findings: &mut Vec<Finding>) {
        let mut first_use: HashMap<&str, &'static str> = HashMap::new();
        for value in self
            .values
            .iter()
            .filter(|value| value.setting.is_secret() && value.is_set())
        {
            let setting = value.setting;
            // The database has its own key; making one up here would only lock the bot out of it.
            let fixed = |finding: Finding| {
                if setting.id == "env.CCAT_QDRANT_API_KEY" {
                    finding
                } else {
                    mended(finding, value, generate(value))
                }
            };
            let is_default = setting.id == id::JWT_SECRET && value.text() == "secret";
            if let Err(invalid) = setting.validate(value.text()) {
                findings.push(fixed(self.at(rules::ODD_CHARACTERS, value, invalid.what)));
            }
            let Some(strength) = value.value.as_ref().map(judge) else {
                continue;
            };
            match strength.grade {
                Grade::Known(which) if !is_default => {
                    let message = format!("{} is {which}.", setting.name());
                    findings.push(fixed(self.at(rules::SAMPLE_SECRET, value, message)));
                }
                Grade::Weak | Grade::Fair if !is_default => {
                    let message = format!(
                        "{} can be guessed: about {} bit.",
                        setting.name(),
                        strength.bits.round()
                    );
                    findings.push(fixed(self.at(rules::WEAK_SECRET, value, message)));
                }
                _ => {}
            }
            match first_use.get(value.text()) {
                Some(other) => {
                    let message = format!("{} has the same value as {other}.", setting.name());
                    findings.push(fixed(self.at(rules::REUSED_SECRET, value, message)));
                }
                None => {
                    first_use.insert(value.text(), setting.name());
                }
            }
        }
    }

    /// Values that do not do what they seem to do.
    fn values(&self, findings: &mut Vec<Finding>) {
        for value in self
            .values
            .iter()
            .filter(|value| value.source != Source::Default && !value.is_hidden())
            .filter(|value| !value.setting.is_secret())
        {
            let (setting, text) = (value.setting, value.text());
            let meant = |finding, to: &str| mended(finding, value, set(value, to));
            let Err(invalid) = setting.validate(text) else {
                continue;
            };
            match setting.kind {
                Kind::Choice(_) if setting.id == id::JWT_ALGORITHM => {
                    let finding = self.at(rules::JWT_ALGORITHM, value, invalid.what);
                    findings.push(meant(finding, "HS256"));
                }
                Kind::Number { .. } if setting.id == id::JWT_EXPIRE_MINUTES => {
                    let finding = self.at(rules::JWT_LIFETIME, value, invalid.what);
                    findings.push(meant(finding, "1440"));
                }
                // `1` is a second way to say yes for this one switch, unlike for the others.
                Kind::Switch if setting.id == id::HTTPS_PROXY_MODE && text == "1" => {}
                Kind::Switch
                    if setting.name() == "CCAT_CORE_USE_SECURE_PROTOCOLS"
                        && matches!(text, "1" | "") => {}
                Kind::Switch => {
                    let on = matches!(
                        text.to_ascii_lowercase().as_str(),
                        "true" | "1" | "yes" | "on"
                    );
                    let finding = self.at(rules::SWITCH_SPELLING, value, invalid.what);
                    findings.push(meant(finding, if on { "true" } else { "false" }));
                }
                Kind::List => {
                    let tidy = text.split(',').map(str::trim).collect::<Vec<_>>().join(",");
                    let finding = self.at(rules::LIST_SPACES, value, invalid.what);
                    findings.push(meant(finding, &tidy));
                }
                _ => {}
            }
        }
        self.lifetime(findings);
        self.exposure(findings);
    }

    /// A number that works, and works for too long.
    fn lifetime(&self, findings: &mut Vec<Finding>) {
        let value = self.value(id::JWT_EXPIRE_MINUTES);
        let Some(value) = value.filter(|value| value.setting.validate(value.text()).is_ok()) else {
            return;
        };
        let minutes = value.text().parse::<f64>().unwrap_or_default();
        if minutes > LONG_LIFETIME_MINUTES {
            let days = minutes / 1440.0;
            let message = format!(
                "A login lasts {days:.0} days, and a stolen token cannot be revoked before that."
            );
            let finding = self.at(rules::JWT_LIFETIME, value, message);
            findings.push(mended(finding, value, set(value, "1440")));
        }
    }

    fn exposure(&self, findings: &mut Vec<Finding>) {
        let text = |wanted| self.value(wanted).map_or("", Effective::text);
        let origins = self
            .value(id::CORS_ALLOWED_ORIGINS)
            .filter(|_| text(id::CORS_ENABLED) == "true");
        let anyone =
            |list: &str| list.is_empty() || list.split(',').any(|origin| origin.trim() == "*");
        if let Some(value) = origins.filter(|value| anyone(value.text())) {
            let message =
                "Every web site may call the bot from its visitors' browsers (CORS).".to_owned();
            findings.push(self.at(rules::CORS_ANY, value, message));
        }
        if let Some(value) = self.value(id::DEBUG).filter(|value| value.text() == "true") {
            let message =
                "Debug mode is on: /docs is served and the server restarts on every changed file."
                    .to_owned();
            let finding = self.at(rules::DEBUG_ON, value, message);
            findings.push(mended(finding, value, set(value, "false")));
        }
        let proxied = matches!(text(id::HTTPS_PROXY_MODE), "1" | "true");
        if let Some(value) = self
            .value(id::FORWARDED_ALLOW_IPS)
            .filter(|value| proxied && value.text().contains('*'))
        {
            let message =
                "In proxy mode, any client may claim any address in X-Forwarded-For.".to_owned();
            findings.push(self.at(rules::PROXY_ANY, value, message));
        }
    }

    /// Lines of the `.env` that mislead.
    fn lines(&self, findings: &mut Vec<Finding>) {
        let Some(env) = &self.project.env else { return };
        for setting in SETTINGS {
            let all: Vec<_> = env.document.all(setting.name()).collect();
            if let [earlier @ .., last] = all.as_slice()
                && let Some(first) = earlier.first()
            {
                let message = format!(
                    "{} stands on {} lines; only line {} counts.",
                    setting.name(),
                    all.len(),
                    last.line
                );
                let fix = Fix::RemoveDuplicates {
                    role: ENV_ROLE,
                    path: KeyPath::keys(&[setting.name()]),
                };
                findings.push(
                    rules::DUPLICATE
                        .finding(message)
                        .about(setting.id)
                        .at(&env.name, Some((first.line, first.column)))
                        .with(fix),
                );
            }
            if let Some((entry, reason)) =
                all.last().and_then(|entry| Some((entry, entry.ambiguous?)))
            {
                let message = format!(
                    "Readers of .env files disagree about {}: {reason}.",
                    setting.name()
                );
                let finding = rules::AMBIGUOUS
                    .finding(message)
                    .about(setting.id)
                    .at(&env.name, Some((entry.line, entry.column)));
                findings.push(if setting.is_secret() {
                    finding.with(Fix::Generate {
                        setting: setting.id.into(),
                    })
                } else {
                    finding
                });
            }
            self.legacy(setting, findings);
            self.colon(setting, findings);
        }
    }

    /// `NAME: value`, which is an assignment for docker compose only.
    fn colon(&self, setting: &'static crate::Setting, findings: &mut Vec<Finding>) {
        let unread = self
            .project
            .env
            .iter()
            .flat_map(|env| env.document.unread());
        let assigned = unread.filter(|line| line.assigned_by_compose() == Some(setting.name()));
        for line in assigned {
            let message = format!(
                "Readers of .env files disagree about {}: with a colon, only docker compose takes the line for an assignment.",
                setting.name()
            );
            let finding = rules::AMBIGUOUS.finding(message).about(setting.id);
            findings.push(finding.at(self.file(), Some((line.line, 1))));
        }
    }

    fn legacy(&self, setting: &'static crate::Setting, findings: &mut Vec<Finding>) {
        let Some(env) = &self.project.env else { return };
        let legacy = legacy_name(setting);
        let Some(entry) = env
            .document
            .get(legacy)
            .filter(|entry| !entry.value.is_empty())
        else {
            return;
        };
        let both = env.document.get(setting.name()).is_some();
        let fix = if both {
            Fix::Remove {
                role: ENV_ROLE,
                path: KeyPath::keys(&[legacy]),
            }
        } else {
            Fix::Rename {
                role: ENV_ROLE,
                path: KeyPath::keys(&[legacy]),
                to: setting.name().into(),
            }
        };
        let consequence = if both {
            "wins over it"
        } else {
            "is used in its place"
        };
        let message = format!(
            "{legacy} is the old name of {} and {consequence} at start.",
            setting.name()
        );
        let finding = rules::LEGACY_NAME.finding(message).about(setting.id);
        findings.push(
            finding
                .at(&env.name, Some((entry.line, entry.column)))
                .with(fix),
        );
    }
}

/// Adds a fix that writes into the `.env`, when that has an effect: not where the compose file wins.
fn mended(finding: Finding, value: &Effective, fix: Fix) -> Finding {
    match value.source {
        Source::Environment { .. } => finding,
        Source::File { .. } | Source::Default => finding.with(fix),
    }
}

fn generate(value: &Effective) -> Fix {
    Fix::Generate {
        setting: value.setting.id.into(),
    }
}

fn set(value: &Effective, to: &str) -> Fix {
    Fix::Set {
        setting: value.setting.id.into(),
        value: to.into(),
    }
}

/// In what way a variable has no value.
fn without(value: &Effective) -> &'static str {
    let written = value
        .own
        .as_ref()
        .is_some_and(|(_, _, own)| !own.is_empty());
    match value.source {
        Source::File { .. } if written => {
            "made of variables that no file here sets, so that docker compose leaves it empty"
        }
        Source::Environment { .. } => "empty in the compose file",
        _ => "not set",
    }
}
