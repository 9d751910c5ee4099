//! What the files around the `config.py` do, and what only the running bot can show.

use chatelaine_documents::{Document, compose};

use super::super::rules;
use super::super::settings::SETTINGS;
use super::Context;
use crate::Finding;
use crate::environment::Environment;

impl Context<'_> {
    pub(super) fn surroundings(&self, findings: &mut Vec<Finding>) {
        let environment = Environment::of(self.project, is_ours);
        self.ignored_variables(&environment, findings);
        if let (Some(file), Some(service)) = (&self.project.compose, &environment.service) {
            for port in service.ports.iter().filter(|port| !port.loopback_only()) {
                let message = format!(
                    "Port {} of the container is published on every network of the machine.",
                    port.target
                );
                let place = port.line.or(service.line).map(|line| (line, 1));
                findings.push(rules::PORT_PUBLIC.finding(message).at(&file.name, place));
            }
        }
        findings.push(rules::SIMPLE_OAUTH.finding(
            "Whether the plugin simple_oauth hands out tokens to everybody cannot be seen in the files (2.0.19 and later, on after installation).",
        ));
    }

    /// Variables of version 1, or with the names of version 2, that some file sets and nobody reads.
    fn ignored_variables(&self, environment: &Environment, findings: &mut Vec<Finding>) {
        let in_env = self.project.env.iter().flat_map(|env| {
            env.document.entries().map(|entry| {
                (
                    entry.key,
                    env.name.as_str(),
                    Some((entry.line, entry.column)),
                )
            })
        });
        let env_name = self.project.env.as_ref().map(|env| env.name.as_str());
        let elsewhere = environment
            .variables
            .iter()
            .filter(|variable| Some(variable.file.as_str()) != env_name)
            .map(|variable| {
                let place = variable.line.map(|line| (line, 1));
                (variable.name.as_str(), variable.file.as_str(), place)
            });
        for (name, file, place) in in_env.chain(elsewhere) {
            let bare = name.strip_prefix("CCAT_").unwrap_or(name);
            let setting = SETTINGS.iter().find(|setting| setting.name() == bare);
            let old = name.starts_with("CCAT_");
            if !old && !matches!(bare, "API_KEY" | "JWT_SECRET") {
                continue;
            }
            // A config.py may read the environment itself, and then it names the variable.
            if self
                .python
                .as_ref()
                .is_some_and(|python| names(python.text(), name))
            {
                continue;
            }
            let message = format!("{name} has no effect: version 2 reads config.py only.");
            let finding = rules::ENV_IGNORED.finding(message).at(file, place);
            findings.push(match setting {
                Some(setting) => finding.about(setting.id),
                None => finding,
            });
        }
    }
}

/// Whether Python code names a variable, which it does in quotes.
fn names(code: &str, variable: &str) -> bool {
    ['"', '\'']
        .iter()
        .any(|quote| code.contains(&format!("{quote}{variable}{quote}")))
}

/// The service that runs the bot.
fn is_ours(service: &compose::Service) -> bool {
    let named = |text: &str| text.contains("cheshire-cat") || text.contains("cheshire_cat");
    service.image.as_deref().is_some_and(named)
        || (named(&service.name) && !service.name.contains("memory"))
}
