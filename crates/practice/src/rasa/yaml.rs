//! YAML as Rasa reads it: version 1.2, typed by ruamel, with `${NAME}` replaced in scalars that nothing quotes.
//!
//! Recorded with the real reader: in quotes, in blocks and behind a tag the text `${NAME}` is the value itself, and
//! nobody is told. That is how a chatbot gets a key that stands in its documentation.

mod scalar;

use std::collections::{BTreeMap, HashMap};

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::{Map, Value};

use scalar::{expand, plain, refers};

/// Deeper nesting than in any configuration; it keeps a hostile file from exhausting the stack.
const DEEPEST: usize = 64;

/// How many values there may be once aliases are replaced: more than any configuration has, and no bomb.
const ROOM: usize = 100_000;

const TOO_MUCH: &str = "YamlSyntaxException: Failed to read YAML: there is too much of it.";

/// A value with the type that Rasa sees.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Number(f64),
    /// Python's `datetime`: no text, whatever it looks like.
    Date,
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The value below a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries
                .iter()
                .find_map(|(name, value)| (name == key).then_some(value)),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn entries(&self) -> &[(String, Node)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Node] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// What Python makes of it in an `if`.
    pub(crate) fn is_truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(value) => *value != 0.0,
            Self::Date => true,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Map(entries) => !entries.is_empty(),
        }
    }

    /// How many values it holds, itself included.
    fn count(&self) -> usize {
        let within = |sum: usize, node: &Self| sum.saturating_add(node.count());
        match self {
            Self::List(items) => items.iter().fold(1, within),
            Self::Map(entries) => entries.iter().map(|(_, node)| node).fold(1, within),
            _ => 1,
        }
    }

    /// The value as JSON. Whole numbers stay whole.
    pub(crate) fn json(&self) -> Value {
        match self {
            Self::Null | Self::Date => Value::Null,
            Self::Bool(value) => Value::from(*value),
            Self::Number(value) if value.fract() == 0.0 && value.abs() < 1e15 => {
                Value::from(*value as i64)
            }
            Self::Number(value) => Value::from(*value),
            Self::Text(text) => Value::from(text.as_str()),
            Self::List(items) => items.iter().map(Self::json).collect(),
            Self::Map(entries) => {
                let pair = |(key, value): &(String, Self)| (key.clone(), value.json());
                Value::Object(entries.iter().map(pair).collect::<Map<_, _>>())
            }
        }
    }
}

/// Reads one document. With `variables` references to them are replaced; without, `$` is a letter like any other.
///
/// # Errors
/// What Rasa says when it does not start with such a file.
pub(crate) fn read(
    text: &str,
    variables: Option<&BTreeMap<String, String>>,
) -> Result<Node, String> {
    let mut reader = Reader {
        events: Parser::new_from_str(text),
        anchors: HashMap::new(),
        room: ROOM,
        variables,
    };
    loop {
        match reader.event()? {
            Event::StreamEnd => return Ok(Node::Null),
            Event::DocumentStart(_) => return reader.node(0),
            _ => {}
        }
    }
}

struct Reader<'t, I: saphyr_parser::Input> {
    events: Parser<'t, I>,
    anchors: HashMap<usize, Node>,
    room: usize,
    variables: Option<&'t BTreeMap<String, String>>,
}

impl<'t, I: saphyr_parser::Input> Reader<'t, I> {
    fn event(&mut self) -> Result<Event<'t>, String> {
        match self.events.next_event() {
            Some(Ok((event, _))) => Ok(event),
            // The scanner's own words may quote the file, which may hold secrets.
            Some(Err(error)) => Err(format!(
                "YamlSyntaxException: Failed to read YAML (line {}).",
                error.marker().line()
            )),
            None => Ok(Event::StreamEnd),
        }
    }

    fn node(&mut self, depth: usize) -> Result<Node, String> {
        let event = self.event()?;
        self.node_of(event, depth)
    }

    fn node_of(&mut self, event: Event<'t>, depth: usize) -> Result<Node, String> {
        if depth > DEEPEST {
            return Err(TOO_MUCH.into());
        }
        let (anchor, node) = match event {
            Event::Alias(id) => {
                let known = self
                    .anchors
                    .get(&id)
                    .ok_or("YamlSyntaxException: Failed to read YAML: found undefined alias.")?;
                self.room = self.room.checked_sub(known.count()).ok_or(TOO_MUCH)?;
                return Ok(known.clone());
            }
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, self.scalar(&text, style, tag.as_deref())?)
            }
            Event::SequenceStart(anchor, _) => {
                let mut items = Vec::new();
                loop {
                    match self.event()? {
                        Event::SequenceEnd => break,
                        event => items.push(self.node_of(event, depth + 1)?),
                    }
                }
                (anchor, Node::List(items))
            }
            Event::MappingStart(anchor, _) => (anchor, self.mapping(depth)?),
            _ => (0, Node::Null),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn mapping(&mut self, depth: usize) -> Result<Node, String> {
        let mut entries: Vec<(String, Node)> = Vec::new();
        loop {
            let key = match self.event()? {
                Event::MappingEnd => return Ok(Node::Map(entries)),
                Event::Scalar(text, ..) => text.into_owned(),
                _ => {
                    return Err(
                        "YamlSyntaxException: Failed to read YAML: a key that is no text.".into(),
                    );
                }
            };
            if entries.iter().any(|(known, _)| *known == key) {
                return Err(format!(
                    "YamlSyntaxException: Failed to read YAML. found duplicate key \"{key}\"."
                ));
            }
            let value = self.node(depth + 1)?;
            entries.push((key, value));
        }
    }

    fn scalar(&self, text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Node, String> {
        match tag {
            Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => {
                Ok(Node::Text(text.to_owned()))
            }
            // The tag that Rasa itself defines, and otherwise gives to plain scalars in silence.
            Some(tag) if tag.handle == "!" && tag.suffix == "env_var" => self.expanded(text),
            Some(_) => Err(
                "ConstructorError: could not determine a constructor for the tag of a value."
                    .into(),
            ),
            None if style != ScalarStyle::Plain => Ok(Node::Text(text.to_owned())),
            None if refers(text) => self.expanded(text),
            None => plain(text),
        }
    }

    fn expanded(&self, text: &str) -> Result<Node, String> {
        let Some(variables) = self.variables else {
            return Ok(Node::Text(text.to_owned()));
        };
        let expanded = expand(text, variables);
        let left: Vec<&str> = expanded
            .split_whitespace()
            .filter(|word| word.starts_with('$') && text.contains(word))
            .collect();
        if left.is_empty() {
            return Ok(Node::Text(expanded));
        }
        // Only what looks like a reference is shown: anything else of the value may be a secret.
        let names: Vec<&str> = left
            .iter()
            .filter_map(|word| word.get(..=word.find('}')?))
            .collect();
        Err(format!(
            "RasaException: Error when trying to expand the environment variables of a value. Please make sure to also set these environment variables: {}",
            names.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests;
