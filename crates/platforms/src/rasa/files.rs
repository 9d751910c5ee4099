//! Which files of a folder matter.

use chatelaine_documents::{DocumentKind, EnvDocument, KeyPath, Step};

use super::channels::{self, SECTIONS};
use super::view::View;
use super::{CREDENTIALS, ENDPOINTS, ENV, SPEC};
use crate::folder::{FileSpec, Folder, Recognised, compose_files};
use crate::project::{EnvFile, Project, TextFile};

/// The file with intents and answers, which every bot has (or a folder of that name).
const DOMAIN: &str = "domain.yml";
/// Keys that no other platform's `domain.yml` would have.
const DOMAIN_KEYS: &[&str] = &["intents", "responses", "slots", "session_config", "forms"];

/// The two configuration files, where the command line says that they are, and the `.env`.
pub(super) fn files(folder: &dyn Folder) -> Vec<FileSpec> {
    specs(folder, &View::of(&around(folder)))
}

fn specs(folder: &dyn Folder, view: &View<'_>) -> Vec<FileSpec> {
    let yaml = |(role, usual): (&'static str, &'static str)| {
        let named = view.run.as_ref().and_then(|run| run.text(role));
        let path = named.as_ref().map_or(usual, |path| path.expose());
        let name = mounted(folder, view, path).or_else(|| inside(folder, path));
        FileSpec::new(
            role,
            name.unwrap_or_else(|| usual.to_owned()),
            DocumentKind::Yaml,
        )
    };
    vec![
        yaml(CREDENTIALS),
        yaml(ENDPOINTS),
        FileSpec::new(ENV.0, ENV.1, DocumentKind::Env),
    ]
}

/// A `credentials.yml`, `endpoints.yml` or `domain.yml` that says what Rasa's say, or a compose file with its image.
pub(super) fn recognise(folder: &dyn Folder) -> Option<Recognised> {
    let project = around(folder);
    let view = View::of(&project);
    let specs = specs(folder, &view);
    let mut found = Recognised::default();
    let mut rasa = view.run.is_some();
    for spec in &specs {
        if !folder.has(&spec.name) {
            continue;
        }
        let keys = top_keys(folder, &spec.name);
        rasa |= match spec.role {
            role if role == CREDENTIALS.0 => keys.iter().any(|key| {
                channels::find(key).is_some() || channels::is_pro(key) || channels::is_own(key)
            }),
            role if role == ENDPOINTS.0 => keys.iter().any(|key| SECTIONS.contains(&key.as_str())),
            _ => false,
        };
        found.files.push(spec.name.clone());
    }
    if folder.has(DOMAIN) {
        let keys = top_keys(folder, DOMAIN);
        if keys.iter().any(|key| DOMAIN_KEYS.contains(&key.as_str())) {
            rasa = true;
            found.files.push(DOMAIN.to_owned());
        }
    }
    found.files.extend(compose_files(folder).map(str::to_owned));
    let image = view
        .variables
        .service()
        .and_then(|service| super::variables::image(service.image.as_deref()?));
    let image = image.filter(|(name, _)| matches!(*name, "rasa" | "rasa-pro"));
    rasa |= image.is_some();
    found.version = image
        .and_then(|(_, tag)| version(tag?))
        .or_else(|| required(folder));
    found.url = Some(url(&view));
    rasa.then_some(found)
}

/// The files around the bot, as far as they tell how it is started.
fn around(folder: &dyn Folder) -> Project {
    let text = |name: &str| {
        let bytes = folder.read(name)?;
        Some(TextFile {
            name: name.to_owned(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        })
    };
    let compose = compose_files(folder).next().and_then(text);
    let units = folder
        .names()
        .iter()
        .filter(|name| name.ends_with(".service"))
        .filter_map(|name| text(name))
        .collect();
    let env = folder
        .read(ENV.1)
        .and_then(|bytes| EnvDocument::parse(&bytes).ok())
        .map(|document| EnvFile {
            name: ENV.1.to_owned(),
            document,
        });
    Project {
        env,
        compose,
        units,
        ..Project::default()
    }
}

/// The file of the folder that is mounted at a path of the container. In the official image paths begin at `/app`.
fn mounted(folder: &dyn Folder, view: &View<'_>, path: &str) -> Option<String> {
    let path = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/app/{}", path.trim_start_matches("./"))
    };
    let mut volumes: Vec<_> = view.variables.service()?.volumes.iter().collect();
    // The deepest mount is the one that is seen.
    volumes.sort_by_key(|volume| std::cmp::Reverse(volume.target.len()));
    volumes.into_iter().find_map(|volume| {
        let rest = path.strip_prefix(volume.target.trim_end_matches('/'))?;
        if !(rest.is_empty() || rest.starts_with('/')) {
            return None;
        }
        let source = volume.source.as_deref()?.strip_prefix('.')?;
        let name = format!("{source}{rest}");
        let name = name.trim_start_matches('/').to_owned();
        (is_tidy(&name) && folder.has(&name)).then_some(name)
    })
}

/// The file of the folder that a path on a command line means: relative to it, or below `/app` in the official image.
fn inside(folder: &dyn Folder, path: &str) -> Option<String> {
    let name = path.trim_start_matches("./");
    let name = name.strip_prefix("/app/").unwrap_or(name);
    let there = folder.has(name) || !path.starts_with('/');
    (is_tidy(name) && there).then(|| name.to_owned())
}

/// Whether a name stays inside the folder.
fn is_tidy(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('/') && !name.split('/').any(|part| part == "..")
}

fn top_keys(folder: &dyn Folder, name: &str) -> Vec<String> {
    let document = folder.document(name, DocumentKind::Yaml);
    let children = document.map(|document| document.children(&KeyPath::root()));
    children
        .unwrap_or_default()
        .into_iter()
        .filter_map(|child| match child.path.last() {
            Some(Step::Key(name)) => Some(name.clone()),
            _ => None,
        })
        .collect()
}

/// `3.6.20` of the tag `3.6.20-full`.
fn version(tag: &str) -> Option<String> {
    let number = tag.split('-').next()?;
    let fits =
        number.split('.').count() > 1 && number.split('.').all(|part| part.parse::<u32>().is_ok());
    fits.then(|| number.to_owned())
}

/// The version that `requirements.txt` pins.
fn required(folder: &dyn Folder) -> Option<String> {
    let bytes = folder.read("requirements.txt")?;
    let text = String::from_utf8_lossy(&bytes);
    text.lines().find_map(|line| {
        let (name, rest) = line.split_once("==")?;
        let name = name.split('[').next()?.trim();
        let pinned = rest.split([' ', ';', '#', ',']).next()?.trim();
        matches!(name, "rasa" | "rasa-pro" | "rasa_pro")
            .then(|| version(pinned))
            .flatten()
    })
}

/// Where the bot probably listens: the published port, else `-p`.
fn url(view: &View<'_>) -> String {
    let scheme = if view.serves_tls() { "https" } else { "http" };
    let flag = view.run.as_ref().and_then(|run| run.text("port"));
    let port = match view.variables.service() {
        Some(service) => service
            .ports
            .first()
            .and_then(|port| port.published.clone())
            .and_then(|port| view.variables.interpolated(&port)),
        None => flag,
    };
    match port.and_then(|port| port.expose().parse::<u16>().ok()) {
        Some(port) => format!("{scheme}://localhost:{port}"),
        None => SPEC.default_url.replacen("http", scheme, 1),
    }
}
