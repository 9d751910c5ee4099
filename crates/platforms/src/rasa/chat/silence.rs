//! Why a Rasa may stay silent (measured on 3.6.21), and what of it is known beforehand.

use super::channel::Channel;

/// A conversation that nothing fits.
const UNFIT: &str = "No rule or story fits the message and there is no fallback, the conversation is paused, or no model is loaded. The bot's log tells.";
/// The bot's own code.
const ACTION: &str = "An action or a connector of the bot's own failed, or the action server does not answer. The bot's log tells.";

const ROOMS: &str = "With python-socketio 5.10 or later, Rasa 3.6 delivers no reply while session_persistence is on (github.com/RasaHQ/rasa/issues/13027). Install python-socketio below 5.10, or switch session_persistence off.";

const CUSTOM: &str = "The reply is a custom payload with another key than `data`, which the socket cannot send (a TypeError in the bot's log).";

/// Why the REST webhook may answer with an empty list.
pub(super) const OF_REST: [&str; 2] = [ACTION, UNFIT];

/// Why the callback webhook may bring nothing here.
pub(super) const OF_CALLBACK: [&str; 3] = [
    "The bot's replies go to another address than this one: inside a container, loopback is the container itself.",
    ACTION,
    UNFIT,
];

/// What is known before the bot is asked.
pub(super) fn hints(channel: &Channel) -> Vec<String> {
    let mut hints = Vec::new();
    if channel.has_namespace() {
        hints.push(namespace(channel));
    }
    if channel.persistence == Some(true) {
        hints.push(format!("session_persistence is on. {ROOMS}"));
    }
    if let Some(name) = channel.lock.unread_reference() {
        hints.push(format!(
            "jwt_key stands in quotes, so the key is the text `${{{name}}}` itself, which anybody can guess. Take the quotes away."
        ));
    }
    if channel.lock.key.as_ref().is_some_and(|key| key.is_empty()) {
        hints.push("jwt_key is empty, which Rasa takes for none: it lets everybody in.".into());
    }
    hints
}

/// What a bot did so far on the socket.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// It let us in.
    None,
    /// It confirmed the session.
    Confirmed,
    /// It sent a reply.
    Replied,
}

/// Why the socket may stay silent, most likely first.
pub(super) fn of_socket(channel: &Channel, sign: Sign) -> Vec<String> {
    let mut causes = Vec::new();
    match sign {
        // What keeps every reply away does not keep away this one alone.
        Sign::Replied => {}
        _ if channel.has_namespace() => causes.push(namespace(channel)),
        Sign::None => causes.push("The bot did not confirm the session: its channel may be in a namespace of its own, which only its files tell, or another server may answer in its place.".into()),
        Sign::Confirmed if channel.persistence != Some(false) => causes.push(ROOMS.into()),
        Sign::Confirmed => {}
    }
    if channel.persistence.is_none() && sign != Sign::Replied {
        causes.push("The bot calls its events by other names than `user_uttered` and `bot_uttered`, which only its files tell.".into());
    }
    causes.extend([ACTION, CUSTOM, UNFIT].map(str::to_owned));
    causes
}

fn namespace(channel: &Channel) -> String {
    let shown: String = channel.namespace.chars().take(60).collect();
    format!(
        "The channel has the namespace `{shown}`, but Rasa speaks into the default one, so no chat ever gets a reply. Remove `namespace` from credentials.yml."
    )
}
