//! `cat/data/metadata.json`: settings and users, in the shape in which the server's TinyDB writes them.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::users::Users;
use super::{identifiers, now};
use crate::Error;

/// One setting, as the API shows it and as it is stored.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) value: Value,
    category: Option<String>,
    setting_id: String,
    updated_at: i64,
}

/// The users are one more setting to the server; it only hides that one from its API.
#[derive(Serialize, Deserialize)]
enum UsersName {
    #[serde(rename = "users")]
    Users,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Record {
    Users {
        name: UsersName,
        value: Users,
        category: Option<String>,
        setting_id: String,
        updated_at: i64,
    },
    Setting(Setting),
}

#[derive(Serialize, Deserialize)]
struct File {
    #[serde(rename = "_default")]
    records: BTreeMap<u32, Record>,
}

/// Settings and users, written to disk at each change.
pub(crate) struct Database {
    path: PathBuf,
    settings: Vec<Setting>,
    users: Users,
}

impl Database {
    /// Reads the database of the project in `dir`, or creates it with the default users.
    pub(crate) fn open(dir: &Path) -> Result<Self, Error> {
        let path = dir.join("cat").join("data").join("metadata.json");
        let mut database = Self {
            settings: Vec::new(),
            users: Users::default(),
            path,
        };
        let text = match std::fs::read_to_string(&database.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(source) => return Err(database.failure(source)),
        };
        if !text.trim().is_empty() {
            let file: File = serde_json::from_str(&text).map_err(|error| Error::Database {
                path: database.path.clone(),
                line: error.line(),
            })?;
            for record in file.records.into_values() {
                match record {
                    Record::Users { value, .. } => database.users = value,
                    Record::Setting(setting) => database.settings.push(setting),
                }
            }
        }
        if database.setting("auth_handler_selected").is_none() {
            let name = "CoreOnlyAuthConfig";
            database.put(name, "auth_handler_factory", json!({}))?;
            let selected = json!({ "name": name });
            database.put("auth_handler_selected", "auth_handler_factory", selected)?;
        }
        if database.users.all().is_empty() {
            database.users = Users::defaults()?;
        }
        database.save()?;
        Ok(database)
    }

    pub(crate) fn settings(&self) -> &[Setting] {
        &self.settings
    }

    pub(crate) fn setting(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.name == name)
    }

    pub(crate) fn users(&self) -> &Users {
        &self.users
    }

    /// Changes the users and writes the change to disk.
    pub(crate) fn change_users<T>(
        &mut self,
        change: impl FnOnce(&mut Users) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let outcome = change(&mut self.users)?;
        self.save()?;
        Ok(outcome)
    }

    /// Sets `name` to `value` and writes the change to disk.
    pub(crate) fn set(&mut self, name: &str, category: &str, value: Value) -> Result<(), Error> {
        self.put(name, category, value)?;
        self.save()
    }

    fn put(&mut self, name: &str, category: &str, value: Value) -> Result<(), Error> {
        let setting = Setting {
            name: name.to_owned(),
            value,
            category: Some(category.to_owned()),
            setting_id: identifiers::uuid()?,
            updated_at: now() as i64,
        };
        match self.settings.iter_mut().find(|known| known.name == name) {
            Some(known) => *known = setting,
            None => self.settings.push(setting),
        }
        Ok(())
    }

    /// Written beside and renamed, so that a crash leaves the old users rather than none.
    fn save(&self) -> Result<(), Error> {
        let settings = self.settings.iter().cloned().map(Record::Setting);
        let users = Record::Users {
            name: UsersName::Users,
            value: self.users.clone(),
            category: None,
            setting_id: identifiers::uuid()?,
            updated_at: now() as i64,
        };
        let file = File {
            records: (1..).zip(settings.chain([users])).collect(),
        };
        let folder = self.path.parent().unwrap_or(&self.path);
        let fresh = self.path.with_extension("json.new");
        std::fs::create_dir_all(folder)
            .and_then(|()| serde_json::to_vec(&file).map_err(std::io::Error::from))
            .and_then(|bytes| private_file(&fresh)?.write_all(&bytes))
            .and_then(|()| std::fs::rename(&fresh, &self.path))
            .map_err(|source| self.failure(source))
    }

    fn failure(&self, source: std::io::Error) -> Error {
        Error::File {
            path: self.path.clone(),
            source,
        }
    }
}

/// Creates or empties a file that only its owner may read: it will hold hashes or keys.
pub(crate) fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
