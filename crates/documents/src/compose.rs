//! Docker compose files: a look at what decides whether a bot's secrets reach it, and one careful edit.

mod block;
mod enable;
mod interpolate;
mod layers;
mod look;
mod mounts;
mod strict;
mod words;

use std::fmt;

pub use enable::enable_env_file;
pub use interpolate::{Filled, interpolated};
pub use look::look;
pub use strict::COMPOSE_LIMIT_BYTES;

/// The strict parse for other files of the same make: one YAML document within the limits of a compose file.
pub(crate) fn strict_tree(text: &str) -> Result<noyalib::Value, crate::DocumentError> {
    strict::parse(text)
}

/// What a compose file says. `extends` is followed within the file, further files of the same project with
/// [`Compose::with`]; `include` is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compose {
    /// The services, in file order.
    pub services: Vec<Service>,
}

impl Compose {
    /// The service of that name.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name == name)
    }
}

/// One service. `Debug` leaves the words of its commands out: a token may be among them.
#[derive(Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name in the file.
    pub name: String,
    /// Whether it extends a service of another file: that one may set variables and load files as well, which is not
    /// looked into.
    pub extends_elsewhere: bool,
    /// 1-based line of its name; `None` where the file is not in block style.
    pub line: Option<usize>,
    /// The image that it runs, as written.
    pub image: Option<String>,
    /// 1-based line of `image:`; `None` where the file is not in block style.
    pub image_line: Option<usize>,
    /// Whether it is built from a folder.
    pub builds: bool,
    /// `container_name`.
    pub container_name: Option<String>,
    /// The files that set variables in the container, in order: later ones win.
    pub env_files: Vec<EnvFile>,
    /// 1-based line of an `env_file:` that is commented out.
    pub commented_env_file: Option<usize>,
    /// Variables set in the compose file itself; they beat every `env_file`.
    pub environment: Vec<Variable>,
    /// Ports that are reachable from outside the container network.
    pub ports: Vec<PublishedPort>,
    /// The words of `command:`; a single string is split as a shell does it, `${…}` not expanded.
    pub command: Vec<String>,
    /// 1-based line of `command:`; `None` where the file is not in block style.
    pub command_line: Option<usize>,
    /// The override that the command comes from; nothing for the file itself.
    pub command_file: Option<String>,
    /// The words of `entrypoint:`, as in [`Service::command`].
    pub entrypoint: Vec<String>,
    /// 1-based line of `entrypoint:`; `None` where the file is not in block style.
    pub entrypoint_line: Option<usize>,
    /// What is mounted into the container.
    pub volumes: Vec<Volume>,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("name", &self.name)
            .field("line", &self.line)
            .field("image", &self.image)
            .field("env_files", &self.env_files)
            .field("commented_env_file", &self.commented_env_file)
            .field("environment", &self.environment)
            .field("ports", &self.ports)
            .field("volumes", &self.volumes)
            .finish_non_exhaustive()
    }
}

impl Service {
    /// Whether the container gets the variables of the file `name` beside the compose file.
    #[must_use]
    pub fn reads_env_file(&self, name: &str) -> bool {
        self.env_files
            .iter()
            .any(|file| file.path.strip_prefix("./").unwrap_or(&file.path) == name)
    }

    /// The variable `key` as set in the compose file.
    #[must_use]
    pub fn variable(&self, key: &str) -> Option<&Variable> {
        self.environment
            .iter()
            .rfind(|variable| variable.key == key)
    }
}

/// One `env_file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvFile {
    /// The path as written, relative to the compose file.
    pub path: String,
    /// Whether compose refuses to start without it.
    pub required: bool,
}

/// One variable under `environment:`. `Debug` leaves the value out: it may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Variable {
    /// The name.
    pub key: String,
    /// The value as written, `${…}` not expanded; `None` where it is taken from compose's own environment.
    pub value: Option<String>,
    /// 1-based line; `None` where the file is not in block style, or the variable is merged in from elsewhere.
    pub line: Option<usize>,
    /// The override that it stands in; nothing for the file itself.
    pub file: Option<String>,
}

impl fmt::Debug for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Variable")
            .field("key", &self.key)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

/// One entry of `volumes:`. The parts are as written: `${DATA:-./data}` is not expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// File or folder of the host, or name of a volume; `None` for a volume without a name.
    pub source: Option<String>,
    /// Path in the container.
    pub target: String,
    /// Whether the container cannot write to it. Program-Y then cannot read its own configuration either: it opens it
    /// for writing, and starts with its defaults, open to everyone, when it may not.
    pub read_only: bool,
    /// 1-based line; `None` where the file is not in block style.
    pub line: Option<usize>,
}

/// One entry of `ports:`. The parts are as written: `${CCAT_CORE_PORT:-1865}` is not expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedPort {
    /// Address of the host that it is bound to; `None` means every address.
    pub host_ip: Option<String>,
    /// Port of the host; `None` means a random one.
    pub published: Option<String>,
    /// Port in the container.
    pub target: String,
    /// 1-based line, or that of `ports:` for a list within brackets; `None` where the file is not in block style.
    pub line: Option<usize>,
}

impl PublishedPort {
    /// Whether only this machine can reach it.
    #[must_use]
    pub fn loopback_only(&self) -> bool {
        self.host_ip.as_deref().is_some_and(|ip| {
            let ip = ip.trim_start_matches('[').trim_end_matches(']');
            ip.parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback())
        })
    }
}
