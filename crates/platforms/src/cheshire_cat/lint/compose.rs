//! What the compose file does with the bot.

use chatelaine_documents::compose;

use super::Context;
use crate::cheshire_cat::effective::{cat_service, legacy_name};
use crate::cheshire_cat::settings::{SETTINGS, id};
use crate::cheshire_cat::{ENV_FILE, rules, version};
use crate::{EnvFile, Finding, Fix};

impl Context<'_> {
    /// What the compose file does with the `.env` and the ports.
    pub(super) fn compose(&self, findings: &mut Vec<Finding>) {
        let (Some(file), Some(service)) = (&self.project.compose, cat_service(self.project)) else {
            return;
        };
        if let Some(version) = version::of_image(&service).filter(|_| self.runs_without_locks()) {
            let message = format!("Version {version} has no lock on its WebSocket and no logins.");
            let place = service.image_line.or(service.line).map(|line| (line, 1));
            findings.push(rules::TOO_OLD.finding(message).at(&file.name, place));
        }
        for setting in SETTINGS {
            let (legacy, name) = (legacy_name(setting), setting.name());
            let variable = service.variable(legacy);
            let filled = |value: &&compose::Variable| {
                value.value.as_deref().is_some_and(|text| !text.is_empty())
            };
            let Some(variable) = variable.filter(filled) else {
                continue;
            };
            let message = format!(
                "{legacy} under `environment:` is the old name of {name} and wins over it at start."
            );
            findings.push(rules::LEGACY_NAME.finding(message).about(setting.id).at(
                &file.name,
                variable.line.or(service.line).map(|line| (line, 1)),
            ));
        }
        // Without a `.env` it matters as soon as a key is missing: the fix would write it to a file that nobody loads.
        let keyless = self
            .value(id::API_KEY)
            .is_some_and(|value| !value.is_set() && !value.is_hidden());
        // Beside another file of variables, a `.env` may be there for the compose file alone.
        let holds = |env: &EnvFile| {
            let named = |name| env.document.get(name).is_some();
            service.env_files.is_empty()
                || (SETTINGS.iter())
                    .any(|setting| named(setting.name()) || named(legacy_name(setting)))
        };
        let holds = self.project.env.as_ref().is_some_and(holds);
        if (holds || keyless) && !self.project.loads_env(&service, ENV_FILE) {
            let message = format!(
                "The service `{}` does not load the .env file, so nothing in it reaches the bot.",
                service.name
            );
            let finding = rules::ENV_NOT_LOADED
                .finding(message)
                .at(&file.name, service.line.map(|line| (line, 1)));
            let mendable = compose::enable_env_file(&file.text, &service.name).is_ok();
            findings.push(if mendable {
                finding.with(Fix::EnableEnvFile {
                    service: service.name.clone(),
                })
            } else {
                finding
            });
        }
        for port in service.ports.iter().filter(|port| !port.loopback_only()) {
            let message = format!(
                "Port {} of the container is published on every network of the machine.",
                port.target
            );
            let place = port.line.or(service.line).map(|line| (line, 1));
            findings.push(rules::PORT_PUBLIC.finding(message).at(&file.name, place));
        }
    }
}
