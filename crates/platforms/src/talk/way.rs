//! Over what a bot can be talked to, and with what.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What opens a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChatAuth {
    /// The bot's API key.
    Key,
    /// A token that the bot itself issued at a login.
    Jwt,
    /// A token that the console signs with the bot's own key.
    Mint,
    /// HTTP's Basic scheme.
    Basic,
    /// The Basic scheme and an API key: Program-Y can ask for both.
    BasicAndKey,
    /// A fixed token.
    Token,
    /// An access token that an authorization server issues for client credentials (RFC 6749 §4.4).
    Oauth,
    /// Nothing, to see the refusal.
    None,
}

/// One way to talk to a bot: a row of a static table.
#[derive(Debug, PartialEq, Eq)]
pub struct ChatTransport {
    /// Its name on the command line and in JSON.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What may open it, the usual first.
    pub auths: &'static [ChatAuth],
    /// What the bot calls the one who speaks, such as "Sender id"; nothing where the bot does not ask.
    pub user: Option<&'static str>,
}
