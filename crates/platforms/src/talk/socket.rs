//! A conversation over one WebSocket.

use chatelaine_secrets::Secret;
use chatelaine_wire::{
    Credential, Limits, Opcode, RawFrame, Site, WireError, connect_with, websocat,
};

use super::clock::Clock;
use super::http::lines;
use super::outlet::{Connected, Outlet, Refusal};
use super::{Inbox, Introduction};

/// How one kind of bot is talked to over a WebSocket.
pub trait SocketTalk: Send {
    /// The text frame that says something.
    fn say(&self, text: &str) -> String;

    /// What a frame that was sent is called in the log.
    fn sent(&self) -> &'static str;

    /// Understands a text frame: logs it, then tells what it means.
    fn hear(&mut self, frame: &RawFrame, outlet: &mut Outlet);

    /// What a refused handshake may mean.
    fn refused(&self, status: u16) -> Refusal;

    /// What it means that the bot closed the socket without giving a reason.
    fn hung_up(&self, code: Option<u16>) -> String {
        let code = code.map_or_else(|| "no code".into(), |code| code.to_string());
        format!("The bot closed the socket ({code})")
    }
}

/// Where a socket is, and what opens it. There is no `Debug`: it holds a credential.
pub struct Door {
    /// The path, with its query.
    pub path: String,
    /// What opens it.
    pub pass: Option<Pass>,
}

/// What opens a socket.
pub enum Pass {
    /// The query's parameter `token`.
    Token(Secret),
    /// `Authorization: Bearer …` (RFC 6750 §2.1).
    Bearer(Secret),
    /// `Authorization: Basic …`, encoded (RFC 7617 §2).
    Basic(Secret),
}

impl Pass {
    pub(crate) fn credential(&self) -> Credential<'_> {
        match self {
            Self::Token(value) => Credential::Query {
                name: "token",
                value,
            },
            Self::Bearer(value) => Credential::Bearer(value),
            Self::Basic(value) => Credential::Authorization {
                scheme: "Basic",
                value,
            },
        }
    }
}

/// The whole conversation: opens the door, and listens until either side ends it.
pub async fn converse(
    site: Site,
    door: Door,
    mut bot: impl SocketTalk,
    who: Introduction,
    mut inbox: Inbox,
    mut outlet: Outlet,
) {
    let address = site.address().replacen("http", "ws", 1);
    let Door { path, pass } = door;
    let credential = pass.as_ref().map(Pass::credential);
    let query = match credential {
        Some(Credential::Query { .. }) => "?token=••••••••",
        _ => "",
    };
    outlet.connecting(format!("{address}{path}{query}"));
    let dialled = tokio::select! {
        dialled = connect_with(&site, &path, credential, Limits::default()) => dialled,
        () = left(&mut inbox) => return outlet.closed(None, "Disconnected", true),
    };
    let (mut socket, handshake) = match dialled {
        Ok(dialled) => dialled,
        Err(WireError::Handshake { status, .. }) => return outlet.refused(bot.refused(status)),
        Err(error) => return outlet.broke(&error),
    };
    outlet.connected(Connected {
        request: handshake.request,
        status: format!("{} Switching Protocols", handshake.status),
        elapsed: handshake.elapsed,
        user_id: who.user,
        credential: who.credential,
        session: who.session,
        request_head: lines(handshake.request_head),
        response_head: lines(handshake.response_head),
        command: websocat(&site, &path, credential),
    });
    let mut clock = Clock::new();
    loop {
        let wake = outlet.wake();
        tokio::select! {
            said = inbox.recv() => match said {
                Some(text) => match socket.send(bot.say(&text)).await {
                    Ok(frame) => {
                        outlet.asked();
                        outlet.frame(&frame, bot.sent(), None);
                    }
                    Err(error) => return outlet.broke(&error),
                },
                None => {
                    socket.close().await;
                    return outlet.closed(Some(1000), "Disconnected", true);
                }
            },
            heard = socket.next() => match heard {
                Some(Ok(frame)) if frame.opcode == Opcode::Text => bot.hear(&frame, &mut outlet),
                Some(Ok(frame)) => {
                    if control(&frame, &mut outlet) {
                        let reason = String::from_utf8_lossy(&frame.payload);
                        let reason = if reason.is_empty() { bot.hung_up(frame.close_code) } else { reason.into_owned() };
                        return outlet.closed(frame.close_code, reason, false);
                    }
                }
                Some(Err(error)) => return outlet.broke(&error),
                None => return outlet.closed(None, "The bot ended the connection", false),
            },
            () = clock.past(wake) => outlet.tick(),
        }
    }
}

/// Logs a frame that carries no message. Returns whether it is the end.
pub fn control(frame: &RawFrame, outlet: &mut Outlet) -> bool {
    let kind = match frame.opcode {
        Opcode::Close => "close",
        Opcode::Ping => "ping",
        Opcode::Pong => "pong",
        Opcode::Binary => "binary",
        Opcode::Text => "text",
    };
    outlet.frame(frame, kind, None);
    frame.opcode == Opcode::Close
}

/// Waits until the operator gives up; what is said before the bot listens is lost with it.
pub async fn left(inbox: &mut Inbox) {
    while inbox.recv().await.is_some() {}
}
