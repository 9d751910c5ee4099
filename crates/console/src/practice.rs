//! Practice bots that run inside this process, one of each platform.

use std::path::{Path, PathBuf};

use chatelaine_practice::{Error, Kind, Options, PracticeBot, prepare};

use crate::bots::vault_name;
use crate::home::private_folder;
use crate::view::{Bot, Platform};
use crate::{CommandError, Console, ErrorCode};

/// The name of a platform's practice bot.
fn name(platform: Platform) -> &'static str {
    match platform {
        Platform::CheshireCat => "Practice Cat",
        Platform::CheshireCat2 => "Practice Cat 2",
        Platform::Chatto => "Practice Chatto",
        Platform::ProgramY => "Practice Program-Y",
        Platform::Rasa => "Practice Rasa",
    }
}

impl Console {
    /// Starts the practice bot of a platform on a free loopback port and registers it. One that runs already is
    /// returned as it is.
    ///
    /// # Errors
    /// [`ErrorCode::Unwritable`] when its folder cannot be made, [`ErrorCode::Invalid`] when it does not start with the
    /// files in it, [`ErrorCode::Conflict`] when no port is free or its name is taken.
    pub async fn start_practice(&self, platform: Platform) -> Result<Bot, CommandError> {
        let name = name(platform);
        let mut running = self.practice.lock().await;
        if running.contains_key(name) {
            return self.bot(name);
        }
        self.check_free(name)?;
        let kind = practice_kind(platform)?;
        let folder = self.home.practice().join(platform.slug());
        private_folder(&folder).map_err(|error| unwritable(&error.to_string()))?;
        prepare(kind, &folder, None).map_err(|error| unwritable(&error.to_string()))?;
        let bot = start(kind, &folder, self.port_before(name)).await?;
        let registered = Bot {
            name: name.into(),
            platform,
            dir: Some(folder.to_string_lossy().into_owned()),
            url: Some(bot.url()),
            allow_plain_http: false,
            practice: true,
        };
        self.put_bot(registered.clone())?;
        running.insert(name.into(), bot);
        let mut state = self.state();
        state.running.insert(name.into());
        state.checks.remove(name);
        Ok(registered)
    }

    /// Stops the practice bot and starts it again on the same port, so that it reads its configuration. One that does
    /// not run is started.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] when there is none of that name; else as [`Console::start_practice`].
    pub async fn restart_practice(&self, name: &str) -> Result<(), CommandError> {
        let registered = self.practice_bot(name)?;
        let mut running = self.practice.lock().await;
        if let Some(bot) = running.remove(name) {
            bot.stop().await;
            self.state().running.remove(name);
        }
        let folder = registered
            .dir
            .as_deref()
            .map(PathBuf::from)
            .unwrap_or_default();
        let kind = practice_kind(registered.platform)?;
        let bot = start(kind, &folder, self.port_before(name)).await?;
        let url = Some(bot.url());
        if url != registered.url {
            self.put_bot(Bot { url, ..registered })?;
        }
        running.insert(name.into(), bot);
        self.state().running.insert(name.into());
        Ok(())
    }

    /// Stops a practice bot. Its folder stays.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] when it does not run.
    pub async fn stop_practice(&self, name: &str) -> Result<(), CommandError> {
        let missing = || {
            CommandError::not_found(
                format!("the practice bot `{name}` does not run"),
                "Start it first.",
            )
        };
        let bot = self
            .practice
            .lock()
            .await
            .remove(name)
            .ok_or_else(missing)?;
        bot.stop().await;
        let mut state = self.state();
        state.running.remove(name);
        state.checks.remove(name);
        Ok(())
    }

    /// A registered practice bot.
    fn practice_bot(&self, name: &str) -> Result<Bot, CommandError> {
        let found = self
            .bots()?
            .into_iter()
            .find(|bot| bot.practice && bot.name == name);
        found.ok_or_else(|| {
            CommandError::not_found(
                format!("there is no practice bot named `{name}`"),
                "Start one first.",
            )
        })
    }

    /// Nobody else's bot has a name that would share its secrets in the vault.
    fn check_free(&self, name: &str) -> Result<(), CommandError> {
        let taken = self
            .bots()?
            .into_iter()
            .find(|bot| !bot.practice && vault_name(&bot.name) == vault_name(name));
        match taken {
            None => Ok(()),
            Some(taken) => Err(CommandError::new(
                ErrorCode::Conflict,
                format!(
                    "there is already a bot named `{}`, which is not the practice bot",
                    taken.name
                ),
                "Remove it, and add it again under another name.",
            )),
        }
    }

    /// The port of last time, so that an address that the operator noted stays right; any free one before that.
    fn port_before(&self, name: &str) -> u16 {
        self.practice_bot(name)
            .ok()
            .and_then(|bot| bot.url)
            .and_then(|url| url.rsplit(':').next()?.parse().ok())
            .unwrap_or_default()
    }
}

/// What stands in for the platform.
///
/// # Errors
/// [`ErrorCode::Invalid`] for a platform that cannot be practised on.
pub fn practice_kind(platform: Platform) -> Result<Kind, CommandError> {
    match platform {
        Platform::CheshireCat => Ok(Kind::CheshireCat),
        _ => Err(CommandError::invalid(
            format!("there is no practice bot for {} yet", platform.title()),
            "Use another platform.",
        )),
    }
}

/// Starts it on this port, or on any free one when somebody else has taken it meanwhile.
async fn start(kind: Kind, folder: &Path, port: u16) -> Result<PracticeBot, CommandError> {
    let options = |port| Options {
        port,
        ..Options::new(folder)
    };
    let started = match PracticeBot::start(kind, options(port)).await {
        Err(Error::Listen { .. }) if port != 0 => PracticeBot::start(kind, options(0)).await,
        started => started,
    };
    started.map_err(CommandError::from)
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        let (code, advice) = match &error {
            Error::File { .. } => (
                ErrorCode::Unreadable,
                "Repair the file, then start it again.",
            ),
            Error::Database { .. } | Error::Configuration { .. } => (
                ErrorCode::Invalid,
                "Mend the configuration, or take the last change back, then start it again.",
            ),
            Error::Listen { .. } => (
                ErrorCode::Conflict,
                "Close the program that uses the port, or try again.",
            ),
            Error::System(_) => (ErrorCode::Internal, "Close other programs and try again."),
        };
        Self::new(code, error.to_string(), advice)
    }
}

fn unwritable(reason: &str) -> CommandError {
    CommandError::new(
        ErrorCode::Unwritable,
        format!("the practice bot's folder cannot be made: {reason}"),
        "Make the data folder writable, or point CHATELAINE_HOME to another one.",
    )
}
