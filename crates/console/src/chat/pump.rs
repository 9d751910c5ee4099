//! Between the wire and whoever watches: events are gathered, so that a flood reaches a window in few messages, and none
//! of it piles up without bound.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatelaine_platforms::talk::ChatSink;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::record::Record;
use super::transcript::Transcript;
use crate::view::ChatEvent;

/// Frames in one batch; a reader can follow no more, and the rest can be asked for.
const FRAMES: usize = 200;

/// Who watches a chat.
#[derive(Clone)]
pub struct ChatListener {
    pace: Duration,
    take: Arc<dyn Fn(Vec<ChatEvent>) + Send + Sync>,
}

impl ChatListener {
    /// Takes events in order, in batches that are never empty, at most one for each `pace`.
    pub fn new(pace: Duration, take: impl Fn(Vec<ChatEvent>) + Send + Sync + 'static) -> Self {
        Self {
            pace,
            take: Arc::new(take),
        }
    }
}

/// Events that wait to be taken.
#[derive(Default)]
struct Waiting {
    events: Vec<ChatEvent>,
    frames: usize,
    over: bool,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Notify,
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task that hands events on.
pub(super) struct Pump {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Pump {
    /// Waits until the last event is handed on.
    pub(super) async fn finish(self) {
        self.shared.waiting().over = true;
        self.shared.changed.notify_one();
        // A listener that panicked listens no more; the chat is over either way.
        let _ = self.task.await;
    }
}

/// A sink for a conversation, and the pump behind it. Frames go into the record as well, and everything else into the
/// transcript.
pub(super) fn start(
    listener: ChatListener,
    record: Arc<Mutex<Record>>,
    transcript: Arc<Mutex<Transcript>>,
) -> (ChatSink, Pump) {
    let shared = Arc::new(Shared::default());
    let inlet = Arc::clone(&shared);
    let sink: ChatSink = Arc::new(move |event| {
        held(&record).hear(&event);
        let failed = held(&transcript).heard(&event);
        let mut waiting = inlet.waiting();
        if let Some(error) = failed {
            waiting.add(not_written(&error));
        }
        waiting.add(event);
        drop(waiting);
        inlet.changed.notify_one();
    });
    let outlet = Arc::clone(&shared);
    let task = tokio::spawn(async move {
        loop {
            outlet.changed.notified().await;
            let (events, over) = outlet.waiting().drain();
            if !events.is_empty() {
                (listener.take)(events);
            }
            if over {
                return;
            }
            if !listener.pace.is_zero() {
                sleep(listener.pace).await;
            }
        }
    });
    (sink, Pump { shared, task })
}

/// A poisoned lock only means that a thread failed while it held it; what it guards stays usable.
pub(super) fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the operator is told when the transcript ends before the conversation.
fn not_written(error: &std::io::Error) -> ChatEvent {
    ChatEvent::Hint {
        text: format!(
            "From here on the conversation is not written down: the data folder cannot be written ({}).",
            error.kind()
        ),
    }
}

impl Waiting {
    /// Pieces of one reply become one piece; of a flood of frames, the last ones stay.
    fn add(&mut self, event: ChatEvent) {
        match (self.events.last_mut(), event) {
            (
                Some(ChatEvent::Token { text, count }),
                ChatEvent::Token {
                    text: more,
                    count: further,
                },
            ) => {
                text.push_str(&more);
                *count = count.saturating_add(further);
            }
            (_, event @ ChatEvent::Frame { .. }) => {
                self.frames += 1;
                self.events.push(event);
                if self.frames >= 2 * FRAMES {
                    self.thin();
                }
            }
            (_, event) => self.events.push(event),
        }
    }

    /// Leaves out the oldest frames.
    fn thin(&mut self) {
        let mut surplus = self.frames.saturating_sub(FRAMES);
        self.frames -= surplus;
        self.events.retain(|event| {
            let out = surplus > 0 && matches!(event, ChatEvent::Frame { .. });
            surplus -= usize::from(out);
            !out
        });
    }

    fn drain(&mut self) -> (Vec<ChatEvent>, bool) {
        self.thin();
        self.frames = 0;
        (mem::take(&mut self.events), self.over)
    }
}

#[cfg(test)]
mod tests;
