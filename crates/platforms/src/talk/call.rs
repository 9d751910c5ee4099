//! What a conversation is given.

use std::pin::Pin;
use std::time::Duration;

use chatelaine_secrets::Secret;
use chatelaine_wire::Site;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::sync::mpsc;

use super::{ChatAuth, ChatTransport, Outlet};
use crate::Effective;

/// What the operator says. Its end ends the conversation.
pub type Inbox = mpsc::Receiver<String>;

/// A conversation under way. It holds copies of what it needs, and tells its end through the [`Outlet`].
pub type Conversing = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Begins a conversation.
pub(crate) type Converse = fn(&Call<'_>, Inbox, Outlet) -> Result<Conversing, Unready>;

/// What a transport that belongs to no platform has to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Custom {
    /// Path below the bot's address, with its query.
    pub path: String,
    /// What is sent, with `{message}`, `{user}` and `{session}` in the place of JSON strings, quotes included; the words
    /// alone when empty.
    pub body: String,
    /// JSON pointer (RFC 6901) to the reply's text; the whole answer when empty.
    pub reply: String,
}

/// Why a conversation cannot even begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unready {
    /// What is missing.
    pub what: String,
    /// What to do.
    pub advice: String,
}

impl Unready {
    /// From two sentences.
    #[must_use]
    pub fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            advice: advice.into(),
        }
    }
}

/// Who talks, in words.
#[derive(Debug, Clone, Default)]
pub struct Introduction {
    /// Who speaks.
    pub user: String,
    /// With what, in words.
    pub credential: String,
    /// The conversation's own id; empty where the bot knows none.
    pub session: String,
}

/// Everything that is known when a conversation begins. Credentials are resolved anew for each one, so that a reconnect
/// after a change uses the new ones.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The bot's address.
    pub site: &'a Site,
    /// Every setting with the value that counts; empty when there is no folder to read.
    pub values: &'a [Effective],
    /// What the vault holds of a setting, by its id.
    pub kept: &'a dyn Fn(&str) -> Option<Secret>,
    /// Over what.
    pub transport: &'static ChatTransport,
    /// With what.
    pub auth: ChatAuth,
    /// The token of a login ([`ChatAuth::Jwt`]) or of an authorization server ([`ChatAuth::Oauth`]).
    pub token: Option<&'a Secret>,
    /// Who speaks: chosen by the operator, or made up and unguessable.
    pub user: &'a str,
    /// The conversation's own id: unguessable, because whoever knows a Rasa's session id receives its replies.
    pub session: &'a str,
    /// Since when an earlier chat of the same user is over, if there was one.
    pub since_closed: Option<Duration>,
    /// For a transport that belongs to no platform.
    pub custom: Option<&'a Custom>,
    /// When it begins.
    pub at: Timestamp,
}

impl Call<'_> {
    /// A setting's secret: what reaches the bot from its files, else what the vault holds.
    #[must_use]
    pub fn secret(&self, id: &str) -> Option<Secret> {
        self.declared(id).or_else(|| (self.kept)(id))
    }

    /// A setting's secret that somebody chose. A default is none: everybody knows it, and what is signed with it is forged.
    #[must_use]
    pub fn chosen(&self, id: &str) -> Option<Secret> {
        let is_set = |value: &Effective| value.id == id && value.loaded && value.is_set();
        match self.values.iter().find(|value| is_set(value)) {
            Some(value) => value.value.clone(),
            None => (self.kept)(id),
        }
    }

    /// A setting's value that is set and reaches the bot.
    #[must_use]
    pub fn declared(&self, id: &str) -> Option<Secret> {
        let value = self.values.iter().find(|value| value.id == id)?;
        value.value.clone().filter(|_| value.loaded)
    }
}
