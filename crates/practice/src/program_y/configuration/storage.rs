//! Where the licence keys are looked for (storage/config.py and storage/stores/file, 5.0.1).

use std::path::Path;

use super::section::{Section, rooted};
use crate::Error;
use crate::program_y::license;

/// The name under which the token is looked for.
const TOKEN: &str = "BASIC_AUTH_TOKEN";

/// Where the keys are unless the configuration says otherwise: a place where any user of the machine can put some.
const DEFAULT: &str = "/tmp/licenses/license.keys";

/// The source of the licence keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::program_y) enum Licenses {
    /// Nothing is loaded.
    None,
    /// A file.
    File(String),
    /// A database, which a practice bot has not.
    Database,
}

impl Default for Licenses {
    /// What a bot without any `storage` uses.
    fn default() -> Self {
        Self::File(DEFAULT.to_owned())
    }
}

impl Licenses {
    /// What the `storage` of a client's section declares. Nothing at all where Python stops.
    pub(super) fn declared(section: &Section<'_>, dir: &Path) -> Option<Self> {
        let Some(storage) = section.value("storage") else {
            return Some(Self::default());
        };
        let storage = Section::of(storage.as_object()?);
        let (entities, stores) = (storage.section("entities")?, storage.section("stores")?);
        let Some(store) = entities
            .text("license_keys")
            .and_then(|name| stores.section(name))
        else {
            return Some(Self::None);
        };
        // A store without a type or a configuration is ignored.
        Some(match (store.text("type"), store.section("config")) {
            (Some("file"), Some(config)) => match config.section("license_storage") {
                Some(license) => Self::File(file(&license, dir)?),
                None => Self::default(),
            },
            (Some(_), Some(_)) => Self::Database,
            _ => Self::None,
        })
    }

    /// The token that the clients of the bot have to send.
    ///
    /// # Errors
    /// [`Error::Configuration`]: without one the real server does not start.
    pub(in crate::program_y) fn token(&self) -> Result<String, Error> {
        let stop = |what: &str| Error::Configuration {
            what: what.to_owned(),
        };
        match self {
            Self::Database => Err(stop(
                "its licence keys are in a database, and a practice bot reads files only. Name a store of the type `file`.",
            )),
            Self::None => Err(stop(MISSING)),
            Self::File(path) => license::read(Path::new(path))
                .remove(TOKEN)
                .ok_or_else(|| stop(MISSING)),
        }
    }
}

const MISSING: &str = "it asks for a token and finds no licence key named BASIC_AUTH_TOKEN. Put one into license.keys, and name that file in license_storage.";

fn file(license: &Section<'_>, dir: &Path) -> Option<String> {
    // A folder that is named as well wins, and then there is no file to read.
    match license.value("dirs").or_else(|| license.value("file")) {
        Some(path) => Some(rooted(path.as_str()?, dir)),
        None => Some(DEFAULT.to_owned()),
    }
}
