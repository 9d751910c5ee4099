//! Between the wire and whoever watches: events are gathered, so that a flood reaches a window in few messages, and none
//! of it piles up without bound.

mod waiting;

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatelaine_platforms::talk::{ChatSink, Conversing};
use tokio::task::coop::unconstrained;
use tokio::time::sleep;

use super::record::Record;
use super::transcript::{Transcript, belongs, entry};
use crate::view::{ChatEvent, TranscriptHead, TranscriptPart};
use waiting::{Drained, Waiting};

/// Who watches a chat.
#[derive(Clone)]
pub struct ChatListener {
    pace: Option<Pace>,
    take: Arc<dyn Fn(Vec<ChatEvent>) + Send + Sync>,
}

/// How much a listener gets that shows what it takes.
#[derive(Clone, Copy)]
pub struct Pace {
    /// Between two batches, at least.
    pub between: Duration,
    /// Frames in one batch. Of more, the last ones stay; the others can be asked for.
    pub frames: usize,
    /// Messages, notifications and errors in one batch. Of more, the last ones stay, and [`ChatEvent::LeftOut`] tells how
    /// many there were; the transcript has all of them.
    pub remarks: usize,
    /// Events that were handed on and are not shown yet: with so many, or more, the next batch waits.
    pub unshown: usize,
}

impl ChatListener {
    /// Takes every event in order, in batches that are never empty, as soon as there is one.
    pub fn new(take: impl Fn(Vec<ChatEvent>) + Send + Sync + 'static) -> Self {
        Self {
            pace: None,
            take: Arc::new(take),
        }
    }

    /// Takes events in order, and no more of them than [`Pace::unshown`] before [`crate::Console::chat_taken`] is called:
    /// what a flooding bot says must not pile up in front of someone who is slower. The last batch does not wait.
    pub fn paced(pace: Pace, take: impl Fn(Vec<ChatEvent>) + Send + Sync + 'static) -> Self {
        Self {
            pace: Some(pace),
            take: Arc::new(take),
        }
    }
}

/// Where what is said and heard goes in.
#[derive(Clone)]
pub(super) struct Inlet(Arc<Mutex<Waiting>>);

impl Inlet {
    pub(super) fn new(listener: &ChatListener) -> Self {
        Self(Arc::new(Mutex::new(Waiting::new(listener.pace))))
    }

    /// So many more events were shown.
    pub(super) fn taken(&self, events: usize) {
        self.change(|waiting| waiting.unshown = waiting.unshown.saturating_sub(events));
    }

    /// The conversation begins: the first line of its transcript.
    pub(super) fn opened(&self, head: TranscriptHead) {
        self.change(|waiting| waiting.lines.push(entry(TranscriptPart::Opened(head))));
    }

    /// The operator says something: a line of the transcript, before any answer to it.
    pub(super) fn said(&self, text: String) {
        self.change(|waiting| waiting.lines.push(entry(TranscriptPart::Said(text))));
    }

    /// Called by the conversation itself, whose task looks here afterwards. To wake a task that runs would have it run
    /// once more for nothing, and another thread look for work, with each event.
    fn heard(&self, event: ChatEvent) {
        let mut waiting = held(&self.0);
        if belongs(&event) {
            let heard = TranscriptPart::Heard(event.clone());
            waiting.lines.push(entry(heard));
        }
        waiting.add(event);
    }

    fn change(&self, change: impl FnOnce(&mut Waiting)) {
        let mut waiting = held(&self.0);
        change(&mut waiting);
        let asleep = waiting.asleep.take();
        drop(waiting);
        if let Some(task) = asleep {
            task.wake();
        }
    }

    /// What there is to hand on, as soon as there is something.
    async fn next(&self) -> Drained {
        poll_fn(|context| held(&self.0).poll_drain(context)).await
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
    /// on by the thread that heard it, and no other has to be woken. The conversation has its turn first each time.
    pub(super) async fn carry(self, conversing: Conversing, transcript: Transcript) {
        let inlet = self.inlet.clone();
        let conversing = async move {
            conversing.await;
            held(&inlet.0).over = true;
        };
        // In a flood the conversation uses up what a task may do at a time; this must have its turn all the same.
        let handing_on = unconstrained(self.hand_on(transcript));
        tokio::join!(biased; conversing, handing_on);
    }

    async fn hand_on(self, mut transcript: Transcript) {
        let ChatListener { pace, take } = self.listener;
        loop {
            let Drained {
                events,
                lines,
                over,
            } = self.inlet.next().await;
            if !events.is_empty() {
                take(events);
            }
            if let Err(error) = transcript.write(&lines) {
                take(vec![not_written(&error)]);
            }
            if over {
                return;
            }
            if let Some(pace) = pace {
                sleep(pace.between).await;
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

#[cfg(test)]
mod tests;
