//! Which files of a folder matter.

use chatelaine_documents::{DocumentKind, KeyPath, Shape};

use super::bot::Bot;
use super::client::is_section;
use super::places::{self, Place};
use super::start::{Start, mentions, starts};
use super::{CONFIG, KEYS, LICENSE, SPEC};
use crate::folder::{FileSpec, Folder, Recognised, compose_files};
use crate::project::{Content, Project, ProjectFile, TextFile};

/// Names under which configurations are kept, the first for a new one.
const CONFIGS: &[&str] = &[
    "config.yaml",
    "config.yml",
    "config.json",
    "config/config.yaml",
    "conf/config.yaml",
];
const LICENSES: &[&str] = &[
    "storage/licenses/license.keys",
    "licenses/license.keys",
    "license.keys",
];
const KEY_LISTS: &[&str] = &["storage/keys/keys.txt", "keys/keys.txt", "keys.txt"];

/// What a section of Program-Y has and a section of that name in other programs has not: `flask:` alone could be
/// anybody's.
const TELLING: &[&str] = &[
    "bots",
    "storage",
    "use_api_keys",
    "api_key_file",
    "authorization",
    "bot_selector",
    "responder",
    "renderer",
    "triggers",
];

/// The configuration, `license.keys` and the list of API keys.
pub(super) fn files(folder: &dyn Folder) -> Vec<FileSpec> {
    let mut project = surroundings(folder);
    let starts = starts(&project);
    let start = starts.first();
    let config = config(folder, start);
    project.files.extend(configuration(folder, &config));
    let bot = Bot::of(&project);
    let place = |path: Option<String>, usual: &[&str], below_storage: &str| {
        path.and_then(|path| inside(&path, folder, start))
            .or_else(|| {
                usual
                    .iter()
                    .find(|name| folder.has(name))
                    .map(|name| (*name).to_owned())
            })
            .unwrap_or_else(|| places::default_name(start, below_storage))
    };
    let license = bot.clients.iter().find_map(|client| bot.store(client).file);
    let keys = bot
        .clients
        .iter()
        .find_map(|client| bot.text(&KeyPath::keys(&[client.section, "api_key_file"])));
    let license = place(license, LICENSES, "licenses/license.keys");
    let keys = place(keys, KEY_LISTS, "keys/keys.txt");
    vec![
        config,
        FileSpec::new(LICENSE, license, DocumentKind::LicenseKeys),
        FileSpec::new(KEYS, keys, DocumentKind::KeyList),
    ]
}

/// A configuration with a section that only Program-Y has, a command line that starts one, its requirements, or a
/// `license.keys`.
pub(super) fn recognise(folder: &dyn Folder) -> Option<Recognised> {
    let project = surroundings(folder);
    let starts = starts(&project);
    let specs = files(folder);
    let requirements = requirements(folder);
    let configured = specs
        .iter()
        .find(|spec| spec.role == CONFIG)
        .is_some_and(|spec| is_ours(folder, spec));
    let licensed = specs
        .iter()
        .any(|spec| spec.role == LICENSE && folder.has(&spec.name));
    if !configured && !licensed && starts.is_empty() && requirements.is_none() {
        return None;
    }
    let mut found = Recognised {
        version: requirements
            .as_ref()
            .and_then(|(_, version)| version.clone()),
        url: Some(url(folder, &specs).unwrap_or_else(|| SPEC.default_url.to_owned())),
        ..Recognised::default()
    };
    let own = specs.into_iter().map(|spec| spec.name);
    found.files.extend(own.filter(|name| folder.has(name)));
    found.files.extend(compose_files(folder).map(str::to_owned));
    found.files.extend(requirements.map(|(name, _)| name));
    Some(found)
}

