//! The test chat.

use serde::{Deserialize, Serialize};
use specta::Type;

pub use chatelaine_platforms::talk::{
    ChatAttachment, ChatAuth, ChatButton, ChatEvent, Custom, Frame, FrameDirection, HeaderLine,
};

/// How to open a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChatOptions {
    /// Over what, by the transport's id; the usual when not given.
    pub transport: Option<String>,
    /// With what; the usual when not given.
    pub auth: Option<ChatAuth>,
    /// As whom; a made-up name when not given. A token carries its own.
    pub user_id: Option<String>,
    /// The session to go on with, as [`ChatEvent::Connected`] told it; a new one when not given.
    pub session: Option<String>,
    /// Who issues the access token, for [`ChatAuth::Oauth`].
    pub oauth: Option<Oauth>,
    /// For a transport that belongs to no platform.
    pub custom: Option<Custom>,
}

/// An authorization server that issues access tokens for client credentials (RFC 6749 §4.4). The client's secret is in
/// the vault, under `oauth.client_secret`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Oauth {
    /// Its token endpoint.
    pub token_url: String,
    /// The client's id there.
    pub client_id: String,
    /// What is asked for, if anything.
    pub scope: Option<String>,
    /// For whom, if the server wants to know (Auth0 does).
    pub audience: Option<String>,
}

/// One way to talk to a bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChatWay {
    /// The transport's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What may open it, the usual first.
    pub auths: Vec<ChatAuth>,
    /// What the bot calls the one who speaks; nothing where it does not ask.
    pub user: Option<String>,
}

/// How a bot can be talked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChatWays {
    /// The ways, the usual first.
    pub ways: Vec<ChatWay>,
    /// The usual transport's id.
    pub transport: String,
    /// What usually opens it.
    pub auth: ChatAuth,
}
