//! A project as Rasa sees it: which files, which variables, which channels, and who can reach it.

use chatelaine_documents::{Document, KeyPath, Node, Shape, Step};

use super::channels::{self, Channel};
use super::expansion::{self, Reading};
use super::run::Run;
use super::variables::{Found, Variables};
use super::{CREDENTIALS, ENDPOINTS};
use crate::{Project, is_loopback};

/// A project as Rasa sees it.
pub(super) struct View<'a> {
    pub(super) project: &'a Project,
    pub(super) variables: Variables<'a>,
    /// The `rasa run` that starts it, when a file says how.
    pub(super) run: Option<Run>,
}

/// A channel that is switched on.
#[derive(Debug)]
pub(super) struct Active {
    /// Its name as written.
    pub(super) name: String,
    /// Its section.
    pub(super) path: KeyPath,
    /// Line and column of its name; nothing where only `--connector` names it.
    pub(super) position: Option<(usize, usize)>,
    /// What is known of it; nothing for the operator's own channels and for names that Rasa does not know.
    pub(super) known: Option<&'static Channel>,
}

impl<'a> View<'a> {
    pub(super) fn of(project: &'a Project) -> Self {
        let variables = Variables::of(project);
        let run = Run::find(&variables);
        Self {
            project,
            variables,
            run,
        }
    }

    /// The document of a role.
    pub(super) fn document(&self, role: &str) -> Option<&'a dyn Document> {
        self.project.document(role)
    }

    /// The name of a role's file.
    pub(super) fn file(&self, role: &str) -> &'a str {
        let usual = [CREDENTIALS, ENDPOINTS, super::ENV]
            .into_iter()
            .find(|(known, _)| *known == role)
            .map_or("", |(_, name)| name);
        self.project.name(role).unwrap_or(usual)
    }

    /// What stands at a place of a file.
    pub(super) fn node(&self, role: &str, keys: &[&str]) -> Option<Node> {
        self.document(role)?.get(&KeyPath::keys(keys))
    }

    /// What Rasa makes of a value.
    pub(super) fn read(&self, node: &Node) -> Reading {
        expansion::read(node, &self.variables)
    }

    /// The keys below a place of a file, each with its line and column.
    pub(super) fn keys(&self, role: &str, path: &KeyPath) -> Vec<(String, (usize, usize))> {
        let Some(document) = self.document(role) else {
            return Vec::new();
        };
        if document
            .get(path)
            .is_none_or(|node| node.shape != Shape::Mapping)
        {
            return Vec::new();
        }
        let key = |child: chatelaine_documents::Child| match child.path.last() {
            Some(Step::Key(name)) => Some((name.clone(), (child.line, child.column))),
            _ => None,
        };
        document
            .children(path)
            .into_iter()
            .filter_map(key)
            .collect()
    }

    /// The channels that are switched on: with `--connector` that one alone, otherwise all of the file.
    pub(super) fn channels(&self) -> Vec<Active> {
        let active = |name: String, position| Active {
            path: KeyPath::keys(&[&name]),
            known: channels::find(&name),
            name,
            position,
        };
        let mut found: Vec<Active> = self
            .keys(CREDENTIALS.0, &KeyPath::root())
            .into_iter()
            .map(|(name, position)| active(name, Some(position)))
            .collect();
        let run = self.run.as_ref();
        let Some(only) = run.and_then(|run| run.text("connector")) else {
            return found;
        };
        let only = only.expose();
        found.retain(|channel| channel.name == only);
        if found.is_empty() {
            found.push(active(only.to_owned(), None));
        }
        found
    }

    /// The channel of that name, when it is switched on.
    pub(super) fn channel(&self, name: &str) -> Option<Active> {
        self.channels()
            .into_iter()
            .find(|channel| channel.name == name)
    }

    /// Whether nobody outside this machine can reach the bot without going through something else here: a container
    /// whose ports are not published, or a server on the loopback interface.
    pub(super) fn is_local(&self) -> bool {
        match self.variables.service() {
            Some(service) if !self.has_host_network() => {
                service.ports.iter().all(|port| port.loopback_only())
            }
            _ => {
                let interface = self.run.as_ref().and_then(|run| run.text("interface"));
                interface.is_some_and(|interface| is_loopback(interface.expose()))
            }
        }
    }

    /// Whether some container uses the network of the machine itself, so that published ports tell nothing.
    fn has_host_network(&self) -> bool {
        let text = self.project.compose.as_ref().map(|file| file.text.as_str());
        text.unwrap_or_default().lines().any(|line| {
            let mode = line.trim().strip_prefix("network_mode:");
            mode.is_some_and(|mode| mode.trim().trim_matches(['"', '\'']) == "host")
        })
    }

    /// Whether the bot is Rasa Pro and gets a credential for the HTTP API from its environment, which Rasa does not read.
    pub(super) fn has_pro_credential(&self) -> bool {
        let image = self
            .variables
            .service()
            .and_then(|service| service.image.as_deref());
        let pro = image
            .and_then(super::variables::image)
            .is_some_and(|(name, _)| name == "rasa-pro");
        pro && ["AUTH_TOKEN", "JWT_SECRET"]
            .iter()
            .any(|name| match self.variables.look(name) {
                Found::Set(value) => !value.text.expose().is_empty(),
                Found::Hidden => true,
                Found::NotLoaded(_) | Found::Nowhere => false,
            })
    }

    /// Whether `rasa run` itself speaks https.
    pub(super) fn serves_tls(&self) -> bool {
        self.run
            .as_ref()
            .is_some_and(|run| run.gives("ssl_certificate"))
    }

    /// The version of the image, when the compose file names one.
    pub(super) fn version(&self) -> Option<&str> {
        let image = self.variables.service()?.image.as_deref()?;
        super::variables::image(image)?.1
    }
}
