//! The Cat's WebSocket: `/ws/{user}`, with the credential in the query, which is the only place where it looks.

use std::time::Duration;

use chatelaine_secrets::Secret;
use chatelaine_tokens::inspect;
use chatelaine_wire::RawFrame;
use jiff::Timestamp;

use super::Opened;
use super::frame::{CatFrame, interpret, message, socket_path};
use crate::talk::socket::{SocketTalk, converse};
use crate::talk::{Call, ChatAuth, Conversing, Inbox, Outlet, Refusal, Reply, laid_out};

/// A Cat of version 1.9 loses the replies of a socket that is opened while an earlier one of the same user is being
/// unregistered; a second is enough (measured: 4 of 6 lost without a pause).
const PAUSE_AFTER_CLOSE: Duration = Duration::from_secs(1);

/// Why a Cheshire Cat may stay silent, most likely first (measured on 1.9.2).
const SILENCE: &[&str] = &[
    "Another socket of the same user, such as an open Admin Panel tab, receives the replies instead (1.9: the newest socket wins silently).",
    "A socket of the same user was closed a moment ago, and its end unregistered this one. Reconnect after a second.",
    "The language model is slow, or its provider does not answer. Look at the bot's log.",
];

pub(super) fn begin(
    call: &Call<'_>,
    opened: Opened,
    inbox: Inbox,
    mut outlet: Outlet,
) -> Conversing {
    let Opened { secret, who } = opened;
    outlet.silence_means(SILENCE.iter().copied());
    if let Some(secret) = &secret {
        outlet.hide(secret);
    }
    let path = match call.auth {
        ChatAuth::Jwt => socket_path(None),
        _ => socket_path(Some(&who.user)),
    };
    let bot = CatSocket {
        auth: call.auth,
        token: secret.clone(),
    };
    let (site, since_closed) = (call.site.clone(), call.since_closed);
    Box::pin(async move {
        if let Some(rest) = since_closed.and_then(|since| PAUSE_AFTER_CLOSE.checked_sub(since)) {
            tokio::time::sleep(rest).await;
        }
        converse(site, path, secret, bot, who, inbox, outlet).await;
    })
}

struct CatSocket {
    auth: ChatAuth,
    token: Option<Secret>,
}

impl SocketTalk for CatSocket {
    fn say(&self, text: &str) -> String {
        message(text)
    }

    fn sent(&self) -> &'static str {
        "text"
    }

    fn hear(&mut self, frame: &RawFrame, outlet: &mut Outlet) {
        let text = String::from_utf8_lossy(&frame.payload);
        let understood = interpret(&text);
        outlet.frame(frame, understood.kind(), Some(&laid_out(&text)));
        outlet.alive();
        tell(understood, outlet);
    }

    fn refused(&self, status: u16) -> Refusal {
        let expired = |token: &Secret| {
            let now = Timestamp::now().as_second();
            inspect(token.expose()).is_ok_and(|inspection| inspection.expired_at(now))
        };
        explain(status, self.auth, self.token.as_ref().is_some_and(expired))
    }

    fn hung_up(&self, code: Option<u16>) -> String {
        match code {
            Some(1000) => {
                "The bot closed the socket. Another socket of the same user may have taken its place."
                    .into()
            }
            Some(code) => format!("The bot closed the socket ({code})"),
            None => "The bot closed the socket (no code)".into(),
        }
    }
}

/// What a frame means to the operator.
fn tell(frame: CatFrame, outlet: &mut Outlet) {
    match frame {
        CatFrame::Token(text) => outlet.token(&text),
        CatFrame::Chat(reply) => {
            outlet.reply(Reply::text(reply.text));
            outlet.turn_over();
        }
        CatFrame::Notification(text) => outlet.notification(&text),
        CatFrame::Error {
            name,
            description,
            hint,
        } => outlet.error(&name, &description, hint),
        CatFrame::Other(_) => {}
    }
}

/// What a refused handshake may mean. The bot says 403 for everything, so the rest is told from what is known here.
fn explain(status: u16, auth: ChatAuth, expired: bool) -> Refusal {
    let (cause, advice) = match (status, auth) {
        (401 | 403, ChatAuth::None) => (
            "The WebSocket is locked: the bot refuses a socket without a token.",
            "This is what a lock looks like. Connect with the WebSocket key or after a login.",
        ),
        (401 | 403, ChatAuth::Jwt | ChatAuth::Mint) if expired => {
            ("The token has expired.", "Log in again.")
        }
        (401 | 403, ChatAuth::Jwt) => (
            "The bot refused the token although it has not expired.",
            "The signing key was changed since the login, or the user was deleted. Log in again. An open bot, too, refuses a token that is not valid.",
        ),
        (401 | 403, ChatAuth::Mint) => (
            "The bot refused a token that is signed with the key that its configuration declares.",
            "It may still run with an older configuration: restart it. If that does not help, look whether compose loads the .env.",
        ),
        (401 | 403, _) => (
            "The bot refused the WebSocket key.",
            "It may still run with an older configuration: restart it. If that does not help, look for a legacy name API_KEY_WS, and whether compose loads the .env.",
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
    Refusal {
        status,
        cause: cause.into(),
        advice: advice.into(),
    }
}
