//! A list of keys, tried on every core while it is read.

use std::io::BufRead;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::signature::Signed;
use crate::variations;

/// Bytes of a list that a core takes at a time: enough that the cores seldom wait for each other, and little memory.
const PART: usize = 256 << 10;

/// The longest line that is tried, in bytes. Longer ones are no keys that anybody has typed or copied.
const LONGEST: usize = 4096;

/// The most cores that are used.
const CORES: usize = 64;

/// What became of a list.
pub(crate) struct Outcome {
    pub(crate) hit: Option<Hit>,
    pub(crate) tried: u64,
    pub(crate) skipped: u64,
    pub(crate) given_up: bool,
}

/// The line that holds the key.
pub(crate) struct Hit {
    pub(crate) line: u64,
    pub(crate) key: Vec<u8>,
}

/// Tries every line. `watch` is told the number of guesses after each part, and ends the search with `false`.
pub(crate) fn search(
    signed: &Signed,
    lines: &mut (dyn BufRead + Send),
    vary: bool,
    watch: &(dyn Fn(u64) -> bool + Sync),
) -> std::io::Result<Outcome> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let source = Mutex::new(Source {
        lines,
        next: 1,
        skipped: 0,
    });
    let shared = Shared::default();
    let work = || {
        while !shared.over.load(Ordering::Relaxed) {
            let part = source.lock().unwrap_or_else(PoisonError::into_inner).part();
            match part {
                Ok(part) if part.bytes.is_empty() => break,
                Ok(part) => shared.attempt(signed, &part, vary, watch),
                Err(error) => shared.fail(error),
            }
        }
    };
    std::thread::scope(|scope| {
        (1..cores.min(CORES)).for_each(|_| {
            scope.spawn(work);
        });
        work();
    });
    let into_inner = |mutex: Mutex<_>| mutex.into_inner().unwrap_or_else(PoisonError::into_inner);
    match into_inner(shared.end) {
        Some(End::Failed(error)) => Err(error),
        end => Ok(Outcome {
            given_up: matches!(end, Some(End::GivenUp)),
            hit: match end {
                Some(End::Hit(hit)) => Some(hit),
                _ => None,
            },
            tried: shared.tried.into_inner(),
            skipped: source
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner)
                .skipped,
        }),
    }
}

/// Why the search ended early.
enum End {
    Hit(Hit),
    GivenUp,
    Failed(std::io::Error),
}

/// What the cores tell each other.
#[derive(Default)]
struct Shared {
    over: AtomicBool,
    tried: AtomicU64,
    end: Mutex<Option<End>>,
}

impl Shared {
    fn attempt(
        &self,
        signed: &Signed,
        part: &Part,
        vary: bool,
        watch: &(dyn Fn(u64) -> bool + Sync),
    ) {
        let mut tried = 0;
        let mut key = Vec::new();
        let mut fits = |candidate: &[u8]| {
            tried += 1;
            let fits = signed.by(candidate);
            if fits {
                key = candidate.to_vec();
            }
            fits
        };
        let hit = part.lines().find(|(_, line)| {
            if vary {
                variations::each(line, &mut fits)
            } else {
                fits(line)
            }
        });
        let line = hit.map(|(line, _)| line);
        let total = self.tried.fetch_add(tried, Ordering::Relaxed) + tried;
        if let Some(line) = line {
            self.end(End::Hit(Hit { line, key }));
        } else if !watch(total) {
            self.end(End::GivenUp);
        }
    }

    fn fail(&self, error: std::io::Error) {
        self.end(End::Failed(error));
    }

    /// A hit is never forgotten for something that happened beside it.
    fn end(&self, end: End) {
        let mut kept = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() || matches!(end, End::Hit(_)) {
            *kept = Some(end);
        }
        self.over.store(true, Ordering::Relaxed);
    }
}

struct Source<'a> {
    lines: &'a mut (dyn BufRead + Send),
    /// The number of the line that comes next.
    next: u64,
    skipped: u64,
}

/// Some whole lines.
struct Part {
    first: u64,
    bytes: Vec<u8>,
}

impl Source<'_> {
    /// The next lines, empty at the end of the list. A line that is too long is dropped as it is read, so that a file
    /// without line ends costs no memory; an empty line stays in its place, so that lines can be counted.
    fn part(&mut self) -> std::io::Result<Part> {
        let mut part = Part {
            first: self.next,
            bytes: Vec::with_capacity(PART + LONGEST),
        };
        while part.bytes.len() < PART {
            let start = part.bytes.len();
            let ended = self.line(&mut part.bytes)?;
            if part.bytes.len() == start && !ended {
                break;
            }
            if !part.bytes.ends_with(b"\n") {
                part.bytes.push(b'\n');
            }
            self.next += 1;
        }
        Ok(part)
    }

    /// Appends one line, with its end where it has one; whether there was a line at all.
    fn line(&mut self, bytes: &mut Vec<u8>) -> std::io::Result<bool> {
        let start = bytes.len();
        let mut some = false;
        loop {
            let buffer = self.lines.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            some = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(buffer.len(), |end| end + 1);
            let room = (LONGEST + 1).saturating_sub(bytes.len() - start);
            bytes.extend_from_slice(&buffer[..taken.min(room)]);
            self.lines.consume(taken);
            if end.is_some() {
                break;
            }
        }
        let text = bytes.len() - start - usize::from(bytes.ends_with(b"\n") && bytes.len() > start);
        if text > LONGEST {
            bytes.truncate(start);
            bytes.push(b'\n');
            self.skipped += 1;
        }
        Ok(some)
    }
}

impl Part {
    /// The lines with their numbers, without their ends and without empty ones.
    fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let lines = self.bytes.split(|byte| *byte == b'\n');
        lines
            .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
            .zip(self.first..)
            .map(|(line, number)| (number, line))
            .filter(|(_, line)| !line.is_empty())
    }
}
