//! What the compose file and the files that it names give to the container.

use chatelaine_documents::{Entry, compose};
use chatelaine_secrets::Secret;

use super::ENV_FILE;
use super::effective::cat_service;
use crate::composed::Given;
use crate::project::{Effective, EnvFile, Project, Source};

/// The files that set variables of the container: those that its service names, or the `.env` where there is none.
pub(super) struct Files<'a> {
    project: &'a Project,
    pub(super) service: Option<compose::Service>,
    given: Vec<Given<'a>>,
    /// Whether there is a compose file that cannot be read here.
    pub(super) unread: bool,
}

impl<'a> Files<'a> {
    pub(super) fn of(project: &'a Project) -> Self {
        let service = cat_service(project);
        let given = service.as_ref().map(|service| project.given_to(service));
        Self {
            project,
            given: given.unwrap_or_default(),
            service,
            unread: project.has_unread_compose(),
        }
    }

    /// Whether what the `.env` says of a variable reaches the bot, by `env_file` or as one that `environment:` passes on.
    pub(super) fn pass_on(&self, key: &str) -> bool {
        self.service.as_ref().is_none_or(|service| {
            service.variable(key).is_some() || self.project.loads_env(service, ENV_FILE)
        })
    }

    /// Puts over the value of the `.env` what a file behind it says, or that nobody knows what it says.
    pub(super) fn give(&self, key: &str, result: &mut Effective) {
        let deciding = self.given.iter().rev().find_map(|given| match given {
            Given::Read(file) => file.document.get(key).map(|entry| Some((*file, entry))),
            Given::Unread => Some(None),
        });
        match deciding {
            Some(Some((file, entry))) if file.name != ENV_FILE => {
                let own = result.own.is_some() && result.loaded;
                result.overridden_by = own.then(|| format!("line {} of {}", entry.line, file.name));
                result.value = Some(Secret::new(file.document.composed(&entry).text));
                result.source = place(file, &entry);
                result.loaded = true;
            }
            Some(None) => result.hide(&compose_file(self.project)),
            _ => {}
        }
    }

    /// The last file with the variable, what it makes of it, and where.
    pub(super) fn last(&self, key: &str) -> Option<(&'a EnvFile, String, Entry<'a>)> {
        let others = self.given.iter().filter_map(|given| match given {
            Given::Read(file) => Some(*file),
            Given::Unread => None,
        });
        let files: Vec<&'a EnvFile> = self.project.env.iter().chain(others).collect();
        files.into_iter().rev().find_map(|file| {
            let entry = file.document.get(key)?;
            Some((file, file.document.composed(&entry).text, entry))
        })
    }
}

/// Where a variable stands: in the setting's own file, or in one that only counts for the bot.
pub(super) fn place(file: &EnvFile, entry: &Entry<'_>) -> Source {
    if file.name == ENV_FILE {
        return Source::File {
            line: entry.line,
            column: entry.column,
        };
    }
    Source::Environment {
        file: file.name.clone(),
        line: Some(entry.line),
    }
}

pub(super) fn compose_file(project: &Project) -> String {
    project
        .compose
        .as_ref()
        .map_or_else(String::new, |compose| compose.name.clone())
}
