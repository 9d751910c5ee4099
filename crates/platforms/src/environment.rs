//! What the files around a bot give to its process: environment variables and a command line.
//!
//! Three kinds of files do: the compose file's service with its `environment:` and `env_file:`, the `.env` that it loads,
//! and systemd units. Where several set one variable, [`Environment::variable`] gives the one that counts.

use chatelaine_documents::{Entry, compose, unit};
use chatelaine_secrets::Secret;

use crate::composed::Given;
use crate::{EnvFile, Project, TextFile};

/// The file of variables that is read here.
const ENV_FILE: &str = ".env";

/// Variables and command lines of one bot's process.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    /// Weakest first: `env_file` entries in order, then `environment:`, then units with their `Environment=` and the
    /// `EnvironmentFile=` that beats it.
    pub(crate) variables: Vec<Variable>,
    /// The command lines that start the bot: entrypoint and command of its service, `ExecStart=` of units.
    pub(crate) commands: Vec<CommandLine>,
    /// The compose service that runs it.
    pub(crate) service: Option<compose::Service>,
    /// Whether the process gets variables from files that are not read here, so that one which is nowhere to be seen may
    /// be set all the same.
    pub(crate) has_unread: bool,
}

/// One environment variable.
#[derive(Debug)]
pub(crate) struct Variable {
    /// Its name.
    pub(crate) name: String,
    /// Its value; nothing where it is taken from elsewhere (`${…}`, `%h`, a name without a value).
    pub(crate) value: Option<Secret>,
    /// The file that says so.
    pub(crate) file: String,
    /// From 1, where it is known.
    pub(crate) line: Option<usize>,
}

/// One command line. `Debug` leaves the words out: a token may be among them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct CommandLine {
    /// The file that it stands in.
    pub(crate) file: String,
    /// From 1, where it is known.
    pub(crate) line: Option<usize>,
    /// The program and its arguments. Variables in them (`${NAME}`, `$$NAME`) are as written.
    pub(crate) words: Vec<String>,
}

impl std::fmt::Debug for CommandLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CommandLine")
            .field("file", &self.file)
            .field("line", &self.line)
            .field("words", &self.words.len())
            .finish()
    }
}

impl CommandLine {
    /// What a service runs: its entrypoint with the command behind it. Nothing where it says neither.
    pub(crate) fn of_service(file: &str, service: &compose::Service) -> Option<Self> {
        let words = [&service.entrypoint[..], &service.command].concat();
        (!words.is_empty()).then(|| Self {
            file: service.command_file.as_deref().unwrap_or(file).to_owned(),
            line: match service.command_file {
                Some(_) => service.command_line,
                None => service.command_line.or(service.entrypoint_line),
            },
            words,
        })
    }

    /// What a unit runs.
    pub(crate) fn of_unit(file: &str, command: &unit::Command) -> Self {
        Self {
            file: file.to_owned(),
            line: Some(command.line),
            words: command.words.clone(),
        }
    }
}

impl Environment {
    /// Gathers what the files of a project give to the process of a bot. `ours` tells the bot's service from others in
    /// the compose file; where it names none and there is only one service, it is that one. Every unit of the folder
    /// counts: a folder with the units of several programs is not told apart.
    pub(crate) fn of(project: &Project, ours: impl Fn(&compose::Service) -> bool) -> Self {
        let mut found = Self::default();
        found.compose(project, ours);
        for file in &project.units {
            found.unit(project, file);
        }
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
        let mut services = project.services();
        let Some(at) = services
            .iter()
            .position(ours)
            .or((services.len() == 1).then_some(0))
        else {
            return;
        };
        let service = services.swap_remove(at);
        for given in project.given_to(&service) {
            match given {
                Given::Read(env) => self.env(env, |entry| {
                    let filled = env.document.composed(entry);
                    filled.complete.then_some(filled.text)
                }),
                Given::Unread => {
                    self.has_unread = true;
                    self.hide(&file.name, service.line);
                }
            }
        }
        let declared = service.environment.iter().map(|variable| Variable {
            name: variable.key.clone(),
            value: variable
                .value
                .clone()
                .filter(|value| !value.contains('$'))
                .map(Secret::new),
            file: variable.file.as_ref().unwrap_or(&file.name).clone(),
            line: match variable.file {
                Some(_) => variable.line,
                None => variable.line.or(service.line),
            },
        });
        self.variables.extend(declared);
        self.commands
            .extend(CommandLine::of_service(&file.name, &service));
        self.service = Some(service);
    }

