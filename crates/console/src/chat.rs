//! The test chat: one conversation with one bot, with the wire in plain sight.

mod archive;
mod credential;
mod export;
mod kept;
mod oauth;
mod pump;
mod record;
mod transcript;
mod ways;

use std::cell::RefCell;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chatelaine_platforms::talk::{Call, Conversing, Inbox, Outlet};
use chatelaine_secrets::{Secret, generate_from_os};
use chatelaine_tokens::inspect;
use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::posture::site;
use crate::project::{Loaded, load};
use crate::view::{Bot, ChatOptions, Frame, TranscriptHead};
use crate::{CommandError, Console};
use pump::{Inlet, Pump, held};
use record::Record;
use transcript::Transcript;

pub use pump::{ChatListener, Pace};

/// A language model may think for a while before its first word; silence beyond this has other causes.
pub(crate) const REPLY_LIMIT: Duration = Duration::from_secs(45);

/// Characters of a made-up name or session: 12 of an alphabet of 64 are 72 bits, which nobody guesses over a network.
const MADE_UP: usize = 12;

/// What the console holds of a chat: dropping it ends the conversation.
pub(crate) struct OpenChat {
    bot: String,
    /// Nothing once the chat is over; its record stays until the next one.
    outbox: Option<mpsc::Sender<String>>,
    record: Arc<Mutex<Record>>,
    inlet: Inlet,
}

impl Console {
    /// Opens a chat. The credential is resolved now, so a reconnect after a rotation uses the new one.
    ///
    /// Everything that happens afterwards, a refusal included, arrives at the listener; after
    /// [`crate::view::ChatEvent::Refused`] or [`crate::view::ChatEvent::Closed`] the chat is over.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] for an unknown bot, [`crate::ErrorCode::Invalid`] when a credential is missing, an
    /// unknown way is asked for or no address is known, [`crate::ErrorCode::Refused`] when nobody is logged in.
    pub async fn chat_open(
        self: &Arc<Self>,
        target: &str,
        options: ChatOptions,
        listener: ChatListener,
    ) -> Result<String, CommandError> {
        self.chat_open_to(&self.bot(target)?, options, listener)
            .await
    }

    /// [`Console::chat_open`] to a bot that may not be registered.
    ///
    /// # Errors
    /// As [`Console::chat_open`].
    pub async fn chat_open_to(
        self: &Arc<Self>,
        bot: &Bot,
        options: ChatOptions,
        listener: ChatListener,
    ) -> Result<String, CommandError> {
        // Begins with the time, so that conversations are in order by their names.
        let id = format!("{}-{}", Timestamp::now().as_millisecond(), made_up()?);
        let record = Arc::new(Mutex::new(Record::default()));
        let inlet = Inlet::new(&listener);
        let pump = Pump::new(listener, inlet.clone(), Arc::clone(&record));
        let outlet = Outlet::new(pump.sink(), self.reply_limit);
        let (outbox, inbox) = mpsc::channel(64);
        let token = self.chat_token(bot, &options).await?;
        let (asked, way) = (bot.clone(), options);
        let (conversing, head, secrets) = self
            .aside(move |console| console.conversation(&asked, way, token.as_ref(), inbox, outlet))
            .await?;
        let user = head.user.clone();
        let transcript = Transcript::new(self.transcripts(bot), &id, secrets);
        inlet.opened(head);

        let bot = bot.name.clone();
        {
            let mut state = self.state();
            state
                .chats
                .retain(|_, chat| chat.bot != bot || chat.outbox.is_some());
            let chat = OpenChat {
                bot: bot.clone(),
                outbox: Some(outbox),
                record,
                inlet,
            };
            state.chats.insert(id.clone(), chat);
        }
        let (console, chat) = (Arc::clone(self), id.clone());
        tokio::spawn(async move {
            pump.carry(conversing, transcript).await;
            let mut state = console.state();
            state.closed.insert((bot, user), Instant::now());
            if let Some(chat) = state.chats.get_mut(&chat) {
                chat.outbox = None;
            }
        });
        Ok(id)
    }

