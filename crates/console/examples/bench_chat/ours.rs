//! The console's chat, as both shells use it.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chatelaine_console::view::{
    Bot, ChatAuth, ChatEvent, ChatOptions, Platform, TranscriptEntry, TranscriptPart,
};
use chatelaine_console::{ChatListener, Console, Home, Pace};
use chatelaine_secrets::Memory;
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::server::{FLOOD, REMARKS, STREAM, TOKENS, token};
use super::{Figure, MESSAGES, Outcome, WARM_UP, median, micros};

/// What the window's page gets at once.
const PACE: Pace = Pace {
    between: Duration::from_millis(8),
    frames: 50,
    remarks: 200,
    unshown: 100,
};

struct Chat {
    console: Arc<Console>,
    id: String,
    /// Batches, each with the moment in which the console handed it over.
    events: UnboundedReceiver<(Instant, Vec<ChatEvent>)>,
    home: TempDir,
}

impl Chat {
    async fn open(address: SocketAddr, platform: Platform, pace: Option<Pace>) -> Outcome<Self> {
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
        let tell = move |events| drop(sender.send((Instant::now(), events)));
        let listener = match pace {
            Some(pace) => ChatListener::paced(pace, tell),
            None => ChatListener::new(tell),
        };
        let id = console.chat_open_to(&bot, options, listener).await?;
        let mut chat = Self {
            console,
            id,
            events,
            home,
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
            self.console.chat_taken(&self.id, batch.len());
            if there {
                return Ok(told);
            }
        }
    }
}

/// The remarks in a transcript, which are numbered from 0 in order.
fn remarks_in(transcript: &Path) -> Outcome<usize> {
    let mut parts = fs::read_dir(transcript)?
        .map(|part| Ok(part?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    // The first part has no number.
    parts.sort_by_key(|part| (part.as_os_str().len(), part.clone()));
    let mut remarks = 0;
    for part in parts {
        for line in BufReader::new(File::open(part)?).lines() {
            let line: TranscriptEntry = serde_json::from_str(&line?)?;
            let TranscriptPart::Heard(ChatEvent::Notification { text }) = line.entry else {
                continue;
            };
            if text.parse() != Ok(remarks) {
                return Err("the transcript lost or reordered remarks".into());
            }
            remarks += 1;
        }
    }
    Ok(remarks)
}

fn is_message(event: &ChatEvent) -> bool {
    matches!(event, ChatEvent::Message { .. })
}

pub(super) async fn round_trip(address: SocketAddr, platform: Platform) -> Figure {
    let mut chat = Chat::open(address, platform, None).await?;
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
    let mut chat = Chat::open(address, Platform::CheshireCat, Some(PACE)).await?;
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
    chat.until(is_message, |event| match event {
        ChatEvent::Notification { text } => {
            in_order &= text.parse() == Ok(next);
            next += 1;
        }
        ChatEvent::LeftOut { count } => next += count,
        _ => {}
    })
    .await?;
    let flooded = started.elapsed().as_secs_f64();
    if !in_order || usize::try_from(next)? != REMARKS {
        return Err("the flood lost or reordered remarks".into());
    }
    chat.console.chat_close(&chat.id);
    while chat.events.recv().await.is_some() {}
    if remarks_in(&chat.home.path().join("transcripts/bench"))? != REMARKS {
        return Err("the transcript lost remarks".into());
    }
    Ok((streamed, flooded))
}
