//! What our parsers take, and the reader of a platform stops at or takes for something else.
//!
//! PyYAML, ruamel.yaml and yaml.v2 descend from one parser of YAML 1.1, which is narrower than the grammar of 1.2. A bot
//! whose reader stops does not start, or starts without its locks, whatever the file says (tried on PyYAML 6.0.3,
//! ruamel.yaml 0.18 and yaml.v2 2.4.0).

mod nodes;

use std::collections::HashSet;
use std::ops::Range;

use super::locate;
use super::lookup::Found;
use super::tree::{Id, Kind, Tree};
use super::typing::{Dialect, Typed, typed};
use crate::Objection;

/// YAML 1.1 §4.2 takes these for line ends; YAML 1.2 §5.4 does not.
const SEPARATORS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// What `!!` stands for unless `%TAG` says otherwise (YAML 1.1 §7.1.3).
const CORE_TYPES: &str = "tag:yaml.org,2002:";

impl Tree {
    /// The first thing that the reader of `dialect` stops at or, if there is none, takes for something else.
    pub(super) fn objection(&self, dialect: Dialect) -> Option<Objection> {
        let known = &self.objections[dialect as usize];
        *known.get_or_init(|| self.first_objection(dialect))
    }

    fn first_objection(&self, dialect: Dialect) -> Option<Objection> {
        let found = self
            .forbidden_character()
            .or_else(|| self.separator())
            .or_else(|| self.directive(dialect))
            .or_else(|| self.further_document(dialect))
            .or_else(|| self.tab(dialect))
            .or_else(|| self.key(dialect))
            .or_else(|| self.sign_in_brackets(dialect))
            .or_else(|| self.second_anchor(dialect))
            .or_else(|| self.typed_collection(dialect))
            .or_else(|| self.merge())
            .or_else(|| self.refused_value(dialect));
        let stops = found.is_some();
        let (at, why) = found
            .or_else(|| self.late_merge(dialect))
            .or_else(|| self.rival_merge(dialect))?;
        Some(Objection {
            line: self.line_at(at),
            column: self.column_at(at),
            why,
            stops,
        })
    }

    fn refused_value(&self, dialect: Dialect) -> Option<(usize, &'static str)> {
        let id = self.first_part().find(|&id| self.is_refused(dialect, id))?;
        let why = "a value of a type that is unknown or that it cannot have";
        Some((self.content_start(id), why))
    }

    /// Whether a value, and no key, is of a type that stops the reader. Only what has no quotes or an explicit type is
    /// read for one.
    fn is_refused(&self, dialect: Dialect, id: Id) -> bool {
        let scalar = self.resolved(id);
        let typed_by_text = self.kind(scalar) == Kind::Plain || self.tag(scalar).is_some();
        let shared = false;
        typed_by_text
            && self.kind(scalar).is_scalar()
            && !self.is_key(id)
            && typed(dialect, &self.node(&Found { id, shared })) == Typed::Refused
            && self.path_to(id).is_some()
    }

    /// YAML 1.2 §5.1 has the same set, and leaves it to the reader whether to mind.
    fn forbidden_character(&self) -> Option<(usize, &'static str)> {
        let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
        let (at, _) = self.text.char_indices().find(|&(_, c)| !allowed(c))?;
        Some((at, "a character that YAML does not allow"))
    }

    /// Whether it would say something else with line ends there.
    fn separator(&self) -> Option<(usize, &'static str)> {
        let at = self.text.find(SEPARATORS)?;
        let same = Self::parse(self.text.replace(SEPARATORS, "\n"))
            .is_ok_and(|other| self.became(&other, &[]));
        (!same).then_some((at, "a character that it takes for a line end"))
    }

    fn directive(&self, dialect: Dialect) -> Option<(usize, &'static str)> {
        let head = self.parts.first()?.marker?;
        let mut at = 0;
        for line in locate::part(&self.text, ..head).split_inclusive('\n') {
            let words: Vec<&str> = line
                .trim_start_matches(locate::BYTE_ORDER_MARK)
                .split_whitespace()
                .collect();
            let known = match (words.as_slice(), dialect) {
                (["%YAML", version, ..], Dialect::Go) => *version == "1.1",
                (["%YAML", version, ..], _) => version.starts_with("1."),
                // Every `!!str` would be of another type, which only Chatto's reader lets pass.
                (["%TAG", "!!", prefix, ..], Dialect::Yaml11) => *prefix == CORE_TYPES,
                (["%TAG", ..], _) => true,
                ([word, ..], Dialect::Go) => !word.starts_with('%'),
                _ => true,
            };
            if !known {
                return Some((at, "a version or instruction that it does not know"));
            }
            at += line.len();
        }
        None
    }

    /// Chatto's reader looks at the first one alone.
    fn further_document(&self, dialect: Dialect) -> Option<(usize, &'static str)> {
        let second = self.parts.get(1).filter(|_| dialect != Dialect::Go)?;
        let at = second
            .marker
            .map_or_else(|| self.start(second.root), |at| at.saturating_sub(3));
        Some((at, "a second document"))
    }

