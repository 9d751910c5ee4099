//! A lock that was proven and then stands open: whoever relied on it has to hear of it.

use chatelaine_platforms::{Observed, State};

use crate::console::moment;
use crate::history::Note;
use crate::proofs::Proof;
use crate::view::{AccessPoint, Alarm, Bot, OpenedLock, Posture};
use crate::{CommandError, Console};

impl Console {
    /// Compares a check that reached the bot with the one before, raises or ends the alarm, and remembers what was
    /// proven now.
    pub(crate) fn watch(&self, bot: &Bot, posture: &Posture, at: jiff::Timestamp) {
        // A folder that is only passing through is nobody's to watch.
        if Some(&bot.name) == bot.dir.as_ref() {
            return;
        }
        let at = moment(at);
        let points = &posture.access_points;
        let before = self
            .state()
            .proofs
            .of(&bot.name)
            .filter(|proof| proof.url == bot.url)
            .cloned();
        if let Some(before) = &before {
            let opened = opened(before, points);
            if !opened.is_empty() {
                // The history may be full or read-only; the alarm in the window must not depend on it.
                let _ = self.note_alarm(bot, before, points, &opened);
                let alarm = Alarm {
                    at: at.clone(),
                    proven_at: before.at.clone(),
                    opened,
                };
                let mut state = self.state();
                state.alarms.insert(bot.name.clone(), alarm);
                state.alarms_raised += 1;
            }
        }
        let mut state = self.state();
        if state
            .alarms
            .get(&bot.name)
            .is_some_and(|alarm| is_over(alarm, points))
        {
            state.alarms.remove(&bot.name);
        }
        let proof = Proof {
            at,
            url: bot.url.clone(),
            proven: proven(before.as_ref(), points),
        };
        state.proofs.keep(&bot.name, proof);
    }

    /// How many alarms were raised since the start: a shell that sees it grow calls the operator.
    #[must_use]
    pub fn alarms_raised(&self) -> u32 {
        self.state().alarms_raised
    }

    /// The operator has seen the alarm of a bot.
    pub fn dismiss_alarm(&self, bot: &str) {
        self.state().alarms.remove(bot);
    }

    fn note_alarm(
        &self,
        bot: &Bot,
        before: &Proof,
        points: &[AccessPoint],
        opened: &[OpenedLock],
    ) -> Result<(), CommandError> {
        let titles: Vec<&str> = opened.iter().map(|lock| lock.title.as_str()).collect();
        let detail = |lock: &OpenedLock| {
            let seen = points.iter().find(|point| point.id == lock.id);
            let summary = seen.map_or("", |point| point.summary.as_str());
            format!(
                "{}: proven locked at {}; now: {summary}",
                lock.title, before.at
            )
        };
        self.note(Note {
            bot: bot.name.clone(),
            action: "alarm",
            summary: format!("Proven locks stand open: {}", titles.join(", ")),
            details: opened.iter().map(detail).collect(),
            ..Note::default()
        })?;
        Ok(())
    }
}

/// The locks that held at the check before and were seen open by this one.
fn opened(before: &Proof, points: &[AccessPoint]) -> Vec<OpenedLock> {
    points
        .iter()
        .filter(|point| {
            before.proven.contains(&point.id) && was_seen(point) && is_open(point.state)
        })
        .map(|point| OpenedLock {
            id: point.id.clone(),
            title: point.title.clone(),
            state: point.state,
        })
        .collect()
}

/// What is proven now, with what was proven before and could not be told this time.
fn proven(before: Option<&Proof>, points: &[AccessPoint]) -> Vec<String> {
    let held = |id: &String| before.is_some_and(|before| before.proven.contains(id));
    points
        .iter()
        .filter(|point| point.state == State::ProvenLocked || (!was_seen(point) && held(&point.id)))
        .map(|point| point.id.clone())
        .collect()
}

/// Every lock that opened is proven again.
fn is_over(alarm: &Alarm, points: &[AccessPoint]) -> bool {
    alarm.opened.iter().all(|lock| {
        points
            .iter()
            .any(|point| point.id == lock.id && point.state == State::ProvenLocked)
    })
}

fn was_seen(point: &AccessPoint) -> bool {
    !matches!(point.observed, None | Some(Observed::Unreachable))
}

fn is_open(state: State) -> bool {
    matches!(
        state,
        State::Open | State::Forgeable | State::Weak | State::DefaultPassword
    )
}
