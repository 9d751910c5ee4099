//! Configuration files and environment as viper 1.7.1 puts them together.
//!
//! Its rules are the traps of this platform: a variable counts only where its key is known, a file of another format
//! hides the one that everybody edits, and a variable for a parent makes everything below it vanish.

mod duration;
mod scalar;
mod value;
mod yaml;

use std::collections::BTreeSet;
use std::path::Path;

use crate::Error;
pub(crate) use value::{Map, Misfit, Value};

/// The formats in the order in which viper looks for them (`SupportedExts`).
const LOOKUP: [&str; 11] = [
    "json",
    "toml",
    "yaml",
    "yml",
    "properties",
    "props",
    "prop",
    "hcl",
    "dotenv",
    "env",
    "ini",
];

/// One configuration: what its file says, the variables that go over it, and the defaults below it.
pub(crate) struct Viper<'a> {
    file: Map,
    defaults: Map,
    /// The prefix of its variables, and those that the process was given. Nothing where none are looked at.
    environment: Option<(&'static str, &'a [(String, String)])>,
}

impl<'a> Viper<'a> {
    /// Reads the first file of that base name; without one there is nothing in it.
    ///
    /// # Errors
    /// When that file cannot be read, makes no sense, or has a format that the practice bot does not read.
    pub(crate) fn read(dir: &Path, stem: &str) -> Result<Option<Self>, Error> {
        let mut there = LOOKUP
            .iter()
            .map(|format| (*format, dir.join(format!("{stem}.{format}"))));
        let Some((format, path)) = there.find(|(_, path)| path.exists()) else {
            return Ok(None);
        };
        let text = std::fs::read(&path).map_err(|source| Error::File {
            path: path.clone(),
            source,
        })?;
        let text = String::from_utf8_lossy(&text);
        let root = match format {
            "yaml" | "yml" => yaml::parse(&text),
            "json" => serde_json::from_str(&text)
                .map(from_json)
                .map_err(|error| format!("line {}", error.line())),
            _ => Err(format!(
                "the practice bot reads only JSON and YAML, and the real server takes {stem}.{format} before any other"
            )),
        };
        let file = root.and_then(|root| root.section());
        let file = file.map_err(|why| Error::Configuration {
            what: format!("While parsing config: {stem}.{format}: {why}"),
        })?;
        Ok(Some(Self::of(file)))
    }

    /// A configuration without a file.
    pub(crate) fn of(file: Map) -> Self {
        Self {
            file,
            defaults: Map::new(),
            environment: None,
        }
    }

    /// Lets variables with that prefix go over the file.
    pub(crate) fn under(mut self, prefix: &'static str, variables: &'a [(String, String)]) -> Self {
        self.environment = Some((prefix, variables));
        self
    }

    /// A default for a key, given as `a.b`. Keys with defaults are known without standing in the file.
    pub(crate) fn or(mut self, key: &str, value: Value) -> Self {
        put(&mut self.defaults, key, value);
        self
    }

    /// Everything that is set, each key with the value that counts.
    pub(crate) fn settings(&self) -> Map {
        let mut keys = BTreeSet::new();
        leaves(&self.file, "", &mut keys);
        leaves(&self.defaults, "", &mut keys);
        let mut settings = Map::new();
        for key in keys {
            if let Some(value) = self.get(&key) {
                put(&mut settings, &key, value);
            }
        }
        settings
    }

    fn get(&self, key: &str) -> Option<Value> {
        if let Some(value) = self.variable(key) {
            return Some(Value::Text(value.to_owned()));
        }
        // A variable for a section hides all that is in it: `CHATTO_BOT_AUTH` takes `auth.token` away.
        let mut parents = key.match_indices('.').map(|(at, _)| &key[..at]);
        if parents.any(|parent| self.variable(parent).is_some()) {
            return None;
        }
        let path: Vec<&str> = key.split('.').collect();
        find(&self.file, &path).or_else(|| find(&self.defaults, &path))
    }

