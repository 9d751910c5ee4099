//! Practice bots that run inside this process.

use chatelaine_practice::{Kind, Options, PracticeBot, prepare};

use crate::bots::vault_name;
use crate::home::private_folder;
use crate::view::{Bot, Platform};
use crate::{CommandError, Console, ErrorCode};

const NAME: &str = "Practice Cat";
const FOLDER: &str = "cheshire-cat";

impl Console {
    /// Starts the practice Cat on a free loopback port and registers it. One that runs already is returned as it is.
    ///
    /// # Errors
    /// [`ErrorCode::Unwritable`] when its folder cannot be made, [`ErrorCode::Conflict`] when no port is free.
    pub async fn start_practice(&self) -> Result<Bot, CommandError> {
        let mut running = self.practice.lock().await;
        if running.contains_key(NAME) {
            return self.bot(NAME);
        }
        if let Some(taken) = self
            .bots()?
            .into_iter()
            .find(|bot| !bot.practice && vault_name(&bot.name) == vault_name(NAME))
        {
            let what = format!(
                "there is already a bot named `{}`, which is not the practice bot",
                taken.name
            );
            return Err(CommandError::new(
                ErrorCode::Conflict,
                what,
                "Remove it, and add it again under another name.",
            ));
        }
        let folder = self.home.practice().join(FOLDER);
        private_folder(&folder).map_err(|error| unwritable(&error.to_string()))?;
        prepare(Kind::CheshireCat, &folder, None)
            .map_err(|error| unwritable(&error.to_string()))?;
        // The port of last time, so that an address that the operator noted stays right.
        let before = self
            .bot(NAME)
            .ok()
            .and_then(|bot| bot.url)
            .and_then(|url| url.rsplit(':').next()?.parse::<u16>().ok());
        let cat = match before {
            Some(port) => match start(&folder, port).await {
                Ok(cat) => cat,
                Err(_) => start(&folder, 0).await?,
            },
            None => start(&folder, 0).await?,
        };
        let dir = Some(folder.to_string_lossy().into_owned());
        let bot = Bot {
            name: NAME.into(),
            platform: Platform::CheshireCat,
            dir,
            url: Some(cat.url()),
            allow_plain_http: false,
            practice: true,
        };
        self.put_bot(bot.clone())?;
        running.insert(NAME.into(), cat);
        let mut state = self.state();
        state.running.insert(NAME.into());
        state.checks.remove(NAME);
        Ok(bot)
    }

    /// Stops the practice bot and starts it again on the same port, so that it reads its configuration.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] when it does not run.
    pub async fn restart_practice(&self, name: &str) -> Result<(), CommandError> {
        let mut running = self.practice.lock().await;
        let missing = || {
            CommandError::not_found(
                format!("the practice bot `{name}` does not run"),
                "Start it first.",
            )
        };
        let cat = running.remove(name).ok_or_else(missing)?;
        let (folder, port) = (cat.dir().to_path_buf(), cat.port());
        cat.stop().await;
        self.state().running.remove(name);
        let cat = start(&folder, port).await?;
        running.insert(name.into(), cat);
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
        let cat = self
            .practice
            .lock()
            .await
            .remove(name)
            .ok_or_else(missing)?;
        cat.stop().await;
        let mut state = self.state();
        state.running.remove(name);
        state.checks.remove(name);
        Ok(())
    }
}

async fn start(folder: &std::path::Path, port: u16) -> Result<PracticeBot, CommandError> {
    let options = Options {
        port,
        ..Options::new(folder)
    };
    PracticeBot::start(Kind::CheshireCat, options)
        .await
        .map_err(|error| {
            CommandError::new(
                ErrorCode::Conflict,
                error.to_string(),
                "Close the program that uses the port, or try again.",
            )
        })
}

fn unwritable(reason: &str) -> CommandError {
    CommandError::new(
        ErrorCode::Unwritable,
        format!("the practice bot's folder cannot be made: {reason}"),
        "Make the data folder writable, or point CHATELAINE_HOME to another one.",
    )
}
