//! `chatelaine chat`.

use std::sync::Arc;
use std::time::Duration;

use chatelaine_console::view::{ChatAuth, ChatEvent, ChatOptions, Frame, FrameDirection};
use chatelaine_console::{ChatListener, Console};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines, Stdin};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::{Done, bot};
use crate::Outcome;
use crate::arguments::{Auth, ChatArguments};
use crate::output::Output;

pub(crate) async fn run(
    console: &Arc<Console>,
    arguments: ChatArguments,
    output: &mut Output,
) -> Done {
    let bot = bot(console, &arguments.target, arguments.url)?;
    let (sender, mut events) = unbounded_channel();
    let listener = ChatListener::new(Duration::ZERO, move |batch| {
        batch.into_iter().for_each(|event| drop(sender.send(event)));
    });
    let options = ChatOptions {
        transport: arguments.over,
        auth: arguments.auth.map(chosen),
        user_id: arguments.user,
        ..ChatOptions::default()
    };
    let id = console.chat_open_to(&bot, options, listener).await?;
    let (frames, messages) = (arguments.frames, arguments.message);
    let mut talk = Talk { frames, output };
    if let Some(outcome) = talk
        .until(&mut events, |event| {
            matches!(event, ChatEvent::Connected { .. })
        })
        .await
    {
        return Ok(outcome);
    }
    let mut worst = Outcome::Done;
    let mut script = Script::new(messages);
    while let Some(text) = script.next().await {
        if console.chat_send(&id, text).await.is_err() {
            worst = Outcome::Failed;
            break;
        }
        let over = |event: &ChatEvent| {
            matches!(
                event,
                ChatEvent::TurnOver { .. } | ChatEvent::Error { .. } | ChatEvent::NoReply { .. }
            )
        };
        let mut failed = false;
        let ended = talk.until(&mut events, |event| {
            failed = failed || matches!(event, ChatEvent::Error { .. } | ChatEvent::NoReply { .. });
            over(event)
        });
        if let Some(outcome) = ended.await {
            return Ok(outcome);
        }
        if failed {
            worst = Outcome::Failed;
        }
    }
    console.chat_close(&id);
    talk.until(&mut events, |event| {
        matches!(event, ChatEvent::Closed { .. })
    })
    .await;
    Ok(worst)
}

fn chosen(auth: Auth) -> ChatAuth {
    match auth {
        Auth::Key => ChatAuth::Key,
        Auth::Jwt => ChatAuth::Jwt,
        Auth::Mint => ChatAuth::Mint,
        Auth::Basic => ChatAuth::Basic,
        Auth::BasicAndKey => ChatAuth::BasicAndKey,
        Auth::Token => ChatAuth::Token,
        Auth::Oauth => ChatAuth::Oauth,
        Auth::None => ChatAuth::None,
    }
}

/// What is said: the messages that were given, else the lines of standard input.
enum Script {
    Given(std::vec::IntoIter<String>),
    Typed(Lines<BufReader<Stdin>>),
}

impl Script {
    fn new(messages: Vec<String>) -> Self {
        if messages.is_empty() {
            Self::Typed(BufReader::new(tokio::io::stdin()).lines())
        } else {
            Self::Given(messages.into_iter())
        }
    }

    async fn next(&mut self) -> Option<String> {
        match self {
            Self::Given(messages) => messages.next(),
            Self::Typed(lines) => loop {
                let line = lines.next_line().await.ok().flatten()?;
                if !line.trim().is_empty() {
                    return Some(line);
                }
            },
        }
    }
}

struct Talk<'a> {
    frames: bool,
    output: &'a mut Output,
}

impl Talk<'_> {
    /// Shows events until one is waited for. Returns the outcome when the chat ended instead.
    async fn until(
        &mut self,
        events: &mut UnboundedReceiver<ChatEvent>,
        mut wanted: impl FnMut(&ChatEvent) -> bool,
    ) -> Option<Outcome> {
        loop {
            let Some(event) = events.recv().await else {
                return Some(Outcome::Failed);
            };
            self.show(&event);
            if wanted(&event) {
                return None;
            }
            match event {
                ChatEvent::Refused { .. } => return Some(Outcome::Found),
                ChatEvent::Closed { .. } => return Some(Outcome::Failed),
                _ => {}
            }
        }
    }

    fn show(&mut self, event: &ChatEvent) {
        if matches!(event, ChatEvent::Frame { .. }) && !self.frames {
            return;
        }
        if self.output.json {
            return self.output.event(event);
        }
        match event {
            ChatEvent::Connecting { url } => self.output.say(&format!("connecting to {url}")),
            ChatEvent::Connected {
                status,
                ms,
                user_id,
                credential,
                ..
            } => self.output.say(&format!(
                "{status} in {ms} ms as {user_id} with {credential}"
            )),
            ChatEvent::Message {
                text,
                first_token_ms,
                total_ms,
                tokens,
                buttons,
                images,
                attachments,
                custom,
            } => {
                if !text.is_empty() {
                    self.output.line(text);
                }
                for button in buttons {
                    self.output
                        .line(&format!("[{}] says {}", button.title, button.payload));
                }
                for image in images {
                    self.output.line(&format!("image: {image}"));
                }
                for attachment in attachments {
                    self.output
                        .line(&format!("{}: {}", attachment.kind, attachment.source));
                }
                if let Some(custom) = custom {
                    self.output.line(custom);
                }
                let ms = |value: &Option<u32>| {
                    value.map_or_else(|| "-".into(), |value| format!("{value} ms"))
                };
                self.output.say(&format!(
                    "first token {} · {tokens} tokens · {}",
                    ms(first_token_ms),
                    ms(total_ms)
                ));
            }
            ChatEvent::Notification { text } => self.output.say(&format!("note: {text}")),
            ChatEvent::Error {
                name,
                description,
                hint,
            } => self.output.say(&format!(
                "error: {name}: {description}\n  {}",
                hint.as_deref().unwrap_or_default()
            )),
            ChatEvent::Refused {
                status,
                cause,
                advice,
            } => self
                .output
                .say(&format!("refused ({status}): {cause}\n  {advice}")),
            ChatEvent::NoReply { seconds, causes } => self.output.say(&format!(
                "no reply within {seconds} s. Known causes:\n  {}",
                causes.join("\n  ")
            )),
            ChatEvent::Closed { reason, .. } => self.output.say(&format!("closed: {reason}")),
            ChatEvent::Frame { frame } => self.output.say(&frame_line(frame)),
            ChatEvent::Hint { text } => self.output.say(&format!("hint: {text}")),
            ChatEvent::Token { .. } | ChatEvent::TurnOver { .. } => {}
        }
    }
}

fn frame_line(frame: &Frame) -> String {
    let arrow = if frame.direction == FrameDirection::Sent {
        '>'
    } else {
        '<'
    };
    format!("{arrow} {} {} {} B", frame.at, frame.kind, frame.size)
}
