//! Chatto's files as viper sees them, and the environment that goes over them.
//!
//! viper 1.7.1 ignores the case of keys, takes a key with dots in it for a path, and looks into the environment only for
//! keys that it knows from the file or from a default: a variable without its key changes nothing, and nothing says so.

use std::cell::OnceCell;

use chatelaine_documents::{Dialect, Document, KeyPath, Node, Shape, compose, manifest};
use chatelaine_secrets::Secret;

use super::search::Keys;
use super::{BOT, CHN, files};
use crate::environment::{CommandLine, Environment, Variable};
use crate::{Content, Project};

/// Keys with defaults in the source (0.9.2, `internal/bot/config.go`): they are known without standing in the file.
const KNOWN_BY_DEFAULT: [&str; 4] = ["bot_name", "store.ttl", "store.purge", "conversation"];

/// Everything that the files say about one bot.
pub(super) struct Configuration<'a> {
    pub(super) project: &'a Project,
    pub(super) environment: Environment,
    /// The compose services beside the bot's own.
    pub(super) neighbours: Vec<compose::Service>,
    /// The version that the image's tag names, as far as numbers go.
    pub(super) version: Option<[u32; 3]>,
    /// The keys at the top of each file.
    tops: [(&'static str, OnceCell<Keys>); 2],
    /// Whether Chatto reads in each file what stands there.
    read: [(&'static str, OnceCell<State>); 2],
}

/// Whether a file can be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// There is none; Chatto then asks for no credential.
    Absent,
    /// It is what Chatto reads.
    Read,
    /// It makes no sense: Chatto does not start.
    Broken,
    /// Chatto reads other values in it than stand there for us.
    Misread,
    /// Chatto reads another one, in a format that is not read here.
    Elsewhere,
}

impl State {
    /// Whether the values that the bot has are not those that we read.
    pub(super) fn is_unread(self) -> bool {
        matches!(self, Self::Broken | Self::Misread | Self::Elsewhere)
    }
}

/// A variable and what is known of its value.
pub(super) struct Supplied<'a> {
    /// Its name.
    pub(super) name: String,
    /// Nothing where it is taken from where nobody here can look.
    pub(super) value: Option<Secret>,
    pub(super) file: &'a str,
    pub(super) line: Option<usize>,
    /// Whether it reaches the process at all: a `.env` that nothing loads does not.
    pub(super) arrives: bool,
}

impl<'a> Configuration<'a> {
    pub(super) fn of(project: &'a Project) -> Self {
        let found = project.composed().and_then(Result::ok);
        let own = found.as_ref().and_then(files::service);
        let name = own.map(|service| service.name.clone());
        let version = own
            .and_then(files::version)
            .and_then(|version| numbers(&version));
        let mut environment =
            Environment::of(project, |service| Some(&service.name) == name.as_ref());
        if environment.service.is_none() && project.units.is_empty() {
            of_pods(project, &mut environment);
        }
        let neighbours = found.map(|compose| compose.services).unwrap_or_default();
        Self {
            project,
            environment,
            neighbours: neighbours
                .into_iter()
                .filter(|service| Some(&service.name) != name.as_ref())
                .collect(),
            version,
            tops: [BOT, CHN].map(|role| (role, OnceCell::new())),
            read: [BOT, CHN].map(|role| (role, OnceCell::new())),
        }
    }

    /// Whether some container uses the network of the machine itself, so that published ports tell nothing.
    pub(super) fn has_host_network(&self) -> bool {
        let text = self.project.compose.as_ref().map(|file| &file.text);
        text.is_some_and(|text| {
            text.lines().any(|line| {
                let mode = line.trim().strip_prefix("network_mode:");
                mode.is_some_and(|mode| mode.trim().trim_matches(['"', '\'']) == "host")
            })
        })
    }

    /// Every command line that the files show: those of the extension servers count as well.
    pub(super) fn commands(&self) -> Vec<CommandLine> {
        let file = self.project.compose.as_ref().map(|file| &file.name);
        let neighbours = self.neighbours.iter().filter_map(|service| {
            let file = file?;
            CommandLine::of_service(file, service)
        });
        self.environment
            .commands
            .iter()
            .cloned()
            .chain(neighbours)
            .collect()
    }

    /// Whether the file of a role can be judged.
    pub(super) fn state(&self, role: &str) -> State {
        if self.elsewhere(role).is_some() {
            return State::Elsewhere;
        }
        match self.project.file(role).map(|file| &file.content) {
            Some(Content::Document(document)) => {
                let known = self.read.iter().find(|(known, _)| *known == role);
                let judge = || match document.objection(Dialect::Go) {
                    None => State::Read,
                    Some(objection) if objection.stops => State::Broken,
                    Some(_) => State::Misread,
                };
                known.map_or_else(judge, |(_, state)| *state.get_or_init(judge))
            }
            Some(Content::Unreadable(_)) => State::Broken,
            Some(Content::Absent) | None => State::Absent,
        }
    }

    /// The file that Chatto reads for a role, when it is one that is not read here.
    pub(super) fn elsewhere(&self, role: &str) -> Option<String> {
        let first = files::there(&self.project.names, role).into_iter().next()?;
        files::kind(&first).is_none().then_some(first)
    }

    /// Whether the version is from before there were tokens (changelog of 0.6.0).
    pub(super) fn is_without_locks(&self) -> bool {
        self.version.is_some_and(|version| version < [0, 6, 0])
    }

    /// The name of a role's file, or of the one that would be made.
    pub(super) fn file_name(&self, role: &str) -> String {
        self.project
            .name(role)
            .map_or_else(|| format!("{role}.yml"), str::to_owned)
    }

    /// Where a key stands in the file.
    pub(super) fn find(&self, role: &str, keys: &[String]) -> Option<(KeyPath, Node)> {
        let document = self.project.document(role)?;
        let path = match keys {
            [] => KeyPath::root(),
            keys => self.search(role, document, keys)?.clone(),
        };
        let node = document.get(&path)?;
        Some((path, node))
    }

    fn search(&self, role: &str, document: &dyn Document, keys: &[String]) -> Option<&KeyPath> {
        let (_, top) = self.tops.iter().find(|(known, _)| *known == role)?;
        let top = top.get_or_init(|| Keys::below(document, &KeyPath::root()));
        top.search(document, keys)
    }

    /// Where a key stands, or where it would be put: below those of its parents that are there, however they are spelled.
    pub(super) fn place(&self, role: &str, keys: &[String]) -> KeyPath {
        let Some(document) = self.project.document(role) else {
            return KeyPath::keys(keys);
        };
        let found = (1..=keys.len()).rev().find_map(|taken| {
            let (above, below) = keys.split_at(taken);
            let path = self.search(role, document, above)?.clone();
            Some(below.iter().fold(path, |path, key| path.key(key)))
        });
        found.unwrap_or_else(|| KeyPath::keys(keys))
    }

    /// Whether viper looks a key up in the environment: it stands in the file, with or without a value, or has a default.
    pub(super) fn knows(&self, role: &str, keys: &[String]) -> bool {
        let found = self.find(role, keys);
        Self::is_known(role, keys, found.as_ref().map(|(_, node)| node))
    }

    /// [`Self::knows`] of a key that was looked for already.
    pub(super) fn is_known(role: &str, keys: &[String], found: Option<&Node>) -> bool {
        let by_default = || {
            let key = keys.join(".");
            KNOWN_BY_DEFAULT.iter().any(|known| {
                let rest = key.strip_prefix(known);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        found.is_some_and(|node| node.shape != Shape::Mapping) || (role == BOT && by_default())
    }

    /// The name under which viper looks a key up. Only dots are replaced: a dash in an alias stays.
    pub(super) fn variable_name(&self, role: &str, keys: &[String]) -> String {
        let key = keys.join("_").replace('.', "_").to_uppercase();
        // Prefixes came with 0.7.1.
        match self.version {
            Some(version) if version < [0, 7, 1] => key,
            _ => format!("CHATTO_{}_{key}", role.to_uppercase()),
        }
    }

    /// A variable that is set to something. viper takes an empty one for none.
    pub(super) fn supplied(&self, name: &str) -> Option<Supplied<'_>> {
        if let Some(variable) = self.environment.variable(name) {
            let value = self.value(variable);
            let filled = value.as_ref().is_none_or(|value| !value.is_empty());
            return filled.then(|| Supplied {
                name: name.to_owned(),
                value,
                file: &variable.file,
                line: variable.line,
                arrives: true,
            });
        }
        let env = self.project.env.as_ref()?;
        let entry = env
            .document
            .get(name)
            .filter(|entry| !entry.value.is_empty())?;
        Some(Supplied {
            name: name.to_owned(),
            value: Some(Secret::new(entry.value.clone())),
            file: &env.name,
            line: Some(entry.line),
            arrives: false,
        })
    }

    /// Whether there is any variable that could be meant for the bot.
    pub(super) fn has_variables(&self) -> bool {
        !self.environment.variables.is_empty() || self.project.env.is_some()
    }

    /// What a key gets from the environment.
    pub(super) fn supply(&self, role: &str, keys: &[String]) -> Option<Supplied<'_>> {
        if !self.has_variables() {
            return None;
        }
        self.supplied(&self.variable_name(role, keys))
    }

    /// A variable for a section that the key stands in, with the section's name. viper does not look below such a section,
    /// so that the key counts as absent whatever the file says (1.7.1, `isPathShadowedInAutoEnv`; tried on 0.9.2).
    pub(super) fn shadow(&self, role: &str, keys: &[String]) -> Option<(Supplied<'_>, String)> {
        (1..keys.len()).find_map(|taken| {
            let supplied = self.supply(role, &keys[..taken])?;
            supplied
                .arrives
                .then(|| (supplied, keys[..taken].join(".")))
        })
    }

    /// The names of all variables that could be meant for the bot.
    pub(super) fn variable_names(&self) -> Vec<String> {
        let from_env = self.project.env.iter().flat_map(|env| {
            let entries = env.document.entries();
            entries.map(|entry| entry.key.to_owned())
        });
        let given = self.environment.variables.iter();
        let mut names: Vec<String> = given
            .map(|variable| variable.name.clone())
            .chain(from_env)
            .filter(|name| name.starts_with("CHATTO_BOT_") || name.starts_with("CHATTO_CHN_"))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// What a variable is set to. Compose takes `${NAME}` from the `.env` beside it; what is not there may come from the
    /// shell that starts it.
    fn value(&self, variable: &Variable) -> Option<Secret> {
        if let Some(value) = &variable.value {
            return Some(value.clone());
        }
        let service = self.environment.service.as_ref()?;
        let written = service.variable(&variable.name)?.value.as_ref()?;
        let inner = written.strip_prefix("${")?.strip_suffix('}')?;
        let name = inner.split([':', '-', '?', '+']).next()?;
        let entry = self.project.env.as_ref()?.document.get(name)?;
        (!inner.contains('+')).then(|| Secret::new(entry.value.clone()))
    }
}

/// What Kubernetes gives to the bot's container. Manifests only count where nothing else here runs the bot: a folder that
/// has both is run in two ways.
fn of_pods(project: &Project, environment: &mut Environment) {
    let variables = &mut environment.variables;
    for file in &project.manifests {
        let Ok(found) = manifest::look(&file.text) else {
            continue;
        };
        let ours = |container: &&manifest::Container| {
            let image = container.image.as_deref().unwrap_or_default();
            image.contains(files::IMAGE)
        };
        for container in found.containers.iter().filter(ours) {
            let whole =
                |entry: &&manifest::SecretEntry| container.env_from_secrets.contains(&entry.secret);
            // What another file, or nobody but the cluster, knows.
            let unread = |name: &String| found.secrets.iter().all(|entry| entry.secret != *name);
            environment.has_unread |= container.env_from_secrets.iter().any(unread);
            for entry in found.secrets.iter().filter(whole) {
                variables.push(Variable {
                    name: entry.key.clone(),
                    value: entry.value.clone().map(Secret::new),
                    file: file.name.clone(),
                    line: entry.line,
                });
            }
            for own in &container.env {
                let from = own.from_secret.as_ref().and_then(|(secret, key)| {
                    let mut entries = found.secrets.iter();
                    entries.find(|entry| entry.secret == *secret && entry.key == *key)
                });
                let value = own
                    .value
                    .as_ref()
                    .or_else(|| from?.value.as_ref())
                    .filter(|value| !value.contains("$("));
                variables.push(Variable {
                    name: own.name.clone(),
                    value: value.cloned().map(Secret::new),
                    file: file.name.clone(),
                    line: from.map_or(own.line, |entry| entry.line),
                });
            }
        }
    }
}

/// `0.9.2` as numbers; of `0.9` and `0.9.2-rc1` what there is.
fn numbers(version: &str) -> Option<[u32; 3]> {
    let mut parts = version.split(['.', '-', '+']).map(str::parse::<u32>);
    let first = parts.next()?.ok()?;
    let mut rest = parts.map_while(Result::ok);
    // A tag that ends early follows the newest of its line.
    Some([
        first,
        rest.next().unwrap_or(u32::MAX),
        rest.next().unwrap_or(u32::MAX),
    ])
}
