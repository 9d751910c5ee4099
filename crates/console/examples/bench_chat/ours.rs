//! The console's chat, as both shells use it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chatelaine_console::view::{Bot, ChatAuth, ChatEvent, ChatOptions, Platform};
use chatelaine_console::{ChatListener, Console, Home};
use chatelaine_secrets::Memory;
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::server::{FLOOD, REMARKS, STREAM, TOKENS, token};
use super::{Figure, MESSAGES, Outcome, WARM_UP, median, micros};

/// How long a window waits between two messages to its page.
const PACE: Duration = Duration::from_millis(8);

struct Chat {
    console: Arc<Console>,
    id: String,
    /// Batches, each with the moment in which the console handed it over.
    events: UnboundedReceiver<(Instant, Vec<ChatEvent>)>,
    _home: TempDir,
}

impl Chat {
    async fn open(address: SocketAddr, platform: Platform, pace: Duration) -> Outcome<Self> {
        let home = tempfile::tempdir()?;
        let console = Arc::new(Console::open(
            Home::at(home.path().to_owned()),
            Arc::new(Memory::new()),
        )?);
        let bot = Bot {
            name: "bench".into(),
            platform,
            dir: None,
            url: Some(format!("http://{address}")),
            allow_plain_http: false,
            practice: false,
        };
        let (sender, events) = unbounded_channel();
        let options = ChatOptions {
            auth: Some(ChatAuth::None),
            ..ChatOptions::default()
        };
        let listener = ChatListener::new(pace, move |events| {
            drop(sender.send((Instant::now(), events)));
        });
        let id = console.chat_open_to(&bot, options, listener).await?;
        let mut chat = Self {
            console,
            id,
            events,
            _home: home,
        };
        chat.until(|event| matches!(event, ChatEvent::Connected { .. }), |_| {})
            .await?;
        Ok(chat)
    }

    /// Waits for an event; every one until then is seen. Returns when the console told it.
    async fn until(
        &mut self,
        wanted: impl Fn(&ChatEvent) -> bool,
        mut see: impl FnMut(&ChatEvent),
    ) -> Outcome<Instant> {
        loop {
            let (told, batch) = self.events.recv().await.ok_or("the chat ended")?;
            let mut there = false;
            for event in &batch {
                see(event);
                there |= wanted(event);
                if let ChatEvent::Closed { reason, .. } = event {
                    return Err(reason.clone().into());
                }
            }
            if there {
                return Ok(told);
            }
        }
    }
}

fn is_message(event: &ChatEvent) -> bool {
    matches!(event, ChatEvent::Message { .. })
}

pub(super) async fn round_trip(address: SocketAddr, platform: Platform) -> Figure {
    let mut chat = Chat::open(address, platform, Duration::ZERO).await?;
    let mut took = Vec::with_capacity(MESSAGES);
    for _ in 0..WARM_UP + MESSAGES {
        let started = Instant::now();
        let question = "Which way ought I to go from here?".into();
        chat.console.chat_send(&chat.id, question).await?;
        let told = chat.until(is_message, |_| {}).await?;
        took.push(micros(told - started));
    }
    chat.console.chat_close(&chat.id);
    Ok(median(took))
}

/// A reply of a hundred thousand pieces, then a million remarks: seconds for each, all of it there and in order.
pub(super) async fn flood(address: SocketAddr) -> Outcome<(f64, f64)> {
    let mut chat = Chat::open(address, Platform::CheshireCat, PACE).await?;
    let started = Instant::now();
    chat.console.chat_send(&chat.id, STREAM.into()).await?;
    let (mut text, mut pieces) = (String::new(), 0);
    chat.until(is_message, |event| {
        if let ChatEvent::Token { text: more, count } = event {
            text.push_str(more);
            pieces += count;
        }
    })
    .await?;
    let streamed = started.elapsed().as_secs_f64();
    if text != (0..TOKENS).map(token).collect::<String>() || usize::try_from(pieces)? != TOKENS {
        return Err("the reply lost or reordered pieces".into());
    }

    let started = Instant::now();
    chat.console.chat_send(&chat.id, FLOOD.into()).await?;
    let (mut next, mut in_order) = (0, true);
    chat.until(is_message, |event| {
        if let ChatEvent::Notification { text } = event {
            in_order &= text.parse() == Ok(next);
            next += 1;
        }
    })
    .await?;
    let flooded = started.elapsed().as_secs_f64();
    if !in_order || next != REMARKS {
        return Err("the flood lost or reordered remarks".into());
    }
    chat.console.chat_close(&chat.id);
    Ok((streamed, flooded))
}
