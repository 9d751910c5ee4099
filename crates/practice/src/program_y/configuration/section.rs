//! One section of the configuration, read as Python does.

use std::path::Path;

use serde_json::{Map, Value};

/// A mapping of the configuration.
pub(super) struct Section<'a>(&'a Map<String, Value>);

impl<'a> Section<'a> {
    pub(super) fn of(entries: &'a Map<String, Value>) -> Self {
        Self(entries)
    }

    /// What stands there, unless it is nothing.
    pub(super) fn value(&self, key: &str) -> Option<&'a Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.value(key)?.as_str()
    }

    pub(super) fn section(&self, key: &str) -> Option<Section<'a>> {
        self.value(key)?.as_object().map(Section)
    }

    /// `bool(…)` of whatever stands there: every text that is not empty is true, `"false"` too.
    pub(super) fn truth(&self, key: &str) -> bool {
        match self.value(key) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(entries)) => !entries.is_empty(),
        }
    }

    /// A whole number; `get_int_option` ignores everything else, such as a number in quotes.
    pub(super) fn whole(&self, key: &str) -> Option<i64> {
        self.value(key)?.as_i64()
    }

    /// A path with `$BOT_ROOT` replaced by the folder, relative ones counted from it. Nothing at all where Python stops:
    /// at a path that is no text.
    pub(super) fn path(&self, key: &str, dir: &Path) -> Option<Option<String>> {
        match self.value(key) {
            None => Some(None),
            Some(value) => Some(Some(rooted(value.as_str()?, dir))),
        }
    }
}

/// The bot's root and the folder that it is started in are one and the same here.
pub(super) fn rooted(path: &str, dir: &Path) -> String {
    let path = path.replace("$BOT_ROOT", &dir.to_string_lossy());
    dir.join(path).to_string_lossy().into_owned()
}
