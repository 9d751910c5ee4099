//! The client's side of one session.

use std::time::Duration;

use chatelaine_secrets::Secret;
use serde_json::Value;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use super::packet::{self, DEFAULT_NAMESPACE, PING, PONG, Packet, REVISION};
use crate::{Handshake, Limits, Opcode, RawFrame, Site, Socket, WireError, connect};

/// What a client shows to be let into a namespace: the `token` of the auth object, which is where Rasa looks.
#[derive(Debug, Clone, Copy)]
pub enum Auth<'a> {
    /// No auth object at all.
    Nothing,
    /// A text that opens nothing, made up to see it refused. It may travel anywhere.
    MadeUp(&'a str),
    /// A credential. It travels only where secrets may, and never shows in a frame.
    Token(&'a Secret),
}

impl Auth<'_> {
    fn token(&self) -> Option<&str> {
        match self {
            Self::Nothing => None,
            Self::MadeUp(text) => Some(text),
            Self::Token(secret) => Some(secret.expose()),
        }
    }

    /// The payload with the token masked.
    fn shown(&self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::MadeUp(_) => r#"{"token":"(made up)"}"#,
            Self::Token(_) => r#"{"token":"••••••••"}"#,
        }
    }
}

/// How the server answered the wish to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It let the client in.
    Admitted,
    /// It did not.
    Refused {
        /// Why, in the server's words. Rasa never tells more than `Connection rejected by server`.
        message: String,
    },
    /// It lets everybody in without being asked, and without an id: Socket.IO 4 or older, which has no lock.
    Older,
}

/// The wish to be let in, with its answer.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The wish, with the token masked.
    pub sent: RawFrame,
    /// The answer.
    pub answer: RawFrame,
    /// What it means.
    pub verdict: Verdict,
}

/// A frame that came, or a heartbeat that was answered, and what it means.
#[derive(Debug, Clone)]
pub struct Heard {
    /// As it crossed the wire.
    pub frame: RawFrame,
    /// What it means.
    pub packet: Packet,
}

/// An open session.
pub struct SocketIo {
    socket: Socket,
    site: Site,
    limits: Limits,
    namespace: String,
    patience: Duration,
    /// When the line counts as dead unless something is heard.
    deadline: Instant,
    pong_owed: bool,
    /// Between two pings, as the server wants them.
    interval: Duration,
    /// When the client has to ping, at a server of Engine.IO 3, where the heartbeat is the client's. Rasa 1.10 hangs up
    /// on whoever stays silent for 30 s (python-engineio 3.11).
    ping_due: Option<Instant>,
    last_ack: u64,
}

impl SocketIo {
    /// Opens a session at `path`, which is `/socket.io/` nearly everywhere, and waits for the server to open it too.
    ///
    /// # Errors
    /// [`WireError::Handshake`] when the WebSocket is refused; [`WireError::NotHttp`] when what answers is no Engine.IO.
    pub async fn dial(
        site: &Site,
        path: &str,
        limits: Limits,
    ) -> Result<(Self, Handshake, RawFrame), WireError> {
        let path = format!("{path}?EIO={REVISION}&transport=websocket");
        let (socket, handshake) = connect(site, &path, None, limits).await?;
        let mut session = Self {
            socket,
            site: site.clone(),
            limits,
            namespace: DEFAULT_NAMESPACE.to_owned(),
            patience: limits.total,
            deadline: Instant::now() + limits.total,
            pong_owed: false,
            interval: limits.total,
            ping_due: None,
            last_ack: 0,
        };
        let first = session
            .next()
            .await
            .unwrap_or_else(|| Err(session.closed("before the session was open")))?;
        let Packet::Open(open) = first.packet else {
            return Err(session.foreign("the first packet does not open an Engine.IO session"));
        };
        session.interval = open.interval();
        session.patience = open.patience();
        session.deadline = Instant::now() + session.patience;
        Ok((session, handshake, first.frame))
    }

    /// Asks to be let into a namespace, and waits for the answer. Later events go there.
    ///
    /// # Errors
    /// [`WireError::Consent`] before anything is sent when the token may not travel; otherwise how the line failed.
    pub async fn join(&mut self, namespace: &str, auth: Auth<'_>) -> Result<Entry, WireError> {
        if let Auth::Token(_) = auth {
            self.site.may_carry_secrets()?;
        }
        let head = packet::head('0', namespace);
        let payload = auth
            .token()
            .map(|token| serde_json::json!({ "token": token }).to_string());
        let mut sent = self
            .socket
            .send(format!("{head}{}", payload.unwrap_or_default()))
            .await?;
        sent.payload = format!("{head}{}", auth.shown()).into_bytes();
        let answer = timeout(self.limits.total, self.answer(namespace));
        let (answer, verdict) = answer
            .await
            .map_err(|_| WireError::late(self.site.origin(), self.limits.total))??;
        namespace.clone_into(&mut self.namespace);
        if verdict == Verdict::Older {
            self.ping_due = Some(Instant::now() + self.interval);
        }
        Ok(Entry {
            sent,
            answer,
            verdict,
        })
    }

