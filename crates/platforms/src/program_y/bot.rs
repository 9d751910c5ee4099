//! One bot as its files describe it: what starts it, which clients run, and where their secrets are looked for.

use std::cell::OnceCell;

use chatelaine_documents::{
    Dialect, Document, DocumentKind, KeyPath, Node, Objection, Shape, Typed, compose, typed,
};

use super::client::{self, CLIENTS, Client, FALLBACK, PATHS};
use super::places::{self, Place};
use super::start::{Start, mentions, runs, starts};
use super::{CONFIG, LICENSE};
use crate::environment::Environment;
use crate::project::{Content, ProjectFile};
use crate::{Project, is_loopback};

/// A view of a project. Holds no value of a secret.
pub(super) struct Bot<'a> {
    pub(super) project: &'a Project,
    /// The configuration, when it is there and can be read.
    pub(super) config: Option<&'a dyn Document>,
    /// The command lines that start it.
    pub(super) starts: Vec<Start>,
    /// The clients that run; without a command line, those that the configuration has a section for.
    pub(super) clients: Vec<Client>,
    /// The compose service that runs it.
    service: Option<compose::Service>,
    objection: OnceCell<Option<Objection>>,
    /// Asked for every setting of every client.
    reads_config: OnceCell<bool>,
}

/// Where the licence keys are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Store {
    /// The store that `entities.license_keys` names, or the one that it should name.
    pub(super) name: String,
    /// Whether there is a `storage` at all. Without one the bot uses defaults below `/tmp`.
    pub(super) declared: bool,
    /// Whether `entities.license_keys` names it: without that, nothing is loaded.
    pub(super) named: bool,
    /// Its `type`; a store without one is ignored.
    pub(super) kind: Option<String>,
    /// Its `license_storage.file`, as written.
    pub(super) file: Option<String>,
}

/// What keeps the bot from its configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Obstacle {
    /// In words.
    pub(super) why: String,
    /// The file to change.
    pub(super) file: String,
    /// From 1, where it is known.
    pub(super) line: Option<usize>,
}

/// The type of the stores whose contents are files.
const FILE_STORE: &str = "file";

/// JSON must not begin with a byte order mark (RFC 8259 §8.1), and Python minds.
fn objection(config: &dyn Document) -> Option<Objection> {
    let json = config.kind() == DocumentKind::Json;
    if json && config.text().starts_with('\u{feff}') {
        return Some(Objection {
            line: 1,
            column: 1,
            why: "a byte order mark, which JSON must not have",
            stops: true,
        });
    }
    config.objection(Dialect::Yaml11)
}

impl Store {
    /// Whether the keys are in a database, where they cannot be seen.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.named && self.kind.as_deref().is_some_and(|kind| kind != FILE_STORE)
    }

    /// Where in the configuration something of this store stands.
    pub(super) fn path(&self, client: &Client, rest: &[&str]) -> KeyPath {
        let mut path = KeyPath::keys(&[client.section, "storage", "stores", &self.name]);
        for key in rest {
            path = path.key(key);
        }
        path
    }
}

impl<'a> Bot<'a> {
    pub(super) fn of(project: &'a Project) -> Self {
        let starts = starts(project);
        let config = project.document(CONFIG);
        let clients = clients(&starts, config);
        Self {
            project,
            config,
            clients,
            service: Environment::of(project, runs).service,
            starts,
            objection: OnceCell::new(),
            reads_config: OnceCell::new(),
        }
    }

    /// The command line that counts: the first.
    pub(super) fn start(&self) -> Option<&Start> {
        self.starts.first()
    }

    /// The configuration file, whether it exists or not.
    pub(super) fn config_file(&self) -> Option<&ProjectFile> {
        self.project.file(CONFIG)
    }

    /// The name of a role's file.
    pub(super) fn name(&self, role: &str) -> &str {
        self.project.name(role).unwrap_or(match role {
            CONFIG => "config.yaml",
            LICENSE => "license.keys",
            _ => "keys.txt",
        })
    }

    pub(super) fn node(&self, path: &KeyPath) -> Option<Node> {
        self.config?.get(path)
    }

    /// Where the key at `path` stands, or the nearest one above it that is there.
    pub(super) fn key_position(&self, path: &KeyPath) -> Option<(usize, usize)> {
        let config = self.config?;
        let mut path = path.clone();
        while let Some(parent) = path.parent() {
            let children = config.children(&parent);
            if let Some(child) = children.iter().find(|child| child.path == path) {
                return Some((child.line, child.column));
            }
            path = parent;
        }
        None
    }

    /// The text of a scalar of the configuration.
    pub(super) fn text(&self, path: &KeyPath) -> Option<String> {
        let node = self.node(path)?;
        (node.shape == Shape::Scalar).then_some(node.text)
    }

