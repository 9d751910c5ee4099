//! The second reading event by event, with nothing built on the way.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use noyalib::policy::{Policy, PolicyEvent, PolicyEventKind};
use noyalib::{Error, ParserConfig, StreamingDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, Visitor};

use crate::yaml::facts::Fact;

/// Whether the second reader sees these nodes open, and every list, mapping and document end where they say. Anchors and
/// aliases it must not see.
///
/// # Errors
/// Where it sees something else: how many nodes were as expected.
pub(super) fn agree<'a>(
    text: &str,
    facts: impl Iterator<Item = Fact<'a>>,
    mut config: ParserConfig,
) -> Result<(), usize> {
    let node = Arc::new(Node::default());
    config.policies.push(Arc::<Node>::clone(&node));
    let mut events = Events {
        reader: StreamingDeserializer::with_config(text, &config),
        node,
    };
    let mut seen = 0;
    // How many documents, lists and mappings are open.
    let mut open = 0;
    for fact in facts {
        // A node at the top is one document further; what holds others is open until one comes that it does not hold.
        let holders = if fact.depth == 0 { 0 } else { fact.depth + 1 };
        let ended = (holders..open).all(|_| events.end());
        if !ended || !events.node(&fact) {
            return Err(seen);
        }
        seen += 1;
        open = fact.depth + 1 + usize::from(!fact.kind.is_scalar());
    }
    let ended = (0..open).all(|_| events.end());
    if ended && events.reader.end().is_ok() {
        Ok(())
    } else {
        Err(seen)
    }
}

/// The events of the second reader.
struct Events<'a> {
    reader: StreamingDeserializer<'a>,
    node: Arc<Node>,
}

impl Events<'_> {
    /// Whether the next event opens this node.
    fn node(&mut self, fact: &Fact<'_>) -> bool {
        let same_text = self.take(fact.text);
        let tag = if fact.tag.is_some() { Node::TAGGED } else { 0 };
        let kind = if fact.kind.is_list() {
            Node::LIST
        } else if fact.kind.is_mapping() {
            Node::MAPPING
        } else {
            Node::SCALAR
        };
        self.node.take() == kind | tag && same_text == Some(kind == Node::SCALAR)
    }

    /// Whether the next event ends something. What that is follows from what is open: ends nest.
    fn end(&mut self) -> bool {
        self.take("") == Some(false) && self.node.take() == Node::NONE
    }

    /// Takes one event. Says whether it is a scalar with this text; nothing where the text cannot be read on.
    ///
    /// Asked for the name of a field, the reader hands out the next scalar as it is, or says that the next event is none.
    /// In both cases it has moved on by this event and no further.
    fn take(&mut self, text: &str) -> Option<bool> {
        match Text(text).deserialize(&mut self.reader) {
            Ok(same) => Some(same),
            Err(Error::TypeMismatch { .. }) => Some(false),
            Err(_) => None,
        }
    }
}

/// Compares a scalar with a text.
struct Text<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Text<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<bool, E> {
        Ok(self.0 == text)
    }
}

/// What the second reader says of the node that it opened last. It says nothing of ends.
#[derive(Debug, Default)]
struct Node(AtomicU8);

impl Node {
    const NONE: u8 = 0;
    const SCALAR: u8 = 1;
    const LIST: u8 = 2;
    const MAPPING: u8 = 3;
    /// With one of the kinds: an explicit type stands in front of it.
    const TAGGED: u8 = 4;

    fn take(&self) -> u8 {
        self.0.swap(Self::NONE, Ordering::Relaxed)
    }
}

impl Policy for Node {
    fn check_event(&self, event: PolicyEvent<'_>) -> noyalib::Result<()> {
        let kind = match event.kind {
            PolicyEventKind::Scalar => Self::SCALAR,
            PolicyEventKind::SequenceStart => Self::LIST,
            PolicyEventKind::MappingStart => Self::MAPPING,
            PolicyEventKind::Alias => return Err(unexpected()),
        };
        let tag = if event.tag.is_some() { Self::TAGGED } else { 0 };
        let before = self.0.swap(kind | tag, Ordering::Relaxed);
        // One that nobody has taken would go by unseen.
        if before == Self::NONE && event.anchor.is_none() {
            Ok(())
        } else {
            Err(unexpected())
        }
    }
}

fn unexpected() -> Error {
    Error::Custom("the readers differ".to_owned())
}
