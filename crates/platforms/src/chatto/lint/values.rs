//! Values that do not do what they seem to do.

use chatelaine_documents::{KeyPath, Shape, Step};

use super::{Context, set};
use crate::chatto::effective::{aliases, is_refused};
use crate::chatto::settings::id;
use crate::chatto::{BOT, rules, value};
use crate::setting::Kind;
use crate::{Effective, Finding, Fix, Source};

/// Up to here a bare number was a count of seconds (0.8.4).
const LAST_WITH_SECONDS: [u32; 3] = [0, 8, 4];

impl Context<'_> {
    pub(super) fn values(&self, findings: &mut Vec<Finding>) {
        for value in self.values {
            if is_refused(&self.configuration, value) {
                let message = format!(
                    "{} is a list or a mapping where one value belongs: the bot does not start.",
                    value.name()
                );
                findings.push(self.at(rules::NO_START, value, message));
            } else if value.source != Source::Default && value.loaded {
                findings.extend(self.duration(value));
                findings.extend(self.kind(value));
            }
        }
        self.extension_types(findings);
        findings.extend(self.old_extensions());
        findings.extend(self.store_type());
    }

    fn duration(&self, value: &Effective) -> Option<Finding> {
        if !matches!(value.setting.kind, Kind::Duration) {
            return None;
        }
        let name = value.name();
        let text = value.text();
        let written = match &value.source {
            Source::File { .. } => self.node(value)?.text,
            _ => text.to_owned(),
        };
        let seconds = written.parse::<i64>().ok();
        let message = if written != text {
            let seconds_then = self
                .configuration
                .version
                .is_some_and(|version| version <= LAST_WITH_SECONDS);
            if seconds_then || value::is_no_time(&written) {
                return None;
            }
            format!("{name} has no unit, so it counts as nanoseconds: practically no time at all.")
        } else if text == "0" || value.setting.validate(text).is_ok() || value.value.is_none() {
            return None;
        } else {
            format!("{name} is no length of time: the bot does not start.")
        };
        let finding = self.at(rules::DURATION, value, message);
        Some(match seconds {
            Some(seconds) => self.mended(finding, value, set(value, &format!("{seconds}s"))),
            None => finding,
        })
    }

    /// Values that cannot be made what the program wants.
    fn kind(&self, value: &Effective) -> Option<Finding> {
        let text = value.text();
        let wrong = match value.setting.kind {
            Kind::Switch => value::switch(text).is_none(),
            // The store's port is text to the program.
            Kind::Integer { .. } => {
                value.setting.id == "bot.extensions.*.port" && text.parse::<i64>().is_err()
            }
            _ => false,
        };
        if !wrong || value.value.is_none() {
            return None;
        }
        let wanted = if matches!(value.setting.kind, Kind::Switch) {
            "neither true nor false"
        } else {
            "no number"
        };
        let message = format!("{} is {wanted}: the bot does not start.", value.name());
        let finding = self.at(rules::NO_START, value, message);
        let meant = match text.to_lowercase().as_str() {
            "yes" | "on" => "true",
            "no" | "off" => "false",
            _ => return Some(finding),
        };
        Some(self.mended(finding, value, set(value, meant)))
    }

    /// `REST` or `RPC` in exactly this spelling.
    fn extension_types(&self, findings: &mut Vec<Finding>) {
        for alias in aliases(&self.configuration) {
            let keys = ["extensions".to_owned(), alias.clone()];
            let Some((path, node)) = self.configuration.find(BOT, &keys) else {
                continue;
            };
            let id = format!("bot.extensions.{alias}.type");
            let value = self.value(&id).filter(|value| value.loaded);
            let empty = self
                .project
                .document(BOT)
                .is_none_or(|document| document.children(&path).is_empty());
            let unknown = value.is_some_and(|value| {
                is_refused(&self.configuration, value)
                    || (value.value.is_none() && value.source != Source::Default)
            });
            let text = value.map_or("", Effective::text);
            if empty || unknown || matches!(text, "REST" | "RPC") {
                continue;
            }
            let message = format!(
                "The type of extension `{alias}` is neither REST nor RPC: the bot does not start."
            );
            let fits = text.to_uppercase();
            match value {
                Some(value) => {
                    let finding = self.at(rules::NO_START, value, message);
                    findings.push(if matches!(fits.as_str(), "REST" | "RPC") {
                        self.mended(finding, value, set(value, &fits))
                    } else {
                        finding
                    });
                }
                None => {
                    let finding = rules::NO_START.finding(message).about(&id);
                    let file = self.configuration.file_name(BOT);
                    let finding = finding.at(&file, Some((node.line, node.column)));
                    let has_url = self.value(&format!("bot.extensions.{alias}.url")).is_some();
                    findings.push(if has_url && !node.shared {
                        finding.with(Fix::Set {
                            setting: id,
                            value: "REST".into(),
                        })
                    } else {
                        finding
                    });
                }
            }
        }
    }

    /// One server without an alias, as it was written before 0.8.0.
    fn old_extensions(&self) -> Option<Finding> {
        if self
            .configuration
            .version
            .is_some_and(|version| version < [0, 8, 0])
        {
            return None;
        }
        let document = self.project.document(BOT)?;
        let (path, _): (KeyPath, _) = self.configuration.find(BOT, &["extensions".to_owned()])?;
        let child = document.children(&path).into_iter().find(|child| {
            let named = matches!(child.path.last(), Some(Step::Key(key)) if matches!(key.to_lowercase().as_str(), "type" | "url" | "token" | "host" | "port"));
            let node = document.get(&child.path);
            named && node.is_some_and(|node| node.shape == Shape::Scalar)
        })?;
        let message = "`extensions` names its servers since 0.8.0, each with keys of its own below; written like this, the bot does not start.";
        let finding = rules::NO_START.finding(message);
        Some(finding.at(
            &self.configuration.file_name(BOT),
            Some((child.line, child.column)),
        ))
    }

    /// Everything unknown is memory to Chatto, and so is an SQL database of no kind.
    fn store_type(&self) -> Option<Finding> {
        let value = self.value(id::STORE_TYPE)?;
        let kind = self.text(id::STORE_TYPE).to_lowercase();
        if !matches!(kind.as_str(), "cache" | "redis" | "sql" | "") {
            let message =
                "store.type is nothing that Chatto knows, so conversations are kept in memory.";
            return Some(self.at(rules::STORE_UNKNOWN, value, message.into()));
        }
        let rdbms = self.value(id::STORE_RDBMS)?;
        let known = ["mysql", "postgres", "postgresql", "sqlite"];
        let unseen = rdbms.value.is_none() && rdbms.source != Source::Default;
        if kind != "sql"
            || unseen
            || known.contains(&self.text(id::STORE_RDBMS).to_lowercase().as_str())
        {
            return None;
        }
        let message =
            "store.rdbms names no kind of SQL database, so conversations are kept in memory.";
        Some(self.at(rules::STORE_UNKNOWN, rdbms, message.into()))
    }
}
