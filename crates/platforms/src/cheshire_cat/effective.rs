//! Which value the running bot will use.
//!
//! Three things set a variable of the container, weakest first: the `.env` that `env_file` names, `environment:` in the
//! compose file, and then, at start, every *un-prefixed legacy name* that is set and not empty overwrites its `CCAT_`
//! successor (1.9.2: `JWT_SECRET=a` beats `CCAT_JWT_SECRET=b`).

use chatelaine_documents::{EnvDocument, KeyPath, compose};
use chatelaine_secrets::Secret;

use super::given::{Files, compose_file, place};
use super::settings::{SETTINGS, id};
use super::{ENV_FILE, ENV_ROLE, Known, version};
use crate::Setting;
use crate::composed::in_env;
use crate::project::{Effective, Project, Source};

/// The name that a setting had before version 1.6.2, which still wins.
#[must_use]
pub(super) fn legacy_name(setting: &'static Setting) -> &'static str {
    setting.name().trim_start_matches("CCAT_")
}

/// Every setting with the value that counts.
#[must_use]
pub fn effective(project: &Project) -> Vec<Effective> {
    let files = Files::of(project);
    let service = files.service.as_ref();
    let old = service.is_some_and(version::runs_without_locks);
    let value = |setting: &'static Setting| {
        let value = resolve(setting, project, &files);
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

fn resolve(setting: &'static Setting, project: &Project, files: &Files<'_>) -> Effective {
    let env = project.env.as_ref();
    let service = files.service.as_ref();
    let declared = |key: &str| declared(service?, env.map(|env| &env.document), key);
    let mut result = Effective::unset(setting, setting.id, KeyPath::keys(&[setting.name()]));
    let unread_env = project
        .file(ENV_ROLE)
        .filter(|file| file.problem().is_some());
    if let Some(file) = unread_env {
        result.hide(&file.name);
    }
    if let Some((env, entry)) = env.and_then(|env| Some((env, env.document.get(setting.name())?))) {
        result.value = Some(Secret::new(env.document.composed(&entry).text));
        result.source = place(env, &entry);
        result.loaded = files.pass_on(setting.name());
        result.own = Some((entry.line, entry.column, Secret::new(entry.value)));
    }
    files.give(setting.name(), &mut result);
    if let Some(found) = declared(setting.name()) {
        result.overridden_by = result
            .own
            .is_some()
            .then(|| format!("`environment:` in {}", found.file(project)));
        found.set(project, &mut result);
    }
    let legacy = legacy_name(setting);
    // An empty legacy name changes nothing, wherever it stands; and in `environment:` it hides the one in the `.env`.
    let legacy_in_compose = declared(legacy);
    let legacy_in_file = files
        .last(legacy)
        .filter(|(_, value, _)| legacy_in_compose.is_none() && !value.is_empty());
    if let Some(found) = legacy_in_compose.filter(|found| !found.value.is_empty()) {
        let file = found.file(project);
        result.overridden_by = Some(format!("the legacy name {legacy} in {file}"));
        found.set(project, &mut result);
    } else if let Some((file, value, entry)) = legacy_in_file {
        let own = file.name == ENV_FILE;
        let mut place_of = format!("line {}", entry.line);
        if !own {
            place_of = format!("{place_of} of {}", file.name);
        }
        result.overridden_by = Some(format!("the legacy name {legacy} on {place_of}"));
        result.loaded = !own || files.pass_on(legacy);
        result.source = place(file, &entry);
        result.value = Some(Secret::new(value));
    }
    // A lock is not believed that a file nobody can read may take off; what stands open without it is said.
    if files.unread && result.is_set() {
        result.hide(&compose_file(project));
    }
    result
}

/// What `environment:` sets a variable to.
struct Declared<'a> {
    value: String,
    variable: &'a compose::Variable,
}

impl Declared<'_> {
    fn file(&self, project: &Project) -> String {
        let own = self.variable.file.clone();
        own.unwrap_or_else(|| compose_file(project))
    }

    fn set(self, project: &Project, result: &mut Effective) {
        result.source = Source::Environment {
            file: self.file(project),
            line: self.variable.line,
        };
        result.value = Some(Secret::new(self.value));
        result.loaded = true;
    }
}

/// What `environment:` sets a variable to. Nothing where that only passes on what the `.env` says.
fn declared<'a>(
    service: &'a compose::Service,
    env: Option<&EnvDocument>,
    key: &str,
) -> Option<Declared<'a>> {
    let variable = service.variable(key)?;
    let written = variable.value.as_ref()?;
    let known = |name: &str| in_env(env?, name);
    let value = compose::interpolated(written, known).text;
    let own = written.strip_prefix("${").or(written.strip_prefix('$'));
    let is_own = own
        .and_then(|name| name.strip_prefix(key))
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
    let passed_on = is_own && value == known(key).unwrap_or_default();
    (!passed_on).then_some(Declared { value, variable })
}

/// The service that runs the bot: by its image, else by its name, else the only one.
pub(super) fn cat_service(project: &Project) -> Option<compose::Service> {
    let mut services = project.services();
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
