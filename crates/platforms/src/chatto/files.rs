//! Which files of a folder matter.
//!
//! Chatto asks viper for the configurations called `bot` and `chn`, not for files of a certain name: of all files with
//! that base name the first in a fixed order is read, and the others are not even mentioned in the log.

use chatelaine_documents::compose::{Compose, Service, look};
use chatelaine_documents::{DocumentKind, KeyPath, Step};

use super::{BOT, CHN, SPEC};
use crate::folder::{FileSpec, Folder, Recognised, compose_files};

/// The port that Chatto listens on unless told otherwise (0.9.2).
const DEFAULT_PORT: &str = "4770";

/// The image of the project.
pub(super) const IMAGE: &str = "jaimeteb/chatto";

/// The extensions in the order in which viper 1.7.1 looks for them (`SupportedExts`).
const LOOKUP: [&str; 11] = [
    "json",
    "toml",
    "yaml",
    "yml",
    "properties",
    "props",
    "prop",
    "hcl",
    "dotenv",
    "env",
    "ini",
];

/// What gives a file away: a key at its top that only such a file has.
const MARKS: [(&str, &[&str]); 4] = [
    (
        BOT,
        &[
            "bot_name",
            "extensions",
            "store",
            "conversation",
            "auth",
            "enable_rest_cors",
        ],
    ),
    (CHN, &["rest", "telegram", "twilio", "slack"]),
    ("fsm", &["transitions"]),
    ("clf", &["classification"]),
];

/// The bot's own file and that of its channels: the ones that Chatto would read, as far as they can be read here.
pub(super) fn files(folder: &dyn Folder) -> Vec<FileSpec> {
    [BOT, CHN]
        .into_iter()
        .map(|role| {
            let mut there = candidates(folder, role);
            let found = there.find_map(|name| Some((kind(&name)?, name)));
            let (kind, name) = found.unwrap_or((DocumentKind::Yaml, format!("{role}.yml")));
            FileSpec::new(role, name, kind)
        })
        .collect()
}

/// The files that are there of those that Chatto looks for, the one that counts first. Where nothing is called that, in
/// large or small letters, no name is tried.
fn candidates(folder: &dyn Folder, stem: &str) -> impl Iterator<Item = String> {
    let begins = |name: &String| {
        let start = name.get(..stem.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(stem))
    };
    let some = folder.names().iter().any(begins);
    let extensions = if some { &LOOKUP[..] } else { &[] };
    extensions
        .iter()
        .map(move |extension| format!("{stem}.{extension}"))
        .filter(|name| folder.has(name))
}

/// How a file is read here; nothing where it is not.
pub(super) fn kind(name: &str) -> Option<DocumentKind> {
    match name.rsplit_once('.')?.1 {
        "json" => Some(DocumentKind::Json),
        "yaml" | "yml" => Some(DocumentKind::Yaml),
        _ => None,
    }
}

/// Of the files with this base name, those that Chatto would read, the one that counts first.
pub(super) fn there(names: &[String], stem: &str) -> Vec<String> {
    let named = |extension: &str| {
        let is_it = |name: &&String| {
            let rest = name.strip_prefix(stem);
            rest.and_then(|rest| rest.strip_prefix('.')) == Some(extension)
        };
        names.iter().find(is_it).cloned()
    };
    LOOKUP.into_iter().filter_map(named).collect()
}

/// Files of Chatto by what stands in them, both files that no Chatto starts without, or its image in a compose file.
/// The names alone are too common to claim a folder.
pub(super) fn recognise(folder: &dyn Folder) -> Option<Recognised> {
    let mut found = Recognised::default();
    let mut chatto = false;
    for (stem, marks) in MARKS {
        for name in candidates(folder, stem) {
            chatto |= is_marked(folder, &name, marks);
            found.files.push(name);
        }
    }
    let has = |stem: &str| {
        found
            .files
            .iter()
            .any(|name| name.starts_with(&format!("{stem}.")))
    };
    chatto |= has("fsm") && has("clf");
    let mut url = None;
    for name in compose_files(folder) {
        let text = folder.read(name).unwrap_or_default();
        let service = look(&String::from_utf8_lossy(&text))
            .ok()
            .and_then(|compose| service(&compose).cloned());
        if let Some(service) = service {
            chatto |= runs_image(&service);
            found.version = found.version.or_else(|| version(&service));
            url = url.or_else(|| published(&service));
        }
        found.files.push(name.to_owned());
    }
    found.version = found.version.or_else(|| module_version(folder));
    found.url = Some(url.unwrap_or_else(|| SPEC.default_url.to_owned()));
    chatto.then_some(found)
}

fn is_marked(folder: &dyn Folder, name: &str, marks: &[&str]) -> bool {
    let document = kind(name).and_then(|kind| folder.document(name, kind));
    let keys = document.map(|document| document.children(&KeyPath::root()));
    keys.unwrap_or_default()
        .iter()
        .any(|child| match child.path.last() {
            Some(Step::Key(key)) => marks.contains(&key.to_lowercase().as_str()),
            _ => false,
        })
}

/// The service that runs the bot. The project's own compose file runs the extension server from the same image, so the
/// name decides between two of them.
pub(super) fn service(compose: &Compose) -> Option<&Service> {
    let services = &compose.services;
    let extension = |service: &&Service| service.name.to_lowercase().contains("ext");
    let by_image = services.iter().filter(|service| runs_image(service));
    let by_name = services.iter().filter(|service| {
        let name = service.name.to_lowercase();
        name.contains("chatto") || name == "bot"
    });
    by_image
        .chain(by_name)
        .find(|service| !extension(service))
        .or_else(|| services.first().filter(|_| services.len() == 1))
}

fn runs_image(service: &Service) -> bool {
    service
        .image
        .as_deref()
        .is_some_and(|image| image.contains(IMAGE))
}

/// The version that the image's tag names: `0.9.2`.
pub(super) fn version(service: &Service) -> Option<String> {
    let (_, rest) = service.image.as_deref()?.split_once(IMAGE)?;
    let tag = rest.strip_prefix(':')?.split('@').next()?;
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    tag.starts_with(|c: char| c.is_ascii_digit())
        .then(|| tag.to_owned())
}

/// The version that a `go.mod` asks for.
fn module_version(folder: &dyn Folder) -> Option<String> {
    let text = folder.read("go.mod")?;
    let text = String::from_utf8_lossy(&text);
    let (_, rest) = text.split_once("github.com/jaimeteb/chatto v")?;
    Some(rest.split_whitespace().next()?.to_owned())
}

/// Where the machine answers for the container.
fn published(service: &Service) -> Option<String> {
    let numbered = |port: &Option<String>| port.as_ref()?.parse::<u16>().ok();
    let port = service
        .ports
        .iter()
        .find(|port| port.target == DEFAULT_PORT)
        .or_else(|| service.ports.first().filter(|_| service.ports.len() == 1))?;
    Some(format!("http://localhost:{}", numbered(&port.published)?))
}
