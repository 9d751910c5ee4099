//! How Socket.IO packets stand in the log.

use chatelaine_wire::RawFrame;
use chatelaine_wire::engine_io::Packet;

use crate::talk::{Outlet, laid_out};

/// Logs a frame by what it means.
pub(super) fn log(frame: &RawFrame, packet: &Packet, outlet: &mut Outlet) {
    log_as(frame, &kind(packet), outlet);
}

/// Logs a frame under a name.
pub(super) fn log_as(frame: &RawFrame, kind: &str, outlet: &mut Outlet) {
    let text = String::from_utf8_lossy(&frame.payload);
    outlet.frame(frame, kind, Some(&decoded(&text)));
}

fn kind(packet: &Packet) -> String {
    match packet {
        Packet::Open(_) => "open".into(),
        Packet::Closed => "close".into(),
        Packet::Ping => "ping".into(),
        Packet::Pong => "pong".into(),
        Packet::Quiet => "control".into(),
        Packet::Connected { .. } => "connected".into(),
        Packet::Disconnected { .. } => "disconnected".into(),
        Packet::Refused { .. } => "refused".into(),
        Packet::Event { name, .. } => event(name),
        Packet::Ack { id, .. } => format!("ack {id}"),
        Packet::Binary => "binary".into(),
    }
}

/// An event by its name, which is the server's choice and may be anything.
pub(super) fn event(name: &str) -> String {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
    format!("event {shown}")
}

/// The digits of the packet as they are, and its JSON laid out.
fn decoded(text: &str) -> String {
    match text.find(['{', '[', '"']) {
        Some(at) => format!("{} {}", &text[..at], laid_out(&text[at..])),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packet_stays_readable_as_it_crossed_the_wire() {
        assert_eq!(
            decoded(r#"42/chat,["bot_uttered",{"text":"hi"}]"#),
            "42/chat, [\n  \"bot_uttered\",\n  {\n    \"text\": \"hi\"\n  }\n]",
            "the digits tell an expert what the kind tells everybody else"
        );
        assert_eq!(decoded("2"), "2", "a ping has nothing to lay out");
    }
}
