//! What the server makes of `bot.*`, `chn.*` and the variables, once, at start (0.9.2, `internal/bot/config.go` and
//! `internal/channels`).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::viper::{Map, Misfit, Value, Viper};
use crate::Error;

/// The messengers, each with the settings of which any turns it on. The delay counts as one.
const MESSENGERS: [(Messenger, &[&str]); 3] = [
    (Messenger::Telegram, &["bot_key"]),
    (Messenger::Twilio, &["account_sid", "auth_token", "number"]),
    (Messenger::Slack, &["token", "app_token"]),
];

/// A messenger with a webhook.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Messenger {
    Telegram,
    Twilio,
    Slack,
}

impl Messenger {
    /// Its name in paths and files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Telegram => "telegram",
            Self::Twilio => "twilio",
            Self::Slack => "slack",
        }
    }
}

/// The settings of one run. There is no `Debug`: it holds tokens.
pub(crate) struct Configuration {
    /// Guards `/bot/*`; empty when everybody may come in.
    pub(crate) auth_token: String,
    /// Guards `/channels/rest`; empty when everybody may come in. `rest.token` is read by nothing.
    pub(crate) callback_token: String,
    /// Whether pages of other sites may call `/channels/rest`.
    pub(crate) cors: bool,
    /// The messengers whose webhooks exist.
    pub(crate) messengers: Vec<Messenger>,
    /// The extension servers by their alias.
    pub(crate) servers: BTreeMap<String, Server>,
    /// How long a conversation is remembered; nothing for ever.
    pub(crate) ttl: Option<Duration>,
    /// What the bot answers in a conversation that has only begun.
    pub(crate) new: Replies,
    /// What it answers in one that goes on.
    pub(crate) existing: Replies,
}

/// Which of its defaults the bot says aloud.
#[derive(Clone, Copy)]
pub(crate) struct Replies {
    pub(crate) unsure: bool,
    pub(crate) unknown: bool,
}

/// An extension server that speaks HTTP.
pub(crate) struct Server {
    pub(crate) url: String,
    /// Empty when none is sent.
    pub(crate) token: String,
}

impl Configuration {
    /// Reads both files of a folder.
    ///
    /// # Errors
    /// Whenever the real server would not start.
    pub(crate) fn read(dir: &Path, variables: &[(String, String)]) -> Result<Self, Error> {
        let none = || Viper::of(Map::new());
        let mut bot = Viper::read(dir, "bot")?
            .unwrap_or_else(none)
            .under("CHATTO_BOT", variables);
        for when in ["new", "existing"] {
            for reply in ["reply_unsure", "reply_unknown", "reply_error"] {
                bot = bot.or(&format!("conversation.{when}.{reply}"), Value::Bool(true));
            }
        }
        let bot = bot
            .or("bot_name", Value::Text("chatto".to_owned()))
            .or("store.ttl", Value::Text("-1s".to_owned()))
            .or("store.purge", Value::Text("-1s".to_owned()));
        let chn = Viper::read(dir, "chn")?
            .unwrap_or_else(none)
            .under("CHATTO_CHN", variables);
        decode(&bot.settings(), &chn.settings())
            .map_err(|misfit| Error::Configuration { what: misfit })
    }
}

fn decode(bot: &Map, chn: &Map) -> Result<Configuration, Misfit> {
    let auth = section(bot, "auth")?;
    let store = section(bot, "store")?;
    let conversation = section(bot, "conversation")?;
    for text in [
        "type", "host", "port", "user", "password", "database", "rdbms",
    ] {
        field(&store, "store", text, Value::text)?;
    }
    field(&store, "store", "tls", Value::switch)?;
    field(&store, "store", "purge", Value::nanoseconds)?;
    let ttl = field(&store, "store", "ttl", Value::nanoseconds)?;
    field(bot, "", "bot_name", Value::text)?;
    Ok(Configuration {
        auth_token: field(&auth, "auth", "token", Value::text)?,
        callback_token: field(
            &section(chn, "rest")?,
            "rest",
            "callback_token",
            Value::text,
        )?,
        cors: field(bot, "", "enable_rest_cors", Value::switch)?,
        messengers: messengers(chn)?,
        servers: servers(bot)?,
        ttl: u64::try_from(ttl)
            .ok()
            .filter(|ttl| *ttl > 0)
            .map(Duration::from_nanos),
        new: replies(&conversation, "new")?,
        existing: replies(&conversation, "existing")?,
    })
}

fn messengers(chn: &Map) -> Result<Vec<Messenger>, Misfit> {
    let mut on = Vec::new();
    for (messenger, texts) in MESSENGERS {
        let name = messenger.name();
        let settings = section(chn, name)?;
        let mut any = field(&settings, name, "delay", Value::nanoseconds)? != 0;
        for text in texts {
            any |= !field(&settings, name, text, Value::text)?.is_empty();
        }
        if any {
            on.push(messenger);
        }
    }
    Ok(on)
}

fn servers(bot: &Map) -> Result<BTreeMap<String, Server>, Misfit> {
    let mut servers = BTreeMap::new();
    for (alias, settings) in section(bot, "extensions")? {
        let name = format!("extensions[{alias}]");
        let settings = settings
            .section()
            .map_err(|misfit| format!("'{name}' {misfit}"))?;
        let text = |key: &str| field(&settings, &name, key, Value::text);
        match text("type")?.as_str() {
            "REST" => {
                let (url, token) = (text("url")?, text("token")?);
                servers.insert(alias, Server { url, token });
            }
            // The practice bot does not speak Go's net/rpc: to it such a server is one that is down.
            "RPC" => {}
            _ => {
                return Err(format!(
                    "invalid extension type of {alias}: it must be exactly REST or RPC"
                ));
            }
        }
    }
    Ok(servers)
}

fn replies(conversation: &Map, when: &str) -> Result<Replies, Misfit> {
    let name = format!("conversation.{when}");
    let settings = section(conversation, when)?;
    field(&settings, &name, "reply_error", Value::switch)?;
    Ok(Replies {
        unsure: field(&settings, &name, "reply_unsure", Value::switch)?,
        unknown: field(&settings, &name, "reply_unknown", Value::switch)?,
    })
}

fn section(map: &Map, key: &str) -> Result<Map, Misfit> {
    field(map, "", key, Value::section)
}

/// One field, with its name in what is said when its value does not fit.
fn field<T>(
    map: &Map,
    section: &str,
    key: &str,
    read: fn(&Value) -> Result<T, Misfit>,
) -> Result<T, Misfit> {
    let dot = if section.is_empty() { "" } else { "." };
    read(map.get(key).unwrap_or(&Value::Null))
        .map_err(|misfit| format!("error decoding '{section}{dot}{key}': {misfit}"))
}
