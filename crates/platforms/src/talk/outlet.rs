//! Where a conversation tells what happens: numbered, masked, and with the time that each turn took.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chatelaine_secrets::{Secret, redact};
use chatelaine_wire::{Direction, RawFrame, WireError};
use jiff::Timestamp;

use super::event::{ChatEvent, Frame, FrameDirection, HeaderLine, Reply};

/// Where the events of a chat go, in order. It must not wait: a flood of frames is no reason to stop reading.
pub type ChatSink = Arc<dyn Fn(ChatEvent) + Send + Sync>;

/// Bytes of a frame that are shown.
const SHOWN: usize = 16 << 10;

/// How the bot let us in.
#[derive(Debug, Default)]
pub struct Connected {
    /// The request line, masked.
    pub request: String,
    /// How it agreed.
    pub status: String,
    /// From dialling until then.
    pub elapsed: Duration,
    /// As whom.
    pub user_id: String,
    /// With what, in words.
    pub credential: String,
    /// The conversation's own id, where the bot knows one.
    pub session: String,
    /// The headers that were sent, masked.
    pub request_head: Vec<HeaderLine>,
    /// The headers that came back.
    pub response_head: Vec<HeaderLine>,
    /// A shell command that does the same, with variables in the place of secrets.
    pub command: String,
}

/// Why the bot did not let us in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status; 0 when there is none.
    pub status: u16,
    /// Why, as far as can be told.
    pub cause: String,
    /// What to do.
    pub advice: String,
}

/// A message that waits for its answer.
struct Turn {
    sent: Instant,
    last_sign: Instant,
    first_token: Option<Duration>,
    tokens: u32,
    replies: u32,
}

/// Where a conversation tells what happens.
pub struct Outlet {
    sink: ChatSink,
    reply_limit: Duration,
    /// After a reply, how long a silence means that the turn is over; for transports that do not tell.
    pause: Option<Duration>,
    silence: Vec<String>,
    secrets: Vec<Secret>,
    frames: u32,
    turn: Option<Turn>,
}

impl Outlet {
    /// An outlet that names the known causes of silence after `reply_limit` without a sign of life.
    #[must_use]
    pub fn new(sink: ChatSink, reply_limit: Duration) -> Self {
        Self {
            sink,
            reply_limit,
            pause: None,
            silence: Vec::new(),
            secrets: Vec::new(),
            frames: 0,
            turn: None,
        }
    }

    /// How long an answer may take.
    #[must_use]
    pub fn reply_limit(&self) -> Duration {
        self.reply_limit
    }

    /// Masks a secret in everything that is told from now on.
    pub fn hide(&mut self, secret: &Secret) {
        self.secrets.push(secret.clone());
    }

    /// Says what a silence of this bot may mean, most likely first.
    pub fn silence_means<S: Into<String>>(&mut self, causes: impl IntoIterator<Item = S>) {
        self.silence = causes.into_iter().map(Into::into).collect();
    }

    /// The bot does not tell when its turn is over: a silence of this length after a reply has to do.
    pub fn turns_end_after(&mut self, pause: Duration) {
        self.pause = Some(pause);
    }

    /// Something that is known before the bot is asked.
    pub fn hint(&self, text: impl Into<String>) {
        self.tell(ChatEvent::Hint { text: text.into() });
    }

    /// The connection is being made; `url` without secrets.
    pub fn connecting(&self, url: impl Into<String>) {
        self.tell(ChatEvent::Connecting { url: url.into() });
    }

    /// The bot let us in.
    pub fn connected(&self, connected: Connected) {
        self.tell(ChatEvent::Connected {
            request: connected.request,
            status: connected.status,
            ms: milliseconds(connected.elapsed),
            user_id: connected.user_id,
            credential: connected.credential,
            session: connected.session,
            request_head: connected.request_head,
            response_head: self.masked_head(connected.response_head),
            command: connected.command,
        });
    }

    /// The bot did not let us in: the end.
    pub fn refused(&self, refusal: Refusal) {
        self.tell(ChatEvent::Refused {
            status: refusal.status,
            cause: refusal.cause,
            advice: refusal.advice,
        });
    }

    /// The operator's message left: a turn begins.
    pub fn asked(&mut self) {
        let now = Instant::now();
        self.turn = Some(Turn {
            sent: now,
            last_sign: now,
            first_token: None,
            tokens: 0,
            replies: 0,
        });
    }

    /// The bot gave a sign of life.
    pub fn alive(&mut self) {
        if let Some(turn) = &mut self.turn {
            turn.last_sign = Instant::now();
        }
    }

    /// A piece of the reply that is being written.
    pub fn token(&mut self, text: &str) {
        self.alive();
        if text.is_empty() {
            return;
        }
        if let Some(turn) = &mut self.turn {
            turn.tokens += 1;
            turn.first_token
                .get_or_insert(turn.last_sign.duration_since(turn.sent));
        }
        self.tell(ChatEvent::Token {
            text: self.masked(text),
            count: 1,
        });
    }