    /// Whether the configuration is there and holds nothing at all, or is not there.
    pub(super) fn has_no_config(&self) -> bool {
        match (self.config, self.config_file()) {
            (Some(config), _) => config.children(&KeyPath::root()).is_empty(),
            (None, Some(file)) => matches!(file.content, Content::Absent),
            (None, None) => true,
        }
    }

    /// Whether the configuration is XML, which this console does not read and 5.0.1 does not read rightly.
    pub(super) fn is_xml(&self) -> bool {
        let named = self.start().is_some_and(|start| {
            start.format.as_deref() == Some("xml")
                || start
                    .config
                    .as_deref()
                    .is_some_and(|config| config.ends_with(".xml"))
        });
        let lies_there = self.project.names.iter().any(|name| name == "config.xml");
        named || (self.starts.is_empty() && lies_there && self.has_no_config())
    }

    /// Why the bot cannot open its configuration for writing, which it does although it only reads it.
    pub(super) fn read_only(&self) -> Option<Obstacle> {
        let name = self.name(CONFIG);
        let mode = self.project.facts(name).and_then(|facts| facts.mode);
        if let Some(mode) = mode.filter(|mode| mode & 0o200 == 0) {
            return Some(Obstacle {
                why: format!("its mode is {:04o}", mode & 0o7777),
                file: name.to_owned(),
                line: None,
            });
        }
        let volumes = self.service.iter().flat_map(|service| &service.volumes);
        let mount = volumes.filter(|volume| volume.read_only).find(|volume| {
            volume
                .source
                .as_deref()
                .is_some_and(|source| covers(source, name))
        });
        if let (Some(mount), Some(compose)) = (mount, &self.project.compose) {
            return Some(Obstacle {
                why: format!("{} mounts it read-only", compose.name),
                file: compose.name.clone(),
                line: mount.line,
            });
        }
        let sealed = self.project.units.iter().find_map(|unit| {
            let line = line_of(&unit.text, "ProtectSystem=strict")?;
            let sealed = line_of(&unit.text, "ReadWritePaths=").is_none() && mentions(&unit.text);
            sealed.then(|| Obstacle {
                why: format!(
                    "{} has ProtectSystem=strict, which makes it read-only",
                    unit.name
                ),
                file: unit.name.clone(),
                line: Some(line),
            })
        });
        sealed.or_else(|| self.config_map(name))
    }

    /// Kubernetes mounts what a ConfigMap holds read-only, whatever the manifest says (since 1.9.6).
    fn config_map(&self, name: &str) -> Option<Obstacle> {
        let own = name.rsplit('/').next()?;
        self.project.manifests.iter().find_map(|manifest| {
            let line = line_of(&manifest.text, "configMap:")?;
            let ours = mentions(&manifest.text) && manifest.text.contains(own);
            ours.then(|| Obstacle {
                why: format!(
                    "{} mounts it from a ConfigMap, which is read-only",
                    manifest.name
                ),
                file: manifest.name.clone(),
                line: Some(line),
            })
        })
    }

    /// Whether what stands in the configuration reaches the bot.
    pub(super) fn reads_config(&self) -> bool {
        *self.reads_config.get_or_init(|| {
            self.read_only().is_none() && !self.runs_without_config() && self.objection().is_none()
        })
    }

    /// What in the configuration the bot's own reader stops at. The bot then starts with its defaults.
    pub(super) fn objection(&self) -> Option<Objection> {
        let found = || self.config.and_then(objection);
        *self.objection.get_or_init(found)
    }

    /// The first path of a client's section that is no text. The reading of the section ends there: whatever is read later,
    /// `authorization` above all, keeps its default.
    pub(super) fn stops_at(&self, client: &Client) -> Option<(&'static str, Node)> {
        let path_of = |key| KeyPath::keys(&[client.section, key]);
        PATHS.into_iter().find_map(|key| {
            let node = self.node(&path_of(key))?;
            let fits = matches!(
                typed(Dialect::Yaml11, &node),
                Typed::Null | Typed::Text(_) if node.tag.as_deref() != Some("!!binary")
            );
            (!fits).then_some((key, node))
        })
    }

    /// Whether a client gets as far as `key` in its section.
    pub(super) fn reaches(&self, client: &Client, key: &str) -> bool {
        let stop = self.stops_at(client);
        stop.is_none_or(|(stop, _)| Client::reads_first(key, stop))
    }

    /// Whether the command line leaves `--config` out, so that the bot uses nothing but its defaults.
    pub(super) fn runs_without_config(&self) -> bool {
        self.start()
            .is_some_and(|start| start.module.is_some() && start.config.is_none())
    }

