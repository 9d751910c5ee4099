//! Between the wire and whoever watches: events are gathered, so that a flood reaches a window in few messages, and none
//! of it piles up without bound.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatelaine_platforms::talk::{ChatSink, Conversing};
use tokio::sync::Notify;
use tokio::task::coop::unconstrained;
use tokio::time::sleep;

use super::record::Record;
use super::transcript::{Transcript, belongs, entry};
use crate::view::{ChatEvent, TranscriptEntry, TranscriptHead, TranscriptPart};

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

/// What waits to be taken, in order.
#[derive(Default)]
struct Waiting {
    events: Vec<ChatEvent>,
    frames: usize,
    lines: Vec<TranscriptEntry>,
    over: bool,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Notify,
}

/// Where what is said and heard goes in.
#[derive(Clone, Default)]
pub(super) struct Inlet(Arc<Shared>);

impl Inlet {
    /// The conversation begins: the first line of its transcript.
    pub(super) fn opened(&self, head: TranscriptHead) {
        self.change(|waiting| waiting.lines.push(entry(TranscriptPart::Opened(head))));
    }

    /// The operator says something: a line of the transcript, before any answer to it.
    pub(super) fn said(&self, text: String) {
        self.change(|waiting| waiting.lines.push(entry(TranscriptPart::Said(text))));
    }

    fn heard(&self, event: ChatEvent) {
        self.change(|waiting| {
            if belongs(&event) {
                let heard = TranscriptPart::Heard(event.clone());
                waiting.lines.push(entry(heard));
            }
            waiting.add(event);
        });
    }

    fn change(&self, change: impl FnOnce(&mut Waiting)) {
        change(&mut held(&self.0.waiting));
        self.0.changed.notify_one();
    }
}

/// What hands events on and writes the transcript down.
pub(super) struct Pump {
    listener: ChatListener,
    inlet: Inlet,
    record: Arc<Mutex<Record>>,
}

impl Pump {
    pub(super) fn new(listener: ChatListener, inlet: Inlet, record: Arc<Mutex<Record>>) -> Self {
        Self {
            listener,
            inlet,
            record,
        }
    }

    /// A sink for a conversation. Frames go into the record as well, and everything else into the transcript.
    pub(super) fn sink(&self) -> ChatSink {
        let (inlet, record) = (self.inlet.clone(), Arc::clone(&self.record));
        Arc::new(move |event| {
            held(&record).hear(&event);
            inlet.heard(event);
        })
    }

    /// Runs a conversation until its last event is handed on. Both share one task, so that what was just heard is handed
    /// on by the thread that heard it, and no other has to be woken.
    pub(super) async fn carry(self, conversing: Conversing, transcript: Transcript) {
        let inlet = self.inlet.clone();
        let conversing = async move {
            conversing.await;
            inlet.change(|waiting| waiting.over = true);
        };
        // In a flood the conversation uses up what a task may do at a time; this must have its turn all the same.
        let handing_on = unconstrained(self.hand_on(transcript));
        tokio::join!(biased; conversing, handing_on);
    }

    async fn hand_on(self, mut transcript: Transcript) {
        let ChatListener { pace, take } = self.listener;
        loop {
            self.inlet.0.changed.notified().await;
            let Waiting {
                events,
                lines,
                over,
                ..
            } = held(&self.inlet.0.waiting).drain();
            if !events.is_empty() {
                take(events);
            }
            if let Err(error) = transcript.write(&lines) {
                take(vec![not_written(&error)]);
            }
            if over {
                return;
            }
            if !pace.is_zero() {
                sleep(pace).await;
            }
        }
    }
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

    fn drain(&mut self) -> Self {
        self.thin();
        mem::take(self)
    }
}

#[cfg(test)]
mod tests;
