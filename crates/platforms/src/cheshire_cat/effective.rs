//! Which value the running bot will use.
//!
//! Three things set a variable of the container, weakest first: the `.env` that `env_file` names, `environment:` in the
//! compose file, and then, at start, every *un-prefixed legacy name* that is set and not empty overwrites its `CCAT_`
//! successor (1.9.2: `JWT_SECRET=a` beats `CCAT_JWT_SECRET=b`).

use chatelaine_documents::{Entry, EnvDocument, KeyPath, compose};
use chatelaine_secrets::Secret;

use super::settings::{SETTINGS, id};
use super::{ENV_ROLE, Known, version};
use crate::Setting;
use crate::environment::loads_unread;
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
    let old = service.is_some_and(version::runs_without_locks);
    let value = |setting: &'static Setting| {
        let value = resolve(setting, project, service);
        // Before there was a lock on the WebSocket nothing read its key.
        let loaded = value.loaded && !(old && setting.id == id::API_KEY_WS);
        Effective { loaded, ..value }
    };
    SETTINGS.iter().map(value).collect()
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
    let composed = |entry: &Entry<'_>| {
        document.map_or_else(String::new, |document| document.composed(entry).text)
    };
    let declared = |key: &str| declared(service?, document, key);
    let in_compose = |line| Source::Environment {
        file: compose_file(project),
        line,
    };
    let reaches = |key: &str| {
        service.is_none_or(|service| {
            service.reads_env_file(super::ENV_FILE) || service.variable(key).is_some()
        })
    };

    let mut result = Effective::unset(setting, setting.id, KeyPath::keys(&[setting.name()]));
    if let Some(file) = project
        .file(ENV_ROLE)
        .filter(|file| file.problem().is_some())
    {
        result.value = None;
        result.source = Source::Environment {
            file: file.name.clone(),
            line: None,
        };
    }
    // Another file than the `.env` may set it.
    if let Some(service) = service.filter(|service| loads_unread(service)) {
        result.value = None;
        result.source = in_compose(service.line);
    }
    let own = |key: &str| entry(key).filter(|_| !service.is_some_and(loads_unread) || reaches(key));
    if let Some(entry) = own(setting.name()) {
        result.value = Some(Secret::new(composed(&entry)));
        result.source = in_file(&entry);
        result.loaded = reaches(setting.name());
        result.own = Some((entry.line, entry.column, Secret::new(entry.value)));
    }
    if let Some((value, line)) = declared(setting.name()) {
        result.value = Some(Secret::new(value));
        result.source = in_compose(line);
        result.loaded = true;
        result.overridden_by = result
            .own
            .is_some()
            .then(|| format!("`environment:` in {}", compose_file(project)));
    }
    let legacy = legacy_name(setting);
    // An empty legacy name changes nothing, wherever it stands; and in `environment:` it hides the one in the `.env`.
    let legacy_in_compose = declared(legacy);
    let legacy_in_file = own(legacy)
        .map(|entry| (composed(&entry), entry))
        .filter(|(value, _)| legacy_in_compose.is_none() && !value.is_empty());
    if let Some((value, line)) = legacy_in_compose.filter(|(value, _)| !value.is_empty()) {
        result.value = Some(Secret::new(value));
        result.source = in_compose(line);
        result.loaded = true;
        result.overridden_by = Some(format!(
            "the legacy name {legacy} in {}",
            compose_file(project)
        ));
    } else if let Some((value, entry)) = legacy_in_file {
        result.value = Some(Secret::new(value));
        result.source = in_file(&entry);
        result.overridden_by = Some(format!("the legacy name {legacy} on line {}", entry.line));
        result.loaded = reaches(legacy);
    }
    result
}

fn in_file(entry: &Entry<'_>) -> Source {
    Source::File {
        line: entry.line,
        column: entry.column,
    }
}

fn compose_file(project: &Project) -> String {
    project
        .compose
        .as_ref()
        .map_or_else(String::new, |compose| compose.name.clone())
}

/// What `environment:` sets a variable to, and on which line. Nothing where that only passes on what the `.env` says.
fn declared(
    service: &compose::Service,
    env: Option<&EnvDocument>,
    key: &str,
) -> Option<(String, Option<usize>)> {
    let variable = service.variable(key)?;
    let written = variable.value.as_ref()?;
    let known = |name: &str| {
        let entry = env?.get(name)?;
        Some(env?.composed(&entry).text)
    };
    let value = compose::interpolated(written, known).text;
    let own = written.strip_prefix("${").or(written.strip_prefix('$'));
    let is_own = own
        .and_then(|name| name.strip_prefix(key))
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
    let passed_on = is_own && value == known(key).unwrap_or_default();
    (!passed_on).then_some((value, variable.line))
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