    /// Other packets may come first; they mean nothing to somebody who is not in yet.
    async fn answer(&mut self, wanted: &str) -> Result<(RawFrame, Verdict), WireError> {
        loop {
            let Some(heard) = self.next().await else {
                return Err(self.closed("before it said whether it lets anyone in"));
            };
            let Heard { frame, packet } = heard?;
            let verdict = match packet {
                Packet::Connected { namespace, sid } if namespace == wanted => match sid {
                    Some(_) => Verdict::Admitted,
                    None => Verdict::Older,
                },
                Packet::Refused { namespace, message } if namespace == wanted => {
                    Verdict::Refused { message }
                }
                Packet::Disconnected { namespace } if namespace == wanted => Verdict::Refused {
                    message: "put out at once".into(),
                },
                _ => continue,
            };
            return Ok((frame, verdict));
        }
    }

    /// Sends an event and returns the frame as it was sent.
    ///
    /// # Errors
    /// As [`Socket::send`].
    pub async fn emit(&mut self, name: &str, arguments: &[Value]) -> Result<RawFrame, WireError> {
        let text = packet::event(&self.namespace, None, name, arguments);
        self.socket.send(text).await
    }

    /// Sends an event that the server shall acknowledge, and returns the number that its [`Packet::Ack`] will carry.
    ///
    /// # Errors
    /// As [`Socket::send`].
    pub async fn emit_with_ack(
        &mut self,
        name: &str,
        arguments: &[Value],
    ) -> Result<(u64, RawFrame), WireError> {
        self.last_ack += 1;
        let text = packet::event(&self.namespace, Some(self.last_ack), name, arguments);
        Ok((self.last_ack, self.socket.send(text).await?))
    }

    /// Acknowledges an event that asked for it.
    ///
    /// # Errors
    /// As [`Socket::send`].
    pub async fn acknowledge(
        &mut self,
        id: u64,
        arguments: &[Value],
    ) -> Result<RawFrame, WireError> {
        let text = packet::ack(&self.namespace, id, arguments);
        self.socket.send(text).await
    }

    /// Waits for the next frame; `None` when the line has ended without another word. A ping is answered by the next
    /// call, which returns the answer, so that the log shows both: whoever listens has to go on listening. An older
    /// server is pinged in between, which is returned as well. Cancelling loses nothing.
    ///
    /// # Errors
    /// [`WireError::Timeout`] when the heartbeat stopped; [`WireError::NotHttp`] for a packet that makes no sense;
    /// otherwise as [`Socket::next`].
    pub async fn next(&mut self) -> Option<Result<Heard, WireError>> {
        if self.pong_owed {
            let sent = self.beat(PONG, Packet::Pong).await;
            self.pong_owed = false;
            return Some(sent);
        }
        let due = self.ping_due.unwrap_or(self.deadline);
        let frame = tokio::select! {
            biased;
            frame = timeout_at(self.deadline, self.socket.next()) => frame,
            () = sleep_until(due), if self.ping_due.is_some() => {
                // What is due later is not lost when the caller gives up in the middle: it is merely asked for again.
                let sent = self.beat(PING, Packet::Ping).await;
                self.ping_due = Some(Instant::now() + self.interval);
                return Some(sent);
            }
        };
        let Ok(frame) = frame else {
            return Some(Err(WireError::late(self.site.origin(), self.patience)));
        };
        let frame = match frame? {
            Ok(frame) => frame,
            Err(error) => return Some(Err(error)),
        };
        self.deadline = Instant::now() + self.patience;
        let packet = match frame.opcode {
            Opcode::Text => match std::str::from_utf8(&frame.payload).map(Packet::decode) {
                Ok(Ok(packet)) => packet,
                Ok(Err(reason)) => return Some(Err(self.foreign(reason))),
                Err(_) => return Some(Err(self.foreign("text that is no UTF-8"))),
            },
            Opcode::Binary => Packet::Binary,
            Opcode::Close => Packet::Closed,
            Opcode::Ping | Opcode::Pong => Packet::Quiet,
        };
        self.pong_owed = packet == Packet::Ping;
        Some(Ok(Heard { frame, packet }))
    }

    async fn beat(&mut self, text: &str, packet: Packet) -> Result<Heard, WireError> {
        let frame = self.socket.send(text.to_owned()).await?;
        Ok(Heard { frame, packet })
    }

    /// Leaves the namespace and says goodbye, without waiting long for the answer.
    pub async fn close(mut self) {
        // Whoever was refused is in no namespace; the server ignores the packet then.
        let _ = self.socket.send(packet::head('1', &self.namespace)).await;
        self.socket.close().await;
    }

    fn foreign(&self, reason: &str) -> WireError {
        WireError::NotHttp {
            origin: self.site.origin(),
            reason: reason.to_owned(),
        }
    }

    fn closed(&self, reason: &str) -> WireError {
        WireError::Closed {
            origin: self.site.origin(),
            reason: reason.to_owned(),
        }
    }
}
