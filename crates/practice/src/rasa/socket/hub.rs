//! Who is in which room of the default namespace, the only one into which Rasa speaks.

use std::sync::Mutex;

use tokio::sync::mpsc::UnboundedSender;

use crate::rasa::lock;

/// The rooms.
#[derive(Default)]
pub(crate) struct Hub(Mutex<Vec<Member>>);

struct Member {
    connection: String,
    room: String,
    outgoing: UnboundedSender<String>,
}

impl Hub {
    /// Puts a connection into a room. Nobody asks whose room it is: that is how one user hears the replies to another.
    pub(crate) fn join(&self, connection: &str, room: &str, outgoing: &UnboundedSender<String>) {
        let mut members = lock(&self.0);
        let known = |member: &Member| member.connection == connection && member.room == room;
        if !members.iter().any(known) {
            members.push(Member {
                connection: connection.to_owned(),
                room: room.to_owned(),
                outgoing: outgoing.clone(),
            });
        }
    }

    /// Takes a connection out of every room.
    pub(crate) fn leave(&self, connection: &str) {
        lock(&self.0).retain(|member| member.connection != connection);
    }

    /// Sends to everybody in a room.
    pub(crate) fn send(&self, room: &str, text: &str) {
        for member in lock(&self.0).iter().filter(|member| member.room == room) {
            // A connection that has just ended is no reason to stop.
            let _ = member.outgoing.send(text.to_owned());
        }
    }
}
