//! What crossed the wire in one chat, as much of it as is held.

use std::collections::VecDeque;

use crate::view::{ChatEvent, Frame};

/// Frames that are held of one chat. A flood drops the oldest, which the numbers of the others show.
const FRAMES: usize = 20_000;
/// Bytes of their bodies that are held.
const BYTES: usize = 32 << 20;

/// The last frames of a chat.
#[derive(Default)]
pub(super) struct Record {
    /// Where the connection was made to, masked.
    pub(super) url: String,
    /// How it was made.
    pub(super) connected: Option<ChatEvent>,
    frames: VecDeque<Frame>,
    bytes: usize,
}

impl Record {
    /// Keeps what crossed the wire, and how the connection was made.
    pub(super) fn hear(&mut self, event: &ChatEvent) {
        match event {
            ChatEvent::Frame { frame } => self.keep(frame.clone()),
            ChatEvent::Connecting { url } => self.url.clone_from(url),
            ChatEvent::Connected { .. } => self.connected = Some(event.clone()),
            _ => {}
        }
    }

    /// Frames that are no longer held: they are numbered from 1.
    pub(super) fn dropped(&self) -> u32 {
        self.frames
            .front()
            .map_or(0, |first| first.seq.saturating_sub(1))
    }

    /// Every frame that is held, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Frame> {
        self.frames.iter()
    }

    fn keep(&mut self, frame: Frame) {
        self.bytes += frame.body.len();
        self.frames.push_back(frame);
        while self.frames.len() > FRAMES || self.bytes > BYTES {
            let Some(oldest) = self.frames.pop_front() else {
                break;
            };
            self.bytes -= oldest.body.len();
        }
    }

    /// Up to `count` frames from the number `from` on.
    pub(super) fn frames(&self, from: u32, count: u32) -> Vec<Frame> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let first = self.frames.partition_point(|frame| frame.seq < from);
        self.frames
            .iter()
            .skip(first)
            .take(count)
            .cloned()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::FrameDirection;

    fn frame(seq: u32, body: &str) -> Frame {
        Frame {
            seq,
            at: String::new(),
            direction: FrameDirection::Received,
            kind: "text".into(),
            size: 0,
            body: body.into(),
            cut: false,
            head: Vec::new(),
            command: None,
        }
    }

    #[test]
    fn a_flood_is_held_up_to_a_bound_and_the_numbers_tell_what_is_gone() {
        let mut record = Record::default();
        for seq in 1..=30_000 {
            record.keep(frame(seq, "x"));
        }
        let held = record.frames(1, u32::MAX);
        assert_eq!(held.len(), FRAMES, "no more than the bound");
        assert_eq!(held[0].seq, 10_001, "the oldest went first");
    }

    #[test]
    fn big_frames_are_bounded_by_their_bytes() {
        let mut record = Record::default();
        let body = "x".repeat(16 << 10);
        for seq in 1..=10_000 {
            record.keep(frame(seq, &body));
        }
        assert!(record.bytes <= BYTES, "32 MiB at most: {}", record.bytes);
    }
}
