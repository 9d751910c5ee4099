//! Over what and with what a bot is talked to.

use chatelaine_platforms::Effective;
use chatelaine_platforms::talk::ChatTransport;

use crate::project::{Loaded, load};
use crate::view::{Bot, ChatAuth, ChatOptions, ChatWay, ChatWays};
use crate::{CommandError, Console};

impl Console {
    /// How a bot can be talked to.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] for an unknown bot, [`crate::ErrorCode::Unreadable`] when its files make no sense.
    pub fn chat_ways(&self, target: &str) -> Result<ChatWays, CommandError> {
        self.chat_ways_of(&self.bot(target)?)
    }

    /// [`Console::chat_ways`] of a bot that may not be registered.
    ///
    /// # Errors
    /// As [`Console::chat_ways`].
    pub fn chat_ways_of(&self, bot: &Bot) -> Result<ChatWays, CommandError> {
        let loaded = load(bot)?;
        let values = loaded.as_ref().map(Loaded::values).unwrap_or_default();
        let (transport, auth) = self.usual_way(bot, &values);
        let way = |transport: &ChatTransport| ChatWay {
            id: transport.id.into(),
            title: transport.title.into(),
            auths: transport.auths.to_vec(),
            user: transport.user.map(str::to_owned),
        };
        Ok(ChatWays {
            ways: bot.platform.transports().map(way).collect(),
            transport: transport.into(),
            auth,
        })
    }

    /// The way that is asked for, or else the usual.
    pub(super) fn chat_way(
        &self,
        bot: &Bot,
        options: &ChatOptions,
        values: &[Effective],
    ) -> Result<(&'static ChatTransport, ChatAuth), CommandError> {
        let (usual, usual_auth) = self.usual_way(bot, values);
        let wanted = options.transport.as_deref().unwrap_or(usual);
        let transport = bot
            .platform
            .transports()
            .find(|transport| transport.id == wanted)
            .ok_or_else(|| {
                let known: Vec<&str> = bot.platform.transports().map(|way| way.id).collect();
                CommandError::invalid(
                    format!("`{wanted}` is no way to talk to this bot"),
                    format!("It can be talked to over {}.", known.join(", ")),
                )
            })?;
        let auth = match options.auth {
            Some(auth) => auth,
            None if transport.id == usual => usual_auth,
            None => transport.auths.first().copied().unwrap_or(ChatAuth::None),
        };
        // A Rasa issues no tokens: there, a JWT is one that the console signs.
        let auth = match auth {
            ChatAuth::Jwt
                if !transport.auths.contains(&ChatAuth::Jwt)
                    && transport.auths.contains(&ChatAuth::Mint) =>
            {
                ChatAuth::Mint
            }
            auth => auth,
        };
        if !transport.auths.contains(&auth) {
            return Err(CommandError::invalid(
                format!("{} cannot be opened that way", transport.title),
                "Choose another credential.",
            ));
        }
        Ok((transport, auth))
    }

    fn usual_way(&self, bot: &Bot, values: &[Effective]) -> (&'static str, ChatAuth) {
        let declared = |id: &str| {
            values
                .iter()
                .any(|value| value.id == id && value.loaded && value.value.is_some())
        };
        let has = |id: &str| declared(id) || self.recall(bot, id).is_some();
        bot.platform.usual_chat(&has)
    }
}
