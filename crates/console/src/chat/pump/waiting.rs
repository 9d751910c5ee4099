//! What waits to be handed on, bounded.

use std::mem;
use std::task::{Context, Poll, Waker};

use super::Pace;
use crate::view::{ChatEvent, TranscriptEntry};

/// What waits to be taken, in order.
pub(super) struct Waiting {
    /// Of a listener that does not take everything at once.
    pace: Option<Pace>,
    events: Vec<ChatEvent>,
    frames: usize,
    remarks: usize,
    /// Remarks that were left out.
    left_out: u32,
    pub(super) lines: Vec<TranscriptEntry>,
    pub(super) over: bool,
    /// Events that were handed on, and of which nobody said that they were shown.
    pub(super) unshown: usize,
    /// Whoever waits for something to hand on.
    pub(super) asleep: Option<Waker>,
}

/// What is handed on at once.
pub(super) struct Drained {
    pub(super) events: Vec<ChatEvent>,
    pub(super) lines: Vec<TranscriptEntry>,
    pub(super) over: bool,
}

impl Waiting {
    pub(super) fn new(pace: Option<Pace>) -> Self {
        Self {
            pace,
            events: Vec::new(),
            frames: 0,
            remarks: 0,
            left_out: 0,
            lines: Vec::new(),
            over: false,
            unshown: 0,
            asleep: None,
        }
    }

    /// Pieces of one reply become one piece; of a flood of frames or remarks, the last ones stay.
    pub(super) fn add(&mut self, event: ChatEvent) {
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
            (_, event) => {
                self.frames += usize::from(is_frame(&event));
                self.remarks += usize::from(is_remark(&event));
                self.events.push(event);
                if let Some(pace) = self.pace
                    && (self.frames >= 2 * pace.frames || self.remarks >= 2 * pace.remarks)
                {
                    self.thin(pace);
                }
            }
        }
    }

    /// Leaves out the oldest frames and remarks.
    fn thin(&mut self, pace: Pace) {
        let surplus = self.frames.saturating_sub(pace.frames);
        self.frames -= leave_out(&mut self.events, is_frame, surplus);
        let surplus = self.remarks.saturating_sub(pace.remarks);
        let remarks = leave_out(&mut self.events, is_remark, surplus);
        self.remarks -= remarks;
        let remarks = u32::try_from(remarks).unwrap_or(u32::MAX);
        self.left_out = self.left_out.saturating_add(remarks);
    }

    /// All that is there, if anything is; the events only when enough of the last ones were shown, or when no more will
    /// come.
    pub(super) fn poll_drain(&mut self, context: &Context<'_>) -> Poll<Drained> {
        let shown = self.pace.is_none_or(|pace| self.unshown < pace.unshown);
        let wanted = shown || self.over;
        if self.lines.is_empty() && !self.over && (self.events.is_empty() || !wanted) {
            self.asleep = Some(context.waker().clone());
            return Poll::Pending;
        }
        let events = if wanted { self.events() } else { Vec::new() };
        self.unshown += events.len();
        Poll::Ready(Drained {
            events,
            lines: mem::take(&mut self.lines),
            over: self.over,
        })
    }

    fn events(&mut self) -> Vec<ChatEvent> {
        if let Some(pace) = self.pace {
            self.thin(pace);
        }
        (self.frames, self.remarks) = (0, 0);
        let mut events = mem::take(&mut self.events);
        let count = mem::take(&mut self.left_out);
        if count > 0 {
            // The oldest are the ones that are left out.
            let first = events.iter().position(is_remark).unwrap_or(events.len());
            events.insert(first, ChatEvent::LeftOut { count });
        }
        events
    }
}

fn is_frame(event: &ChatEvent) -> bool {
    matches!(event, ChatEvent::Frame { .. })
}

/// Whether a bot can say as many of these as it likes.
fn is_remark(event: &ChatEvent) -> bool {
    matches!(
        event,
        ChatEvent::Message { .. } | ChatEvent::Notification { .. } | ChatEvent::Error { .. }
    )
}

/// Takes the first `surplus` of a kind out; returns how many.
fn leave_out(
    events: &mut Vec<ChatEvent>,
    kind: impl Fn(&ChatEvent) -> bool,
    surplus: usize,
) -> usize {
    let mut left = surplus;
    if left > 0 {
        events.retain(|event| {
            let out = left > 0 && kind(event);
            left -= usize::from(out);
            !out
        });
    }
    surplus - left
}
