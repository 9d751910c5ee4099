//! What a Python file says about the names that it sets.

use std::collections::{BTreeSet, HashSet};

use super::statement::{Binding, Reading, Role};
use super::token::{Kind, Scanner, is_formatted};
use crate::DocumentError;

/// A place where a name may get another value.
#[derive(Clone)]
pub(super) struct Doubt {
    /// `None` where it may be any name: `from … import *`.
    pub(super) name: Option<String>,
    pub(super) role: Role,
    /// Byte at which the statement starts.
    at: usize,
    /// 1-based.
    line: usize,
}

#[derive(Clone, Default)]
pub(super) struct Source {
    /// Names set in the first column, in file order.
    pub(super) bindings: Vec<Binding>,
    pub(super) names: Vec<String>,
    pub(super) doubts: Vec<Doubt>,
    /// Names that the code uses elsewhere than where a constant is set.
    pub(super) used: BTreeSet<String>,
    /// Behind the docstring and the imports at the start; `None` where there are none.
    pub(super) head_end: Option<usize>,
}

impl Source {
    pub(super) fn read(text: &str) -> Result<Self, DocumentError> {
        check_encoding(text)?;
        let mut source = Self::default();
        let mut scanner = Scanner::new(text);
        let (mut first, mut in_head) = (true, true);
        while let Some(statement) = scanner.next()? {
            let reading = Reading::new(text, &statement);
            in_head &= statement.outermost && reading.is_of_head(first);
            first = false;
            if in_head {
                source.head_end = Some(statement.span.end);
            }
            source.add(&reading);
        }
        source.names = (source.bindings.iter())
            .map(|binding| text[binding.name.clone()].to_owned())
            .collect();
        Ok(source)
    }

    fn add(&mut self, reading: &Reading<'_>) {
        let (text, statement) = (reading.text, reading.statement);
        let tokens = &statement.tokens;
        let word = |at: usize| text[tokens[at].span.clone()].to_owned();
        let constant = reading.constant().filter(|_| statement.outermost);
        let (simple, named) = match &constant {
            Some(found) if found.value.is_some() => (true, vec![(0, Role::Set)]),
            _ => (false, reading.names()),
        };
        let set: HashSet<usize> = (named.iter())
            .filter(|(_, role)| *role == Role::Set)
            .map(|(at, _)| *at)
            .collect();
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                Kind::Name if reading.is_name(at) && !set.contains(&at) => {
                    self.used.insert(word(at));
                }
                Kind::Text => self.used.extend(words_of_code(&text[token.span.clone()])),
                _ => {}
            }
        }
        let doubt = |name, role| Doubt {
            name,
            role,
            at: statement.span.start,
            line: tokens[0].spot.line,
        };
        if reading.imports_everything() {
            self.doubts.push(doubt(None, Role::Set));
        }
        for (nth, (at, role)) in named.into_iter().enumerate() {
            // The name of a function or class is set for certain, whatever stands in its block.
            let certain = !reading.compound || (nth == 0 && reading.is_definition());
            if !statement.outermost || !certain || role == Role::Global {
                self.doubts.push(doubt(Some(word(at)), role));
                continue;
            }
            let named = Binding {
                name: tokens[at].span.clone(),
                value: None,
                written: tokens[at].span.clone(),
                statement: statement.span.clone(),
                name_spot: tokens[at].spot,
                written_spot: tokens[at].spot,
            };
            let whole = constant.clone().filter(|_| nth == 0 && (simple || at == 0));
            self.bindings.push(whole.unwrap_or(named));
        }
    }

    /// Where each binding of `name` is.
    pub(super) fn all(&self, name: &str) -> Vec<usize> {
        (0..self.bindings.len())
            .filter(|&at| self.names[at] == name)
            .collect()
    }

    pub(super) fn conditional(&self, name: &str) -> Option<usize> {
        let last = self
            .all(name)
            .last()
            .map(|&at| self.bindings[at].statement.start);
        let matters = |doubt: &&Doubt| {
            let this = doubt.name.as_deref().is_none_or(|other| other == name);
            this && (doubt.role == Role::Global || last.is_none_or(|last| doubt.at > last))
        };
        self.doubts.iter().find(matters).map(|doubt| doubt.line)
    }
}

/// Everything in an f-string that may be a name; nothing where `token` holds no code.
fn words_of_code(token: &str) -> impl Iterator<Item = String> {
    let quote = token.find(['"', '\'']).unwrap_or_default();
    let code = if is_formatted(&token[..quote]) {
        &token[quote..]
    } else {
        ""
    };
    (code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii())))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
}

/// Refuses a file that declares another encoding than UTF-8 in one of its first two lines (PEP 263).
fn check_encoding(text: &str) -> Result<(), DocumentError> {
    for (at, line) in text
        .trim_start_matches('\u{feff}')
        .lines()
        .take(2)
        .enumerate()
    {
        let content = line.trim_start_matches([' ', '\t', '\u{c}']);
        let Some(comment) = content.strip_prefix('#') else {
            if content.is_empty() {
                continue;
            }
            break;
        };
        let declared = comment.match_indices("coding").find_map(|(at, word)| {
            let name = comment[at + word.len()..].strip_prefix([':', '='])?;
            let name = name.trim_start_matches([' ', '\t']);
            let end =
                name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
            Some(&name[..end.unwrap_or(name.len())]).filter(|name| !name.is_empty())
        });
        let declared = declared.map(|name| name.to_ascii_lowercase().replace('_', "-"));
        if declared.is_some_and(|name| name != "utf-8" && name != "utf8") {
            return Err(DocumentError::Python {
                why: "it declares another encoding than UTF-8",
                line: Some(at + 1),
            });
        }
    }
    Ok(())
}