    fn unit(&mut self, project: &Project, file: &TextFile) {
        let unit = unit::look(&file.text);
        let declared = unit.environment.iter().map(|variable| Variable {
            name: variable.key.clone(),
            // `%h` stands for something that systemd knows; a `$` is one here.
            value: (!variable.value.contains('%')).then(|| Secret::new(variable.value.clone())),
            file: file.name.clone(),
            line: Some(variable.line),
        });
        self.variables.extend(declared);
        if let Some(env) = &project.env
            && unit
                .environment_files
                .iter()
                .any(|named| names(&named.path, &env.name))
        {
            // systemd takes a `$` as it stands.
            self.env(env, |entry| Some(entry.value.clone()));
        }
        let mut named = unit.environment_files.iter();
        self.has_unread |= named.any(|named| !names(&named.path, ENV_FILE));
        let commands = unit.exec_start.iter();
        self.commands
            .extend(commands.map(|command| CommandLine::of_unit(&file.name, command)));
    }

    /// A file that nobody here can look into comes behind the variables so far, and may set each of them to something else.
    fn hide(&mut self, file: &str, line: Option<usize>) {
        let mut names: Vec<String> = self
            .variables
            .iter()
            .map(|known| known.name.clone())
            .collect();
        names.sort_unstable();
        names.dedup();
        self.variables
            .extend(names.into_iter().map(|name| Variable {
                name,
                value: None,
                file: file.to_owned(),
                line,
            }));
    }

    /// The variables of the `.env`; `read` tells what whoever loads it makes of a value.
    fn env(&mut self, env: &EnvFile, read: impl Fn(&Entry<'_>) -> Option<String>) {
        let from_file = env.document.entries().map(|entry| Variable {
            name: entry.key.to_owned(),
            value: read(&entry).map(Secret::new),
            file: env.name.clone(),
            line: Some(entry.line),
        });
        self.variables.extend(from_file);
    }
}

/// Whether the path that a unit names is that of the `.env`. Units name it from the root of a machine on which the folder
/// may lie elsewhere, so only the name itself tells.
fn names(path: &str, env: &str) -> bool {
    path.rsplit('/').next() == Some(env)
}

#[cfg(test)]
mod tests {
    use chatelaine_documents::EnvDocument;

    use super::*;

    const ENV: &str = "TOKEN=from-env\nONLY_ENV=1\n";
    const UNIT: &str = "\
[Unit]
Description=Cat
Environment=TOKEN=no-service-section

[Service]
Environment=TOKEN=from-unit \"GREETING=hello world\"
Environment=HOME_OF=%h/bot
EnvironmentFile=-/opt/cat/.env
ExecStart=-/usr/bin/rasa run --enable-api \\
  --auth-token ${TOKEN}
ExecStart=/bin/echo done
";

    fn project(compose: Option<&str>, env: Option<&str>, units: &[&str]) -> Project {
        let text = |name: &str, text: &str| TextFile {
            name: name.into(),
            text: text.into(),
        };
        Project {
            compose: compose.map(|body| text("compose.yml", body)),
            env: env.map(|text| EnvFile {
                name: ".env".into(),
                document: EnvDocument::parse(text.as_bytes())
                    .unwrap_or_else(|_| EnvDocument::empty()),
            }),
            units: units.iter().map(|body| text("cat.service", body)).collect(),
            ..Project::default()
        }
    }

