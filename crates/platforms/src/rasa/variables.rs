//! The environment variables that Rasa replaces in its files, and where they are set.

use chatelaine_documents::compose::{self, Service};
use chatelaine_documents::unit;
use chatelaine_secrets::Secret;

use super::ENV;
use crate::Project;
use crate::composed::Given;
use crate::environment::{CommandLine, Environment, Variable};

/// What the files around the bot give to its process.
#[derive(Debug)]
pub(super) struct Variables<'a> {
    project: &'a Project,
    environment: Environment,
}

/// What is known of a variable.
#[derive(Debug)]
pub(super) enum Found {
    /// A file sets it.
    Set(Value),
    /// Something passes it on whose value no file here tells.
    Hidden,
    /// It stands in the `.env`, which the bot's service does not load.
    NotLoaded(Value),
    /// No file here sets it.
    Nowhere,
}

/// A variable with its value.
#[derive(Debug)]
pub(super) struct Value {
    /// The value.
    pub(super) text: Secret,
    /// The file that says so.
    pub(super) file: String,
    /// From 1, where it is known.
    pub(super) line: Option<usize>,
    /// Its name in the `.env`, when it stands there and a new value can be written there.
    pub(super) in_env: Option<String>,
}

impl<'a> Variables<'a> {
    pub(super) fn of(project: &'a Project) -> Self {
        let services = project.services();
        // The image tells more than a name: the database of a bot may be called `rasa-db`.
        let ours: fn(&Service) -> bool = if services.iter().any(has_image) {
            has_image
        } else {
            has_name
        };
        Self {
            project,
            environment: Environment::of(project, ours),
        }
    }

    /// The compose service that runs the bot.
    pub(super) fn service(&self) -> Option<&Service> {
        self.environment.service.as_ref()
    }

    /// The command lines of the bot's process.
    pub(super) fn commands(&self) -> &[CommandLine] {
        &self.environment.commands
    }

    /// Whether the files tell the whole environment of the process: a container or a unit gets nothing from the shell of
    /// whoever starts it.
    pub(super) fn are_all_known(&self) -> bool {
        match self.service() {
            Some(service) => {
                let given = self.project.given_to(service);
                given.iter().all(|given| matches!(given, Given::Read(_)))
            }
            None => {
                let mut files = self.units().flat_map(|unit| unit.environment_files);
                self.units().next().is_some()
                    && files.all(|file| file.path.rsplit('/').next() == Some(ENV.1))
            }
        }
    }

    /// The units that start something.
    fn units(&self) -> impl Iterator<Item = unit::Unit> + '_ {
        self.project
            .units
            .iter()
            .map(|file| unit::look(&file.text))
            .filter(|unit| !unit.exec_start.is_empty())
    }

    /// What is known of a variable.
    pub(super) fn look(&self, name: &str) -> Found {
        if let Some(variable) = self.environment.variable(name) {
            let Some(text) = &variable.value else {
                return self.passed_on(name, variable);
            };
            let in_env = (Some(variable.file.as_str()) == self.env_name()).then(|| name.to_owned());
            return Found::Set(Value {
                text: copy(text),
                file: variable.file.clone(),
                line: variable.line,
                in_env,
            });
        }
        match self.in_env(name) {
            // Without a service or a unit, whoever starts the bot exports what stands in the `.env`.
            Some(value) if self.service().is_none() && !self.are_all_known() => Found::Set(value),
            Some(value) => Found::NotLoaded(value),
            None => Found::Nowhere,
        }
    }

    /// `NAME` without a value, or with `${…}` in it: compose itself fills it in, from the `.env` beside it.
    fn passed_on(&self, name: &str, found: &Variable) -> Found {
        let declared = self.service().and_then(|service| service.variable(name));
        let Some(declared) = declared else {
            return Found::Hidden;
        };
        let Some(written) = &declared.value else {
            return self.in_env(name).map_or(Found::Hidden, Found::Set);
        };
        if let Some(value) = crate::referenced(written).and_then(|name| self.in_env(name)) {
            return Found::Set(value);
        }
        self.interpolated(written).map_or(Found::Hidden, |text| {
            Found::Set(Value {
                text,
                file: found.file.clone(),
                line: found.line,
                in_env: None,
            })
        })
    }

    /// A text of the compose file with its variables filled in from the `.env`, as compose does it; nothing where one comes
    /// from elsewhere.
    pub(super) fn interpolated(&self, text: &str) -> Option<Secret> {
        let filled = compose::interpolated(text, |name| {
            Some(self.in_env(name)?.text.expose().to_owned())
        });
        filled.complete.then(|| Secret::new(filled.text))
    }

    /// The variable as the `.env` has it, loaded or not.
    pub(super) fn in_env(&self, name: &str) -> Option<Value> {
        let env = self.project.env.as_ref()?;
        let entry = env.document.get(name)?;
        Some(Value {
            text: Secret::new(entry.value.clone()),
            file: env.name.clone(),
            line: Some(entry.line),
            in_env: Some(name.to_owned()),
        })
    }

    fn env_name(&self) -> Option<&str> {
        self.project.env.as_ref().map(|env| env.name.as_str())
    }
}

pub(super) fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.expose().to_owned())
}

/// `rasa/rasa:3.6.20-full`, `…/rasa-pro:3.9`, but not the action server's `rasa/rasa-sdk`.
fn has_image(service: &Service) -> bool {
    service
        .image
        .as_deref()
        .and_then(image)
        .is_some_and(|(name, _)| matches!(name, "rasa" | "rasa-pro"))
}

/// The name and the tag of an image: `rasa` and `3.6.20` of `docker.io/rasa/rasa:3.6.20`.
pub(super) fn image(image: &str) -> Option<(&str, Option<&str>)> {
    let last = image.rsplit('/').next()?;
    let last = last.split_once('@').map_or(last, |(name, _)| name);
    Some(match last.split_once(':') {
        Some((name, tag)) => (name, Some(tag)),
        None => (last, None),
    })
}

/// A service that is built here tells what it is by its name only.
fn has_name(service: &Service) -> bool {
    let name = service.name.to_ascii_lowercase();
    let other = [
        "action", "sdk", "nginx", "db", "redis", "postgres", "duckling", "web",
    ];
    name.contains("rasa") && !other.iter().any(|word| name.contains(word))
}
