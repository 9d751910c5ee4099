//! Live checks of one bot.

use chatelaine_platforms::{Ask, Checking};
use chatelaine_secrets::Secret;
use chatelaine_wire::Site;
use jiff::Timestamp;

use crate::console::LastCheck;
use crate::posture::{cannot, site};
use crate::project::{Loaded, load};
use crate::view::{Bot, Posture};
use crate::{CommandError, Console, ErrorCode};

impl Console {
    /// Asks the running bot, and returns the posture with what was seen.
    ///
    /// A bot that cannot be reached is a result, not an error: its posture says so.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot, [`ErrorCode::Invalid`] when no address is known for it,
    /// [`ErrorCode::Unreadable`] when its files make no sense.
    pub async fn check_live(&self, target: &str) -> Result<Posture, CommandError> {
        let bot = self.bot(target)?;
        self.check_bot(&bot).await
    }

    /// The live checks of a bot that may not be registered.
    ///
    /// # Errors
    /// As [`Console::check_live`].
    pub async fn check_bot(&self, bot: &Bot) -> Result<Posture, CommandError> {
        let site = site(bot)?;
        let at = Timestamp::now();
        let logins = self.logins(bot).await?;
        let outcome = self
            .ask(bot, &site, &logins, at)?
            .await
            .map_err(CommandError::from);
        {
            let mut state = self.state();
            if outcome
                .as_ref()
                .is_ok_and(|observation| !observation.restart_needed)
            {
                state.restart_pending.remove(&bot.name);
            }
            state
                .checks
                .insert(bot.name.clone(), LastCheck { at, outcome });
        }
        self.posture_of(bot)
    }

    /// The reason why the last check of a bot failed, for callers to whom that is an error.
    ///
    /// # Errors
    /// The failure itself.
    pub fn last_check(&self, bot: &str) -> Result<(), CommandError> {
        match self.state().checks.get(bot).map(|check| &check.outcome) {
            Some(Err(error)) => Err(error.clone()),
            Some(Ok(_)) => Ok(()),
            None => Err(CommandError::new(
                ErrorCode::NotFound,
                "the bot was not checked yet",
                "Check it first.",
            )),
        }
    }

    /// A check with the credentials at hand.
    fn ask(
        &self,
        bot: &Bot,
        site: &Site,
        logins: &[(String, Secret)],
        at: Timestamp,
    ) -> Result<Checking, CommandError> {
        let loaded = load(bot)?;
        let values = loaded.as_ref().map(Loaded::values).unwrap_or_default();
        let token = self
            .state()
            .sessions
            .get(&bot.name)
            .map(|session| Secret::new(session.token.expose().to_owned()));
        let ask = Ask {
            site,
            project: loaded.as_ref().map(|loaded| &loaded.project),
            values: &values,
            logins,
            token: token.as_ref(),
            may_forge: false,
            at,
        };
        bot.platform
            .check(&ask)
            .ok_or_else(|| cannot(bot, "ask a running bot of this platform"))
    }

    /// Passwords from the vault. What it cannot give is left out: the checks then prove less, but still run.
    async fn logins(&self, bot: &Bot) -> Result<Vec<(String, Secret)>, CommandError> {
        let handle = crate::console::handle(bot, "password.admin")?;
        let password = self
            .with_vault(move |vault| vault.get(&handle).ok().flatten())
            .await?;
        Ok(password
            .map(|password| ("admin".to_owned(), password))
            .into_iter()
            .collect())
    }
}
