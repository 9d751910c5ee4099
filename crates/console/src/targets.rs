//! Which bots are meant: registered ones by name, or the bots in folders.

use std::path::Path;

use chatelaine_platforms::Recognised;

use crate::bots::{path_text, tidy_name};
use crate::folder::DiskFolder;
use crate::project::{Loaded, load};
use crate::view::{Bot, Detection, Platform, Posture};
use crate::{CommandError, Console};

/// The registry as it was when it was read, to look up many targets in.
pub struct Targets<'a> {
    console: &'a Console,
    known: Vec<Bot>,
}

/// A bot that was found, and its folder when that was looked into on the way.
struct Found {
    bot: Bot,
    folder: Option<DiskFolder>,
}

impl Console {
    /// Reads the registry once for many targets.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Unreadable`] when it is damaged.
    pub fn targets(&self) -> Result<Targets<'_>, CommandError> {
        Ok(Targets {
            console: self,
            known: self.bots()?,
        })
    }

    /// A registered bot by name, or the bot in a project folder, registered or not.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] when it is neither, [`crate::ErrorCode::Unreadable`] when the folder cannot be read.
    pub fn bot(&self, target: &str) -> Result<Bot, CommandError> {
        self.targets()?.bot(target)
    }

    /// Looks at a folder.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Unreadable`] when it cannot be read.
    pub fn detect_bot(&self, dir: &str) -> Result<Detection, CommandError> {
        let folder = DiskFolder::open(Path::new(dir))?;
        let dir = folder.target();
        let (platform, recognised) = recognise(&folder).unzip();
        let recognised = recognised.unwrap_or_default();
        let suggested_name = dir
            .file_name()
            .map_or_else(|| "bot".into(), |name| tidy_name(&name.to_string_lossy()));
        Ok(Detection {
            dir: path_text(dir),
            platform,
            files: recognised.files,
            version_hint: recognised.version,
            suggested_url: recognised.url,
            suggested_name,
        })
    }
}

impl Targets<'_> {
    /// A registered bot by name, or the bot in a project folder, registered or not.
    ///
    /// # Errors
    /// As [`Console::bot`].
    pub fn bot(&self, target: &str) -> Result<Bot, CommandError> {
        self.find(target).map(|found| found.bot)
    }

    /// The bot with its posture, at another address if one is given.
    ///
    /// # Errors
    /// As [`Console::posture`].
    pub fn posture(&self, target: &str, url: Option<&str>) -> Result<(Bot, Posture), CommandError> {
        let (mut bot, loaded) = self.loaded(target)?;
        if let Some(url) = url {
            bot.url = Some(url.to_owned());
        }
        let posture = self.console.judge(&bot, loaded);
        Ok((bot, posture))
    }

    /// The bot with its files, each read and parsed once, to find the bot and for whatever comes next.
    pub(crate) fn loaded(&self, target: &str) -> Result<(Bot, Option<Loaded>), CommandError> {
        let Found { bot, folder } = self.find(target)?;
        let loaded = match folder {
            Some(folder) => Some(Loaded::from(bot.platform, &folder)?),
            None => load(&bot)?,
        };
        Ok((bot, loaded))
    }

    fn find(&self, target: &str) -> Result<Found, CommandError> {
        if let Some(bot) = self.known.iter().find(|bot| bot.name == target) {
            return Ok(Found {
                bot: bot.clone(),
                folder: None,
            });
        }
        let looks_like_a_path =
            target.contains(['/', '\\']) || target == "." || Path::new(target).exists();
        if !looks_like_a_path {
            return Err(self.unknown(target));
        }
        let folder = DiskFolder::open(Path::new(target))?.resolved();
        let dir = path_text(folder.dir());
        let known = self.known.iter();
        let bot = match known.into_iter().find(|bot| bot.dir.as_ref() == Some(&dir)) {
            Some(bot) => bot.clone(),
            None => unregistered(dir, &folder)?,
        };
        Ok(Found {
            bot,
            folder: Some(folder),
        })
    }

    fn unknown(&self, target: &str) -> CommandError {
        let known: Vec<&str> = self.known.iter().map(|bot| bot.name.as_str()).collect();
        let advice = if known.is_empty() {
            "Add it with `chatelaine bots add`, or give its project folder.".into()
        } else {
            format!(
                "Known bots: {}. Or give a project folder.",
                known.join(", ")
            )
        };
        CommandError::not_found(format!("there is no bot named `{target}`"), advice)
    }
}

/// The bot in a folder that nobody has registered.
fn unregistered(dir: String, folder: &DiskFolder) -> Result<Bot, CommandError> {
    let missing = || {
        let hints: Vec<&str> = Platform::ALL
            .iter()
            .map(|platform| platform.folder_hint())
            .collect();
        CommandError::not_found(
            format!("the folder {dir} holds no bot that Chatelaine knows"),
            format!(
                "{} For one that has none of these yet, use `chatelaine bots add NAME --platform PLATFORM --dir DIR`.",
                hints.join(" ")
            ),
        )
    };
    let (platform, _) = recognise(folder).ok_or_else(missing)?;
    Ok(Bot {
        name: dir.clone(),
        platform,
        dir: Some(dir),
        url: None,
        allow_plain_http: false,
        practice: false,
    })
}

fn recognise(folder: &DiskFolder) -> Option<(Platform, Recognised)> {
    Platform::ALL
        .iter()
        .find_map(|platform| Some((*platform, platform.recognise(folder)?)))
}
