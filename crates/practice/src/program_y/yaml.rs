//! YAML as PyYAML reads it (6.0.3, `FullLoader`): version 1.1, in which `yes` is true and `"no"` is a text.

mod scalar;

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

/// How deep things may be nested. PyYAML gives up at Python's own limit, which is somewhat further down.
const DEPTH: usize = 200;

/// How many values there may be once aliases are replaced: more than any configuration has, and no bomb.
const ROOM: usize = 100_000;

/// What the text holds; nothing where PyYAML stops with an error.
pub(super) fn read(text: &str) -> Option<Value> {
    let mut reader = Reader::default();
    for event in Parser::new_from_str(text.trim_start_matches('\u{feff}')) {
        let (event, _) = event.ok()?;
        reader.take(event)?;
    }
    reader.root
}

/// A collection that is not closed yet.
enum Open {
    List(Vec<Value>),
    Map {
        entries: Map<String, Value>,
        key: Option<Key>,
        /// What `<<` brings in; the mapping's own entries win over it.
        merged: Vec<Value>,
    },
}

enum Key {
    Name(String),
    Merge,
}

#[derive(Default)]
struct Reader {
    open: Vec<(Open, usize)>,
    anchors: HashMap<usize, Value>,
    root: Option<Value>,
    documents: usize,
    taken: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) -> Option<()> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                // A second document is an error to `yaml.load`.
                (self.documents == 1).then_some(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag
                    .as_ref()
                    .map(|tag| (tag.handle.as_str(), tag.suffix.as_str()));
                if style == ScalarStyle::Plain && tag.is_none() && text == "<<" {
                    return self.merge();
                }
                let value = scalar::read(&text, style == ScalarStyle::Plain, tag)?;
                self.put(value, anchor)
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor)?.clone();
                self.taken += size(&value);
                self.put(value, 0)
            }
            Event::SequenceStart(anchor, tag) => {
                is_core(tag.map(|tag| tag.suffix == "seq"))?;
                self.begin(Open::List(Vec::new()), anchor)
            }
            Event::MappingStart(anchor, tag) => {
                is_core(tag.map(|tag| tag.suffix == "map"))?;
                let entries = Map::new();
                let (key, merged) = (None, Vec::new());
                self.begin(
                    Open::Map {
                        entries,
                        key,
                        merged,
                    },
                    anchor,
                )
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (closed, anchor) = self.open.pop()?;
                let value = match closed {
                    Open::List(items) => Value::Array(items),
                    Open::Map {
                        entries, merged, ..
                    } => Value::Object(with(entries, merged)?),
                };
                self.put(value, anchor)
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Some(()),
        }
    }

    fn begin(&mut self, collection: Open, anchor: usize) -> Option<()> {
        self.open.push((collection, anchor));
        (self.open.len() <= DEPTH).then_some(())
    }

    /// `<<` brings other mappings in where a key may stand, and is an error everywhere else.
    fn merge(&mut self) -> Option<()> {
        match self.open.last_mut() {
            Some((Open::Map { key, .. }, _)) if key.is_none() => {
                *key = Some(Key::Merge);
                Some(())
            }
            _ => None,
        }
    }

    fn put(&mut self, value: Value, anchor: usize) -> Option<()> {
        self.taken += 1;
        if self.taken > ROOM {
            return None;
        }
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some((Open::List(items), _)) => items.push(value),
            Some((
                Open::Map {
                    entries,
                    key,
                    merged,
                },
                _,
            )) => match key.take() {
                None => *key = Some(Key::Name(name(&value)?)),
                Some(Key::Merge) => merged.push(value),
                // Of equal keys the last one counts.
                Some(Key::Name(name)) => drop(entries.insert(name, value)),
            },
        }
        Some(())
    }
}

/// A key as text. Those that are no text in Python match no name, so how they are spelled does not matter.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}

fn with(mut entries: Map<String, Value>, merged: Vec<Value>) -> Option<Map<String, Value>> {
    for value in merged {
        let mappings = match value {
            Value::Array(mappings) => mappings,
            mapping => vec![mapping],
        };
        for mapping in mappings {
            let Value::Object(mapping) = mapping else {
                return None;
            };
            for (name, value) in mapping {
                entries.entry(name).or_insert(value);
            }
        }
    }
    Some(entries)
}

/// A tag of another kind asks for a program's own type, at which the loader stops.
fn is_core(tag: Option<bool>) -> Option<()> {
    tag.unwrap_or(true).then_some(())
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(size).sum::<usize>() + 1,
        Value::Object(entries) => entries.values().map(size).sum::<usize>() + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::read;

    #[test]
    fn switches_are_those_of_version_1_1_and_quotes_make_text_of_them() {
        let cases = [
            ("yes", json!(true)),
            ("On", json!(true)),
            ("NO", json!(false)),
            ("\"no\"", json!("no")),
            ("'true'", json!("true")),
            ("!!str yes", json!("yes")),
            ("!!bool 'off'", json!(false)),
            // PyYAML leaves the single letters out, although the specification has them.
            ("n", json!("n")),
            ("y", json!("y")),
            ("~", Value::Null),
            ("", Value::Null),
        ];
        for (text, expected) in cases {
            let read = read(&format!("flask:\n  debug: {text}\n"));
            assert_eq!(read, Some(json!({"flask": {"debug": expected}})), "{text}");
        }
    }

    #[test]
    fn numbers_are_those_of_version_1_1() {
        let cases = [
            ("18989", json!(18989)),
            ("0", json!(0)),
            ("010", json!(8)),
            ("0x1F", json!(31)),
            ("0b11", json!(3)),
            ("1_000", json!(1000)),
            ("1:30", json!(90)),
            ("-7", json!(-7)),
            ("0.0", json!(0.0)),
            ("2.5", json!(2.5)),
            ("0o17", json!("0o17")),
            ("09", json!("09")),
            ("1e3", json!("1e3")),
            ("127.0.0.1", json!("127.0.0.1")),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn anchors_and_merges_are_resolved_and_the_last_of_equal_keys_counts() {
        let text = "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\nc: *a\nc: 4\n";
        let expected = json!({"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}, "c": 4});
        assert_eq!(read(text), Some(expected));
    }

    #[test]
    fn what_stops_pyyaml_stops_us() {
        for text in [
            "flask:\n\thost: 0.0.0.0\n",
            "a: [1, 2\n",
            "a: b: c\n",
            "a: 1\n---\nb: 2\n",
            "a: *missing\n",
            "a: !mine x\n",
            "a: =\n",
            "a: <<\n",
            "a: 2026-13-01\n",
            "a: !!int many\n",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_bomb_of_aliases_is_no_configuration() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let list = vec![format!("*a{}", level - 1); 10].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{list}]\n"));
        }
        assert_eq!(read(&text), None, "it would fill the memory");
    }
}
