//! The Cat's WebSocket: `/ws/{user}`, with the credential in the query, which is the only place where it looks.

use std::time::Duration;

use chatelaine_secrets::Secret;
use chatelaine_wire::RawFrame;

use super::frame::{CatFrame, interpret, message, socket_path};
use super::opening::{Opened, Opening, is_expired, refusal};
use crate::talk::socket::{Door, Pass, SocketTalk, converse, left};
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
    opening: Opening,
    mut inbox: Inbox,
    mut outlet: Outlet,
) -> Conversing {
    outlet.silence_means(SILENCE.iter().copied());
    let (site, since_closed) = (call.site.clone(), call.since_closed);
    Box::pin(async move {
        if let Some(rest) = since_closed.and_then(|since| PAUSE_AFTER_CLOSE.checked_sub(since)) {
            tokio::time::sleep(rest).await;
        }
        let (auth, named) = (opening.auth, !opening.is_token());
        let opened = tokio::select! {
            opened = opening.opened(&site, &mut outlet) => opened,
            () = left(&mut inbox) => return outlet.closed(None, "Disconnected", true),
        };
        let Some(Opened { secret, who }) = opened else {
            return;
        };
        let door = Door {
            path: socket_path(named.then_some(who.user.as_str())),
            pass: secret.clone().map(Pass::Token),
        };
        let bot = CatSocket {
            auth,
            token: secret,
        };
        converse(site, door, bot, who, inbox, outlet).await;
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
        explain(
            status,
            self.auth,
            self.token.as_ref().is_some_and(is_expired),
        )
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

/// What a refused handshake may mean.
fn explain(status: u16, auth: ChatAuth, expired: bool) -> Refusal {
    let (cause, advice) = match status {
        401 | 403 => {
            let key = ("WebSocket key", "API_KEY_WS");
            return refusal(status, auth, expired, "WebSocket", key);
        }
        404 => (
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