/// What stands around the configuration: compose file and units.
fn surroundings(folder: &dyn Folder) -> Project {
    let text = |name: &str| {
        let bytes = folder.read(name)?;
        Some(TextFile {
            name: name.to_owned(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        })
    };
    let units = folder
        .names()
        .iter()
        .filter(|name| name.ends_with(".service"));
    Project {
        compose: compose_files(folder).next().and_then(text),
        units: units.filter_map(|name| text(name)).collect(),
        names: folder.names().to_vec(),
        ..Project::default()
    }
}

/// The configuration, when it is there and can be read.
fn configuration(folder: &dyn Folder, spec: &FileSpec) -> Option<ProjectFile> {
    let document = folder.document(&spec.name, spec.kind)?;
    Some(ProjectFile {
        role: CONFIG,
        name: spec.name.clone(),
        kind: spec.kind,
        content: Content::Document(document.boxed_clone()),
    })
}

fn config(folder: &dyn Folder, start: Option<&Start>) -> FileSpec {
    let named = start
        .and_then(|start| start.config.as_deref())
        .filter(|path| !path.ends_with(".xml"))
        .and_then(|path| inside(path, folder, start));
    let usual = || CONFIGS.iter().copied().find(|name| folder.has(name));
    let other = || {
        let names = folder.names().iter().map(String::as_str);
        names.filter(|name| kind(name).is_some()).find(|name| {
            is_ours(
                folder,
                &FileSpec::new(CONFIG, *name, kind(name).unwrap_or(DocumentKind::Yaml)),
            )
        })
    };
    let name = named.unwrap_or_else(|| {
        let name = usual().or_else(other).unwrap_or(CONFIGS[0]);
        name.to_owned()
    });
    let by_option = start.and_then(|start| match start.format.as_deref()? {
        "json" => Some(DocumentKind::Json),
        "yaml" => Some(DocumentKind::Yaml),
        _ => None,
    });
    let kind = by_option.or(kind(&name)).unwrap_or(DocumentKind::Yaml);
    FileSpec::new(CONFIG, name, kind)
}

fn kind(name: &str) -> Option<DocumentKind> {
    match name.rsplit_once('.')?.1 {
        "yaml" | "yml" => Some(DocumentKind::Yaml),
        "json" => Some(DocumentKind::Json),
        _ => None,
    }
}

/// The file of the folder that a path leads to. Of an absolute path, which may be one within a container, the longest
/// end that is there.
fn inside(path: &str, folder: &dyn Folder, start: Option<&Start>) -> Option<String> {
    match places::locate(path, start) {
        Place::Inside(name) => Some(name).filter(|name| !name.is_empty()),
        Place::Absolute(path) => path
            .match_indices('/')
            .map(|(at, _)| &path[at + 1..])
            .find(|name| !name.is_empty() && folder.has(name))
            .map(str::to_owned),
        Place::Temporary | Place::Outside => None,
    }
}

/// Whether a configuration has a section of Program-Y. One that cannot be read is known by its variable.
fn is_ours(folder: &dyn Folder, spec: &FileSpec) -> bool {
    let Some(document) = folder.document(&spec.name, spec.kind) else {
        let bytes = folder.read(&spec.name).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        return text.contains("$BOT_ROOT") || mentions(&text);
    };
    let sections = document.children(&KeyPath::root());
    sections.iter().any(|section| {
        let Some(name) = super::bot::key_of(&section.path) else {
            return false;
        };
        let lower = name.to_ascii_lowercase();
        let known = is_section(&lower) || lower == "rest";
        let telling = |key: &&str| document.get(&section.path.key(key)).is_some();
        known && TELLING.iter().any(telling)
    })
}

/// A file that asks for the package, and the version that it asks for.
fn requirements(folder: &dyn Folder) -> Option<(String, Option<String>)> {
    ["requirements.txt", "Dockerfile", "pyproject.toml"]
        .into_iter()
        .find_map(|name| {
            let bytes = folder.read(name)?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let asked = |word: &str| {
                let rest = word.strip_prefix("programy")?;
                let version = rest.strip_prefix("==").map(str::to_owned);
                (rest.is_empty() || rest.starts_with(['=', '>', '<', '~', '!'])).then_some(version)
            };
            let mut words =
                text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ','));
            let version = words.find_map(asked)?;
            Some((name.to_owned(), version))
        })
}

/// The address that host, port and certificate make.
fn url(folder: &dyn Folder, specs: &[FileSpec]) -> Option<String> {
    let spec = specs.iter().find(|spec| spec.role == CONFIG)?;
    let mut project = surroundings(folder);
    project.files.push(configuration(folder, spec)?);
    let bot = Bot::of(&project);
    let client = bot.clients.iter().find(|client| client.is_http())?;
    let setting = |key: &str| {
        let path = KeyPath::keys(&[client.section, key]);
        let node = bot.node(&path).filter(|node| node.shape == Shape::Scalar)?;
        let row = crate::Platform::ProgramY.setting(&client.id(key))?.setting;
        super::reading::read(row, &node)
    };
    let tls = setting("ssl_cert_file").is_some() && setting("ssl_key_file").is_some();
    let scheme = if tls { "https" } else { "http" };
    let host = setting("host")
        .filter(|host| host != "0.0.0.0" && host != "::" && !crate::is_loopback(host))
        .unwrap_or_else(|| "localhost".to_owned());
    let port = setting("port").unwrap_or_else(|| "80".to_owned());
    let port = bot.published(&port).unwrap_or(port);
    Some(format!("{scheme}://{host}:{port}"))
}
