//! Who hears what: one socket for each user name, the last one that came.

use std::collections::HashMap;
use std::sync::Mutex;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::lock;

/// The open sockets by user name.
#[derive(Default)]
pub(crate) struct Hub(Mutex<HashMap<String, UnboundedSender<String>>>);

impl Hub {
    /// Makes a new socket the user's. An older one stays open and hears nothing any more: the real server's 1.9 trap.
    pub(crate) fn join(&self, user: &str) -> UnboundedReceiver<String> {
        let (sender, receiver) = unbounded_channel();
        lock(&self.0).insert(user.to_owned(), sender);
        receiver
    }

    /// Forgets the user's socket, whosesoever it is by now: the other half of the trap.
    pub(crate) fn leave(&self, user: &str) {
        lock(&self.0).remove(user);
    }

    /// Sends to the user's socket, if there is one.
    pub(crate) fn send(&self, user: &str, frame: String) {
        if let Some(sender) = lock(&self.0).get(user) {
            // A socket that has just ended is no reason to stop.
            let _ = sender.send(frame);
        }
    }
}
