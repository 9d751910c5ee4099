//! The Socket.IO channel: a token in the CONNECT packet, a session, and events both ways.
//!
//! ```text
//! → 40{"token":"…"}                                           ← 40{"sid":"…"}   or   44{"message":"…"}
//! → 42["session_request",{"session_id":"…"}]                  ← 42["session_confirm","…"]
//! → 42["user_uttered",{"message":"…","session_id":"…"}]       ← 42["bot_uttered",{"text":"…"}]   any number of them
//! ```

use std::time::{Duration, Instant};

use chatelaine_secrets::Secret;
use chatelaine_wire::engine_io::{Auth, Heard, Packet, REVISION, SocketIo, Verdict};
use chatelaine_wire::{Handshake, Limits, Site, WireError, websocat};
use serde_json::{Value, json};

use super::channel::Channel;
use super::diagnosis::{self, Fault};
use super::packet::{event, log, log_as};
use super::reply::reply;
use super::silence::{self, Sign};
use super::token::Opener;
use crate::talk::clock::Clock;
use crate::talk::http::{Said, lines};
use crate::talk::{
    Call, ChatAuth, Connected, Conversing, Inbox, Introduction, Outlet, Refusal, Unready,
};

/// The names of the session's events cannot be changed (`core/channels/socketio.py`, 3.6.21).
const SESSION_REQUEST: &str = "session_request";
const SESSION_CONFIRM: &str = "session_confirm";

/// Rasa does not tell when its turn is over. Its paragraphs follow each other within milliseconds; a custom action in
/// between may take longer than this, and then its reply merely counts as a further one.
const TURN_ENDS_AFTER: Duration = Duration::from_millis(700);

/// How long the channel may take to confirm a session, which it does without asking anybody. Until then nothing is said:
/// python-socketio handles each event in a task of its own, and a message that overtakes the session is lost.
const GREETING: Duration = Duration::from_secs(3);

pub(super) fn begin(
    call: &Call<'_>,
    inbox: Inbox,
    mut outlet: Outlet,
) -> Result<Conversing, Unready> {
    let channel = Channel::of(call);
    let Opener { token, credential } = Opener::of(call, &channel.lock)?;
    let faults = token.as_ref().map_or_else(Vec::new, |token| {
        diagnosis::faults(token, &channel.lock, call.at.as_second())
    });
    if let Some(token) = &token {
        outlet.hide(token);
    }
    outlet.turns_end_after(TURN_ENDS_AFTER);
    outlet.silence_means(silence::of_socket(&channel, Sign::None));
    let talk = Talk {
        site: call.site.clone(),
        token,
        faults,
        auth: call.auth,
        who: Introduction {
            user: call.user.to_owned(),
            credential,
            // Where conversations end with their connection, there is no session to go on with.
            session: match channel.persistence {
                Some(false) => String::new(),
                _ => call.session.to_owned(),
            },
        },
        session: call.session.to_owned(),
        channel,
        sign: Sign::None,
        outlet,
    };
    Ok(Box::pin(talk.run(inbox)))
}

struct Talk {
    site: Site,
    channel: Channel,
    token: Option<Secret>,
    /// What speaks against the token.
    faults: Vec<Fault>,
    auth: ChatAuth,
    who: Introduction,
    session: String,
    sign: Sign,
    outlet: Outlet,
}

/// How a conversation ends.
enum End {
    /// The operator ended it.
    Ours,
    /// The bot did not let us in.
    Refused(Refusal),
    /// The line broke, or was never made.
    Broken(WireError),
    /// The bot ended it: close code and reason.
    Theirs(Option<u16>, String),
}

impl From<WireError> for End {
    fn from(error: WireError) -> Self {
        Self::Broken(error)
    }
}

impl Talk {
    async fn run(mut self, inbox: Inbox) {
        for hint in silence::hints(&self.channel) {
            self.outlet.hint(hint);
        }
        for fault in &self.faults {
            self.outlet.hint(fault.cause.clone());
        }
        let mut said = Said::new(inbox);
        let end = match self.enter(&mut said).await {
            Ok(mut session) => {
                let end = self.converse(&mut session, &mut said).await;
                session.close().await;
                end
            }
            Err(end) => end,
        };
        match end {
            End::Ours => self.outlet.closed(Some(1000), "Disconnected", true),
            End::Refused(refusal) => self.outlet.refused(refusal),
            End::Broken(error) => self.outlet.broke(&error),
            End::Theirs(code, reason) => self.outlet.closed(code, reason, false),
        }
    }

