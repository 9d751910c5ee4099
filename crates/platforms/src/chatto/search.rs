//! viper's search: where a key stands in a file, however it is spelled.

use std::borrow::Cow;
use std::cell::OnceCell;

use chatelaine_documents::{Document, KeyPath, Step};

/// The keys of a mapping in small letters, in their order. What is below a key is looked into when it is asked for, and
/// once: a file may name thousands of extension servers.
pub(super) struct Keys {
    sorted: Vec<Key>,
    /// Whether one of them has a dot in it, so that several steps may lead to one key.
    has_dots: bool,
}

struct Key {
    name: String,
    /// Whether it is spelled otherwise in the file.
    has_capitals: bool,
    path: KeyPath,
    below: OnceCell<Keys>,
}

impl Keys {
    /// Those of the mapping at a path.
    pub(super) fn below(document: &dyn Document, above: &KeyPath) -> Self {
        let children = document.children(above).into_iter();
        let named = children.filter_map(|child| {
            let Some(Step::Key(key)) = child.path.last() else {
                return None;
            };
            let name = key.to_lowercase();
            Some(Key {
                has_capitals: *key != name,
                name,
                path: child.path,
                below: OnceCell::new(),
            })
        });
        let mut sorted: Vec<Key> = named.collect();
        sorted.sort_by(|a, b| (&a.name, a.has_capitals).cmp(&(&b.name, b.has_capitals)));
        // Of two spellings of one key the one with capitals counts: viper writes its value over the other. Of several of
        // those Go keeps any, and there is a rule about that: here the last.
        sorted.dedup_by(|later, kept| {
            let same = later.name == kept.name;
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
        Self {
            has_dots: sorted.iter().any(|key| key.name.contains('.')),
            sorted,
        }
    }

    /// Where a key stands, given by its steps. The longest name that could be a key comes first, so that `auth.token: x`
    /// is found as well.
    pub(super) fn search(&self, document: &dyn Document, steps: &[String]) -> Option<&KeyPath> {
        let most = if self.has_dots { steps.len() } else { 1 };
        (1..=most).rev().find_map(|taken| {
            let (name, rest) = steps.split_at_checked(taken)?;
            let key = match name {
                [name] => self.key(name),
                several => self.key(&several.join(".")),
            }?;
            if rest.is_empty() {
                return Some(&key.path);
            }
            let below = || Self::below(document, &key.path);
            key.below.get_or_init(below).search(document, rest)
        })
    }

    fn key(&self, name: &str) -> Option<&Key> {
        let is_small = |c: char| c.is_ascii() && !c.is_ascii_uppercase();
        let name = if name.chars().all(is_small) {
            Cow::Borrowed(name)
        } else {
            Cow::Owned(name.to_lowercase())
        };
        let found = self
            .sorted
            .binary_search_by(|key| key.name.as_str().cmp(&name));
        self.sorted.get(found.ok()?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use chatelaine_documents::YamlDocument;

    use super::*;

    fn found(text: &str, steps: &[&str]) -> Option<String> {
        let document = YamlDocument::parse(text.as_bytes()).unwrap();
        let steps: Vec<String> = steps.iter().map(|&step| step.to_owned()).collect();
        let top = Keys::below(&document, &KeyPath::root());
        let path = top.search(&document, &steps)?;
        Some(document.get(path)?.text)
    }

    #[test]
    fn a_key_is_found_however_it_is_spelled() {
        for text in [
            "auth: {token: x}",
            "Auth: {TOKEN: x}",
            "auth.token: x",
            "AUTH.Token: x",
        ] {
            assert_eq!(
                found(text, &["auth", "token"]).as_deref(),
                Some("x"),
                "viper reads the token of `{text}`, so it has to be judged"
            );
        }
        assert_eq!(
            found(
                "extensions: {a.b: {token: x}}",
                &["extensions", "a.b", "token"]
            )
            .as_deref(),
            Some("x"),
            "an alias with a dot is one key"
        );
        assert_eq!(found("auth: {}", &["auth", "token"]), None, "not there");
        assert_eq!(found("auth: x", &["auth", "token"]), None, "nothing below");
    }

    #[test]
    fn the_longest_name_and_the_last_spelling_count() {
        assert_eq!(
            found("auth: {token: short}\nauth.token: long", &["auth", "token"]).as_deref(),
            Some("long"),
            "viper tries the whole path as one key first"
        );
        assert_eq!(
            found("token: one\nTOKEN: two", &["token"]).as_deref(),
            Some("two"),
            "viper writes the value of a key with capitals over the other"
        );
        assert_eq!(
            found("TOKEN: two\ntoken: one", &["token"]).as_deref(),
            Some("two"),
            "in whichever order they stand"
        );
    }
}
