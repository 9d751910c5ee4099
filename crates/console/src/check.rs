//! Live checks of one bot.

use chatelaine_platforms::{Known, cheshire_cat};
use chatelaine_secrets::Secret;
use jiff::Timestamp;

use crate::console::LastCheck;
use crate::posture::{cat_only, site};
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
        cat_only(bot, "ask a running bot of this platform")?;
        let known = self.known(bot).await?;
        let at = Timestamp::now();
        let outcome = cheshire_cat::check(&site, &known, at)
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

    /// The credentials at hand. What the vault cannot give is left out: the checks then prove less, but still run.
    async fn known(&self, bot: &Bot) -> Result<Known, CommandError> {
        let mut known = load(bot)?
            .map(|loaded: Loaded| cheshire_cat::known(&loaded.values()))
            .unwrap_or_default();
        let handle = crate::console::handle(bot, "password.admin")?;
        let password = self
            .with_vault(move |vault| vault.get(&handle).ok().flatten())
            .await?;
        known
            .logins
            .extend(password.map(|password| ("admin".to_owned(), password)));
        known.token = self
            .state()
            .sessions
            .get(&bot.name)
            .map(|session| Secret::new(session.token.expose().to_owned()));
        Ok(known)
    }
}
