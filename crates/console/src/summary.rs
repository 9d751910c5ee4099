//! A bot in one line.

use crate::view::{Bot, BotSummary, ConfigState, Posture, Severity, State};
use crate::{CommandError, Console};

/// From what needs a look most to what needs none.
const WORST_FIRST: [State; 8] = [
    State::Open,
    State::DefaultPassword,
    State::Forgeable,
    State::Weak,
    State::Unknown,
    State::Locked,
    State::LoopbackOnly,
    State::ProvenLocked,
];

impl Console {
    /// Each of these bots in one line, registered or not: its files as they are, and what checks have seen.
    #[must_use]
    pub fn summaries(&self, bots: Vec<Bot>) -> Vec<BotSummary> {
        self.read_proofs();
        let summarise = |bot: Bot| {
            let posture = self.posture_of(&bot);
            self.summary(bot, posture)
        };
        bots.into_iter().map(summarise).collect()
    }

    /// A bot in the list. What an earlier process has proven counts as long as the files still declare the lock.
    pub(crate) fn summary(&self, bot: Bot, posture: Result<Posture, CommandError>) -> BotSummary {
        let (running, alarm, proof) = {
            let state = self.state();
            (
                state.running.contains(&bot.name),
                state.alarms.get(&bot.name).cloned(),
                state
                    .proofs
                    .of(&bot.name)
                    .filter(|proof| proof.url == bot.url)
                    .cloned(),
            )
        };
        let empty = BotSummary {
            bot,
            findings: 0,
            worst: None,
            fine: false,
            problem: None,
            running,
            total: 0,
            proven: 0,
            worst_state: None,
            checked_at: proof.as_ref().map(|proof| proof.at.clone()),
            connection: None,
            restart_needed: false,
            alarm,
        };
        let posture = match posture {
            Ok(posture) => posture,
            Err(error) => {
                return BotSummary {
                    problem: Some(error.what),
                    ..empty
                };
            }
        };
        let asked = posture.checked_at.is_some();
        let remembered = |id: &String| {
            !asked
                && proof
                    .as_ref()
                    .is_some_and(|proof| proof.proven.contains(id))
        };
        let proven = posture.access_points.iter().filter(|point| {
            point.state == State::ProvenLocked || (point.state.is_fine() && remembered(&point.id))
        });
        let serious = || {
            posture
                .findings
                .iter()
                .map(|finding| finding.severity)
                .filter(|severity| *severity >= Severity::Medium)
        };
        let has = |state: &State| {
            posture
                .access_points
                .iter()
                .any(|point| point.state == *state)
        };
        BotSummary {
            findings: u32::try_from(serious().count()).unwrap_or(u32::MAX),
            worst: serious().max(),
            fine: posture.fine == posture.total,
            total: posture.total,
            proven: u32::try_from(proven.count()).unwrap_or(u32::MAX),
            worst_state: WORST_FIRST.into_iter().find(has),
            checked_at: posture.checked_at.or(empty.checked_at),
            connection: asked.then_some(posture.connection),
            restart_needed: posture.config_state == ConfigState::RestartNeeded,
            ..empty
        }
    }
}
