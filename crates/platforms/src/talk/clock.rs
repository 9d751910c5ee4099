//! Waiting for a moment that comes only if nothing happens before.

use std::future::pending;
use std::time::{Duration, Instant};

use tokio::time::{Interval, MissedTickBehavior, interval};

/// How late a moment may be noticed.
const TICK: Duration = Duration::from_millis(100);

/// Looks at the time now and then. A timer for each moment would be set and dropped with each message, and setting one
/// that is due before all others wakes the thread that sleeps until then: more work than the message itself.
pub(crate) struct Clock(Interval);

impl Clock {
    pub(crate) fn new() -> Self {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self(ticks)
    }

    /// Waits until a moment is past, and without one for ever. Cancelling loses nothing.
    pub(crate) async fn past(&mut self, moment: Option<Instant>) {
        let Some(moment) = moment else {
            return pending().await;
        };
        while Instant::now() < moment {
            self.0.tick().await;
        }
    }
}
