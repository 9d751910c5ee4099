//! What is a secret here: what the platform's table says, values that are known from it, and names that say so.

use std::collections::{BTreeMap, HashSet};

use chatelaine_documents::{DocumentKind, Step};

use super::address;
use crate::setting::{Kind, Origin, referenced};
use crate::{Effective, Platform, Project, Source};

/// The shortest value that is searched for elsewhere: shorter ones stand everywhere by chance.
const SHORTEST_NEEDLE: usize = 8;

/// The last words of names whose values open something.
const TELLING: &[&str] = &[
    "apikey",
    "authtoken",
    "credential",
    "credentials",
    "key",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "pwd",
    "requirepass",
    "secret",
    "token",
];
/// Words before `key` that make it no secret.
const HARMLESS_KEYS: &[&str] = &["public", "pub", "primary", "foreign", "sort", "metadata"];

/// The secrets of a project.
pub(super) struct Secrets<'a> {
    platform: Platform,
    values: Vec<&'a str>,
    files: BTreeMap<String, Vec<String>>,
    /// File and name of all that is in `files`: a file may hold a hundred thousand.
    listed: HashSet<(String, String)>,
}

impl<'a> Secrets<'a> {
    pub(super) fn of(platform: Platform, project: &Project, values: &'a [Effective]) -> Self {
        let mut found = Self {
            platform,
            values: Vec::new(),
            files: BTreeMap::new(),
            listed: HashSet::new(),
        };
        for value in values.iter().filter(|value| value.setting.is_secret()) {
            found.setting(project, value);
        }
        found.names(project);
        found.values.sort_unstable();
        found.values.dedup();
        found
    }

    /// The files that hold secrets, each with the names of these.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.files
            .iter()
            .map(|(file, names)| (file.as_str(), names.as_slice()))
    }

    /// Adds what a closer look at a file has shown.
    pub(super) fn add(&mut self, file: &str, name: &str) {
        if self.listed.insert((file.to_owned(), name.to_owned())) {
            let names = self.files.entry(file.to_owned()).or_default();
            names.push(name.to_owned());
        }
    }

    /// Whether `value`, under `name`, is a secret that stands there in clear.
    pub(super) fn is_secret(&self, name: &str, value: &str) -> bool {
        let named = || {
            names_a_secret(name)
                || (self.platform.settings().iter())
                    .any(|setting| setting.is_secret() && setting.name() == name)
        };
        is_literal(value) && (self.is_known(value) || named())
    }

    /// Whether `value` is that of a secret setting.
    pub(super) fn is_known(&self, value: &str) -> bool {
        value.len() >= SHORTEST_NEEDLE && self.values.binary_search(&value).is_ok()
    }

    fn setting(&mut self, project: &Project, value: &'a Effective) {
        let references = self.platform.has_references();
        let counts = |text: &str| {
            let reference = references && referenced(text).is_some();
            // An address is a secret only as far as it holds one.
            let address = matches!(value.setting.kind, Kind::Secret(Origin::Issued))
                && text.contains("://")
                && !address::holds_password(text);
            !text.is_empty() && !reference && !address
        };
        let own = value.own.as_ref().map(|(_, _, own)| own.expose());
        if let Some(own) = own.filter(|own| counts(own)) {
            self.values.push(own);
            if let Some(file) = project.name(value.setting.role()) {
                self.add(file, value.name());
            }
        }
        if let Source::Environment { file, .. } = &value.source
            && counts(value.text())
        {
            self.values.push(value.text());
            self.add(file, value.name());
        }
    }

    /// What names give away in files of names and values.
    fn names(&mut self, project: &Project) {
        let own = project.files.iter().filter_map(|file| {
            let flat = file.kind == DocumentKind::PythonConstants;
            Some((
                file.name.clone(),
                file.document().filter(|_| flat)?.scalars(),
            ))
        });
        let env = project.env.iter().map(|env| {
            let document: &dyn chatelaine_documents::Document = &env.document;
            (env.name.clone(), document.scalars())
        });
        for (file, scalars) in own.chain(env).collect::<Vec<_>>() {
            for (path, node) in scalars {
                if let Some(Step::Key(name)) = path.last()
                    && names_a_secret(name)
                    && is_literal(&node.text)
                {
                    self.add(&file, name);
                }
            }
        }
    }
}

/// Whether a name says that its value opens something: `POSTGRES_PASSWORD`, `--auth-token`, `apiKey`.
pub(super) fn names_a_secret(name: &str) -> bool {
    let name = name.trim_start_matches('-').to_ascii_lowercase();
    let mut words = name.rsplit(['_', '-', '.']);
    let last = words.next().unwrap_or_default();
    let before = words.next().unwrap_or_default();
    if last == "key" && HARMLESS_KEYS.contains(&before) {
        return false;
    }
    TELLING.contains(&last) && name.len() > "key".len()
}

/// Whether a value under a telling name is one: not empty, not taken from elsewhere, no path, no switch, no number of
/// a few digits.
pub(super) fn is_literal(value: &str) -> bool {
    let value = value.trim();
    let elsewhere = value.contains('$') || value.starts_with("<") || value.starts_with("{{");
    let path = value.starts_with(['/', '~']) || value.starts_with("./") || value.starts_with("../");
    let switch = ["true", "false", "none", "null", "yes", "no", "on", "off"]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word));
    let small = value.len() < 4 || (value.len() < 6 && value.parse::<u32>().is_ok());
    !(value.is_empty() || elsewhere || path || switch || small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_secrets_away() {
        for name in [
            "POSTGRES_PASSWORD",
            "OPENAI_API_KEY",
            "--auth-token",
            "jwt-secret",
            "DB_PWD",
            "slack.token",
            "apikey",
        ] {
            assert!(names_a_secret(name), "{name}");
        }
        for name in [
            "JWT_TOKEN_EXPIRE",
            "PUBLIC_KEY",
            "TOKEN_FILE",
            "key",
            "MONKEY",
            "SECRET_NAME",
            "--enable-api",
            "",
        ] {
            assert!(!names_a_secret(name), "{name}");
        }
    }

    #[test]
    fn a_value_from_elsewhere_is_none_that_stands_there() {
        for value in ["hunter2", "123456", "p4ss", "sk-abc"] {
            assert!(is_literal(value), "{value}");
        }
        for value in [
            "",
            "${TOKEN}",
            "$TOKEN",
            "/run/secrets/token",
            "./key.pem",
            "True",
            "1234",
            "<your token>",
            "{{ .Values.token }}",
        ] {
            assert!(!is_literal(value), "{value}");
        }
    }
}
