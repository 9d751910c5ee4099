//! A conversation as an operator has it.

#![allow(dead_code, reason = "not every platform needs every question")]

use std::sync::Arc;
use std::time::Duration;

use chatelaine_platforms::talk::{
    Call, ChatAuth, ChatEvent, ChatSink, Custom, Frame, Outlet, Unready,
};
use chatelaine_platforms::{Effective, Platform};
use chatelaine_secrets::Secret;
use chatelaine_wire::Site;
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Long enough for a practice bot on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Who is called, over what and with what.
#[derive(Clone)]
pub(crate) struct Line<'a> {
    pub(crate) platform: Platform,
    pub(crate) site: &'a Site,
    pub(crate) values: &'a [Effective],
    /// What the vault holds.
    pub(crate) kept: &'a [(&'a str, &'a str)],
    pub(crate) transport: &'a str,
    pub(crate) auth: ChatAuth,
    pub(crate) token: Option<&'a Secret>,
    pub(crate) user: &'a str,
    pub(crate) custom: Option<&'a Custom>,
    pub(crate) session: &'a str,
    /// How long an answer may take.
    pub(crate) reply_limit: Duration,
}

impl<'a> Line<'a> {
    pub(crate) fn new(platform: Platform, site: &'a Site, transport: &'a str) -> Self {
        Self {
            platform,
            site,
            values: &[],
            kept: &[],
            transport,
            auth: ChatAuth::None,
            token: None,
            user: "alice",
            custom: None,
            session: "a-session-of-its-own",
            reply_limit: Duration::from_secs(10),
        }
    }

    pub(crate) fn with(self, auth: ChatAuth, kept: &'a [(&'a str, &'a str)]) -> Self {
        Self { auth, kept, ..self }
    }

    /// Dials.
    pub(crate) fn open(&self) -> Result<Talk, Unready> {
        let (told, events) = mpsc::unbounded_channel();
        let sink: ChatSink = Arc::new(move |event| {
            let _ = told.send(event);
        });
        let (outbox, inbox) = mpsc::channel(64);
        let kept = |id: &str| {
            let (_, secret) = self.kept.iter().find(|(name, _)| *name == id)?;
            Some(Secret::new((*secret).to_owned()))
        };
        let call = Call {
            site: self.site,
            values: self.values,
            kept: &kept,
            transport: (self.platform.transports())
                .find(|transport| transport.id == self.transport)
                .expect("a transport of the platform"),
            auth: self.auth,
            token: self.token,
            user: self.user,
            session: self.session,
            since_closed: None,
            custom: self.custom,
            at: Timestamp::now(),
        };
        let outlet = Outlet::new(sink, self.reply_limit);
        tokio::spawn(self.platform.converse(&call, inbox, outlet)?);
        Ok(Talk {
            outbox: Some(outbox),
            events,
            told: Vec::new(),
        })
    }

    /// Dials, and is let in.
    pub(crate) async fn connected(&self) -> Talk {
        let mut talk = self.open().expect("everything is at hand");
        talk.until(|event| matches!(event, ChatEvent::Connected { .. }))
            .await;
        talk
    }

    /// Dials, and is refused: cause and advice.
    pub(crate) async fn refused(&self) -> String {
        let mut talk = self.open().expect("everything is at hand");
        let refused = talk
            .until(|event| matches!(event, ChatEvent::Refused { .. }))
            .await;
        let ChatEvent::Refused { cause, advice, .. } = refused else {
            unreachable!("it was waited for")
        };
        format!("{cause} {advice}")
    }
}

/// A conversation under way.
pub(crate) struct Talk {
    outbox: Option<mpsc::Sender<String>>,
    events: mpsc::UnboundedReceiver<ChatEvent>,
    /// Everything that was told so far.
    pub(crate) told: Vec<ChatEvent>,
}

impl Talk {
    pub(crate) async fn say(&self, text: &str) {
        let outbox = self.outbox.as_ref().expect("the conversation goes on");
        outbox.send(text.to_owned()).await.expect("somebody hears");
    }

    /// Waits for an event.
    pub(crate) async fn until(&mut self, wanted: impl Fn(&ChatEvent) -> bool) -> ChatEvent {
        loop {
            let event = timeout(PATIENCE, self.events.recv()).await;
            let Ok(Some(event)) = event else {
                panic!("the event never came; told was {:#?}", self.told)
            };
            self.told.push(event.clone());
            if wanted(&event) {
                return event;
            }
        }
    }

    /// Says something, and waits until the turn is over in whatever way; what was told of it, but for the frames.
    pub(crate) async fn ask(&mut self, text: &str) -> Vec<ChatEvent> {
        let before = self.told.len();
        self.say(text).await;
        self.until(|event| {
            matches!(
                event,
                ChatEvent::TurnOver { .. }
                    | ChatEvent::Error { .. }
                    | ChatEvent::NoReply { .. }
                    | ChatEvent::Refused { .. }
                    | ChatEvent::Closed { .. }
            )
        })
        .await;
        let turn = self.told[before..].iter();
        turn.filter(|event| !matches!(event, ChatEvent::Frame { .. }))
            .cloned()
            .collect()
    }

    /// Says something; the words of the replies.
    pub(crate) async fn words(&mut self, text: &str) -> Vec<String> {
        let turn = self.ask(text).await;
        turn.into_iter()
            .filter_map(|event| match event {
                ChatEvent::Message { text, .. } => Some(text),
                _ => None,
            })
            .collect()
    }

    /// The operator ends it.
    pub(crate) async fn close(mut self) -> Vec<ChatEvent> {
        self.outbox = None;
        let closed = self
            .until(|event| matches!(event, ChatEvent::Closed { .. }))
            .await;
        assert!(
            matches!(closed, ChatEvent::Closed { clean: true, .. }),
            "the end is ours: {closed:?}"
        );
        self.told
    }

    /// What crossed the wire so far.
    pub(crate) fn frames(&self) -> Vec<&Frame> {
        let frames = self.told.iter().filter_map(|event| match event {
            ChatEvent::Frame { frame } => Some(frame),
            _ => None,
        });
        frames.collect()
    }
}
