//! Server-sent events (WHATWG HTML §9.2.6), as they come.
//!
//! Bytes in, events out, no I/O. What does not concern a client that never reconnects, `retry` and the last event's id,
//! is left out.

use std::mem;

/// The byte order mark that may stand at the beginning of a stream.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// An event that is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerEvent {
    /// Its `event` field; `message` where it has none.
    pub name: String,
    /// Its `data` fields, with a line's end between them. Bytes that are no UTF-8 have become U+FFFD.
    pub data: String,
}

/// A stream as far as it was read.
#[derive(Debug)]
pub struct Decoder {
    /// Bytes that were not looked at yet.
    pending: Vec<u8>,
    /// Up to where of `pending` no line ends.
    searched: usize,
    /// Where in `pending` the next line begins.
    start: usize,
    begun: bool,
    /// The last line ended in a carriage return, so that a line feed right after it is part of its end.
    after_return: bool,
    name: String,
    data: String,
    longest_line: usize,
    largest_event: usize,
}

impl Decoder {
    /// A decoder that holds no more than one line of `longest_line` bytes, one event of `largest_event` bytes and what it was
    /// fed last.
    #[must_use]
    pub fn new(longest_line: usize, largest_event: usize) -> Self {
        Self {
            pending: Vec::new(),
            searched: 0,
            start: 0,
            begun: false,
            after_return: false,
            name: String::new(),
            data: String::new(),
            longest_line,
            largest_event,
        }
    }

    /// Takes what came. Call [`Decoder::next_event`] until it has no more before feeding again.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.pending.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        self.pending.extend_from_slice(bytes);
    }

    /// The next event that is complete. An event without data is none, and one whose end never comes is lost, as the
    /// standard has it.
    ///
    /// # Errors
    /// The limit in bytes that a line or an event exceeds.
    pub fn next_event(&mut self) -> Result<Option<ServerEvent>, usize> {
        while let Some(line) = self.line()? {
            if line.is_empty() {
                if let Some(event) = self.complete() {
                    return Ok(Some(event));
                }
            } else {
                self.field(&line)?;
            }
        }
        Ok(None)
    }

    /// A line that has ended, without its end: a line feed, a carriage return, or both.
    fn line(&mut self) -> Result<Option<String>, usize> {
        if !self.begun {
            if self.pending.len() < BOM.len() && BOM.starts_with(&self.pending) {
                return Ok(None);
            }
            self.begun = true;
            if self.pending.starts_with(BOM) {
                self.start = BOM.len();
                self.searched = BOM.len();
            }
        }
        if self.after_return && self.start < self.pending.len() {
            self.after_return = false;
            if self.pending[self.start] == b'\n' {
                self.start += 1;
                self.searched = self.searched.max(self.start);
            }
        }
        let rest = &self.pending[self.searched..];
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let end = end.map_or(self.pending.len(), |end| self.searched + end);
        self.searched = end;
        if end - self.start > self.longest_line {
            return Err(self.longest_line);
        }
        let Some(byte) = self.pending.get(end) else {
            return Ok(None);
        };
        self.after_return = *byte == b'\r';
        let line = String::from_utf8_lossy(&self.pending[self.start..end]).into_owned();
        self.start = end + 1;
        self.searched = self.start;
        Ok(Some(line))
    }

    fn field(&mut self, line: &str) -> Result<(), usize> {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                if self.data.len() + value.len() >= self.largest_event {
                    return Err(self.largest_event);
                }
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.name),
            // A comment has no name. `id` and `retry` are for who reconnects; anything else is ignored.
            _ => {}
        }
        Ok(())
    }

    fn complete(&mut self) -> Option<ServerEvent> {
        let (name, mut data) = (mem::take(&mut self.name), mem::take(&mut self.data));
        // The line's end that the last field has left.
        data.pop()?;
        let name = if name.is_empty() {
            "message".into()
        } else {
            name
        };
        Some(ServerEvent { name, data })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    fn decoder() -> Decoder {
        Decoder::new(1 << 10, 4 << 10)
    }

    /// All events of a stream that comes in pieces of `size` bytes.
    fn events(stream: &[u8], size: usize) -> Vec<(String, String)> {
        let mut decoder = decoder();
        let mut events = Vec::new();
        for piece in stream.chunks(size) {
            decoder.feed(piece);
            while let Some(event) = decoder.next_event().unwrap() {
                events.push((event.name, event.data));
            }
        }
        events
    }

    #[test]
    fn the_examples_of_the_standard() {
        let message = |data: &str| ("message".to_owned(), data.to_owned());
        for (stream, expected, why) in [
            (
                "data: YHOO\ndata: +2\ndata: 10\n\n",
                vec![message("YHOO\n+2\n10")],
                "lines of data are put together",
            ),
            (
                ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
                vec![
                    message("first event"),
                    message("second event"),
                    message(" third event"),
                ],
                "a comment is nothing, and one space after the colon is dropped",
            ),
            (
                "data\n\ndata\ndata\n\ndata:",
                vec![message(""), message("\n")],
                "empty data is data, and the last event has no end",
            ),
            (
                "event: add\ndata: 73857293\n\nevent: none\n\n",
                vec![("add".into(), "73857293".into())],
                "a name without data is no event",
            ),
            (
                "\u{FEFF}data: a\r\n\r\ndata: b\r\rdata: c\n\n",
                vec![message("a"), message("b"), message("c")],
                "every kind of line's end, and a byte order mark at the beginning",
            ),
        ] {
            for size in [1, 2, 3, 7, 1000] {
                assert_eq!(
                    events(stream.as_bytes(), size),
                    expected,
                    "{why}, in pieces of {size}"
                );
            }
        }
    }

    #[test]
    fn letters_that_come_in_two_pieces_are_whole_and_broken_ones_are_marked() {
        let stream = "data: Grüße 🐈\n\n".as_bytes();
        for size in 1..6 {
            assert_eq!(events(stream, size)[0].1, "Grüße 🐈", "in pieces of {size}");
        }
        assert_eq!(
            events(b"data: a\xFFb\n\n", 3)[0].1,
            "a\u{FFFD}b",
            "as the standard decodes UTF-8"
        );
    }

    #[test]
    fn a_line_without_end_and_an_event_without_end_are_given_up() {
        let mut line = decoder();
        let error = (0..100).find_map(|_| {
            line.feed(&[b'x'; 100]);
            line.next_event().err()
        });
        assert_eq!(error, Some(1 << 10), "the limit of a line");
        assert!(
            line.pending.len() < 2 << 10,
            "and no more is held: {}",
            line.pending.len()
        );
        let mut event = decoder();
        let error = (0..1000).find_map(|_| {
            event.feed(b"data: 0123456789\n");
            event.next_event().err()
        });
        assert_eq!(error, Some(4 << 10), "the limit of an event");
        assert!(event.data.len() <= 4 << 10, "and no more is held");
    }

    #[test]
    fn a_long_line_in_small_pieces_is_searched_once() {
        let mut decoder = Decoder::new(1 << 20, 2 << 20);
        let started = std::time::Instant::now();
        for _ in 0..100_000 {
            decoder.feed(b"0123456789");
            assert_eq!(decoder.next_event(), Ok(None), "the line goes on");
        }
        assert!(
            started.elapsed().as_secs() < 5,
            "a megabyte in drops must not cost its square: {:?}",
            started.elapsed()
        );
    }
}
