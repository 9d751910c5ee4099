//! The conversation itself.

use std::time::{Duration, Instant};

use chatelaine_platforms::cheshire_cat::{
    CatFrame, NO_REPLY_CAUSES, interpret, message, redact_frame,
};
use chatelaine_secrets::{Secret, redact};
use chatelaine_wire::{Direction, Opcode, RawFrame, Socket, WireError};
use tokio::sync::mpsc;
use tokio::time::sleep_until;

use super::{ChatSink, milliseconds};
use crate::view::{ChatEvent, Frame, FrameDirection};

/// Characters of a frame that are shown.
const SHOWN: usize = 16 << 10;

pub(super) struct Talk {
    socket: Socket,
    sink: ChatSink,
    secret: Option<Secret>,
    reply_limit: Duration,
    frames: u32,
    turn: Option<Turn>,
}

/// A message that waits for its reply.
struct Turn {
    sent: Instant,
    last_sign: Instant,
    first_token: Option<Duration>,
    tokens: u32,
}

impl Talk {
    pub(super) fn new(
        socket: Socket,
        sink: ChatSink,
        secret: Option<Secret>,
        reply_limit: Duration,
    ) -> Self {
        Self {
            socket,
            sink,
            secret,
            reply_limit,
            frames: 0,
            turn: None,
        }
    }

    /// Runs until either side ends it.
    pub(super) async fn run(mut self, mut inbox: mpsc::Receiver<String>) {
        loop {
            let limit = self.reply_limit;
            let silent_at = self
                .turn
                .as_ref()
                .map_or_else(|| Instant::now() + limit, |turn| turn.last_sign + limit);
            tokio::select! {
                said = inbox.recv() => match said {
                    Some(text) => {
                        if let Err(error) = self.say(&text).await {
                            return self.over(&error);
                        }
                    }
                    None => {
                        self.socket.close().await;
                        return (self.sink)(ChatEvent::Closed { code: Some(1000), reason: "Disconnected".into(), clean: true });
                    }
                },
                heard = self.socket.next() => match heard {
                    Some(Ok(frame)) => {
                        if self.hear(&frame) {
                            return;
                        }
                    }
                    Some(Err(error)) => return self.over(&error),
                    None => return (self.sink)(ChatEvent::Closed { code: None, reason: "The bot ended the connection".into(), clean: false }),
                },
                () = sleep_until(silent_at.into()), if self.turn.is_some() => {
                    self.turn = None;
                    let causes = NO_REPLY_CAUSES.iter().map(|cause| (*cause).to_owned()).collect();
                    (self.sink)(ChatEvent::NoReply { seconds: u32::try_from(limit.as_secs()).unwrap_or_default(), causes });
                }
            }
        }
    }

    async fn say(&mut self, text: &str) -> Result<(), WireError> {
        let now = Instant::now();
        let frame = self.socket.send(message(text)).await?;
        self.turn = Some(Turn {
            sent: now,
            last_sign: now,
            first_token: None,
            tokens: 0,
        });
        self.log(&frame, "text");
        Ok(())
    }

    /// Returns whether that was the end.
    fn hear(&mut self, frame: &RawFrame) -> bool {
        match frame.opcode {
            Opcode::Close => {
                self.log(frame, "close");
                let reason = match (frame.close_code, String::from_utf8_lossy(&frame.payload)) {
                    (Some(1000), _) => "The bot closed the socket. Another socket of the same user may have taken its place.".into(),
                    (code, text) if text.is_empty() => format!("The bot closed the socket ({})", code.map_or_else(|| "no code".into(), |code| code.to_string())),
                    (_, text) => text.into_owned(),
                };
                (self.sink)(ChatEvent::Closed {
                    code: frame.close_code,
                    reason,
                    clean: false,
                });
                return true;
            }
            Opcode::Ping => self.log(frame, "ping"),
            Opcode::Pong => self.log(frame, "pong"),
            Opcode::Binary => self.log(frame, "binary"),
            Opcode::Text => self.understand(frame),
        }
        false
    }

    fn understand(&mut self, frame: &RawFrame) {
        let now = Instant::now();
        let understood = interpret(&String::from_utf8_lossy(&frame.payload));
        self.log(frame, kind(&understood));
        if let Some(turn) = &mut self.turn {
            turn.last_sign = now;
        }
        match understood {
            CatFrame::Token(text) => {
                if text.is_empty() {
                    return;
                }
                if let Some(turn) = &mut self.turn {
                    turn.tokens += 1;
                    turn.first_token.get_or_insert(now - turn.sent);
                }
                (self.sink)(ChatEvent::Token { text });
            }
            CatFrame::Chat(reply) => {
                let turn = self.turn.take();
                (self.sink)(ChatEvent::Message {
                    text: reply.text,
                    first_token_ms: turn
                        .as_ref()
                        .and_then(|turn| turn.first_token)
                        .map(milliseconds),
                    total_ms: turn.as_ref().map(|turn| milliseconds(now - turn.sent)),
                    tokens: turn.map_or(0, |turn| turn.tokens),
                });
            }
            CatFrame::Notification(text) => (self.sink)(ChatEvent::Notification { text }),
            CatFrame::Error {
                name,
                description,
                hint,
            } => {
                self.turn = None;
                (self.sink)(ChatEvent::Error {
                    name,
                    description,
                    hint: hint.map(str::to_owned),
                });
            }
            CatFrame::Other(_) => {}
        }
    }

    fn over(&self, error: &WireError) {
        let code = matches!(error, WireError::Closed { .. }).then_some(1006);
        (self.sink)(ChatEvent::Closed {
            code,
            reason: format!("{error}. {}", error.advice()),
            clean: false,
        });
    }

    fn log(&mut self, frame: &RawFrame, kind: &str) {
        self.frames += 1;
        let text = redact_frame(&String::from_utf8_lossy(&frame.payload));
        let secrets: Vec<&Secret> = self.secret.iter().collect();
        let body = redact(&text, &secrets);
        let cut = body.chars().count() > SHOWN;
        let body = if cut {
            body.chars().take(SHOWN).collect()
        } else {
            body
        };
        let direction = match frame.direction {
            Direction::Sent => FrameDirection::Sent,
            Direction::Received => FrameDirection::Received,
        };
        let size = u32::try_from(frame.payload.len()).unwrap_or(u32::MAX);
        let frame = Frame {
            seq: self.frames,
            at: crate::console::moment(frame.at),
            direction,
            kind: kind.to_owned(),
            size,
            body,
            cut,
        };
        (self.sink)(ChatEvent::Frame { frame });
    }
}

fn kind(frame: &CatFrame) -> &str {
    match frame {
        CatFrame::Token(_) => "chat_token",
        CatFrame::Chat(_) => "chat",
        CatFrame::Notification(_) => "notification",
        CatFrame::Error { .. } => "error",
        CatFrame::Other(kind) => kind,
    }
}