    /// Dials, and asks to be let in.
    async fn enter(&mut self, said: &mut Said) -> Result<SocketIo, End> {
        let address = self.site.address().replacen("http", "ws", 1);
        self.outlet
            .connecting(format!("{address}{}", self.channel.path));
        let dialled = tokio::select! {
            dialled = SocketIo::dial(&self.site, &self.channel.path, Limits::default()) => dialled,
            () = said.end() => return Err(End::Ours),
        };
        let (mut session, handshake, opening) = dialled.map_err(|error| match error {
            WireError::Handshake { status, .. } => {
                End::Refused(diagnosis::no_socket(status, &self.channel))
            }
            other => other.into(),
        })?;
        log_as(&opening, "open", &mut self.outlet);
        let auth = self.token.as_ref().map_or(Auth::Nothing, Auth::Token);
        let joined = tokio::select! {
            joined = session.join(&self.channel.namespace, auth) => joined,
            () = said.end() => return Err(End::Ours),
        };
        let entry = joined?;
        log_as(&entry.sent, "connect", &mut self.outlet);
        match entry.verdict {
            Verdict::Refused { message } => {
                log_as(&entry.answer, "refused", &mut self.outlet);
                // The bot leaves the line open and hears nothing that is said on it.
                session.close().await;
                let faults = std::mem::take(&mut self.faults);
                return Err(End::Refused(diagnosis::refusal(
                    &message,
                    self.auth,
                    &self.channel,
                    faults,
                )));
            }
            Verdict::Admitted => log_as(&entry.answer, "connected", &mut self.outlet),
            Verdict::Older => {
                log_as(&entry.answer, "connected", &mut self.outlet);
                self.outlet.hint("The server speaks Socket.IO 4, as Rasa 1.10 does: it lets everybody in, and looks at no token.");
            }
        }
        self.connected(handshake);
        Ok(session)
    }

    fn connected(&self, handshake: Handshake) {
        let path = format!("{}?EIO={REVISION}&transport=websocket", self.channel.path);
        self.outlet.connected(Connected {
            request: handshake.request,
            status: format!("{} Switching Protocols", handshake.status),
            elapsed: handshake.elapsed,
            user_id: self.who.user.clone(),
            credential: self.who.credential.clone(),
            session: self.who.session.clone(),
            request_head: lines(handshake.request_head),
            response_head: lines(handshake.response_head),
            command: websocat(&self.site, &path, None),
        });
    }

    async fn converse(&mut self, session: &mut SocketIo, said: &mut Said) -> End {
        let wish = json!({ "session_id": self.session });
        if let Err(error) = self.emit(session, SESSION_REQUEST, wish).await {
            return error.into();
        }
        let mut greeting = Some(Instant::now() + GREETING);
        let mut clock = Clock::new();
        loop {
            greeting = greeting.filter(|_| self.sign == Sign::None);
            let due = greeting.into_iter().chain(self.outlet.wake()).min();
            tokio::select! {
                text = words(said, greeting.is_none()) => {
                    let Some(text) = text else { return End::Ours };
                    self.outlet.asked();
                    let event = self.channel.user_event.clone();
                    let message = json!({ "message": text, "session_id": self.session });
                    if let Err(error) = self.emit(session, &event, message).await {
                        return error.into();
                    }
                }
                heard = session.next() => match heard {
                    Some(Ok(heard)) => if let Err(end) = self.hear(session, heard).await {
                        return end;
                    },
                    Some(Err(error)) => return error.into(),
                    None => return End::Theirs(None, "The bot ended the connection".into()),
                },
                () = clock.past(due) => {
                    // Nothing is said before the greeting is over, so that no reply is due then.
                    if greeting.take().is_some() {
                        self.outlet.hint("The bot did not confirm the session. What is said from now on may get no reply.");
                    } else {
                        self.outlet.tick();
                    }
                }
            }
        }
    }

    async fn emit(
        &mut self,
        session: &mut SocketIo,
        name: &str,
        argument: Value,
    ) -> Result<(), WireError> {
        let sent = session.emit(name, &[argument]).await?;
        log_as(&sent, &event(name), &mut self.outlet);
        Ok(())
    }

    /// Every sign leaves less to be suspected.
    fn gave(&mut self, sign: Sign) {
        if self.sign != sign {
            self.sign = sign;
            self.outlet
                .silence_means(silence::of_socket(&self.channel, sign));
        }
    }

    async fn hear(&mut self, session: &mut SocketIo, heard: Heard) -> Result<(), End> {
        log(&heard.frame, &heard.packet, &mut self.outlet);
        match heard.packet {
            Packet::Event {
                name,
                arguments,
                ack,
                ..
            } => {
                if name == self.channel.bot_event {
                    self.gave(Sign::Replied);
                    arguments
                        .iter()
                        .for_each(|message| self.outlet.reply(reply(message)));
                } else if name == SESSION_CONFIRM {
                    self.gave(Sign::Confirmed);
                }
                if let Some(id) = ack {
                    let sent = session.acknowledge(id, &[]).await?;
                    log_as(&sent, &format!("ack {id}"), &mut self.outlet);
                }
                Ok(())
            }
            Packet::Disconnected { .. } => Err(End::Theirs(
                None,
                "The bot put us out of the channel".into(),
            )),
            Packet::Closed => {
                let code = heard.frame.close_code;
                Err(End::Theirs(code, "The bot closed the socket".into()))
            }
            _ => Ok(()),
        }
    }
}

/// The next thing to say, once anything may be said; nothing when the operator ended the conversation.
async fn words(said: &mut Said, may_speak: bool) -> Option<String> {
    if may_speak {
        return said.next().await;
    }
    said.end().await;
    None
}
