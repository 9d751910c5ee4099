//! From text to places, without recursion.

use super::literal;
use super::tree::{Cell, Key, Tree, What};
use super::{JSON_LIMIT_DEPTH, JSON_LIMIT_VALUES};
use crate::DocumentError;
use crate::text::Marker;

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    /// Right behind `[`.
    ValueOrEnd,
    Key,
    /// Right behind `{`.
    KeyOrEnd,
    Colon,
    /// Behind a value in an object or list.
    CommaOrEnd,
    /// Behind the root.
    Nothing,
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    marker: Marker<'a>,
    cells: Vec<Cell>,
    /// The objects and lists around `at`, outermost first.
    open: Vec<usize>,
    /// The key whose value comes next.
    key: Option<Key>,
    expect: Expect,
}

pub(super) fn scan(text: &str) -> Result<Tree, DocumentError> {
    let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let mut scanner = Scanner {
        text,
        at: start,
        marker: Marker::new(text),
        cells: Vec::new(),
        open: Vec::new(),
        key: None,
        expect: Expect::Value,
    };
    while let Some(byte) = scanner.next_byte() {
        scanner.step(byte)?;
    }
    if scanner.expect == Expect::Nothing {
        Ok(Tree(scanner.cells))
    } else {
        Err(scanner.wrong("it ends in the middle"))
    }
}

impl Scanner<'_> {
    /// The next byte that is no white space.
    fn next_byte(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        let blank = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
            .count();
        self.at += blank;
        rest.get(blank).copied()
    }

    fn step(&mut self, byte: u8) -> Result<(), DocumentError> {
        match (self.expect, byte) {
            (Expect::KeyOrEnd, b'}') | (Expect::ValueOrEnd, b']') => {
                self.close();
                Ok(())
            }
            (Expect::CommaOrEnd, b'}' | b']') => {
                let of_object = byte == b'}';
                let open = self
                    .open
                    .last()
                    .map(|&id| self.cells[id].what == What::Object);
                if open != Some(of_object) {
                    return Err(self.wrong("a bracket is closed by one of another kind"));
                }
                self.close();
                Ok(())
            }
            (Expect::CommaOrEnd, b',') => {
                self.at += 1;
                let in_object =
                    (self.open.last()).is_some_and(|&id| self.cells[id].what == What::Object);
                self.expect = if in_object {
                    Expect::Key
                } else {
                    Expect::Value
                };
                Ok(())
            }
            (Expect::Key | Expect::KeyOrEnd, b'"') => self.read_key(),
            (Expect::Colon, b':') => {
                self.at += 1;
                self.expect = Expect::Value;
                Ok(())
            }
            (Expect::Value | Expect::ValueOrEnd, _) => self.read_value(byte),
            (Expect::Key | Expect::KeyOrEnd, _) => {
                Err(self.wrong("a key in double quotes is missing"))
            }
            (Expect::Colon, _) => Err(self.wrong("the `:` behind a key is missing")),
            (Expect::CommaOrEnd, _) => Err(self.wrong("a `,` or a closing bracket is missing")),
            (Expect::Nothing, _) => Err(self.wrong("there is something behind its end")),
        }
    }

    fn read_key(&mut self) -> Result<(), DocumentError> {
        let spot = self.marker.spot(self.at);
        let (length, text) = self.read_string()?;
        self.key = Some(Key {
            span: self.at..self.at + length,
            spot,
            text,
        });
        self.at += length;
        self.expect = Expect::Colon;
        Ok(())
    }

    fn read_string(&self) -> Result<(usize, String), DocumentError> {
        literal::read_string(&self.text[self.at..]).map_err(|why| self.wrong(why))
    }

    fn read_value(&mut self, byte: u8) -> Result<(), DocumentError> {
        let (length, what) = match byte {
            b'{' => (1, What::Object),
            b'[' => (1, What::List),
            b'"' => {
                let (length, text) = self.read_string()?;
                (length, What::Text(text))
            }
            _ => {
                let rest = &self.text[self.at..];
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
                let word = &rest[..end.unwrap_or(rest.len())];
                let what = match word {
                    "null" => What::Null,
                    "true" | "false" => What::Plain,
                    _ if literal::is_number(word) => What::Plain,
                    _ => {
                        return Err(self.wrong(
                            "a value is missing or written in a way that JSON does not know",
                        ));
                    }
                };
                (word.len(), what)
            }
        };
        let inner = match what {
            What::Object => Some(Expect::KeyOrEnd),
            What::List => Some(Expect::ValueOrEnd),
            _ => None,
        };
        if self.cells.len() == JSON_LIMIT_VALUES {
            return Err(self.wrong("it holds more values than a configuration file needs"));
        }
        if inner.is_some() && self.open.len() == JSON_LIMIT_DEPTH {
            return Err(self.wrong("it is nested deeper than a configuration file needs to be"));
        }
        let id = self.cells.len();
        let parent = self.open.last().copied().unwrap_or(0);
        let mut at = 0;
        if let Some(parent) = self.cells.get_mut(parent) {
            at = parent.children.len();
            parent.children.push(id);
        }
        let spot = self.marker.spot(self.at);
        self.cells.push(Cell {
            parent,
            at,
            key: self.key.take(),
            span: self.at..self.at + length,
            spot,
            what,
            children: Vec::new(),
        });
        self.at += length;
        match inner {
            Some(expect) => {
                self.open.push(id);
                self.expect = expect;
            }
            None => self.after_value(),
        }
        Ok(())
    }

    fn close(&mut self) {
        self.at += 1;
        if let Some(id) = self.open.pop() {
            self.cells[id].span.end = self.at;
        }
        self.after_value();
    }

    fn after_value(&mut self) {
        self.expect = if self.open.is_empty() {
            Expect::Nothing
        } else {
            Expect::CommaOrEnd
        };
    }

    fn wrong(&self, why: &'static str) -> DocumentError {
        DocumentError::Json {
            why,
            line: Some(1 + self.text[..self.at].matches('\n').count()),
        }
    }
}
