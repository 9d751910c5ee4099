//! Live checks of one bot.

use std::sync::Arc;

use chatelaine_platforms::{Ask, Checking, Observation};
use chatelaine_secrets::Secret;
use jiff::Timestamp;

use crate::console::LastCheck;
use crate::posture::site;
use crate::project::{Loaded, load};
use crate::view::{Bot, Posture};
use crate::{CommandError, Console, ErrorCode};

impl Console {
    /// Asks the running bot, and returns the posture with what was seen. `may_forge`: the operator agreed that, this
    /// once, tokens forged with well-known keys are sent to it.
    ///
    /// A bot that cannot be reached is a result, not an error: its posture says so.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot, [`ErrorCode::Invalid`] when no address is known for it,
    /// [`ErrorCode::Unreadable`] when its files make no sense.
    pub async fn check_live(
        self: &Arc<Self>,
        target: &str,
        may_forge: bool,
    ) -> Result<Posture, CommandError> {
        let bot = self.bot(target)?;
        self.check_bot(&bot, may_forge).await
    }

    /// The live checks of a bot that may not be registered.
    ///
    /// # Errors
    /// As [`Console::check_live`].
    pub async fn check_bot(
        self: &Arc<Self>,
        bot: &Bot,
        may_forge: bool,
    ) -> Result<Posture, CommandError> {
        self.read_proofs();
        let posture = self.examine(bot, may_forge).await?;
        // A check that cannot be remembered is still a check.
        let _ = self.write_proofs();
        Ok(posture)
    }

    /// The check itself, between the reading and the writing of what is remembered of all bots.
    pub(crate) async fn examine(
        self: &Arc<Self>,
        bot: &Bot,
        may_forge: bool,
    ) -> Result<Posture, CommandError> {
        let at = Timestamp::now();
        let asked = bot.clone();
        let (loaded, checking) = self
            .aside(move |console| console.ask(&asked, may_forge, at))
            .await?;
        let outcome = checking.await.map_err(CommandError::from);
        let asked = bot.clone();
        self.aside(move |console| Ok(console.conclude(&asked, loaded, at, outcome)))
            .await
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

    /// A check with the credentials at hand, and the files that it goes by.
    fn ask(
        &self,
        bot: &Bot,
        may_forge: bool,
        at: Timestamp,
    ) -> Result<(Option<Loaded>, Checking), CommandError> {
        let site = site(bot)?;
        let loaded = load(bot)?;
        let values = loaded.as_ref().map(Loaded::values).unwrap_or_default();
        let logins = self.logins(bot);
        let token = self
            .state()
            .sessions
            .get(&bot.name)
            .map(|session| Secret::new(session.token.expose().to_owned()));
        let ask = Ask {
            site: &site,
            project: loaded.as_ref().map(|loaded| &loaded.project),
            values: &values,
            logins: &logins,
            token: token.as_ref(),
            may_forge,
            at,
        };
        let checking = bot.platform.check(&ask);
        Ok((loaded, checking))
    }

    /// Passwords from the vault. What it cannot give is left out: the checks then prove less, but still run.
    fn logins(&self, bot: &Bot) -> Vec<(String, Secret)> {
        let password = self.recall(bot, "password.admin");
        password
            .map(|password| ("admin".to_owned(), password))
            .into_iter()
            .collect()
    }

    /// Remembers what came of a check, and puts it together with what the files said when it began.
    fn conclude(
        &self,
        bot: &Bot,
        loaded: Option<Loaded>,
        at: Timestamp,
        outcome: Result<Observation, CommandError>,
    ) -> Posture {
        let reached = outcome.is_ok();
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
        let posture = self.judge(bot, loaded);
        if reached {
            self.watch(bot, &posture, at);
        }
        posture
    }
}
