//! The registry: which bots there are.

use std::path::Path;

use chatelaine_wire::Site;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::folder::DiskFolder;
use crate::project::load;
use crate::view::{Bot, BotSummary, NewBot};
use crate::{CommandError, Console, ErrorCode};

const FILE_LIMIT: u64 = 4 << 20;
/// Long enough for any name, short enough for every list.
const NAME_LENGTH: usize = 60;

#[derive(Serialize, Deserialize, Default)]
struct Registry {
    version: u32,
    bots: Vec<Bot>,
}

impl Console {
    /// Every registered bot.
    ///
    /// # Errors
    /// [`ErrorCode::Unreadable`] when the registry is damaged; it is left as it is.
    pub fn bots(&self) -> Result<Vec<Bot>, CommandError> {
        Ok(self.registry()?.1.bots)
    }

    /// Every registered bot with the number of its findings.
    ///
    /// # Errors
    /// As [`Console::bots`]. A bot whose files cannot be read is listed with its problem.
    pub fn list_bots(&self) -> Result<Vec<BotSummary>, CommandError> {
        Ok(self.summaries(self.bots()?))
    }

    /// Adds a bot.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when the name is taken, [`ErrorCode::Invalid`] for a name, folder or address that cannot be used.
    pub fn add_bot(&self, new: NewBot) -> Result<Bot, CommandError> {
        let name = new.name.trim().to_owned();
        check_name(&name)?;
        let url = new
            .url
            .as_deref()
            .map(str::trim)
            .filter(|url| !url.is_empty());
        let url = url
            .map(|url| Site::parse(url, new.allow_plain_http).map(|site| site.address()))
            .transpose()?;
        let dir = match new
            .dir
            .as_deref()
            .map(str::trim)
            .filter(|dir| !dir.is_empty())
        {
            Some(dir) => {
                let folder = DiskFolder::open(Path::new(dir))?;
                Some(path_text(folder.target()))
            }
            None => None,
        };
        if url.is_none() && dir.is_none() {
            return Err(CommandError::invalid(
                "a bot needs a project folder, an address, or both",
                "Give at least one of them.",
            ));
        }
        let bot = Bot {
            name,
            platform: new.platform,
            dir,
            url,
            allow_plain_http: new.allow_plain_http,
            practice: false,
        };
        // A file that cannot be read is better known now than later.
        load(&bot)?;
        self.change_registry(|bots| {
            if let Some(taken) = bots
                .iter()
                .find(|other| vault_name(&other.name) == vault_name(&bot.name))
            {
                let what = format!("there is already a bot named `{}`", taken.name);
                return Err(CommandError::new(
                    ErrorCode::Conflict,
                    what,
                    "Choose another name, or remove that one first.",
                ));
            }
            bots.push(bot.clone());
            Ok(())
        })?;
        Ok(bot)
    }

    /// Forgets a bot. Its files, its secrets in the vault and its history stay.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] when there is none of that name.
    pub fn remove_bot(&self, name: &str) -> Result<(), CommandError> {
        self.change_registry(|bots| {
            let before = bots.len();
            bots.retain(|bot| bot.name != name);
            if bots.len() == before {
                return Err(CommandError::not_found(
                    format!("there is no bot named `{name}`"),
                    "`chatelaine bots list` shows the names.",
                ));
            }
            Ok(())
        })?;
        self.forget_check(name);
        let mut state = self.state();
        state.alarms.remove(name);
        state.sessions.remove(name);
        Ok(())
    }

    /// Registers a bot or replaces the one of that name.
    pub(crate) fn put_bot(&self, bot: Bot) -> Result<(), CommandError> {
        self.change_registry(|bots| {
            bots.retain(|other| other.name != bot.name);
            bots.push(bot);
            Ok(())
        })
    }

    fn change_registry(
        &self,
        change: impl FnOnce(&mut Vec<Bot>) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        let _guard = self.turn()?;
        let (snapshot, mut registry) = self.registry()?;
        change(&mut registry.bots)?;
        let text = serde_json::to_vec_pretty(&Registry {
            version: 1,
            ..registry
        })
        .unwrap_or_default();
        chatelaine_files::replace(&snapshot, &text)?;
        Ok(())
    }

    fn registry(&self) -> Result<(chatelaine_files::Snapshot, Registry), CommandError> {
        let snapshot = chatelaine_files::read(&self.home.bots(), FILE_LIMIT)?;
        if !snapshot.exists() {
            return Ok((snapshot, Registry::default()));
        }
        let registry = serde_json::from_slice(&snapshot.bytes).map_err(|error| {
            let what = format!("{}: the list of bots is damaged (line {})", self.home.bots().display(), error.line());
            CommandError::new(ErrorCode::Unreadable, what, "Repair the file, or move it away and add the bots again. Secrets and project folders are not affected.")
        })?;
        Ok((snapshot, registry))
    }
}

fn check_name(name: &str) -> Result<(), CommandError> {
    let advice = "Use letters, digits, spaces, and . _ - with a letter or digit first; at most 60 characters.";
    let fits = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " ._-".contains(c));
    if !fits || name.len() > NAME_LENGTH {
        return Err(CommandError::invalid(
            "this name cannot be used for a bot",
            advice,
        ));
    }
    Ok(())
}

pub(crate) fn tidy_name(text: &str) -> String {
    let tidy: String = text
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '-'
            }
        })
        .take(NAME_LENGTH)
        .collect();
    let tidy = tidy
        .trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
        .to_owned();
    if tidy.is_empty() { "bot".into() } else { tidy }
}

/// The part of a vault handle that stands for a bot: small letters, because the Windows Credential Manager ignores case.
/// A bot that is only a folder has the folder's name and a few digits of the path's hash.
pub(crate) fn vault_name(name: &str) -> String {
    if check_name(name).is_ok() {
        return name.to_ascii_lowercase().replace(' ', "-");
    }
    let digest = Sha256::digest(name.as_bytes());
    let folder = Path::new(name)
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let digits: String = digest
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{}-{digits}", tidy_name(&folder).to_ascii_lowercase())
}

pub(crate) fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
