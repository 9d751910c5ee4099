//! Variables that nothing reads, and those that win over the file.

use chatelaine_documents::{Scalar, Step};

use super::Context;
use super::locks::DEAD_VARIABLE;
use crate::chatto::configuration::{State, Supplied};
use crate::chatto::effective::aliases;
use crate::chatto::rules;
use crate::chatto::settings::{SETTINGS, id};
use crate::chatto::value::{self, Value};
use crate::setting::{Group, Kind};
use crate::{Effective, Finding, Fix, Setting};

/// Read although no key of the bot's file: the first by the program itself, the others have defaults in the source.
const ELSEWHERE_READ: [&str; 2] = ["CHATTO_BOT_DEBUG", "CHATTO_BOT_CONVERSATION_"];

impl Context<'_> {
    pub(super) fn variables(&self, findings: &mut Vec<Finding>) {
        for name in self.configuration.variable_names() {
            let supplied = self.configuration.supplied(&name);
            if let Some(supplied) = supplied.filter(|supplied| supplied.arrives) {
                findings.extend(self.ignored(&supplied));
            }
        }
        findings.extend(
            self.values
                .iter()
                .filter_map(|value| self.overridden(value)),
        );
        self.debug(findings);
    }

    /// A variable that changes nothing.
    fn ignored(&self, supplied: &Supplied<'_>) -> Option<Finding> {
        let name = &supplied.name;
        if ELSEWHERE_READ.iter().any(|read| name.starts_with(read)) {
            return None;
        }
        let finding = |message: String| {
            let line = supplied.line.map(|line| (line, 1));
            rules::VARIABLE_IGNORED
                .finding(message)
                .at(supplied.file, line)
        };
        let Some((setting, keys)) = self.meant(name) else {
            let role = if name.starts_with("CHATTO_CHN_") {
                "chn"
            } else {
                "bot"
            };
            let open = self
                .value(id::CALLBACK_TOKEN)
                .is_some_and(|value| !value.is_set());
            // What cannot be read here may know the key; and the guide's variable has a rule of its own.
            if !matches!(self.configuration.state(role), State::Read | State::Absent)
                || (name == DEAD_VARIABLE && open)
                || self.hides(name)
            {
                return None;
            }
            return Some(finding(format!(
                "{name} has no effect: no key that Chatto reads has this name.{}",
                self.dashed(name)
            )));
        };
        let role = setting.role();
        let lock = [id::CALLBACK_TOKEN, id::AUTH_TOKEN].contains(&setting.id);
        let judged = matches!(self.configuration.state(role), State::Read | State::Absent);
        if lock || !judged || self.configuration.knows(role, &keys) {
            return None;
        }
        let file = self.configuration.file_name(role);
        let key = keys.join(".");
        let found = finding(format!(
            "{name} has no effect, because {file} does not have the key {key}."
        ))
        .about(&format!("{role}.{key}"));
        // A messenger's key would open one more way in, and a switch or a number cannot be empty.
        let harmless = setting.group != Group::Channels
            && matches!(setting.kind, Kind::Secret(_) | Kind::Text | Kind::Url);
        if !harmless {
            return Some(found);
        }
        Some(found.with(Fix::Write {
            role,
            path: self.configuration.place(role, &keys),
            value: Scalar::Text(String::new()),
        }))
    }

    /// Whether a variable stands for a section, and so takes away what the file has below it.
    fn hides(&self, name: &str) -> bool {
        let mut written = self.values.iter().filter(|value| value.own.is_some());
        written.any(|value| {
            let keys: Vec<String> = value.name().split('.').map(str::to_owned).collect();
            let shadow = self.configuration.shadow(value.setting.role(), &keys);
            shadow.is_some_and(|(shadow, _)| shadow.name == name)
        })
    }

    /// The setting that a variable is meant for.
    fn meant(&self, name: &str) -> Option<(&'static Setting, Vec<String>)> {
        let aliases = aliases(&self.configuration);
        SETTINGS.iter().find_map(|setting| {
            let keys = setting.name().split('.');
            let with = |alias: &str| -> Vec<String> {
                keys.clone()
                    .map(|key| if key == "*" { alias } else { key }.to_owned())
                    .collect()
            };
            let mut all = if setting.is_pattern() {
                aliases.iter().map(|alias| with(alias)).collect()
            } else {
                vec![with("")]
            };
            let fits =
                |keys: &Vec<String>| self.configuration.variable_name(setting.role(), keys) == name;
            let at = all.iter().position(fits)?;
            Some((setting, all.swap_remove(at)))
        })
    }

    /// What to add where the alias has a dash, which stays in the variable's name.
    fn dashed(&self, name: &str) -> String {
        let aliases = aliases(&self.configuration);
        let dashed = aliases.iter().find(|alias| {
            let upper = alias.to_uppercase();
            upper.contains('-') && name.contains(&upper.replace('-', "_"))
        });
        dashed.map_or_else(String::new, |alias| {
            format!(" The dash in the alias `{alias}` stays in the name of its variables.")
        })
    }

    /// A value in the file that the environment replaces.
    fn overridden(&self, value: &Effective) -> Option<Finding> {
        let by = value.overridden_by.as_ref()?;
        let node = self.node(value)?;
        let kind = self.project.document(value.setting.role())?.kind();
        let own = match value::read(&node, value.setting.kind, kind) {
            Value::Text(own) if !own.is_empty() => own,
            _ => return None,
        };
        if value.value.is_some() && own == value.text() {
            return None;
        }
        let message = format!(
            "{} in the file is not what counts: {by} wins.",
            value.name()
        );
        let finding = rules::OVERRIDDEN.finding(message).about(&value.id);
        Some(self.in_file(finding, value))
    }

    fn debug(&self, findings: &mut Vec<Finding>) {
        for name in ["CHATTO_BOT_DEBUG", "DEBUG"] {
            let supplied = self.configuration.supplied(name).filter(|supplied| {
                let value = supplied.value.as_ref().map_or("", |value| value.expose());
                supplied.arrives && value.eq_ignore_ascii_case("true")
            });
            if let Some(supplied) = supplied {
                let message =
                    format!("{name} turns debug logging on: the log holds what users write.");
                let line = supplied.line.map(|line| (line, 1));
                findings.push(rules::DEBUG_ON.finding(message).at(supplied.file, line));
            }
        }
        // The service's own flags only: an extension server has a flag of the same name.
        for command in &self.configuration.environment.commands {
            let words = &command.words;
            if !words
                .iter()
                .any(|word| word == "--debug" || word == "-debug")
            {
                continue;
            }
            let message = "`--debug` turns debug logging on: the log holds what users write.";
            let line = command.line.map(|line| (line, 1));
            findings.push(rules::DEBUG_ON.finding(message).at(&command.file, line));
        }
    }
}

/// The key that a path ends in.
pub(super) fn last_key(path: &chatelaine_documents::KeyPath) -> &str {
    match path.last() {
        Some(Step::Key(key)) => key,
        _ => "",
    }
}
