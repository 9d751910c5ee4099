//! What the last calls taught: do not wait again at once for a keychain that is mute, and do not raise dialog after dialog.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long calls fail at once after one got no answer, so that a list of ten secrets costs one time limit and not ten.
/// Asking for the status tries anew at any time.
pub const QUIET_AFTER_MUTE: Duration = Duration::from_secs(5);

/// How long no new dialog is raised after one was dismissed.
const QUIET_AFTER_DISMISSAL: Duration = Duration::from_secs(5);

/// How long an open dialog is believed to be open. If the service that showed it has died, nobody tells.
const DIALOG_LIFE: Duration = Duration::from_secs(120);

#[derive(Default)]
pub(super) struct Breaker {
    mute_until: Mutex<Option<Instant>>,
    no_dialog_until: Mutex<Option<Instant>>,
}

impl Breaker {
    /// Whether calls should not even be tried.
    pub(super) fn is_open(&self) -> bool {
        is_ahead(&self.mute_until)
    }

    pub(super) fn open(&self) {
        set(&self.mute_until, Some(QUIET_AFTER_MUTE));
    }

    pub(super) fn close(&self) {
        set(&self.mute_until, None);
    }

    /// Whether a dialog may be raised now; if so, it counts as open from now on.
    pub(super) fn begin_asking(&self) -> bool {
        let mut until = self
            .no_dialog_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if until.is_some_and(|until| Instant::now() < until) {
            return false;
        }
        *until = Some(Instant::now() + DIALOG_LIFE);
        true
    }

    pub(super) fn end_asking(&self, dismissed: bool) {
        set(
            &self.no_dialog_until,
            dismissed.then_some(QUIET_AFTER_DISMISSAL),
        );
    }
}

fn is_ahead(moment: &Mutex<Option<Instant>>) -> bool {
    moment
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .is_some_and(|until| Instant::now() < until)
}

fn set(moment: &Mutex<Option<Instant>>, after: Option<Duration>) {
    *moment.lock().unwrap_or_else(PoisonError::into_inner) =
        after.map(|after| Instant::now() + after);
}

#[cfg(test)]
mod tests {
    use super::Breaker;

    #[test]
    fn one_silence_spares_the_next_calls_until_an_answer_comes() {
        let breaker = Breaker::default();
        assert!(!breaker.is_open(), "a fresh keychain is tried");
        breaker.open();
        assert!(
            breaker.is_open(),
            "after a silence the next call fails at once"
        );
        breaker.close();
        assert!(!breaker.is_open(), "an answer ends the quiet time");
    }

    #[test]
    fn there_is_one_dialog_at_a_time_and_none_right_after_a_dismissal() {
        let breaker = Breaker::default();
        assert!(breaker.begin_asking(), "the first may ask");
        assert!(
            !breaker.begin_asking(),
            "while a dialog is open nobody else asks"
        );
        breaker.end_asking(true);
        assert!(
            !breaker.begin_asking(),
            "who just said no is not asked again at once"
        );
        breaker.end_asking(false);
        assert!(
            breaker.begin_asking(),
            "after an unlock a later lock may ask again"
        );
    }
}
