//! One packet as text: an Engine.IO digit, and for messages a Socket.IO digit with its payload.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

/// What `EIO` says in the address. Revision 4 carries Socket.IO 5; Rasa 1.10 speaks revision 3 (python-engineio 3.11).
pub const REVISION: u8 = 4;

/// The namespace that packets mean when they name none.
pub const DEFAULT_NAMESPACE: &str = "/";

/// The answer to a heartbeat.
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
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        reason = "a panic is how a test fails"
    )]
    use serde_json::json;

    use super::*;

    #[test]
    fn packets_of_a_recorded_conversation_are_understood() {
        let open = r#"0{"sid":"zszjwDyX_oHuw-ypAAAA","upgrades":[],"pingTimeout":20000,"pingInterval":25000}"#;
        let Packet::Open(open) = Packet::decode(open).unwrap() else {
            panic!("the first packet opens the session");
        };
        assert_eq!(
            open.patience().as_secs(),
            45,
            "silence for one heartbeat and its delay means that nobody is there"
        );
        assert_eq!(
            Packet::decode(r#"44{"message":"Connection rejected by server"}"#).unwrap(),
            Packet::Refused {
                namespace: "/".into(),
                message: "Connection rejected by server".into()
            }
        );
        assert_eq!(
            Packet::decode(r#"44/chat,"Unable to connect""#).unwrap(),
            Packet::Refused {
                namespace: "/chat".into(),
                message: "Unable to connect".into()
            },
            "a bare text, as python-socketio 5 says it"
        );
        assert_eq!(
            Packet::decode(r#"40/chat,{"sid":"G9X1lL9CxKZBaon7AAAB"}"#).unwrap(),
            Packet::Connected {
                namespace: "/chat".into(),
                sid: Some("G9X1lL9CxKZBaon7AAAB".into())
            }
        );
        assert_eq!(
            Packet::decode("40").unwrap(),
            Packet::Connected {
                namespace: "/".into(),
                sid: None
            },
            "Socket.IO 4 gives no id"
        );
        assert_eq!(
            Packet::decode(r#"42["session_confirm","sess-1"]"#).unwrap(),
            Packet::Event {
                namespace: "/".into(),
                name: "session_confirm".into(),
                arguments: vec![json!("sess-1")],
                ack: None
            }
        );
        assert_eq!(
            Packet::decode(r#"42/chat,17["ask",1,{"a":[]}]"#).unwrap(),
            Packet::Event {
                namespace: "/chat".into(),
                name: "ask".into(),
                arguments: vec![json!(1), json!({ "a": [] })],
                ack: Some(17)
            }
        );
        assert_eq!(
            Packet::decode("4317[]").unwrap(),
            Packet::Ack {
                namespace: "/".into(),
                id: 17,
                arguments: Vec::new()
            }
        );
    }

    #[test]
    fn what_is_written_is_read_again() {
        let arguments = [json!({ "message": "hello" }), json!(null)];
        for (namespace, ack) in [("/", None), ("/", Some(0)), ("/chat", Some(u64::MAX))] {
            let text = event(namespace, ack, "user_uttered", &arguments);
            assert_eq!(
                Packet::decode(&text).unwrap(),
                Packet::Event {
                    namespace: namespace.into(),
                    name: "user_uttered".into(),
                    arguments: arguments.to_vec(),
                    ack
                },
                "{text}"
            );
        }
        assert_eq!(
            Packet::decode(&super::ack("/chat", 5, &arguments)).unwrap(),
            Packet::Ack {
                namespace: "/chat".into(),
                id: 5,
                arguments: arguments.to_vec()
            }
        );
    }

    #[test]
    fn nonsense_has_a_name_and_is_not_repeated() {
        for text in [
            "",
            "9",
            "ä",
            "0",
            "0{}",
            "4",
            "47",
            "42",
            "42{}",
            "42[]",
            "42[7]",
            "42[\"canary\"",
            "4299999999999999999999999[\"canary\"]",
            "43[]",
            "40{canary",
            "44canary",
        ] {
            let error = Packet::decode(text).expect_err(text);
            assert!(!error.contains("canary"), "{text}: {error}");
        }
        assert_eq!(
            Packet::decode("451-[\"picture\",{\"_placeholder\":true,\"num\":0}]"),
            Ok(Packet::Binary),
            "attachments are not read, but they are no nonsense"
        );
    }

    #[test]
    fn no_server_can_ask_to_be_waited_for_forever() {
        let text = format!(
            r#"0{{"sid":"x","pingTimeout":{0},"pingInterval":{0}}}"#,
            u64::MAX
        );
        let Packet::Open(open) = Packet::decode(&text).unwrap() else {
            panic!("it opens the session");
        };
        assert_eq!(open.patience(), LONGEST_HEARTBEAT);
    }
}
