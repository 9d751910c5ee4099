//! Values that do not do what they seem to do.

use chatelaine_documents::{Document, KeyPath};

use super::super::effective::Said;
use super::super::rules;
use super::super::settings::{SETTINGS, id};
use super::{Context, set};
use crate::project::Source;
use crate::setting::Kind;
use crate::{Effective, Finding};

/// A day more than the default of 1440 would still be usual; beyond a week a stolen token is as good as a password.
const LONG_LIFETIME_MINUTES: f64 = 10_080.0;

impl Context<'_> {
    pub(super) fn values(&self, findings: &mut Vec<Finding>) {
        for value in self
            .values
            .iter()
            .filter(|value| !value.setting.is_secret())
        {
            match self.said(value) {
                Said::Unreadable => return,
                Said::Nothing | Said::Code => {}
                said => self.value_alone(value, said, findings),
            }
        }
        self.lists_of_code(findings);
        self.lifetime(findings);
        self.exposure(findings);
    }

    fn value_alone(&self, value: &Effective, said: Said, findings: &mut Vec<Finding>) {
        let (setting, text) = (value.setting, value.text());
        let name = setting.name();
        if matches!(setting.kind, Kind::Switch) {
            // The value that counts is known already; here it is about how it is written.
            if said == Said::Text {
                let written = self.written(value);
                let meant = matches!(
                    written.to_ascii_lowercase().as_str(),
                    "true" | "1" | "yes" | "on"
                );
                let state = if text == "true" { "on" } else { "off" };
                let message =
                    format!("{name} is in quotes, so it is {state} whatever the text says.");
                findings.push(
                    self.at(rules::QUOTED_SWITCH, value, message)
                        .with(set(value, if meant { "true" } else { "false" })),
                );
            }
            return;
        }
        let Err(invalid) = setting.validate(text) else {
            return;
        };
        match setting.kind {
            Kind::Number { .. } => findings.push(
                self.at(rules::JWT_LIFETIME, value, invalid.what)
                    .with(set(value, "1440")),
            ),
            Kind::List if said == Said::Text => {
                let tidy = text.split(',').map(str::trim).collect::<Vec<_>>().join(",");
                findings.push(
                    self.at(rules::LIST, value, invalid.what)
                        .with(set(value, &tidy)),
                );
            }
            // The log level is the one choice, the address the one URL; the server reads both before it listens.
            Kind::Choice(words) => {
                let upper = text.to_ascii_uppercase();
                let finding = self.at(rules::UNUSABLE, value, invalid.what);
                findings.push(if words.contains(&upper.as_str()) {
                    finding.with(set(value, &upper))
                } else {
                    finding
                });
            }
            Kind::Url => findings.push(self.at(rules::UNUSABLE, value, invalid.what)),
            _ => {}
        }
    }

    /// The text of a string as it is written.
    fn written(&self, value: &Effective) -> String {
        self.python
            .as_ref()
            .and_then(|python| python.get(&value.path))
            .map(|node| node.text)
            .unwrap_or_default()
    }

    /// `CORS_ALLOWED_ORIGINS = ["https://a"]`: the server splits a text, and a list cannot be split.
    fn lists_of_code(&self, findings: &mut Vec<Finding>) {
        let Some(python) = &self.python else { return };
        for setting in SETTINGS {
            let Some(value) = self.value(setting.id) else {
                continue;
            };
            let Kind::List = setting.kind else { continue };
            let Source::File { line, .. } = value.source else {
                continue;
            };
            let after = python
                .text()
                .lines()
                .nth(line - 1)
                .and_then(|line| line.split_once('='))
                .map_or("", |(_, after)| after.trim_start());
            if after.starts_with(['[', '(', '{']) {
                let message = format!(
                    "{} is a list of Python; the server expects one text and stops at start.",
                    setting.name()
                );
                findings.push(self.at(rules::LIST, value, message));
            }
        }
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
            findings.push(
                self.at(rules::JWT_LIFETIME, value, message)
                    .with(set(value, "1440")),
            );
        }
    }

    fn exposure(&self, findings: &mut Vec<Finding>) {
        let is_on = |id| self.value(id).is_some_and(|value| value.text() == "true");
        let known = |value: &&Effective| self.said(value) != Said::Code;
        let anyone = |value: &Effective| {
            value.text().is_empty() || value.text().split(',').any(|item| item.trim() == "*")
        };
        if let Some(value) = self
            .value(id::CORS_ALLOWED_ORIGINS)
            .filter(known)
            .filter(|value| is_on(id::CORS_ENABLED) && anyone(value))
        {
            let message = "Every web site may call the bot from its visitors' browsers, with their cookies (CORS).";
            findings.push(self.at(rules::CORS_ANY, value, message));
        }
        if let Some(value) = self
            .value(id::FORWARDED_ALLOW_IPS)
            .filter(known)
            .filter(|value| is_on(id::HTTPS_PROXY_MODE) && value.text().contains('*'))
        {
            let message = "In proxy mode, any client may claim any address in X-Forwarded-For.";
            findings.push(self.at(rules::PROXY_ANY, value, message));
        }
        if let Some(value) = self
            .value(id::URL)
            .filter(known)
            .filter(|value| is_on(id::HTTPS_PROXY_MODE) && value.text().starts_with("http://"))
        {
            let message = "A TLS proxy stands in front, but URL starts with http: login cookies also travel in clear.";
            findings.push(self.at(rules::COOKIES_IN_CLEAR, value, message));
        }
        if let Some(value) = self
            .value(id::DEBUG)
            .filter(known)
            .filter(|_| is_on(id::DEBUG))
        {
            let message =
                "Debug mode is on: the server restarts on every changed file of a plugin.";
            findings.push(
                self.at(rules::DEBUG_ON, value, message)
                    .with(set(value, "false")),
            );
        }
    }

    /// Where a constant stands.
    pub(super) fn place(&self, name: &str) -> Option<(usize, usize)> {
        let node = self.python.as_ref()?.get(&KeyPath::keys(&[name]))?;
        Some((node.line, node.column))
    }
}
