//! A round: many bots are asked, a few at a time.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::view::{Bot, Posture, Round, RoundEvent};
use crate::{CommandError, Console, ErrorCode};

/// How many bots are asked at a time. Each is asked a handful of things at once, so that this many keep a network busy
/// without flooding it, and without holding more than this many checks in memory.
const AT_A_TIME: usize = 8;

/// What happens in a round of a shell's own.
#[derive(Debug)]
pub enum Step {
    /// A bot is being asked.
    Asking(Bot),
    /// A bot was asked. That it could not be reached is in its posture; the error is for files that make no sense.
    Asked(Bot, Box<Result<Posture, CommandError>>),
}

/// Takes the place of the running round, and gives it free when the round ends, however it ends.
struct Turn<'a>(&'a Console);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.state().round = None;
    }
}

impl Console {
    /// Asks these bots, a few at a time, and tells each step. Returns whether it came to its end; after
    /// [`Console::stop_checks`] it does not, and what was told until then counts.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when a round runs already.
    pub async fn round(
        self: &Arc<Self>,
        bots: Vec<Bot>,
        may_forge: bool,
        mut tell: impl FnMut(Step),
    ) -> Result<bool, CommandError> {
        let (turn, mut stopped) = self.begin()?;
        self.read_proofs();
        let mut waiting = bots.into_iter();
        let mut asking = JoinSet::new();
        let complete = loop {
            while asking.len() < AT_A_TIME
                && let Some(bot) = waiting.next()
            {
                tell(Step::Asking(bot.clone()));
                let console = Arc::clone(self);
                asking.spawn(async move {
                    let outcome = console.examine(&bot, may_forge).await;
                    (bot, outcome)
                });
            }
            // Leaving the loop drops the set, which ends what is still under way.
            let done = tokio::select! {
                _ = stopped.changed() => break false,
                done = asking.join_next() => done,
            };
            match done {
                None => break true,
                Some(Ok((bot, outcome))) => tell(Step::Asked(bot, Box::new(outcome))),
                Some(Err(_)) => {
                    let what = "a check broke off";
                    return Err(CommandError::new(ErrorCode::Internal, what, "Try again."));
                }
            }
        };
        drop(turn);
        // A round that cannot be remembered is still a round.
        let _ = self.write_proofs();
        Ok(complete)
    }

    /// Asks every registered bot that has an address, a few at a time. Never with forged tokens: that is asked for one
    /// bot at a time.
    ///
    /// # Errors
    /// As [`Console::round`], and [`ErrorCode::Unreadable`] when the registry is damaged.
    pub async fn check_all(
        self: &Arc<Self>,
        tell: impl Fn(RoundEvent),
    ) -> Result<Round, CommandError> {
        let bots = self.bots()?;
        let bots: Vec<Bot> = bots
            .into_iter()
            .filter(|bot| self.may_answer(bot))
            .collect();
        let total = u32::try_from(bots.len()).unwrap_or(u32::MAX);
        let mut round = Round {
            total,
            ..Round::default()
        };
        let complete = self
            .round(bots, false, |step| match step {
                Step::Asking(bot) => tell(RoundEvent::Asking {
                    bot: bot.name,
                    total,
                }),
                Step::Asked(bot, outcome) => {
                    round.asked += 1;
                    round.silent += u32::from(self.last_check(&bot.name).is_err());
                    tell(RoundEvent::Asked {
                        summary: Box::new(self.summary(bot, *outcome)),
                        done: round.asked,
                        total,
                    });
                }
            })
            .await?;
        round.stopped = !complete;
        Ok(round)
    }

    /// Ends the round that runs, if any.
    pub fn stop_checks(&self) {
        if let Some(stop) = &self.state().round {
            // Nobody listens any more when it has just ended by itself.
            let _ = stop.send(true);
        }
    }

    /// Whether there is somebody to ask: a practice bot of ours that does not run surely will not answer.
    fn may_answer(&self, bot: &Bot) -> bool {
        let runs = !bot.practice || self.state().running.contains(&bot.name);
        bot.url.is_some() && runs
    }

    fn begin(&self) -> Result<(Turn<'_>, watch::Receiver<bool>), CommandError> {
        let mut state = self.state();
        if state.round.is_some() {
            return Err(CommandError::new(
                ErrorCode::Conflict,
                "the bots are being checked already",
                "Wait until that round has ended, or stop it.",
            ));
        }
        let (stop, stopped) = watch::channel(false);
        state.round = Some(stop);
        Ok((Turn(self), stopped))
    }
}
