//! Data on standard output, messages on standard error.

use std::io::Write as _;

use chatelaine_console::CommandError;
use serde::Serialize;

pub(crate) struct Output {
    pub(crate) json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// A line of data. A reader that has gone away is no reason to complain.
    pub(crate) fn line(&mut self, text: &str) {
        let _ = writeln!(std::io::stdout(), "{}", plain(text));
    }

    /// Text that was made for other programs, as it is.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        let _ = std::io::stdout().write_all(bytes);
    }

    /// The one JSON document of a command.
    pub(crate) fn document(&mut self, value: &impl Serialize) {
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        let _ = writeln!(std::io::stdout(), "{text}");
    }

    /// One JSON value on one line, for streams.
    pub(crate) fn event(&mut self, value: &impl Serialize) {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{}", serde_json::to_string(value).unwrap_or_default());
        let _ = out.flush();
    }

    /// A message for people.
    pub(crate) fn say(&mut self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{}", plain(text));
    }

    /// Asks for the next line on the same one.
    pub(crate) fn prompt(&mut self, text: &str) {
        let mut out = std::io::stderr();
        let _ = write!(out, "{text}");
        let _ = out.flush();
    }

    /// A failure: for people, or as JSON.
    pub(crate) fn error(&mut self, error: &CommandError) {
        if self.json {
            // On one line, so that it also ends a stream of events.
            self.event(&serde_json::json!({ "error": error }));
        } else {
            self.say(&format!("chatelaine: {}\n  {}", error.what, error.advice));
        }
    }

    /// Rows with their columns aligned.
    pub(crate) fn table(&mut self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in rows {
            let cells = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:<width$}"));
            self.line(cells.collect::<Vec<_>>().join("  ").trim_end());
        }
    }
}

/// Text of a bot or a file may hold control sequences that would act on the terminal.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\n' && c != '\t' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
