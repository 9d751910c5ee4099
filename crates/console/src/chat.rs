//! The test chat: one conversation over one socket, with the wire in plain sight.

mod refusal;
mod talk;

use std::sync::Arc;
use std::time::{Duration, Instant};

use chatelaine_platforms::cheshire_cat::{self, socket_path};
use chatelaine_secrets::{Secret, generate_from_os};
use chatelaine_tokens::inspect;
use chatelaine_wire::{Limits, WireError, connect};
use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::posture::site;
use crate::project::{Loaded, load};
use crate::view::{Bot, ChatAuth, ChatEvent, ChatOptions};
use crate::{CommandError, Console};
use talk::Talk;

/// Where the events of a chat go, in order.
pub type ChatSink = Arc<dyn Fn(ChatEvent) + Send + Sync>;

/// A Cat of version 1.9 loses the replies of a socket that is opened while an earlier one of the same user is being
/// unregistered; a second is enough (measured: 4 of 6 lost without a pause).
const PAUSE_AFTER_CLOSE: Duration = Duration::from_secs(1);

/// A language model may think for a while before its first word; silence beyond this has other causes.
pub(crate) const REPLY_LIMIT: Duration = Duration::from_secs(45);

/// What the console holds of a chat that is open: dropping it ends the conversation.
pub(crate) struct OpenChat {
    outbox: mpsc::Sender<String>,
}

/// What opens the socket.
struct Credential {
    secret: Option<Secret>,
    /// In words.
    shown: String,
    user_id: String,
    path: String,
}

impl Console {
    /// Opens a chat. The credential is resolved now, so a reconnect after a rotation uses the new one.
    ///
    /// Everything that happens afterwards, a refusal included, arrives at `sink`; after [`ChatEvent::Refused`] or
    /// [`ChatEvent::Closed`] the chat is over.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] for an unknown bot, [`crate::ErrorCode::Invalid`] when no key is set or no address is known,
    /// [`crate::ErrorCode::Refused`] when nobody is logged in.
    pub async fn chat_open(
        self: &Arc<Self>,
        target: &str,
        options: ChatOptions,
        sink: ChatSink,
    ) -> Result<String, CommandError> {
        self.chat_open_to(&self.bot(target)?, options, sink).await
    }

    /// [`Console::chat_open`] to a bot that may not be registered.
    ///
    /// # Errors
    /// As [`Console::chat_open`].
    pub async fn chat_open_to(
        self: &Arc<Self>,
        bot: &Bot,
        options: ChatOptions,
        sink: ChatSink,
    ) -> Result<String, CommandError> {
        let site = site(bot)?;
        let credential = self.credential(bot, &options).await?;
        let id = generate_from_os()?.expose()[..16].to_owned();
        let (outbox, inbox) = mpsc::channel(64);
        self.state().chats.insert(id.clone(), OpenChat { outbox });

        let (console, chat, bot) = (Arc::clone(self), id.clone(), bot.clone());
        tokio::spawn(async move {
            let scheme = if site.is_tls() { "wss" } else { "ws" };
            let origin =
                site.origin()
                    .replacen(if site.is_tls() { "https" } else { "http" }, scheme, 1);
            let query = if credential.secret.is_some() {
                "?token=••••••••"
            } else {
                ""
            };
            sink(ChatEvent::Connecting {
                url: format!("{origin}{}{query}", credential.path),
            });
            console.pause(&bot, &credential.user_id).await;
            match connect(
                &site,
                &credential.path,
                credential.secret.as_ref(),
                Limits::default(),
            )
            .await
            {
                Ok((socket, handshake)) => {
                    sink(ChatEvent::Connected {
                        request: handshake.request,
                        status: format!("{} Switching Protocols", handshake.status),
                        ms: milliseconds(handshake.elapsed),
                        user_id: credential.user_id.clone(),
                        credential: credential.shown.clone(),
                    });
                    Talk::new(socket, sink, credential.secret, console.reply_limit)
                        .run(inbox)
                        .await;
                    console
                        .state()
                        .closed
                        .insert((bot.name.clone(), credential.user_id), Instant::now());
                }
                Err(WireError::Handshake { status, .. }) => sink(refusal::explain(
                    status,
                    options.auth,
                    credential.secret.as_ref(),
                )),
                Err(error) => sink(ChatEvent::Closed {
                    code: None,
                    reason: format!("{error}. {}", error.advice()),
                    clean: false,
                }),
            }
            console.state().chats.remove(&chat);
        });
        Ok(id)
    }

    /// Says something.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] when the chat is over.
    pub async fn chat_send(&self, id: &str, text: String) -> Result<(), CommandError> {
        let outbox = self.state().chats.get(id).map(|chat| chat.outbox.clone());
        let over = || CommandError::not_found("this chat is over", "Connect again.");
        outbox
            .ok_or_else(over)?
            .send(text)
            .await
            .map_err(|_| over())
    }

    /// Ends a chat. Ending one that is over does nothing.
    pub fn chat_close(&self, id: &str) {
        self.state().chats.remove(id);
    }

    async fn pause(&self, bot: &Bot, user_id: &str) {
        let since = self
            .state()
            .closed
            .get(&(bot.name.clone(), user_id.to_owned()))
            .map(Instant::elapsed);
        if let Some(rest) = since.and_then(|since| PAUSE_AFTER_CLOSE.checked_sub(since)) {
            tokio::time::sleep(rest).await;
        }
    }

    async fn credential(
        &self,
        bot: &Bot,
        options: &ChatOptions,
    ) -> Result<Credential, CommandError> {
        let chosen = options
            .user_id
            .as_deref()
            .map(str::trim)
            .filter(|user| !user.is_empty())
            .map(str::to_owned);
        // An own, unguessable user for each connection: nobody's replies are stolen, and nobody can steal ours.
        let user_id = match chosen {
            Some(user) => user,
            None => format!(
                "console-{}",
                generate_from_os()?.expose()[..12].to_ascii_lowercase()
            ),
        };
        let path = socket_path(Some(&user_id));
        match options.auth {
            ChatAuth::None => Ok(Credential {
                secret: None,
                shown: "no credential".into(),
                user_id,
                path,
            }),
            ChatAuth::Key => {
                let declared = load(bot)?
                    .map(|loaded: Loaded| cheshire_cat::known(&loaded.values()))
                    .and_then(|known| known.ws_key);
                let kept = || self.recall(bot, cheshire_cat::id::API_KEY_WS);
                let missing = || {
                    CommandError::invalid(
                        "no WebSocket key is set",
                        "Generate CCAT_API_KEY_WS, or connect without a credential to see whether the bot is open.",
                    )
                };
                let secret = declared.or_else(kept).ok_or_else(missing)?;
                Ok(Credential {
                    secret: Some(secret),
                    shown: "WebSocket key".into(),
                    user_id,
                    path,
                })
            }
            ChatAuth::Jwt => {
                let token = self.token(bot).await?;
                let user_id = inspect(token.expose())?.username.unwrap_or_default();
                Ok(Credential {
                    secret: Some(token),
                    shown: format!("JWT · {user_id}"),
                    user_id,
                    path: socket_path(None),
                })
            }
        }
    }
}

pub(crate) fn milliseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// Whether a token is over by this machine's clock.
fn expired(token: &Secret) -> bool {
    inspect(token.expose())
        .is_ok_and(|inspection| inspection.expired_at(Timestamp::now().as_second()))
}
