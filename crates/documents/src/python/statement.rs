//! Which names a statement gives a value.

use std::ops::Range;

use super::literal::{self, Literal};
use super::token::{Kind, Statement, Token};
use crate::text::Spot;

/// A name that a statement in the first column sets.
#[derive(Clone)]
pub(super) struct Binding {
    pub(super) name: Range<usize>,
    /// What it is set to: a literal, or `None` where code decides.
    pub(super) value: Option<Literal>,
    /// Where that stands; where there is nothing, the name.
    pub(super) written: Range<usize>,
    /// The statement with its lines.
    pub(super) statement: Range<usize>,
    pub(super) name_spot: Spot,
    pub(super) written_spot: Spot,
}

/// A name as a statement uses it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It gets a value.
    Set,
    /// It gets another value, or goes: `+=`, `del`.
    Change,
    /// `global`: what else the function does to it reaches the constant.
    Global,
}

/// The keywords that start a block.
const COMPOUND: &[&str] = &[
    "async", "class", "def", "elif", "else", "except", "finally", "for", "if", "try", "while",
    "with",
];

/// The keywords of Python 3.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// A statement and the text that it is from.
pub(super) struct Reading<'a> {
    pub(super) text: &'a str,
    pub(super) statement: &'a Statement,
    /// Whether it starts a block, or runs under a condition.
    pub(super) compound: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(text: &'a str, statement: &'a Statement) -> Self {
        let mut reading = Self {
            text,
            statement,
            compound: false,
        };
        reading.compound = match reading.word(0) {
            // Names too, if no block follows.
            "match" | "case" => {
                let mut marks = 1..statement.tokens.len();
                !matches!(reading.word(1), ":" | "=") && marks.any(|at| reading.is(at, ":"))
            }
            word => COMPOUND.contains(&word),
        };
        reading
    }

    /// Whether it names a function or class.
    pub(super) fn is_definition(&self) -> bool {
        matches!(
            (self.word(0), self.word(1)),
            ("def" | "class", _) | ("async", "def")
        )
    }

    fn word(&self, at: usize) -> &'a str {
        self.tokens()
            .get(at)
            .map_or("", |token| &self.text[token.span.clone()])
    }

    fn tokens(&self) -> &'a [Token] {
        &self.statement.tokens
    }

    /// Whether `mark` stands there, in no brackets.
    fn is(&self, at: usize, mark: &str) -> bool {
        self.word(at) == mark && self.tokens()[at].depth == 0
    }

    /// Whether a name stands there that is neither a keyword nor an attribute (`.name`).
    pub(super) fn is_name(&self, at: usize) -> bool {
        let named = self
            .tokens()
            .get(at)
            .is_some_and(|token| token.kind == Kind::Name);
        named && !is_keyword(self.word(at)) && (at == 0 || self.word(at - 1) != ".")
    }

    /// Whether the statement ends a module's head: it is no import and no docstring.
    pub(super) fn is_of_head(&self, first: bool) -> bool {
        let docstring = first && self.tokens().len() == 1 && self.tokens()[0].kind == Kind::Text;
        let import = matches!(self.word(0), "import" | "from");
        let joined = (0..self.tokens().len()).any(|at| self.is(at, ";"));
        (docstring || import) && !joined
    }

    /// `NAME = literal` or `NAME: annotation = literal` on one line, which a string in triple quotes may make longer.
    pub(super) fn constant(&self) -> Option<Binding> {
        if !self.is_name(0) {
            return None;
        }
        let equals = match self.word(1) {
            "=" => 1,
            ":" => (2..self.tokens().len()).find(|&at| self.is(at, "="))?,
            _ => return None,
        };
        let tokens = self.tokens();
        let (first, last) = (tokens.get(equals + 1)?, tokens.last()?);
        let written = first.span.start..last.span.end;
        let value = match &tokens[equals + 1..] {
            [one] => self.literal(one),
            [sign, number]
                if number.kind == Kind::Number && matches!(self.word(equals + 1), "-" | "+") =>
            {
                let adjacent = sign.span.end == number.span.start;
                self.literal(number).filter(|_| adjacent)
            }
            _ => None,
        };
        let before = &self.text[self.statement.span.start..written.start];
        let after = self.text[written.end..self.statement.span.end].trim();
        let one_line = !before.contains('\n') && (after.is_empty() || after.starts_with('#'));
        Some(Binding {
            name: tokens[0].span.clone(),
            value: value.filter(|_| one_line),
            written,
            statement: self.statement.span.clone(),
            name_spot: tokens[0].spot,
            written_spot: first.spot,
        })
    }

    fn literal(&self, token: &Token) -> Option<Literal> {
        let word = &self.text[token.span.clone()];
        match token.kind {
            Kind::Text => literal::read_string(word),
            Kind::Number => literal::is_number(word).then_some(Literal::Plain),
            Kind::Name if matches!(word, "True" | "False") => Some(Literal::Plain),
            Kind::Name if word == "None" => Some(Literal::None),
            _ => None,
        }
    }

    /// Whether it is `from … import *`.
    pub(super) fn imports_everything(&self) -> bool {
        (0..self.tokens().len()).any(|at| self.is(at, "import") && self.is(at + 1, "*"))
    }

    /// Every name that the statement may give a value, by its token.
    pub(super) fn names(&self) -> Vec<(usize, Role)> {
        let count = self.tokens().len();
        let mut found = Vec::new();
        let mut start = 0;
        // `;` joins statements, and each may set something.
        for at in 0..=count {
            if at == count || (self.is(at, ";")) {
                self.names_in(start..at, &mut found);
                start = at + 1;
            }
        }
        found
    }

    fn names_in(&self, part: Range<usize>, found: &mut Vec<(usize, Role)>) {
        // What follows the colon of `if x:` is a statement too.
        let colon = part.clone().find(|&at| self.is(at, ":"));
        let body = match colon {
            Some(colon) if self.compound => colon + 1..part.end,
            _ => part.clone(),
        };
        let mut looping = None;
        for at in part {
            let sets = match self.word(at) {
                "as" | "def" | "class" => Some(at + 1),
                ":=" => at.checked_sub(1),
                _ => None,
            };
            found.extend(
                sets.filter(|&at| self.is_name(at))
                    .map(|at| (at, Role::Set)),
            );
            // Of `for a, b in c`, `a` and `b`. Within brackets they are the comprehension's own.
            match looping {
                None if self.is(at, "for") => looping = Some(at + 1),
                Some(start) if self.word(at) == "in" => {
                    self.targets(start..at, Role::Set, found);
                    looping = None;
                }
                _ => {}
            }
        }
        match self.word(body.start) {
            "import" => self.imported(body.start + 1..body.end, found),
            "from" => {
                let import = body.clone().find(|&at| self.word(at) == "import");
                self.imported(import.map_or(body.end, |at| at + 1)..body.end, found);
            }
            "global" | "nonlocal" => {
                found.extend(
                    body.filter(|&at| self.is_name(at))
                        .map(|at| (at, Role::Global)),
                );
            }
            "del" => self.targets(body.start + 1..body.end, Role::Change, found),
            _ => {
                let assigns = |at: &usize| {
                    let word = self.word(*at);
                    let compares = matches!(word, "==" | "!=" | "<=" | ">=" | ":=");
                    self.is(*at, word)
                        && self.tokens()[*at].kind == Kind::Mark
                        && word.ends_with('=')
                        && !compares
                };
                let Some(last) = body.clone().rfind(assigns) else {
                    return;
                };
                let role = if self.word(last) == "=" {
                    Role::Set
                } else {
                    Role::Change
                };
                let annotation = (body.start..last).find(|&at| self.is(at, ":"));
                self.targets(body.start..annotation.unwrap_or(last), role, found);
            }
        }
    }

    /// `a.b, c as d`: of what is imported, `a` and `d` get a value.
    fn imported(&self, part: Range<usize>, found: &mut Vec<(usize, Role)>) {
        let starts = part
            .clone()
            .filter(|&at| at == part.start || matches!(self.word(at - 1), "," | "("));
        let renamed = |at: usize| {
            let next = (at..part.end).find(|&at| matches!(self.word(at), "," | "as"));
            next.is_some_and(|at| self.word(at) == "as")
        };
        found.extend(
            starts
                .filter(|&at| self.is_name(at) && !renamed(at))
                .map(|at| (at, Role::Set)),
        );
    }

    /// The names in `part` that are themselves assigned to: not what they hold (`a.b`, `a[b]`), nor what tells which.
    fn targets(&self, part: Range<usize>, role: Role, found: &mut Vec<(usize, Role)>) {
        let mut outside = None;
        for at in part {
            let depth = self.tokens()[at].depth;
            if outside.is_some_and(|outside| depth > outside) {
                continue;
            }
            outside = None;
            let holds = |mark| matches!(mark, "." | "[" | "(");
            if self.is_name(at) && !holds(self.word(at + 1)) {
                found.push((at, role));
            }
            let follows_value =
                at > 0 && (self.is_name(at - 1) || matches!(self.word(at - 1), ")" | "]" | "}"));
            if matches!(self.word(at), "[" | "(") && follows_value {
                outside = Some(depth);
            }
        }
    }
}
