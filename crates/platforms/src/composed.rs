//! The compose files of a project, put together as docker compose does it (compose-go 2.16.2).

use std::borrow::Cow;
use std::path::{Component, Path};

use chatelaine_documents::compose::{self, Compose, Service};
use chatelaine_documents::{DocumentError, EnvDocument};

use crate::{EnvFile, Project};

/// A file that gives variables to a service.
pub(crate) enum Given<'a> {
    /// It was read.
    Read(&'a EnvFile),
    /// What stands in it nobody here knows.
    Unread,
}

impl Project {
    /// What the compose file and its overrides say together: nothing without a compose file, an error where one of them
    /// cannot be read here.
    pub(crate) fn composed(&self) -> Option<Result<Compose, DocumentError>> {
        let first = compose::look(&self.compose.as_ref()?.text);
        Some(self.overrides.iter().fold(first, |below, over| {
            Ok(below?.with(compose::look(&over.text)?, &over.name))
        }))
    }

    /// The services of the compose files; none where they cannot be read.
    pub(crate) fn services(&self) -> Vec<Service> {
        let compose = self.composed().and_then(Result::ok);
        compose.map_or_else(Vec::new, |compose| compose.services)
    }

    /// Whether there is a compose file that cannot be read here, so that nobody knows what it gives to the bot.
    pub(crate) fn has_unread_compose(&self) -> bool {
        self.composed().is_some_and(|compose| compose.is_err())
    }

    /// The files that give variables to a service, the strongest last.
    pub(crate) fn given_to(&self, service: &Service) -> Vec<Given<'_>> {
        let given = service.env_files.iter().filter_map(|file| {
            let path = self.filled(&file.path);
            let name = inside(&path);
            let mut read = self.env.iter().chain(&self.env_files);
            match read.find(|file| name.as_ref() == Some(&file.name)) {
                Some(file) => Some(Given::Read(file)),
                // One that lies in the folder and is not there gives nothing.
                None => name
                    .is_none_or(|name| self.unread_env_files.contains(&name))
                    .then_some(Given::Unread),
            }
        });
        let mut given: Vec<Given<'_>> = given.collect();
        if service.extends_elsewhere {
            given.push(Given::Unread);
        }
        given
    }

    /// The files in the folder, beside the `.env`, that the services take variables from.
    #[must_use]
    pub fn named_env_files(&self) -> Vec<String> {
        let services = self.services();
        let files = services.iter().flat_map(|service| &service.env_files);
        let mut names: Vec<String> = files
            .filter_map(|file| inside(&self.filled(&file.path)))
            .filter(|name| self.env.as_ref().is_none_or(|env| env.name != *name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// A text of the compose file with what the `.env` says filled in.
    fn filled<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains('$') {
            return Cow::Borrowed(text);
        }
        let known = |name: &str| in_env(&self.env.as_ref()?.document, name);
        Cow::Owned(compose::interpolated(text, known).text)
    }

    /// Whether the container of a service gets the variables of the `.env`.
    pub(crate) fn loads_env(&self, service: &Service, name: &str) -> bool {
        let mut paths = service.env_files.iter().map(|file| self.filled(&file.path));
        paths.any(|path| inside(&path).as_deref() == Some(name))
    }
}

/// A variable as the `.env` has it for docker compose.
pub(crate) fn in_env(env: &EnvDocument, name: &str) -> Option<String> {
    let entry = env.get(name)?;
    Some(env.composed(&entry).text)
}

/// The path from the folder to a file in it, without detours; nothing for one that leads elsewhere.
pub(crate) fn inside(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()?),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_followed_within_the_folder_only() {
        for (path, name) in [
            (".env", Some(".env")),
            ("././/.env", Some(".env")),
            ("conf/../.env", Some(".env")),
            ("conf/./bot.env", Some("conf/bot.env")),
            ("../.env", None),
            ("/etc/bot.env", None),
        ] {
            assert_eq!(inside(path).as_deref(), name, "{path}");
        }
    }
}
