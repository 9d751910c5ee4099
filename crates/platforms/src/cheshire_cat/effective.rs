//! Which value the running bot will use.
//!
//! Three things set a variable of the container, weakest first: the `.env` that `env_file` names, `environment:` in the
//! compose file, and then, at start, every *un-prefixed legacy name* that is set and not empty overwrites its `CCAT_`
//! successor (1.9.2: `JWT_SECRET=a` beats `CCAT_JWT_SECRET=b`).

use chatelaine_documents::{KeyPath, compose};
use chatelaine_secrets::Secret;

use super::Known;
use super::settings::{SETTINGS, id};
use crate::Setting;
use crate::project::{Effective, Project, Source};

/// The name that a setting had before version 1.6.2, which still wins.
#[must_use]
pub(super) fn legacy_name(setting: &'static Setting) -> &'static str {
    setting.name().trim_start_matches("CCAT_")
}

/// Every setting with the value that counts.
#[must_use]
pub fn effective(project: &Project) -> Vec<Effective> {
    let service = cat_service(project);
    let service = service.as_ref();
    SETTINGS
        .iter()
        .map(|setting| resolve(setting, project, service))
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
    service: Option<&compose::Service>,
) -> Effective {
    let document = project.env.as_ref().map(|env| &env.document);
    let entry = |key: &str| document.and_then(|document| document.get(key));
    let declared = |key: &str| service.and_then(|service| certain(service, key));
    let compose_file = || {
        project
            .compose
            .as_ref()
            .map_or_else(String::new, |compose| compose.name.clone())
    };
    let reaches = |key: &str| {
        service.is_none_or(|service| {
            service.reads_env_file(super::ENV_FILE) || service.variable(key).is_some()
        })
    };

    let own = entry(setting.name())
        .map(|entry| (entry.line, entry.column, Secret::new(entry.value.clone())));
    let mut result = Effective::unset(setting, setting.id, KeyPath::keys(&[setting.name()]));
    if let Some((line, column, value)) = &own {
        result.value = Some(Secret::new(value.expose().to_owned()));
        result.source = Source::File {
            line: *line,
            column: *column,
        };
        result.loaded = reaches(setting.name());
    }
    if let Some(value) = declared(setting.name()) {
        result.value = Some(Secret::new(value));
        result.source = Source::Environment {
            file: compose_file(),
            line: None,
        };
        result.loaded = true;
        result.overridden_by = own
            .is_some()
            .then(|| format!("`environment:` in {}", compose_file()));
    }
    let legacy = legacy_name(setting);
    // An empty legacy name changes nothing, wherever it stands; and in `environment:` it hides the one in the `.env`.
    let (in_compose, in_file) = (declared(legacy), entry(legacy));
    let in_file = in_file.filter(|entry| in_compose.is_none() && !entry.value.is_empty());
    if let Some(value) = in_compose.filter(|value| !value.is_empty()) {
        result.value = Some(Secret::new(value));
        result.source = Source::Environment {
            file: compose_file(),
            line: None,
        };
        result.loaded = true;
        result.overridden_by = Some(format!("the legacy name {legacy} in {}", compose_file()));
    } else if let Some(entry) = in_file {
        result.value = Some(Secret::new(entry.value.clone()));
        result.source = Source::File {
            line: entry.line,
            column: entry.column,
        };
        result.overridden_by = Some(format!("the legacy name {legacy} on line {}", entry.line));
        result.loaded = reaches(legacy);
    }
    result.own = own;
    result
}

/// What `environment:` sets a variable to. Without a value, or with an interpolation, it says nothing certain.
fn certain(service: &compose::Service, key: &str) -> Option<String> {
    service
        .variable(key)?
        .value
        .clone()
        .filter(|value| !value.contains('$'))
}

/// The service that runs the bot: by its image, else by its name, else the only one.
pub(super) fn cat_service(project: &Project) -> Option<compose::Service> {
    let mut services = compose::look(&project.compose.as_ref()?.text)
        .ok()?
        .services;
    let by_image = |service: &compose::Service| {
        service
            .image
            .as_deref()
            .is_some_and(|image| image.contains("cheshire-cat"))
    };
    // The vector database of the official compose file is called `cheshire-cat-vector-memory`.
    let by_name = |service: &compose::Service| {
        service.name.contains("cheshire") && !service.name.contains("memory")
    };
    let found = services
        .iter()
        .position(by_image)
        .or_else(|| services.iter().position(by_name));
    found
        .or((services.len() == 1).then_some(0))
        .map(|index| services.swap_remove(index))
}
