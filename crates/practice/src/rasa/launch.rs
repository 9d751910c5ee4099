//! How the bot is started: the command of its compose service, and the environment that it gets there.

use std::collections::BTreeMap;
use std::path::Path;

use super::compose;
use super::yaml::{self, Node};
use crate::Error;
use crate::cheshire_cat::env;

/// The flags of `rasa run` that take no value (`cli/arguments/run.py`, 3.6.21).
const SWITCHES: [&str; 6] = [
    "--enable-api",
    "--use-syslog",
    "--verbose",
    "--debug",
    "--quiet",
    "-v",
];

/// The flags that take values. Those that this bot does not heed are known so that it neither dies of them nor takes
/// their values for something else.
const VALUED: [&str; 27] = [
    "--auth-token",
    "-t",
    "--jwt-secret",
    "--jwt-method",
    "--jwt-private-key",
    "--cors",
    "--credentials",
    "--endpoints",
    "--connector",
    "--interface",
    "-i",
    "--port",
    "-p",
    "--model",
    "-m",
    "--log-file",
    "--syslog-address",
    "--syslog-port",
    "--syslog-protocol",
    "--response-timeout",
    "--request-timeout",
    "--remote-storage",
    "--logging-config-file",
    "--ssl-certificate",
    "--ssl-keyfile",
    "--ssl-ca-file",
    "--ssl-password",
];

/// One start of the bot. There is no `Debug`: flags and variables may be secrets.
#[derive(Default)]
pub(crate) struct Launch {
    /// The environment of the process.
    pub(crate) variables: BTreeMap<String, String>,
    flags: Vec<(String, Vec<String>)>,
}

impl Launch {
    /// Reads the compose file of `dir`, and its `.env` in the two ways that Docker Compose does. Without a compose
    /// file whoever starts the bot is taken to have exported the `.env`.
    pub(crate) fn read(dir: &Path, extra: &[(String, String)]) -> Result<Self, Error> {
        let dotenv = env::read(&dir.join(".env"))?;
        let found = compose::FILES
            .iter()
            .map(|name| dir.join(name))
            .find(|path| path.is_file());
        let Some(path) = found else {
            let mut variables = dotenv;
            variables.extend(extra.iter().cloned());
            return Ok(Self {
                variables,
                flags: Vec::new(),
            });
        };
        let text = std::fs::read_to_string(&path).map_err(|source| Error::File {
            path: path.clone(),
            source,
        })?;
        let file = yaml::read(&text, None).map_err(configuration)?;
        let empty = Node::Null;
        let service = compose::service(&file).unwrap_or(&empty);
        let mut variables = BTreeMap::new();
        for name in compose::env_files(service) {
            variables.extend(env::read(&dir.join(name))?);
        }
        variables.extend(compose::environment(service, &dotenv));
        variables.extend(extra.iter().cloned());
        let words: Vec<String> = compose::command(service)
            .iter()
            .map(|word| compose::interpolate(word, &dotenv))
            .collect();
        Ok(Self {
            flags: flags(&words)?,
            variables,
        })
    }

    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|(name, _)| name == flag)
    }

    /// The values of a flag; the last time that it is given counts.
    pub(crate) fn values(&self, flag: &str) -> &[String] {
        self.flags
            .iter()
            .rfind(|(name, _)| name == flag)
            .map_or(&[], |(_, values)| values)
    }

    pub(crate) fn value(&self, flag: &str) -> Option<&str> {
        self.values(flag).first().map(String::as_str)
    }
}

pub(crate) fn configuration(what: impl Into<String>) -> Error {
    Error::Configuration { what: what.into() }
}

/// What stands behind `run`, flag by flag. In the official image `rasa` is the entry point.
fn flags(words: &[String]) -> Result<Vec<(String, Vec<String>)>, Error> {
    let start = words.iter().position(|word| word == "run");
    let mut rest = words[start.map_or(words.len(), |at| at + 1)..]
        .iter()
        .peekable();
    let mut flags = Vec::new();
    while let Some(word) = rest.next() {
        let (name, inline) = match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (word.as_str(), None),
        };
        if SWITCHES.contains(&name) {
            flags.push((name.to_owned(), Vec::new()));
        } else if VALUED.contains(&name) {
            let mut values: Vec<String> = inline.into_iter().collect();
            let wanted = if name == "--cors" { usize::MAX } else { 1 };
            while values.len() < wanted && values.is_empty() | (name == "--cors") {
                let Some(value) = rest.next_if(|word| !word.starts_with('-')) else {
                    break;
                };
                values.push(value.clone());
            }
            let name = if name == "-t" { "--auth-token" } else { name };
            flags.push((name.to_owned(), values));
        } else if name.starts_with('-') {
            return Err(configuration(format!(
                "rasa run: error: unrecognized arguments: {name}"
            )));
        }
    }
    Ok(flags)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    fn launch(compose: &str, dotenv: &str) -> Result<Launch, Error> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("docker-compose.yml"), compose).unwrap();
        std::fs::write(dir.path().join(".env"), dotenv).unwrap();
        Launch::read(dir.path(), &[("EXTRA".into(), "given".into())])
    }

    #[test]
    fn flags_and_variables_come_from_the_service_that_runs_rasa() {
        let compose = "\
services:
  action:
    image: rasa/rasa-sdk:3.6.2
    command: start
  bot:
    image: rasa/rasa:3.6.21-full
    env_file: [.env]
    environment:
      - OTHER=${SECRET}-2
    command: >
      run --enable-api --cors \"*\" http://a.example
      --auth-token ${SECRET} --jwt-secret=$$literal --port 5005
";
        let launch = launch(compose, "SECRET=hidden\n").unwrap();
        assert!(launch.has("--enable-api"));
        assert_eq!(launch.values("--cors"), ["*", "http://a.example"]);
        assert_eq!(launch.value("--auth-token"), Some("hidden"));
        assert_eq!(launch.value("--jwt-secret"), Some("$literal"));
        let variable = |name: &str| launch.variables.get(name).map(String::as_str);
        assert_eq!(variable("SECRET"), Some("hidden"), "through env_file");
        assert_eq!(variable("OTHER"), Some("hidden-2"));
        assert_eq!(variable("EXTRA"), Some("given"));
    }

    #[test]
    fn a_dotenv_that_the_service_does_not_load_never_reaches_the_bot() {
        let compose = "services:\n  bot:\n    image: rasa/rasa:3.6.21\n    command: run\n";
        let launch = launch(compose, "SIO_JWT_KEY=hidden\n").unwrap();
        assert!(!launch.variables.contains_key("SIO_JWT_KEY"));
    }

    #[test]
    fn a_flag_that_rasa_does_not_know_ends_the_start() {
        let compose =
            "services:\n  bot:\n    image: rasa/rasa:3.6.21\n    command: run --auth-tokn hidden\n";
        let error = launch(compose, "").err().unwrap().to_string();
        assert!(
            error.contains("--auth-tokn") && !error.contains("hidden"),
            "{error}"
        );
    }
}
