//! Configuration text with its secrets hidden.

mod address;
mod diff;
mod known;
mod reading;

use chatelaine_documents::{DocumentKind, KeyPath, Step};
use chatelaine_platforms::{Platform, Setting};

pub use address::without_credentials;
pub(crate) use diff::diff;
pub(crate) use known::{Known, SHORTEST as SHORTEST_KNOWN};
pub(crate) use reading::Reading;

/// What a text is: enough to know what in it is secret.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) platform: Platform,
    /// The role of the file and how it is read; nothing for files that are no document of the bot, like compose files.
    pub(crate) document: Option<(&'a str, DocumentKind)>,
}

/// Whether a name promises something secret, wherever it stands, commented out or not.
pub(crate) fn names_a_secret(platform: Platform, name: &str) -> bool {
    let known = platform.settings().iter().any(|setting| {
        setting.is_secret()
            && (setting.name() == name || setting.name().trim_start_matches("CCAT_") == name)
    });
    let upper = name.to_ascii_uppercase();
    known
        || ["KEY", "SECRET", "TOKEN", "PASSWORD", "PASSWD", "CREDENTIAL"]
            .iter()
            .any(|word| upper.contains(word))
}

impl Subject<'_> {
    fn is_secret(&self, path: &KeyPath) -> bool {
        let Some((role, kind)) = self.document else {
            return false;
        };
        if matches!(kind, DocumentKind::KeyList | DocumentKind::LicenseKeys) {
            return true;
        }
        // Most values of a large file end like no setting at all.
        let last = match path.last() {
            Some(Step::Key(key)) => key.rsplit('.').next(),
            Some(Step::Item(_)) | None => None,
        };
        let ends_alike = |setting: &&Setting| {
            let end = setting.last_part();
            setting.role() == role && (Some(end) == last || end == "*" || end == "#")
        };
        let rows = self.platform.settings().iter().filter(ends_alike);
        let mut rows = rows.peekable();
        if rows.peek().is_some() {
            let id = setting_id(role, path);
            if let Some(row) = rows.find(|setting| setting.place(&id).is_some()) {
                return row.is_secret();
            }
        }
        let key = path.steps().iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Item(_) => None,
        });
        key.is_some_and(|key| names_a_secret(self.platform, key))
    }
}

/// The id that a setting at this path has: list items count from 1.
pub(crate) fn setting_id(role: &str, path: &KeyPath) -> String {
    let mut id = role.to_owned();
    for step in path.steps() {
        id.push('.');
        match step {
            Step::Key(key) => id.push_str(key),
            Step::Item(at) => id.push_str(&(at + 1).to_string()),
        }
    }
    id
}