    /// Where the licence keys of a client are kept.
    pub(super) fn store(&self, client: &Client) -> Store {
        let storage = KeyPath::keys(&[client.section, "storage"]);
        let stores = storage.key("stores");
        let kind = |store: &KeyPath| self.text(&store.key("type"));
        let entity = self.text(&storage.key("entities").key("license_keys"));
        let named = entity.is_some();
        let name = entity.unwrap_or_else(|| {
            let children = self
                .config
                .map(|config| config.children(&stores))
                .unwrap_or_default();
            children
                .iter()
                .find(|store| kind(&store.path).as_deref() == Some(FILE_STORE))
                .and_then(|store| key_of(&store.path))
                .unwrap_or_else(|| FILE_STORE.to_owned())
        });
        let store = stores.key(&name);
        let license = store.key("config").key("license_storage");
        Store {
            declared: self
                .node(&storage)
                .is_some_and(|node| node.shape == Shape::Mapping),
            named,
            kind: kind(&store),
            // `dirs` wins over `file`.
            file: self
                .text(&license.key("dirs"))
                .or_else(|| self.text(&license.key("file"))),
            name,
        }
    }

    /// Whether the file of a role is the one that the path in the configuration leads to.
    pub(super) fn leads_to(&self, path: &str, role: &str) -> bool {
        let Some(name) = self.project.name(role) else {
            return false;
        };
        match places::locate(path, self.start()) {
            Place::Inside(found) => found == name,
            Place::Absolute(found) => places::may_be(&found, name),
            Place::Temporary | Place::Outside => false,
        }
    }

    /// The port of this machine that leads to a port of the container.
    pub(super) fn published(&self, port: &str) -> Option<String> {
        let ports = &self.service.as_ref()?.ports;
        let published = ports
            .iter()
            .find(|candidate| candidate.target == port)?
            .published
            .clone()?;
        published.parse::<u16>().ok().map(|port| port.to_string())
    }

    /// Whether more than this machine can reach what listens at `host`. In a container it is the published ports that
    /// decide.
    pub(super) fn is_exposed(&self, host: &str) -> bool {
        if is_loopback(host) {
            return false;
        }
        self.service
            .as_ref()
            .is_none_or(|service| service.ports.iter().any(|port| !port.loopback_only()))
    }
}

/// The last key of a path.
pub(super) fn key_of(path: &KeyPath) -> Option<String> {
    match path.last() {
        Some(chatelaine_documents::Step::Key(key)) => Some(key.clone()),
        _ => None,
    }
}

fn clients(starts: &[Start], config: Option<&dyn Document>) -> Vec<Client> {
    let shape = |section: &str| {
        let node = config?.get(&KeyPath::keys(&[section]))?;
        Some(node.shape)
    };
    let has = |section: &str| shape(section) == Some(Shape::Mapping);
    let mut found: Vec<Client> = Vec::new();
    let started = starts
        .iter()
        .filter_map(|start| client::by_module(start.module.as_deref()?));
    for known in started {
        if found.iter().all(|client| client.known != known) {
            found.push(Client::of(known, shape));
        }
    }
    if found.is_empty() {
        let configured = CLIENTS.iter().filter(|known| has(known.section));
        found.extend(configured.map(|known| Client::of(*known, shape)));
    }
    if found.is_empty() {
        found.extend(CLIENTS.first().map(|flask| Client::of(*flask, shape)));
    }
    found
}

/// The first line that begins with a text, from 1; list marks do not count.
fn line_of(text: &str, start: &str) -> Option<usize> {
    let begins = |line: &str| line.trim_start_matches([' ', '\t', '-']).starts_with(start);
    Some(text.lines().position(begins)? + 1)
}

/// Whether a mounted path of the host is the file `name` of the folder, or the folder that it lies in.
fn covers(source: &str, name: &str) -> bool {
    let source = source.trim_start_matches("./").trim_end_matches('/');
    source == name
        || matches!(source, "" | "." | "$PWD" | "${PWD}")
        || places::may_be(source, name)
        || name
            .strip_prefix(source)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// Top-level keys of the configuration that no client reads, with what they were probably meant to be.
pub(super) fn misnamed(config: &dyn Document, wanted: &str) -> Option<String> {
    let near = |key: &String| {
        let lower = key.trim().to_ascii_lowercase();
        *key != wanted && (lower == wanted || lower == FALLBACK || lower == "rest")
    };
    let keys: Vec<String> = config
        .children(&KeyPath::root())
        .iter()
        .filter_map(|child| key_of(&child.path))
        .collect();
    let mut near = keys.into_iter().filter(near);
    near.next().filter(|_| near.next().is_none())
}
