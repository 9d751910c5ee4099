//! Talking to a Cheshire Cat: over its WebSocket.

mod frame;
mod websocket;

pub use frame::{CatFrame, CatMessage, interpret, message, socket_path};

use chatelaine_secrets::Secret;
use chatelaine_tokens::inspect;

use super::settings::id;
use crate::talk::{
    Call, ChatAuth, ChatTransport, Conversing, Inbox, Introduction, Outlet, Unready,
};

/// Over what a Cat can be talked to.
pub(crate) const TRANSPORTS: &[ChatTransport] = &[ChatTransport {
    id: "websocket",
    title: "WebSocket",
    auths: &[ChatAuth::Key, ChatAuth::Jwt, ChatAuth::None],
    user: Some("User id"),
}];

/// The key where one is set; otherwise nothing, to see whether the bot is open.
pub(crate) fn usual(has: &dyn Fn(&str) -> bool) -> (&'static str, ChatAuth) {
    let auth = if has(id::API_KEY_WS) {
        ChatAuth::Key
    } else {
        ChatAuth::None
    };
    ("websocket", auth)
}

pub(crate) fn converse(
    call: &Call<'_>,
    inbox: Inbox,
    outlet: Outlet,
) -> Result<Conversing, Unready> {
    let opened = Opened::by(call)?;
    Ok(websocket::begin(call, opened, inbox, outlet))
}

/// What opens the chat, and who speaks then.
struct Opened {
    secret: Option<Secret>,
    who: Introduction,
}

impl Opened {
    fn by(call: &Call<'_>) -> Result<Self, Unready> {
        let (secret, user, credential) = match call.auth {
            ChatAuth::Key => {
                let key = call.secret(id::API_KEY_WS).ok_or_else(|| {
                    Unready::new(
                        "no WebSocket key is set",
                        "Generate CCAT_API_KEY_WS, or connect without a credential to see whether the bot is open.",
                    )
                })?;
                (Some(key), call.user.to_owned(), "WebSocket key".to_owned())
            }
            ChatAuth::Jwt => {
                let token = call.token.cloned().ok_or_else(|| {
                    Unready::new("nobody is logged in", "Log in on the Access page first.")
                })?;
                // The bot ignores the path's user and takes the token's.
                let user = inspect(token.expose())
                    .ok()
                    .and_then(|inspection| inspection.username)
                    .unwrap_or_default();
                let credential = format!("JWT · {user}");
                (Some(token), user, credential)
            }
            _ => (None, call.user.to_owned(), "no credential".to_owned()),
        };
        Ok(Self {
            secret,
            who: Introduction {
                user,
                credential,
                session: String::new(),
            },
        })
    }
}