    /// A whole reply.
    pub fn reply(&mut self, reply: Reply) {
        self.alive();
        let turn = self.turn.as_mut().map(|turn| {
            turn.replies += 1;
            let told = (
                turn.first_token.take(),
                turn.last_sign.duration_since(turn.sent),
                turn.tokens,
            );
            turn.tokens = 0;
            told
        });
        self.tell(ChatEvent::Message {
            text: self.masked(&reply.text),
            buttons: reply.buttons,
            images: reply.images,
            attachments: reply.attachments,
            custom: reply.custom.map(|custom| self.masked(&custom)),
            first_token_ms: turn.and_then(|turn| turn.0).map(milliseconds),
            total_ms: turn.map(|turn| milliseconds(turn.1)),
            tokens: turn.map_or(0, |turn| turn.2),
        });
    }

    /// The bot has said all that it has to say.
    pub fn turn_over(&mut self) {
        if let Some(turn) = self.turn.take() {
            self.tell(ChatEvent::TurnOver {
                total_ms: milliseconds(turn.last_sign.duration_since(turn.sent)),
                replies: turn.replies,
            });
        }
    }

    /// A remark by the way.
    pub fn notification(&mut self, text: &str) {
        self.alive();
        self.tell(ChatEvent::Notification {
            text: self.masked(text),
        });
    }

    /// The turn failed.
    pub fn error(&mut self, name: &str, description: &str, hint: Option<&str>) {
        self.turn = None;
        self.tell(ChatEvent::Error {
            name: self.masked(name),
            description: self.masked(description),
            hint: hint.map(str::to_owned),
        });
    }

    /// The bot answered, and there was nothing in the answer.
    pub fn silent(&mut self) {
        let waited = self.turn.take().map(|turn| turn.sent.elapsed());
        self.no_reply(waited.unwrap_or_default());
    }

    /// The connection is over.
    pub fn closed(&mut self, code: Option<u16>, reason: impl Into<String>, clean: bool) {
        let reason = self.masked(&reason.into());
        self.tell(ChatEvent::Closed {
            code,
            reason,
            clean,
        });
    }

    /// The connection broke, or was never made.
    pub fn broke(&mut self, error: &WireError) {
        // 1006 is what a WebSocket client says of a line that ended without a closing frame (RFC 6455 §7.4.1).
        let code = matches!(error, WireError::Closed { .. }).then_some(1006);
        self.closed(code, format!("{error}. {}", error.advice()), false);
    }

    /// A frame crossed the wire. `shown` stands for its payload when that is not what an operator reads.
    pub fn frame(&mut self, frame: &RawFrame, kind: &str, shown: Option<&str>) {
        let payload = shown.map_or_else(
            || String::from_utf8_lossy(&frame.payload),
            std::borrow::Cow::Borrowed,
        );
        let direction = match frame.direction {
            Direction::Sent => FrameDirection::Sent,
            Direction::Received => FrameDirection::Received,
        };
        let size = frame.payload.len();
        self.wire(frame.at, direction, kind, size, &payload, Vec::new(), None);
    }

    /// A request, a response or a piece of one crossed the wire.
    #[allow(
        clippy::too_many_arguments,
        reason = "each is one fact of what crossed the wire"
    )]
    pub fn wire(
        &mut self,
        at: Timestamp,
        direction: FrameDirection,
        kind: &str,
        size: usize,
        body: &str,
        head: Vec<HeaderLine>,
        command: Option<String>,
    ) {
        self.frames = self.frames.saturating_add(1);
        // Far more than is shown, so that no secret loses its end, and with it its mask; but not all of a flood.
        let start = &body[..body.floor_char_boundary(2 * SHOWN)];
        let frame = Frame {
            seq: self.frames,
            at: format!("{at:.3}"),
            direction,
            kind: self.masked(kind),
            size: u32::try_from(size).unwrap_or(u32::MAX),
            body: cut(self.masked(start)),
            cut: body.len() > SHOWN,
            head: self.masked_head(head),
            command,
        };
        self.tell(ChatEvent::Frame { frame });
    }

    /// When [`Outlet::tick`] has to be called unless something happens before.
    #[must_use]
    pub fn wake(&self) -> Option<Instant> {
        let turn = self.turn.as_ref()?;
        let patience = self
            .pause
            .filter(|_| turn.replies > 0)
            .unwrap_or(self.reply_limit);
        Some(turn.last_sign + patience)
    }

    /// The time that [`Outlet::wake`] named has come: the turn is over, or nothing came.
    pub fn tick(&mut self) {
        match &self.turn {
            Some(turn) if turn.replies > 0 => self.turn_over(),
            Some(_) => {
                self.turn = None;
                self.no_reply(self.reply_limit);
            }
            None => {}
        }
    }

    fn no_reply(&self, waited: Duration) {
        self.tell(ChatEvent::NoReply {
            seconds: u32::try_from(waited.as_secs()).unwrap_or_default(),
            causes: self.silence.clone(),
        });
    }

    fn masked(&self, text: &str) -> String {
        if self.secrets.is_empty() {
            return text.to_owned();
        }
        let secrets: Vec<&Secret> = self.secrets.iter().collect();
        redact(text, &secrets)
    }

    fn masked_head(&self, head: Vec<HeaderLine>) -> Vec<HeaderLine> {
        let masked = |line: HeaderLine| HeaderLine {
            value: self.masked(&line.value),
            ..line
        };
        head.into_iter().map(masked).collect()
    }

    fn tell(&self, event: ChatEvent) {
        (self.sink)(event);
    }
}

fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(SHOWN));
    text
}

/// In whole milliseconds.
#[must_use]
pub fn milliseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