    /// A variable that is set to something; an empty one counts for none.
    fn variable(&self, key: &str) -> Option<&str> {
        let (prefix, variables) = self.environment?;
        let name = format!("{prefix}_{key}").to_uppercase().replace('.', "_");
        let last = variables.iter().rev().find(|(known, _)| *known == name)?;
        Some(last.1.as_str()).filter(|value| !value.is_empty())
    }
}

/// The keys of all values that are no maps. What is already a value in `keys` is not looked into.
fn leaves(map: &Map, prefix: &str, keys: &mut BTreeSet<String>) {
    for (key, value) in map {
        let key = format!("{prefix}{key}");
        match value {
            _ if keys.contains(&key) => {}
            Value::Map(inner) => leaves(inner, &format!("{key}."), keys),
            _ => {
                keys.insert(key);
            }
        }
    }
}

/// What stands at a path. A key with dots in it is as good as a path.
fn find(map: &Map, path: &[&str]) -> Option<Value> {
    (1..=path.len()).rev().find_map(|taken| {
        let value = map.get(&path[..taken].join("."))?;
        match value {
            Value::Null => None,
            value if taken == path.len() => Some(value.clone()),
            Value::Map(inner) => find(inner, &path[taken..]),
            _ => None,
        }
    })
}

fn put(map: &mut Map, key: &str, value: Value) {
    let Some((parent, rest)) = key.split_once('.') else {
        map.insert(key.to_owned(), value);
        return;
    };
    let entry = map.entry(parent.to_owned()).or_insert(Value::Null);
    if !matches!(entry, Value::Map(_)) {
        *entry = Value::Map(Map::new());
    }
    if let Value::Map(inner) = entry {
        put(inner, rest, value);
    }
}

/// JSON has but one kind of number to Go.
fn from_json(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(on) => Value::Bool(on),
        serde_json::Value::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(list) => Value::List(list.into_iter().map(from_json).collect()),
        serde_json::Value::Object(map) => Value::Map(
            map.into_iter()
                .map(|(key, value)| (key.to_lowercase(), from_json(value)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bot's token after these variables went over this file.
    fn token(file: &str, variables: &[(&str, &str)]) -> String {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let variables: Vec<_> = variables.iter().map(owned).collect();
        let file = yaml::parse(file).and_then(|root| root.section());
        let viper = Viper::of(file.unwrap_or_default()).under("CHATTO_BOT", &variables);
        let settings = viper.settings();
        let auth = settings.get("auth").and_then(|auth| auth.section().ok());
        auth.and_then(|auth| auth.get("token")?.text().ok())
            .unwrap_or_default()
    }

    #[test]
    fn a_variable_counts_only_where_its_key_is_in_the_file() {
        let variable = [("CHATTO_BOT_AUTH_TOKEN", "tok")];
        assert_eq!(token("auth:\n  token:\n", &variable), "tok");
        for file in ["", "auth:\n", "auth: {}\n", "bot_name: x\n"] {
            assert_eq!(token(file, &variable), "", "open with {file:?}");
        }
    }

    #[test]
    fn a_variable_beats_the_file_unless_it_is_empty() {
        let file = "auth: {token: filetok}\n";
        assert_eq!(
            token(file, &[("CHATTO_BOT_AUTH_TOKEN", "envtok")]),
            "envtok"
        );
        assert_eq!(token(file, &[("CHATTO_BOT_AUTH_TOKEN", "")]), "filetok");
    }

    #[test]
    fn a_variable_for_a_section_takes_everything_in_it_away() {
        let file = "auth: {token: filetok}\n";
        assert_eq!(token(file, &[("CHATTO_BOT_AUTH", "anything")]), "");
    }

    #[test]
    fn a_key_with_a_dot_is_a_path() {
        assert_eq!(token("auth.token: dotted\n", &[]), "dotted");
    }
}
