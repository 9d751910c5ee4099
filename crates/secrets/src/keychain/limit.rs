//! Running something that may never return.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// How many threads may be stuck at once. They end when the service that keeps them waiting ends; until then more of
/// them would not help.
const MOST_LATE: usize = 32;

static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// What became of a job.
pub(super) enum Outcome<T> {
    /// It returned in time.
    Done(T),
    /// It has not returned yet and is left behind.
    Late,
    /// It was not even started, because too many others are late.
    TooManyLate,
    /// It panicked, or no thread could be had.
    Died,
}

struct Counted;

impl Counted {
    fn new() -> Self {
        RUNNING.fetch_add(1, Ordering::SeqCst);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Runs `job` on a thread of its own, for at most `limit`. The thread is never joined, so a stuck job cannot keep the
/// program from ending, and it belongs to no runtime that could wait for it.
pub(super) fn within<T: Send + 'static>(
    limit: Duration,
    job: impl FnOnce() -> T + Send + 'static,
) -> Outcome<T> {
    if RUNNING.load(Ordering::SeqCst) >= MOST_LATE {
        return Outcome::TooManyLate;
    }
    let (answer, answered) = sync_channel(1);
    let counted = Counted::new();
    let thread = thread::Builder::new()
        .name("keychain".to_owned())
        .spawn(move || {
            let _counted = counted;
            // Nobody listens any more if the job was late; the result, perhaps a secret, is then dropped and wiped here.
            let _late = answer.send(job());
        });
    if thread.is_err() {
        return Outcome::Died;
    }
    match answered.recv_timeout(limit) {
        Ok(value) => Outcome::Done(value),
        Err(RecvTimeoutError::Timeout) => Outcome::Late,
        Err(RecvTimeoutError::Disconnected) => Outcome::Died,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_job_that_returns_is_done_and_one_that_panics_has_died() {
        assert!(
            matches!(within(LONG, || 7), Outcome::Done(7)),
            "the value comes back"
        );
        std::panic::set_hook(Box::new(|_| ()));
        let died = within(LONG, || std::panic::panic_any("on purpose"));
        drop(std::panic::take_hook());
        assert!(
            matches!(died, Outcome::Died::<()>),
            "a panic in a library must not spread"
        );
    }

    #[test]
    fn a_stuck_job_is_left_behind_and_its_late_secret_dropped() {
        let (release, wait) = channel::<()>();
        let (dropped, seen) = channel();
        struct Late(std::sync::mpsc::Sender<()>);
        impl Drop for Late {
            fn drop(&mut self) {
                let _nobody = self.0.send(());
            }
        }
        let outcome = within(Duration::from_millis(1), move || {
            let _released = wait.recv();
            Late(dropped)
        });
        assert!(
            matches!(outcome, Outcome::Late),
            "the caller goes on while the job waits"
        );
        drop(release);
        assert!(
            seen.recv_timeout(LONG).is_ok(),
            "a late result must be dropped, not kept in the channel"
        );
    }
}
