//! How the bot is started: the command of its compose service, and the environment that it gets there.

use std::collections::BTreeMap;
use std::path::Path;

use super::yaml::{self, Node};
use crate::Error;
use crate::cheshire_cat::env;

/// The names under which Docker Compose looks for its file, in its order.
const COMPOSE_FILES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
];

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
        let found = COMPOSE_FILES
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
        let compose = yaml::read(&text, None).map_err(configuration)?;
        let empty = Node::Null;
        let service = service(&compose).unwrap_or(&empty);
        let mut variables = BTreeMap::new();
        for name in env_files(service) {
            variables.extend(env::read(&dir.join(name))?);
        }
        variables.extend(environment(service, &dotenv));
        variables.extend(extra.iter().cloned());
        let words: Vec<String> = command(service)
            .iter()
            .map(|word| interpolate(word, &dotenv))
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

/// The service that runs Rasa itself and not its action server.
fn service(compose: &Node) -> Option<&Node> {
    let services = compose.get("services")?.entries();
    let image = |service: &Node| {
        let image = service.get("image").and_then(Node::text)?;
        let name = image.rsplit('/').next()?;
        Some(name.split([':', '@']).next()?.to_owned())
    };
    let is_rasa = |service: &Node| matches!(image(service).as_deref(), Some("rasa" | "rasa-pro"));
    let runs = |service: &Node| command(service).iter().any(|word| word == "run");
    services
        .iter()
        .map(|(_, service)| service)
        .find(|service| is_rasa(service) && !command(service).iter().any(|word| word == "actions"))
        .or_else(|| {
            let mut all = services.iter().map(|(_, service)| service);
            all.find(|service| runs(service))
        })
}

fn env_files(service: &Node) -> Vec<String> {
    let name = |node: &Node| {
        let name = node.text().or_else(|| node.get("path")?.text());
        name.map(str::to_owned)
    };
    match service.get("env_file") {
        Some(Node::List(items)) => items.iter().filter_map(name).collect(),
        Some(node) => name(node).into_iter().collect(),
        None => Vec::new(),
    }
}

/// `environment:` as a mapping or as a list of `NAME=value`; a bare name is passed on from Compose's own variables.
fn environment(service: &Node, dotenv: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let passed = |name: &str| dotenv.get(name).cloned();
    let Some(node) = service.get("environment") else {
        return Vec::new();
    };
    let from_mapping = node.entries().iter().filter_map(|(name, value)| {
        let value = match value {
            Node::Null => passed(name)?,
            Node::Text(text) => interpolate(text, dotenv),
            other => other.json().to_string(),
        };
        Some((name.clone(), value))
    });
    let from_list = node.items().iter().filter_map(|item| {
        let item = item.text()?;
        match item.split_once('=') {
            Some((name, value)) => Some((name.to_owned(), interpolate(value, dotenv))),
            None => Some((item.to_owned(), passed(item)?)),
        }
    });
    from_mapping.chain(from_list).collect()
}

/// The words of `command:`, given as a list or as one line.
fn command(service: &Node) -> Vec<String> {
    match service.get("command") {
        Some(Node::Text(line)) => words(line),
        Some(Node::List(items)) => items
            .iter()
            .map(|item| match item {
                Node::Text(text) => text.clone(),
                other => other.json().to_string(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A shell's words: quotes hold together and go.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => word.get_or_insert_default().push(c),
            None if matches!(c, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            None => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Compose's own replacement: `$NAME`, `${NAME}`, `${NAME:-default}`, and `$$` for a dollar.
fn interpolate(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((inside, after)) = rest
            .strip_prefix('{')
            .and_then(|braced| braced.split_once('}'))
        {
            let end = inside
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(inside.len());
            let (name, rule) = inside.split_at(end);
            let value = variables.get(name).map(String::as_str);
            out.push_str(match rule.strip_prefix(":-") {
                Some(default) => value.filter(|value| !value.is_empty()).unwrap_or(default),
                None => value.or(rule.strip_prefix('-')).unwrap_or_default(),
            });
            rest = after;
        } else {
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            match name.is_empty() {
                true => out.push('$'),
                false => out.push_str(variables.get(name).map_or("", String::as_str)),
            }
            rest = after;
        }
    }
    out.push_str(rest);
    out
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
