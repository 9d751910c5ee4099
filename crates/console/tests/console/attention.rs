//! Listening to a chat.

use std::sync::Arc;
use std::time::Duration;

use chatelaine_console::view::{ChatAuth, ChatEvent, ChatOptions};
use chatelaine_console::{ChatListener, CommandError, Console};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::stage::BOT;

/// Only a hang gets here.
const HANG: Duration = Duration::from_secs(30);

pub(crate) struct Attention {
    console: Arc<Console>,
    pub(crate) id: String,
    events: UnboundedReceiver<ChatEvent>,
    pub(crate) heard: Vec<ChatEvent>,
}

impl Attention {
    pub(crate) async fn open(
        console: &Arc<Console>,
        auth: ChatAuth,
        user: Option<&str>,
    ) -> Result<Self, CommandError> {
        let (sender, events) = unbounded_channel();
        let options = ChatOptions {
            auth: Some(auth),
            user_id: user.map(str::to_owned),
            ..ChatOptions::default()
        };
        let id = console
            .chat_open(
                BOT,
                options,
                ChatListener::new(move |events| {
                    events
                        .into_iter()
                        .for_each(|event| drop(sender.send(event)));
                }),
            )
            .await?;
        Ok(Self {
            console: Arc::clone(console),
            id,
            events,
            heard: Vec::new(),
        })
    }

    pub(crate) async fn connected(
        console: &Arc<Console>,
        auth: ChatAuth,
        user: Option<&str>,
    ) -> Self {
        let mut chat = Self::open(console, auth, user).await.unwrap();
        chat.until(|event| matches!(event, ChatEvent::Connected { .. }))
            .await;
        chat
    }

    /// The next event of a kind; everything before it is remembered.
    pub(crate) async fn until(&mut self, wanted: impl Fn(&ChatEvent) -> bool) -> ChatEvent {
        loop {
            let event = tokio::time::timeout(HANG, self.events.recv()).await;
            let event = event
                .unwrap_or_else(|_| panic!("waited in vain; heard so far: {:#?}", self.heard))
                .expect("the chat ended without a word");
            self.heard.push(event.clone());
            if wanted(&event) {
                return event;
            }
        }
    }

    pub(crate) async fn say(&mut self, text: &str) {
        self.console.chat_send(&self.id, text.into()).await.unwrap();
    }

    /// Says something and waits for the whole reply.
    pub(crate) async fn ask(&mut self, text: &str) -> String {
        self.say(text).await;
        match self
            .until(|event| matches!(event, ChatEvent::Message { .. }))
            .await
        {
            ChatEvent::Message { text, .. } => text,
            _ => String::new(),
        }
    }

    pub(crate) async fn close(mut self) -> Vec<ChatEvent> {
        self.console.chat_close(&self.id);
        self.until(|event| matches!(event, ChatEvent::Closed { .. }))
            .await;
        self.heard
    }
}
