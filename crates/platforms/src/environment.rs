//! What the files around a bot give to its process: environment variables and a command line.
//!
//! Three kinds of files do: the compose file's service with its `environment:` and `env_file:`, the `.env` that it loads,
//! and systemd units. Where several set one variable, [`Environment::variable`] gives the one that counts.

use chatelaine_documents::compose;
use chatelaine_secrets::Secret;

use crate::Project;

/// Variables and command lines of one bot's process.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    /// Weakest first: `env_file` entries in order, then `environment:`, then units.
    pub(crate) variables: Vec<Variable>,
    /// The command lines that start the bot.
    pub(crate) commands: Vec<CommandLine>,
    /// The compose service that runs it.
    pub(crate) service: Option<compose::Service>,
}

/// One environment variable.
#[derive(Debug)]
pub(crate) struct Variable {
    /// Its name.
    pub(crate) name: String,
    /// Its value; nothing where it is taken from elsewhere (`${…}`, a name without a value).
    pub(crate) value: Option<Secret>,
    /// The file that says so.
    pub(crate) file: String,
    /// From 1, where it is known.
    pub(crate) line: Option<usize>,
}

/// One command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommandLine {
    /// The file that it stands in.
    pub(crate) file: String,
    /// From 1, where it is known.
    pub(crate) line: Option<usize>,
    /// The program and its arguments.
    pub(crate) words: Vec<String>,
}

impl Environment {
    /// Gathers what the files of a project give to the process of a bot. `ours` tells the bot's service from others in
    /// the compose file; where it names none and there is only one service, it is that one.
    pub(crate) fn of(project: &Project, ours: impl Fn(&compose::Service) -> bool) -> Self {
        let mut found = Self::default();
        found.compose(project, ours);
        found
    }

    /// The variable that counts.
    pub(crate) fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables
            .iter()
            .rfind(|variable| variable.name == name)
    }

    fn compose(&mut self, project: &Project, ours: impl Fn(&compose::Service) -> bool) {
        let Some(file) = &project.compose else { return };
        let mut services = compose::look(&file.text)
            .map(|compose| compose.services)
            .unwrap_or_default();
        let Some(at) = services
            .iter()
            .position(ours)
            .or((services.len() == 1).then_some(0))
        else {
            return;
        };
        let service = services.swap_remove(at);
        if let Some(env) = project
            .env
            .as_ref()
            .filter(|env| service.reads_env_file(&env.name))
        {
            let from_file = env.document.entries().map(|entry| Variable {
                name: entry.key.to_owned(),
                value: Some(Secret::new(entry.value.clone())),
                file: env.name.clone(),
                line: Some(entry.line),
            });
            self.variables.extend(from_file);
        }
        let declared = service.environment.iter().map(|variable| Variable {
            name: variable.key.clone(),
            value: variable
                .value
                .clone()
                .filter(|value| !value.contains('$'))
                .map(Secret::new),
            file: file.name.clone(),
            line: service.line,
        });
        self.variables.extend(declared);
        self.service = Some(service);
    }
}
