//! One packet as text: an Engine.IO digit, and for messages a Socket.IO digit with its payload.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

/// What `EIO` says in the address. Revision 4 carries Socket.IO 5; Rasa 1.10 speaks revision 3 (python-engineio 3.11),
/// and does not look at what is asked for.
pub const REVISION: u8 = 4;

/// The namespace that packets mean when they name none.
pub const DEFAULT_NAMESPACE: &str = "/";

/// A heartbeat.
pub(super) const PING: &str = "2";
/// The answer to it.
pub(super) const PONG: &str = "3";

/// The longest heartbeat that is believed. Rasa says 25 s and 20 s (3.6.21); a server that says a year is never missed.
const LONGEST_HEARTBEAT: Duration = Duration::from_mins(10);

/// What the server says of the session when it opens it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Open {
    /// The session's id.
    pub sid: String,
    /// Milliseconds between two pings of the server.
    ping_interval: u64,
    /// Milliseconds that a ping or its answer may be late.
    ping_timeout: u64,
}

impl Open {
    /// How long to wait between two pings, whosever they are.
    #[must_use]
    pub fn interval(&self) -> Duration {
        // At least a second: a server that says nothing at all is not flooded.
        Duration::from_millis(self.ping_interval).clamp(Duration::from_secs(1), LONGEST_HEARTBEAT)
    }

    /// How long silence may last before the line counts as dead.
    #[must_use]
    pub fn patience(&self) -> Duration {
        let sum = self.ping_interval.saturating_add(self.ping_timeout);
        Duration::from_millis(sum).min(LONGEST_HEARTBEAT)
    }
}

/// A packet, understood.
#[derive(Debug, Clone, PartialEq)]
pub enum Packet {
    /// The session is open.
    Open(Open),
    /// The session, or the WebSocket below it, has ended.
    Closed,
    /// The server wants to know whether the client lives.
    Ping,
    /// The answer to that.
    Pong,
    /// Nothing that matters here: Engine.IO's own housekeeping, and control frames of the WebSocket.
    Quiet,
    /// The server lets the client into a namespace. Socket.IO 5 always gives an id; version 4, which connects everybody
    /// without being asked, never does.
    Connected {
        /// Which.
        namespace: String,
        /// The client's id there.
        sid: Option<String>,
    },
    /// The server puts the client out of a namespace.
    Disconnected {
        /// Which.
        namespace: String,
    },
    /// The server does not let the client into a namespace.
    Refused {
        /// Which.
        namespace: String,
        /// Why, in the server's words.
        message: String,
    },
    /// Something happened.
    Event {
        /// In which namespace.
        namespace: String,
        /// What.
        name: String,
        /// With what.
        arguments: Vec<Value>,
        /// The number under which the server wants to hear that it has arrived.
        ack: Option<u64>,
    },
    /// An event of the client has arrived.
    Ack {
        /// In which namespace.
        namespace: String,
        /// The number that the client gave it.
        id: u64,
        /// What the server has to say to it.
        arguments: Vec<Value>,
    },
    /// An event with binary attachments, which are not read.
    Binary,
}

impl Packet {
    /// Reads the text of one frame.
    ///
    /// # Errors
    /// What is wrong with it, in words that hold nothing of the text.
    pub fn decode(text: &str) -> Result<Self, &'static str> {
        let mut chars = text.chars();
        let kind = chars.next().ok_or("an empty packet")?;
        let rest = chars.as_str();
        match kind {
            '0' => serde_json::from_str(rest)
                .map(Self::Open)
                .map_err(|_| "an opening packet without id and heartbeat"),
            '1' => Ok(Self::Closed),
            '2' => Ok(Self::Ping),
            '3' => Ok(Self::Pong),
            '4' => message(rest),
            '5' | '6' => Ok(Self::Quiet),
            _ => Err("a packet of a kind that Engine.IO does not have"),
        }
    }
}

fn message(text: &str) -> Result<Packet, &'static str> {
    let mut chars = text.chars();
    let kind = chars.next().ok_or("an empty message")?;
    if matches!(kind, '5' | '6') {
        return Ok(Packet::Binary);
    }
    let (namespace, rest) = namespace(chars.as_str());
    match kind {
        '0' => {
            let payload = payload(rest)?;
            let sid = payload.get("sid").and_then(Value::as_str);
            Ok(Packet::Connected {
                namespace,
                sid: sid.map(str::to_owned),
            })
        }
        '1' => Ok(Packet::Disconnected { namespace }),
        '2' => {
            let (ack, rest) = number(rest)?;
            let mut arguments = list(rest)?.into_iter();
            let Some(Value::String(name)) = arguments.next() else {
                return Err("an event without a name");
            };
            Ok(Packet::Event {
                namespace,
                name,
                arguments: arguments.collect(),
                ack,
            })
        }
        '3' => {
            let (id, rest) = number(rest)?;
            Ok(Packet::Ack {
                namespace,
                id: id.ok_or("an acknowledgement without a number")?,
                arguments: list(rest)?,
            })
        }
        '4' => {
            // An object since Socket.IO 5; python-socketio says `"Unable to connect"` to an unknown namespace all the same.
            let payload = payload(rest)?;
            let message = payload.get("message").unwrap_or(&payload);
            Ok(Packet::Refused {
                namespace,
                message: message
                    .as_str()
                    .map_or_else(|| message.to_string(), str::to_owned),
            })
        }
        _ => Err("a message of a kind that Socket.IO does not have"),
    }
}

/// `/name,` at the front; the comma may be missing at the end of the packet.
fn namespace(text: &str) -> (String, &str) {
    if !text.starts_with('/') {
        return (DEFAULT_NAMESPACE.to_owned(), text);
    }
    let (name, rest) = text.split_once(',').unwrap_or((text, ""));
    // What stands behind `?` is a query that old clients put there.
    let name = name.split('?').next().unwrap_or(name);
    (name.to_owned(), rest)
}

fn number(text: &str) -> Result<(Option<u64>, &str), &'static str> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if digits.is_empty() {
        return Ok((None, rest));
    }
    let number = digits.parse().map_err(|_| "a number beyond all bounds")?;
    Ok((Some(number), rest))
}

fn payload(text: &str) -> Result<Value, &'static str> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|_| "a message whose payload is no JSON")
}

fn list(text: &str) -> Result<Vec<Value>, &'static str> {
    serde_json::from_str(text).map_err(|_| "a message whose payload is no list")
}

/// What stands before the payload of a message of that kind.
pub(super) fn head(kind: char, namespace: &str) -> String {
    if namespace == DEFAULT_NAMESPACE {
        format!("4{kind}")
    } else {
        format!("4{kind}{namespace},")
    }
}

/// An event, or with `kind` 3 and no name the acknowledgement of one.
pub(super) fn event(namespace: &str, ack: Option<u64>, name: &str, arguments: &[Value]) -> String {
    let mut list = vec![Value::from(name)];
    list.extend_from_slice(arguments);
    let ack = ack.map(|id| id.to_string()).unwrap_or_default();
    format!("{}{ack}{}", head('2', namespace), Value::from(list))
}

/// The acknowledgement of an event.
pub(super) fn ack(namespace: &str, id: u64, arguments: &[Value]) -> String {
    format!(
        "{}{id}{}",
        head('3', namespace),
        Value::from(arguments.to_vec())
    )
}

#[cfg(test)]
mod tests;
