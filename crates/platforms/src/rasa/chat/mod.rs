//! Talking to a Rasa: over Socket.IO, over its REST webhook, or over its callback webhook.

mod callback;
mod channel;
mod diagnosis;
mod ear;
mod packet;
mod reply;
mod rest;
mod silence;
mod socketio;
mod token;
mod webhook;

use super::settings::id;
use crate::talk::{Call, ChatAuth, ChatTransport, Conversing, Inbox, Outlet, Unready};

/// What the vault calls a token that somebody else issued.
const KEPT_TOKEN: &str = "chat.token";

const SOCKET: ChatTransport = ChatTransport {
    id: "socketio",
    title: "Socket.IO",
    auths: &[ChatAuth::Mint, ChatAuth::Token, ChatAuth::None],
    // Rasa reads no claim of the token, and calls the sender by the session's id.
    user: None,
};

const REST: ChatTransport = ChatTransport {
    id: "rest",
    title: "REST webhook",
    auths: &[ChatAuth::None, ChatAuth::Oauth, ChatAuth::Token],
    user: Some("Sender id"),
};

const CALLBACK: ChatTransport = ChatTransport {
    id: "callback",
    title: "Callback webhook",
    auths: &[ChatAuth::None],
    user: Some("Sender id"),
};

/// Over what a Rasa can be talked to.
pub(super) const TRANSPORTS: &[ChatTransport] = &[SOCKET, REST, CALLBACK];

/// A token of our own where there is a key; otherwise nothing, to see whether the bot is open.
pub(super) fn usual(has: &dyn Fn(&str) -> bool) -> (&'static str, ChatAuth) {
    let auth = if has(id::JWT_KEY) {
        ChatAuth::Mint
    } else {
        ChatAuth::None
    };
    (SOCKET.id, auth)
}

pub(super) fn converse(
    call: &Call<'_>,
    inbox: Inbox,
    outlet: Outlet,
) -> Result<Conversing, Unready> {
    match call.transport.id {
        "rest" => rest::begin(call, inbox, outlet),
        "callback" => callback::begin(call, inbox, outlet),
        _ => socketio::begin(call, inbox, outlet),
    }
}