    /// Says something.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] when the chat is over.
    pub async fn chat_send(&self, id: &str, text: String) -> Result<(), CommandError> {
        let open = self.state().chats.get(id).and_then(|chat| {
            let outbox = chat.outbox.clone()?;
            Some((outbox, chat.inlet.clone()))
        });
        let over = || CommandError::not_found("this chat is over", "Connect again.");
        let (outbox, inlet) = open.ok_or_else(over)?;
        let room = outbox.reserve().await.map_err(|_| over())?;
        inlet.said(text.clone());
        room.send(text);
        Ok(())
    }

    /// So many more events of a chat were shown, so that a listener with a [`Pace`] gets further ones. Does nothing for a
    /// chat that is forgotten.
    pub fn chat_taken(&self, id: &str, events: usize) {
        if let Some(chat) = self.state().chats.get(id) {
            chat.inlet.taken(events);
        }
    }

    /// Ends a chat. Ending one that is over does nothing.
    pub fn chat_close(&self, id: &str) {
        if let Some(chat) = self.state().chats.get_mut(id) {
            chat.outbox = None;
        }
    }

    /// The frames of a chat that are still held, from a number on, and the number of the first one that is held.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] when the chat is forgotten.
    pub fn chat_frames(&self, id: &str, from: u32, count: u32) -> Result<Vec<Frame>, CommandError> {
        let record = self.record_of(id)?;
        Ok(held(&record).frames(from, count))
    }

    fn record_of(&self, id: &str) -> Result<Arc<Mutex<Record>>, CommandError> {
        self.state()
            .chats
            .get(id)
            .map(|chat| Arc::clone(&chat.record))
            .ok_or_else(|| CommandError::not_found("this chat is forgotten", "Connect again."))
    }

    /// The conversation, ready to run, how it is opened, and every secret that came into view.
    fn conversation(
        &self,
        bot: &Bot,
        options: ChatOptions,
        token: Option<&Secret>,
        inbox: Inbox,
        outlet: Outlet,
    ) -> Result<(Conversing, TranscriptHead, Vec<Secret>), CommandError> {
        let site = site(bot)?;
        let loaded = load(bot)?;
        let values = loaded.as_ref().map(Loaded::values).unwrap_or_default();
        let recalled = RefCell::new(Vec::new());
        let kept = |setting: &str| {
            let secret = self.recall(bot, setting)?;
            recalled.borrow_mut().push(secret.clone());
            Some(secret)
        };
        let (transport, auth) = self.chat_way(bot, &options, &values)?;
        let named = token.and_then(|token| inspect(token.expose()).ok()?.username);
        let chosen = named.or(options.user_id);
        let user = match chosen.as_deref().map(str::trim) {
            Some(user) if !user.is_empty() => user.to_owned(),
            // Own and unguessable for each connection: nobody's replies are stolen, and nobody can steal ours.
            _ => format!("console-{}", made_up()?.to_ascii_lowercase()),
        };
        let session = match options.session {
            Some(session) if !session.is_empty() => session,
            _ => made_up()?,
        };
        let since_closed = self
            .state()
            .closed
            .get(&(bot.name.clone(), user.clone()))
            .map(Instant::elapsed);
        let call = Call {
            site: &site,
            values: &values,
            kept: &kept,
            transport,
            auth,
            token,
            user: &user,
            session: &session,
            since_closed,
            custom: options.custom.as_ref(),
            at: Timestamp::now(),
        };
        let conversing = bot
            .platform
            .converse(&call, inbox, outlet)
            .map_err(|unready| CommandError::invalid(unready.what, &unready.advice))?;
        let head = TranscriptHead {
            transport: transport.id.into(),
            auth,
            user,
            url: site.address(),
        };
        let mut secrets = recalled.into_inner();
        secrets.extend(token.cloned());
        let in_files = values
            .iter()
            .filter(|value| value.setting.is_secret() && value.is_set());
        secrets.extend(in_files.filter_map(|value| value.value.clone()));
        Ok((conversing, head, secrets))
    }
}

fn made_up() -> Result<String, CommandError> {
    Ok(generate_from_os()?.expose()[..MADE_UP].to_owned())
}
