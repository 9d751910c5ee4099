//! Socket.IO 5 packets.

use serde_json::Value;

/// What a client sent.
pub(super) struct Packet {
    pub(super) kind: char,
    pub(super) namespace: String,
    pub(super) ack: Option<u64>,
    pub(super) data: Value,
}

impl Packet {
    /// Reads what stands behind Engine.IO's `4`; `None` when it makes no sense.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut chars = text.chars();
        let kind = chars.next()?;
        let rest = chars.as_str();
        let (namespace, rest) = match rest.starts_with('/') {
            true => rest.split_once(',').unwrap_or((rest, "")),
            false => ("/", rest),
        };
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (ack, rest) = rest.split_at(end);
        Some(Self {
            kind,
            namespace: namespace.to_owned(),
            ack: match ack {
                "" => None,
                digits => Some(digits.parse().ok()?),
            },
            data: match rest {
                "" => Value::Null,
                json => serde_json::from_str(json).ok()?,
            },
        })
    }
}

/// A packet with Engine.IO's `4` in front.
pub(super) fn write(kind: char, namespace: &str, ack: Option<u64>, data: &Value) -> String {
    let namespace = match namespace {
        "/" => String::new(),
        named => format!("{named},"),
    };
    let ack = ack.map(|id| id.to_string()).unwrap_or_default();
    format!("4{kind}{namespace}{ack}{data}")
}
