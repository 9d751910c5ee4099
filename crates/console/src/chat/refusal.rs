//! What a refused handshake may mean. The bot says 403 for everything, so the rest is told from what is known here.

use chatelaine_secrets::Secret;

use super::expired;
use crate::view::{ChatAuth, ChatEvent};

pub(super) fn explain(status: u16, auth: ChatAuth, token: Option<&Secret>) -> ChatEvent {
    let (cause, advice) = match (status, auth) {
        (401 | 403, ChatAuth::None) => (
            "The WebSocket is locked: the bot refuses a socket without a token.",
            "This is what a lock looks like. Connect with the WebSocket key or after a login.",
        ),
        (401 | 403, ChatAuth::Key) => (
            "The bot refused the WebSocket key.",
            "It may still run with an older configuration: restart it. If that does not help, look for a legacy name API_KEY_WS, and whether compose loads the .env.",
        ),
        (401 | 403, ChatAuth::Jwt) if token.is_some_and(expired) => {
            ("The token has expired.", "Log in again.")
        }
        (401 | 403, ChatAuth::Jwt) => (
            "The bot refused the token although it has not expired.",
            "The signing key was changed since the login, or the user was deleted. Log in again. An open bot, too, refuses a token that is not valid.",
        ),
        (404, _) => (
            "There is no WebSocket at this address.",
            "A proxy may not forward it, or this version of the bot has none.",
        ),
        _ => (
            "The server did not agree to a WebSocket.",
            "A proxy in front of the bot may not forward WebSocket upgrades.",
        ),
    };
    ChatEvent::Refused {
        status,
        cause: cause.into(),
        advice: advice.into(),
    }
}