    fn value<'a>(found: &'a Environment, name: &str) -> Option<(&'a str, &'a str, Option<usize>)> {
        let variable = found.variable(name)?;
        let value = variable.value.as_ref().map_or("?", Secret::expose);
        Some((value, variable.file.as_str(), variable.line))
    }

    #[test]
    fn a_unit_gives_variables_and_a_command() {
        let found = Environment::of(&project(None, None, &[UNIT]), |_| false);
        assert_eq!(
            value(&found, "TOKEN"),
            Some(("from-unit", "cat.service", Some(6))),
            "of the service section only, with its line"
        );
        assert_eq!(
            value(&found, "GREETING").map(|found| found.0),
            Some("hello world")
        );
        assert_eq!(
            value(&found, "HOME_OF").map(|found| found.0),
            Some("?"),
            "what systemd fills in is not known here"
        );
        let commands: Vec<(Option<usize>, String)> = found
            .commands
            .iter()
            .map(|command| (command.line, command.words.join(" ")))
            .collect();
        assert_eq!(
            commands,
            [
                (
                    Some(9),
                    "/usr/bin/rasa run --enable-api --auth-token ${TOKEN}".to_owned()
                ),
                (Some(11), "/bin/echo done".to_owned()),
            ]
        );
        assert!(
            !format!("{found:?}").contains("auth-token"),
            "nor do words show in Debug"
        );
    }

    #[test]
    fn the_env_that_a_unit_names_beats_what_the_unit_says() {
        let found = Environment::of(&project(None, Some(ENV), &[UNIT]), |_| false);
        assert_eq!(
            value(&found, "TOKEN"),
            Some(("from-env", ".env", Some(1))),
            "EnvironmentFile= beats Environment="
        );
        let other = UNIT.replace("/opt/cat/.env", "/etc/default/cat");
        let found = Environment::of(&project(None, Some(ENV), &[&other]), |_| false);
        assert_eq!(
            (
                value(&found, "TOKEN").map(|found| found.0),
                value(&found, "ONLY_ENV")
            ),
            (Some("from-unit"), None),
            "another file is not ours to read"
        );
        let drop_in = "[Service]\nEnvironment=LATE=1\n";
        let found = Environment::of(&project(None, None, &[UNIT, drop_in]), |_| false);
        assert_eq!(
            value(&found, "LATE").map(|found| found.0),
            Some("1"),
            "every unit counts"
        );
    }

    #[test]
    fn a_service_has_its_entrypoint_in_front_of_its_command() {
        let compose = "\
services:
  db:
    image: redis
    command: redis-server --requirepass x
  bot:
    image: rasa/rasa
    entrypoint: [rasa]
    command: run --port 5005 --auth-token '${TOKEN}'
    environment:
      - MODE=prod
      - TOKEN
      - KEY=${KEY}
    env_file: .env
";
        let project = project(Some(compose), Some(ENV), &[]);
        let found = Environment::of(&project, |service| service.name == "bot");
        assert_eq!(
            found.commands,
            [CommandLine {
                file: "compose.yml".into(),
                line: Some(8),
                words: ["rasa", "run", "--port", "5005", "--auth-token", "${TOKEN}"]
                    .map(str::to_owned)
                    .to_vec(),
            }],
            "its own, not the database's"
        );
        assert_eq!(
            value(&found, "MODE"),
            Some(("prod", "compose.yml", Some(10)))
        );
        assert_eq!(
            (
                value(&found, "TOKEN").map(|found| found.0),
                value(&found, "KEY").map(|found| found.0)
            ),
            (Some("?"), Some("?")),
            "taken from elsewhere: it hides the .env, and what it is nobody here knows"
        );
        assert_eq!(value(&found, "ONLY_ENV"), Some(("1", ".env", Some(2))));
        let none = Environment::of(&project, |_| false);
        assert!(
            none.service.is_none() && none.commands.is_empty(),
            "two, and none is ours"
        );
    }
}