    /// Tabs are white space to YAML 1.2 nearly everywhere. The readers in Python take them in texts and comments only,
    /// that of Rasa in brackets as well; that of Chatto minds them where a line begins. In one pass, however long the
    /// lines are.
    fn tab(&self, dialect: Dialect) -> Option<(usize, &'static str)> {
        let first = self.text.find('\t')?;
        let texts = self.spans(|id| self.kind(id).is_scalar() && self.kind(id) != Kind::Plain);
        let flows = self.spans(|id| {
            let in_flow = |above| self.kind(above).is_flow();
            self.kind(id).is_flow() && !self.parent(id).is_some_and(in_flow)
        });
        let (mut next, mut looked) = (Some(first), 0);
        while let Some(tab) = next {
            let line = self
                .lines
                .get(self.line_at(tab) - 1)
                .map_or(0, |&at| at as usize);
            let comment = self.opens_comment(line, looked.max(line)..tab, &texts);
            looked = tab;
            let behind = match around(&texts, tab) {
                Some(text) => text.end.max(tab + 1),
                None if comment => locate::line_end(&self.text, tab),
                None => {
                    let begins = || {
                        let before = locate::part(&self.text, line..tab);
                        before.trim_start_matches([' ', '\t', '-', '?']).is_empty()
                    };
                    let minded = match dialect {
                        Dialect::Yaml11 => true,
                        Dialect::Yaml12 => around(&flows, tab).is_none(),
                        Dialect::Go => around(&flows, tab).is_none() && begins(),
                    };
                    if minded {
                        return Some((tab, "a tab where it takes only blanks"));
                    }
                    tab + 1
                }
            };
            next = locate::part(&self.text, behind..)
                .find('\t')
                .map(|offset| behind + offset);
        }
        None
    }

    /// Where nodes of a kind stand, none within another.
    fn spans(&self, wanted: impl Fn(Id) -> bool) -> Vec<Range<usize>> {
        let ids = (0..self.items.len()).filter(|&id| wanted(id));
        ids.map(|id| self.start(id)..self.end(id)).collect()
    }

    /// Whether a comment opens in a part of the line that begins at `line`.
    fn opens_comment(&self, line: usize, within: Range<usize>, texts: &[Range<usize>]) -> bool {
        let from = within.start;
        locate::part(&self.text, within)
            .match_indices('#')
            .any(|(sign, _)| {
                let at = from + sign;
                let blank = locate::part(&self.text, line..at).ends_with([' ', '\t']);
                (at == line || blank) && around(texts, at).is_none()
            })
    }

    fn key(&self, dialect: Dialect) -> Option<(usize, &'static str)> {
        // Python has no hash of a mapping; of a list, ruamel.yaml makes a tuple, which has one.
        let fits = |&id: &Id| dialect == Dialect::Yaml12 && self.kind(id).is_list();
        if let Some(id) = self.complex_key.filter(|id| !fits(id)) {
            return Some((self.start(id), "a key that is a list or a mapping"));
        }
        if dialect == Dialect::Yaml12 {
            return None;
        }
        let nameless = |&(key, _): &(Id, Id)| {
            self.is_empty(key) && locate::part(&self.text, self.end(key)..).starts_with(':')
        };
        let mut pairs = (0..self.items.len()).flat_map(|id| self.pairs(id));
        let (key, _) = pairs.find(nameless)?;
        Some((self.start(key), "a colon without a key"))
    }

    /// `<<` brings in a mapping, or a list of them, and nothing else.
    fn merge(&self) -> Option<(usize, &'static str)> {
        let mapping = |id: Id| self.kind(self.resolved(id)).is_mapping();
        let wrong = |&(key, value): &(Id, Id)| {
            let value = self.resolved(value);
            let list = self.kind(value).is_list();
            let items = || self.kids(value).iter().all(|&item| mapping(item as usize));
            self.is_merge(key) && !mapping(value) && !(list && items())
        };
        let mut pairs = (0..self.items.len()).flat_map(|id| self.pairs(id));
        let (key, _) = pairs.find(wrong)?;
        Some((self.start(key), "a `<<` that names no mapping"))
    }

    /// A `<<` behind a key that it brings in as well. By the rule of merge keys, the mapping's own key wins wherever it
    /// stands; yaml.v2 2.4.0 sets one pair after the other, and the later one wins.
    fn late_merge(&self, dialect: Dialect) -> Option<(usize, &'static str)> {
        if dialect != Dialect::Go {
            return None;
        }
        let late = self.first_part().find_map(|id| self.late_merge_of(id))?;
        Some((
            self.start(late),
            "a `<<` behind keys that it brings in itself",
        ))
    }

    fn late_merge_of(&self, id: Id) -> Option<Id> {
        let mut own = HashSet::new();
        let mut seen = HashSet::new();
        for (key, value) in self.pairs(id) {
            if !self.is_merge(key) {
                own.extend(self.key_text(key));
            } else if !own.is_empty() {
                let mut sources = self.named(value);
                while let Some(source) = sources.pop() {
                    if !seen.insert(source) {
                        continue;
                    }
                    if self.has_any(source, &own) {
                        return Some(key);
                    }
                    let further = self.pairs(source).filter(|&(key, _)| self.is_merge(key));
                    sources.extend(further.flat_map(|(_, value)| self.named(value)));
                }
            }
        }
        None
    }

    /// Whether the mapping `id` has one of the keys. The smaller side is gone through: anchors can be named often.
    fn has_any(&self, id: Id, keys: &HashSet<&str>) -> bool {
        if keys.len() < self.kids(id).len() / 2 {
            return keys.iter().any(|name| self.find(id, name).is_some());
        }
        self.pairs(id)
            .filter(|&(key, _)| !self.is_merge(key))
            .filter_map(|(key, _)| self.key_text(key))
            .any(|name| keys.contains(name))
    }
}

/// The span that holds a byte, of spans in file order.
fn around(spans: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    let before = spans.partition_point(|span| span.start <= at);
    spans[..before].last().filter(|span| span.contains(&at))
}
