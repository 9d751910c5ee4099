//! Which value the running bot will use.
//!
//! Three things set a variable of the container, weakest first: the `.env` that `env_file` names, `environment:` in the
//! compose file, and then, at start, every *un-prefixed legacy name* that is set and not empty overwrites its `CCAT_`
//! successor (1.9.2: `JWT_SECRET=a` beats `CCAT_JWT_SECRET=b`).

use chatelaine_documents::compose;
use chatelaine_secrets::Secret;

use super::settings::{SETTINGS, id};
use crate::project::{Effective, Project, Source};
use crate::{Known, Setting};

/// The name that a setting had before version 1.6.2, which still wins.
#[must_use]
pub(super) fn legacy_name(setting: &'static Setting) -> &'static str {
    setting.name.trim_start_matches("CCAT_")
}

/// Every setting with the value that counts.
#[must_use]
pub fn effective(project: &Project) -> Vec<Effective> {
    let environment = compose_environment(project);
    SETTINGS
        .iter()
        .map(|setting| resolve(setting, project, &environment))
        .collect()
}

/// The credentials that the configuration declares, for the live checks.
#[must_use]
pub fn known(effective: &[Effective]) -> Known {
    let value = |wanted: &str| {
        let found = effective
            .iter()
            .find(|candidate| candidate.setting.id == wanted && candidate.is_set())?;
        Some(Secret::new(found.text().to_owned()))
    };
    Known {
        http_key: value(id::API_KEY),
        ws_key: value(id::API_KEY_WS),
        jwt_secret: value(id::JWT_SECRET),
        ..Known::default()
    }
}

fn resolve(
    setting: &'static Setting,
    project: &Project,
    environment: &[(String, String)],
) -> Effective {
    let document = project.env.as_ref().map(|env| &env.document);
    let entry = |key: &str| document.and_then(|document| document.get(key));
    let declared = |key: &str| {
        environment
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.clone())
    };
    let compose_file = || {
        project
            .compose
            .as_ref()
            .map_or_else(String::new, |compose| compose.name.clone())
    };

    let own = entry(setting.name)
        .map(|entry| (entry.line, entry.column, Secret::new(entry.value.clone())));
    let mut result = Effective {
        setting,
        value: setting.default.map(|value| Secret::new(value.to_owned())),
        source: Source::Default,
        own: None,
        overridden_by: None,
    };
    if let Some((line, column, value)) = &own {
        result.value = Some(Secret::new(value.expose().to_owned()));
        result.source = Source::File {
            line: *line,
            column: *column,
        };
    }
    if let Some(value) = declared(setting.name) {
        result.value = Some(Secret::new(value));
        result.source = Source::Environment {
            file: compose_file(),
        };
        result.overridden_by = own
            .is_some()
            .then(|| format!("`environment:` in {}", compose_file()));
    }
    let legacy = legacy_name(setting);
    if let Some(value) = declared(legacy).filter(|value| !value.is_empty()) {
        result.value = Some(Secret::new(value));
        result.source = Source::Environment {
            file: compose_file(),
        };
        result.overridden_by = Some(format!("the legacy name {legacy} in {}", compose_file()));
    } else if let Some(entry) = entry(legacy).filter(|entry| !entry.value.is_empty()) {
        result.value = Some(Secret::new(entry.value.clone()));
        result.source = Source::File {
            line: entry.line,
            column: entry.column,
        };
        result.overridden_by = Some(format!("the legacy name {legacy} on line {}", entry.line));
    }
    result.own = own;
    result
}

/// `environment:` of the bot's service. Entries without a value, or with an interpolation, say nothing certain.
fn compose_environment(project: &Project) -> Vec<(String, String)> {
    let Some(service) = cat_service(project) else {
        return Vec::new();
    };
    service
        .environment
        .into_iter()
        .filter_map(|variable| Some((variable.key, variable.value?)))
        .filter(|(_, value)| !value.contains('$'))
        .collect()
}

/// The service that runs the bot: the one with its image, else the only one.
pub(super) fn cat_service(project: &Project) -> Option<compose::Service> {
    let services = compose::look(&project.compose.as_ref()?.text)
        .ok()?
        .services;
    let is_cat = |service: &compose::Service| {
        service
            .image
            .as_deref()
            .is_some_and(|image| image.contains("cheshire-cat"))
    };
    let only = services.len() == 1;
    services
        .into_iter()
        .find(|service| only || is_cat(service) || service.name.contains("cheshire"))
}
