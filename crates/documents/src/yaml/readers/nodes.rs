//! What the readers of YAML 1.1 mind about single nodes: a sign between brackets, an anchor that stands twice, a
//! collection of an unknown type, and mappings that `<<` brings in side by side.

use std::collections::HashSet;

use super::super::tree::{Id, Kind, Tree};
use super::super::typing::{Dialect, core_tag};

/// How many keys of merged mappings are compared. A file that names the same mappings more often than that is made to take
/// time, and is called doubtful.
const COMPARED_KEYS: usize = 1_000_000;

impl Tree {
    /// Between brackets, `?` ends a text without quotes, and one that begins with `:` is none: so `[http://x/?y]` is read
    /// by ruamel.yaml alone, which goes by YAML 1.2.
    pub(super) fn sign_in_brackets(&self, dialect: Dialect) -> Option<(usize, &'static str)> {
        if dialect == Dialect::Yaml12 {
            return None;
        }
        let in_flow = |&id: &Id| {
            let within = |above| self.kind(above).is_flow();
            self.kind(id) == Kind::Plain && self.parent(id).is_some_and(within)
        };
        let mut texts = (0..self.items.len()).filter(in_flow);
        let found = texts.find(|&id| {
            let text = self.text_of(id);
            text.contains('?') || text.starts_with(':')
        })?;
        let why = "a `?` or a leading `:` in a text without quotes between brackets";
        Some((self.content_start(found), why))
    }

    /// PyYAML wants every anchor to be another; for ruamel.yaml and yaml.v2 the last one before an alias counts.
    pub(super) fn second_anchor(&self, dialect: Dialect) -> Option<(usize, &'static str)> {
        if dialect != Dialect::Yaml11 {
            return None;
        }
        let mut seen = HashSet::new();
        let mut marked = self.first_part().filter(|&id| self.item(id).marked);
        let again = marked.find(|&id| self.anchor(id).is_some_and(|name| !seen.insert(name)))?;
        Some((self.start(again), "an anchor that stands there already"))
    }

    /// PyYAML's full loader makes no collection of a type that it does not know; the others leave the type out.
    pub(super) fn typed_collection(&self, dialect: Dialect) -> Option<(usize, &'static str)> {
        if dialect != Dialect::Yaml11 {
            return None;
        }
        let known = |id: Id| {
            let Some(tag) = self.tag(id) else { return true };
            match core_tag(tag) {
                Some("") => true,
                Some("map" | "set" | "python/dict") => self.kind(id).is_mapping(),
                Some("seq" | "omap" | "pairs" | "python/list" | "python/tuple") => {
                    self.kind(id).is_list()
                }
                _ => false,
            }
        };
        let mut collections = self.first_part().filter(|&id| {
            let kind = self.kind(id);
            self.item(id).marked && (kind.is_mapping() || kind.is_list())
        });
        let wrong = collections.find(|&id| !known(id))?;
        Some((
            self.start(wrong),
            "a mapping or list of a type that it does not know",
        ))
    }

    /// One list of mappings behind `<<`, two of which bring in the same key: the first of them counts for PyYAML 6.0.3, the
    /// last one for 6.0.4.
    pub(super) fn rival_merge(&self, dialect: Dialect) -> Option<(usize, &'static str)> {
        if dialect != Dialect::Yaml11 {
            return None;
        }
        let mut left = COMPARED_KEYS;
        let mut rivals = |value: Id| {
            let mut brought = HashSet::new();
            let sources: HashSet<Id> = self.named(value).into_iter().collect();
            let keys = sources.into_iter().flat_map(|source| self.pairs(source));
            keys.filter_map(|(key, _)| self.key_text(key)).any(|name| {
                left = left.saturating_sub(1);
                left == 0 || !brought.insert(name)
            })
        };
        let mut pairs = self.first_part().flat_map(|id| self.pairs(id));
        let (key, _) = pairs.find(|&(key, value)| self.is_merge(key) && rivals(value))?;
        let why = "mappings behind one `<<` that bring in the same key";
        Some((self.start(key), why))
    }
}
