//! Where in a document a value stands.

use std::fmt;

/// One step down into a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The value of this key in a mapping.
    Key(String),
    /// The item at this place in a list, from 0.
    Item(usize),
}

/// The way from the top of a document to one value. Keys are whole: a key with dots in it is one step.
///
/// Flat documents (`.env`, `license.keys`, Python constants) have paths of one key, key lists paths of one item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyPath(Vec<Step>);

impl KeyPath {
    /// The document itself.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// A path of keys.
    #[must_use]
    pub fn keys<K: AsRef<str>>(keys: &[K]) -> Self {
        Self(
            keys.iter()
                .map(|key| Step::Key(key.as_ref().to_owned()))
                .collect(),
        )
    }

    /// The steps, top first.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// One key further down.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// One item further down.
    #[must_use]
    pub fn item(&self, at: usize) -> Self {
        self.then(Step::Item(at))
    }

    /// One step further down.
    #[must_use]
    pub fn then(&self, step: Step) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        Self(steps)
    }

    /// The path of what holds this value; nothing for the document itself.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        Some(Self(above.to_vec()))
    }

    /// The last step.
    #[must_use]
    pub fn last(&self) -> Option<&Step> {
        self.0.last()
    }

    /// Whether `self` is `other` or stands below it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

/// A path of keys.
impl<'a> FromIterator<&'a str> for KeyPath {
    fn from_iter<K: IntoIterator<Item = &'a str>>(keys: K) -> Self {
        let steps = keys.into_iter().map(|key| Step::Key(key.to_owned()));
        Self(steps.collect())
    }
}

impl From<Vec<Step>> for KeyPath {
    fn from(steps: Vec<Step>) -> Self {
        Self(steps)
    }
}

/// For people: `auth.token`, `keys.0`.
impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            match step {
                Step::Key(key) => f.write_str(key)?,
                Step::Item(item) => write!(f, "{item}")?,
            }
        }
        Ok(())
    }
}
