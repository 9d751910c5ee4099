//! Talking to a Cheshire Cat: over its WebSocket, where replies stream, or over HTTP, where each comes as a whole.

mod frame;
mod http;
mod mint;
mod opening;
mod websocket;

pub use frame::{CatFrame, CatMessage, interpret, message, socket_path};

use super::settings::id;
use crate::talk::{Call, ChatAuth, ChatTransport, Conversing, Inbox, Outlet, Unready};
use opening::Opening;

const HTTP: &str = "http";
const WEBSOCKET: &str = "websocket";

/// What opens either. HTTP and the WebSocket have a key each (1.9.2).
const AUTHS: &[ChatAuth] = &[ChatAuth::Key, ChatAuth::Jwt, ChatAuth::Mint, ChatAuth::None];

/// Over what a Cat can be talked to.
pub(crate) const TRANSPORTS: &[ChatTransport] = &[
    ChatTransport {
        id: WEBSOCKET,
        title: "WebSocket",
        auths: AUTHS,
        user: Some("User id"),
    },
    ChatTransport {
        id: HTTP,
        title: "HTTP",
        auths: AUTHS,
        user: Some("User id"),
    },
];

/// The key where one is set; otherwise nothing, to see whether the bot is open.
pub(crate) fn usual(has: &dyn Fn(&str) -> bool) -> (&'static str, ChatAuth) {
    let auth = if has(id::API_KEY_WS) {
        ChatAuth::Key
    } else {
        ChatAuth::None
    };
    (WEBSOCKET, auth)
}

pub(crate) fn converse(
    call: &Call<'_>,
    inbox: Inbox,
    outlet: Outlet,
) -> Result<Conversing, Unready> {
    let opening = Opening::by(call)?;
    Ok(match call.transport.id {
        HTTP => http::begin(call, opening, inbox, outlet),
        _ => websocket::begin(call, opening, inbox, outlet),
    })
}
