//! YAML as Go's yaml.v2 2.4.0 reads it: the first document, anchors and merges followed, the last of equal keys counts.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::scalar;
use super::value::{Map, Value};

/// How many values aliases may repeat. yaml.v2 gives up on such files too, by a rule of its own.
const ALIAS_LIMIT: usize = 10_000;

/// A collection that is still open.
enum Open {
    List(Vec<Value>, usize),
    Map {
        map: Map,
        key: Option<String>,
        anchor: usize,
    },
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Value>,
    repeated: usize,
    root: Option<Value>,
}

/// The first document, or what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        // The parser's own sentence may quote the file, which may hold a token.
        let (event, _) =
            event.map_err(|error| format!("yaml: line {}", error.marker().line().max(1)))?;
        match event {
            Event::DocumentEnd => break,
            event => builder.take(event)?,
        }
    }
    Ok(builder.root.unwrap_or(Value::Null))
}

impl Builder {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = style != ScalarStyle::Plain
                    || tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                self.close(
                    Read::Scalar {
                        text: &text,
                        is_text,
                    },
                    anchor,
                );
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned();
                let value = value.ok_or("yaml: unknown anchor")?;
                self.repeated += size(&value);
                if self.repeated > ALIAS_LIMIT {
                    return Err("yaml: document contains excessive aliasing".to_owned());
                }
                self.close(Read::Whole(value), 0);
            }
            Event::SequenceStart(anchor, _) => self.open.push(Open::List(Vec::new(), anchor)),
            Event::MappingStart(anchor, _) => self.open.push(Open::Map {
                map: Map::new(),
                key: None,
                anchor,
            }),
            Event::SequenceEnd | Event::MappingEnd => {
                let (value, anchor) = match self.open.pop() {
                    Some(Open::List(list, anchor)) => (Value::List(list), anchor),
                    Some(Open::Map { map, anchor, .. }) => (Value::Map(map), anchor),
                    None => return Ok(()),
                };
                self.close(Read::Whole(value), anchor);
            }
            _ => {}
        }
        Ok(())
    }

    /// Puts what was read where it belongs: into the collection around it, as a key or as a value.
    fn close(&mut self, read: Read<'_>, anchor: usize) {
        if let Some(Open::Map {
            key: key @ None, ..
        }) = self.open.last_mut()
        {
            // viper compares names in small letters.
            *key = Some(match read {
                Read::Scalar { text, .. } => text.to_lowercase(),
                Read::Whole(_) => String::new(),
            });
            return;
        }
        let value = match read {
            Read::Scalar {
                text,
                is_text: true,
            } => Value::Text(text.to_owned()),
            Read::Scalar { text, .. } => scalar::plain(text),
            Read::Whole(value) => value,
        };
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some(Open::List(list, _)) => list.push(value),
            Some(Open::Map { map, key, .. }) => match (key.take(), value) {
                (Some(key), Value::Map(merged)) if key == "<<" => map.extend(merged),
                (Some(key), value) => {
                    map.insert(key, value);
                }
                (None, _) => {}
            },
        }
    }
}

/// What one or more events amount to.
enum Read<'a> {
    Scalar { text: &'a str, is_text: bool },
    Whole(Value),
}

fn size(value: &Value) -> usize {
    match value {
        Value::List(list) => 1 + list.iter().map(size).sum::<usize>(),
        Value::Map(map) => 1 + map.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &str) -> Option<String> {
        let Ok(Value::Map(root)) = parse(text) else {
            return None;
        };
        let Value::Map(auth) = root.get("auth")? else {
            return None;
        };
        auth.get("token")?.text().ok()
    }

    #[test]
    fn quotes_keep_a_token_as_it_is() {
        let read = |written: &str| token(&format!("auth:\n  token: {written}\n"));
        assert_eq!(read("\"00123\"").as_deref(), Some("00123"));
        assert_eq!(read("'a b'").as_deref(), Some("a b"));
        assert_eq!(read("!!str 00123").as_deref(), Some("00123"));
        assert_eq!(read("00123").as_deref(), Some("83"), "an octal number");
        assert_eq!(read("a #b").as_deref(), Some("a"), "the rest is a comment");
    }

    #[test]
    fn names_are_compared_in_small_letters_and_the_last_one_counts() {
        assert_eq!(token("Auth:\n  Token: t\n").as_deref(), Some("t"));
        assert_eq!(token("auth: {token: a, token: b}").as_deref(), Some("b"));
        let merged = "x: &x {token: far}\nauth:\n  <<: *x\n";
        assert_eq!(token(merged).as_deref(), Some("far"));
        assert_eq!(
            token("auth: {token: one}\n---\nauth: {token: two}\n").as_deref(),
            Some("one")
        );
    }

    #[test]
    fn what_is_no_yaml_is_refused_without_quoting_it() {
        let refusal = parse("auth:\n  token: \"hunter2\n").err();
        assert!(refusal.is_some_and(|words| !words.contains("hunter2")));
        let bomb = (0..40).fold(
            "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned(),
            |text, at| {
                let next = at + 1;
                format!("{text}a{next}: &a{next} [*a{at}, *a{at}, *a{at}, *a{at}]\n")
            },
        );
        assert!(parse(&bomb).is_err(), "aliases cannot fill the memory");
    }
}
