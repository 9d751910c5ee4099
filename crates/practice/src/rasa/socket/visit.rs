//! One client, from its CONNECT on.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::packet::{Packet, write};
use super::sid;
use crate::rasa::brain::Response;
use crate::rasa::channels::SocketSettings;
use crate::rasa::{Rasa, identifier, now};

/// What `sio.emit` takes. A custom response with any other key is lost in a `TypeError` (recorded).
const EMIT_ARGUMENTS: [&str; 7] = [
    "data",
    "to",
    "room",
    "skip_sid",
    "namespace",
    "callback",
    "ignore_queue",
];

pub(super) struct Visit<'a> {
    rasa: &'a Rasa,
    connection: String,
    outgoing: UnboundedSender<String>,
    /// The client's id in each namespace that let it in.
    joined: HashMap<String, String>,
}

impl<'a> Visit<'a> {
    pub(super) fn new(
        rasa: &'a Rasa,
        connection: String,
        outgoing: UnboundedSender<String>,
    ) -> Self {
        Self {
            rasa,
            connection,
            outgoing,
            joined: HashMap::new(),
        }
    }

    /// Does what a packet asks for. What makes no sense is dropped without a word.
    pub(super) fn hear(&mut self, text: &str) {
        let (Some(packet), Some(settings)) = (Packet::read(text), &self.rasa.channels.socket)
        else {
            return;
        };
        match packet.kind {
            '0' => self.connect(settings, &packet),
            '1' => {
                self.joined.remove(&packet.namespace);
                if packet.namespace == "/" {
                    self.rasa.hub.leave(&self.connection);
                }
            }
            '2' => self.event(settings, packet),
            _ => {}
        }
    }

    fn say(&self, text: String) {
        // The other end ends with this one.
        let _ = self.outgoing.send(text);
    }

    /// The lock guards the channel's own namespace. The default one lets everybody in, and nobody there is heard.
    fn connect(&mut self, settings: &SocketSettings, packet: &Packet) {
        let namespace = &packet.namespace;
        if *namespace != settings.namespace && namespace != "/" {
            return self.say(write('4', namespace, None, &json!("Unable to connect")));
        }
        if *namespace == settings.namespace {
            match is_admitted(settings, &packet.data) {
                Some(true) => {}
                Some(false) => {
                    let words = json!({ "message": "Connection rejected by server" });
                    return self.say(write('4', namespace, None, &words));
                }
                // An exception that nobody catches: the client waits for an answer in vain.
                None => return,
            }
        }
        let Some(id) = sid() else { return };
        if namespace == "/" {
            self.rasa.hub.join(&self.connection, &id, &self.outgoing);
        }
        self.say(write('0', namespace, None, &json!({ "sid": id })));
        self.joined.insert(namespace.clone(), id);
    }

    fn event(&mut self, settings: &SocketSettings, packet: Packet) {
        let Some(id) = self.joined.get(&packet.namespace).cloned() else {
            return;
        };
        let Value::Array(list) = packet.data else {
            return;
        };
        let handled = match list.as_slice() {
            _ if packet.namespace != settings.namespace => None,
            [Value::String(name), data] if name == "session_request" => {
                self.session(settings, &id, data)
            }
            [Value::String(name), Value::Object(data)] if *name == settings.user_event => {
                self.message(settings, &id, data)
            }
            _ => None,
        };
        if let (Some(()), Some(ack)) = (handled, packet.ack) {
            self.say(write('3', &packet.namespace, Some(ack), &json!([])));
        }
    }

    /// Gives the client the session that it names, whosesoever it is.
    fn session(&self, settings: &SocketSettings, id: &str, data: &Value) -> Option<()> {
        let named = match data {
            Value::Null => None,
            Value::Object(data) => data.get("session_id").filter(|id| !id.is_null()).cloned(),
            _ => return None,
        };
        let session = match named {
            Some(session) => session,
            None => Value::from(identifier().ok()?),
        };
        if settings.persistence && settings.namespace == "/" {
            self.rasa
                .hub
                .join(&self.connection, &room(&session), &self.outgoing);
        }
        self.emit(id, json!(["session_confirm", session]));
        Some(())
    }

    fn message(
        &self,
        settings: &SocketSettings,
        id: &str,
        data: &Map<String, Value>,
    ) -> Option<()> {
        let sender = match data.get("session_id") {
            _ if !settings.persistence => id.to_owned(),
            Some(session) if !matches!(session, Value::Null) && *session != json!("") => {
                room(session)
            }
            // Ignored with a warning in the log.
            _ => return Some(()),
        };
        if let Some(Value::String(metadata)) = data.get(&settings.metadata_key) {
            serde_json::from_str::<Value>(metadata).ok()?;
        }
        let text = match data.get("message") {
            None => "",
            Some(message) => message.as_str()?,
        };
        for reply in self.rasa.converse(&sender, text.trim()) {
            for part in parts(&reply) {
                self.emit(&sender, json!([settings.bot_event, part]));
            }
        }
        Some(())
    }

    /// Rasa names no namespace when it speaks, so it speaks into the default one.
    fn emit(&self, room: &str, event: Value) {
        self.rasa.hub.send(room, &write('2', "/", None, &event));
    }
}

fn room(session: &Value) -> String {
    session
        .as_str()
        .map_or_else(|| session.to_string(), str::to_owned)
}

/// `auth.token`, and nothing else: no header and no parameter of the address. No claim is looked at, but there has to
/// be one, because an empty mapping is false to Python.
fn is_admitted(settings: &SocketSettings, auth: &Value) -> Option<bool> {
    let Some(lock) = &settings.lock else {
        return Some(true);
    };
    let token = match auth {
        Value::Null => return Some(false),
        Value::Object(auth) => auth.get("token").and_then(Value::as_str),
        Value::String(text) if text.is_empty() => return Some(false),
        _ => return None,
    };
    let token = token.unwrap_or_default().replace("Bearer ", "");
    Some(
        lock.open(&token, now())
            .is_ok_and(|claims| !claims.is_empty()),
    )
}

/// What the channel makes of a response.
fn parts(reply: &Response) -> Vec<Value> {
    let mut parts = Vec::new();
    if let Some(text) = &reply.text {
        let paragraphs = text.trim().split("\n\n");
        if reply.buttons.is_empty() {
            parts.extend(paragraphs.map(|text| json!({ "text": text })));
        } else {
            let button = |(title, payload): &(String, String)| json!({ "content_type": "text", "title": title, "payload": payload });
            let buttons: Vec<Value> = reply.buttons.iter().map(button).collect();
            parts.extend(paragraphs.map(|text| json!({ "text": text, "quick_replies": [] })));
            // The choice hangs on the last paragraph.
            if let Some(last) = parts.last_mut() {
                last["quick_replies"] = Value::from(buttons);
            }
        }
    }
    if let Some(Value::Object(custom)) = &reply.custom
        && custom
            .keys()
            .all(|key| EMIT_ARGUMENTS.contains(&key.as_str()))
    {
        parts.extend(custom.get("data").cloned());
    }
    if let Some(image) = &reply.image {
        parts.push(json!({ "attachment": { "type": "image", "payload": { "src": image } } }));
    }
    parts
}
