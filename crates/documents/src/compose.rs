//! Docker compose files: a look at what decides whether a bot's secrets reach it, and one careful edit.

mod block;
mod enable;
mod look;
mod strict;

use std::fmt;

pub use enable::enable_env_file;
pub use look::look;
pub use strict::COMPOSE_LIMIT_BYTES;

/// What a compose file says. `extends`, `include` and further files of the same project are not followed.
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

/// One service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name in the file.
    pub name: String,
    /// 1-based line of its name; `None` where the file is not in block style.
    pub line: Option<usize>,
    /// The image that it runs, as written.
    pub image: Option<String>,
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
}

impl fmt::Debug for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Variable")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
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
