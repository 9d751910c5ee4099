//! The settings of Chatto 0.9.2 that matter for its security, with defaults as measured.

use crate::setting::{Group, Kind, Origin, Setting};

/// Ids of the settings that other code speaks of.
pub(super) mod id {
    /// Guards `/bot/*`.
    pub(crate) const AUTH_TOKEN: &str = "bot.auth.token";
    /// Guards `/channels/rest`.
    pub(crate) const CALLBACK_TOKEN: &str = "chn.rest.callback_token";
    /// Where the guide puts it, and where nothing reads it.
    pub(crate) const REST_TOKEN: &str = "chn.rest.token";
    /// Whether browsers of other sites may ask.
    pub(crate) const CORS: &str = "bot.enable_rest_cors";
    /// What an extension server asks for.
    pub(crate) const EXTENSION_TOKEN: &str = "bot.extensions.*.token";
    /// How an extension server is spoken to.
    pub(crate) const EXTENSION_TYPE: &str = "bot.extensions.*.type";
    /// Where conversations are kept.
    pub(crate) const STORE_TYPE: &str = "bot.store.type";
    /// Which database.
    pub(crate) const STORE_RDBMS: &str = "bot.store.rdbms";
    /// Its machine.
    pub(crate) const STORE_HOST: &str = "bot.store.host";
    /// Its password.
    pub(crate) const STORE_PASSWORD: &str = "bot.store.password";
    /// Whether the way there is encrypted.
    pub(crate) const STORE_TLS: &str = "bot.store.tls";
}

/// The table that drives the form, the linter, the palette and the command line.
pub(super) const SETTINGS: &[Setting] = &[
    Setting::new(
        id::AUTH_TOKEN,
        "Bot token",
        Kind::Secret(Origin::Text),
        Group::Secrets,
        "Guards /bot/predict and /bot/senders, which show what users said. Without it they answer everybody. The variable CHATTO_BOT_AUTH_TOKEN counts only where this key is in the file, if only empty.",
    ),
    Setting::new(
        id::CALLBACK_TOKEN,
        "REST channel token",
        Kind::Secret(Origin::Text),
        Group::Secrets,
        "Guards /channels/rest, the chat itself. The guide writes `rest: token:`, but every version reads `rest: callback_token:`; only this one counts. Without it the channel answers everybody.",
    )
    .with_twin(id::REST_TOKEN),
    Setting::new(
        id::CORS,
        "Answer browsers of other sites",
        Kind::Switch,
        Group::Network,
        "Lets pages of any site call /channels/rest (Access-Control-Allow-Origin: *). A token that such a page sends is known to all its visitors.",
    )
    .defaults_to("false"),
    Setting::new(
        "bot.bot_name",
        "Name of the bot",
        Kind::Text,
        Group::Other,
        "Only shown in the log.",
    )
    .defaults_to("chatto"),
    Setting::new(
        id::EXTENSION_TYPE,
        "Protocol of an extension server",
        Kind::Choice(&["REST", "RPC"]),
        Group::Services,
        "In exactly this spelling; with any other the bot does not start. RPC has neither a token nor encryption.",
    ),
    Setting::new(
        "bot.extensions.*.url",
        "Address of a REST extension server",
        Kind::Url,
        Group::Services,
        "The token and every message go there. With https the certificate must be known to the machine, or named in the bot's variable SSL_CERT_FILE.",
    ),
    Setting::new(
        id::EXTENSION_TOKEN,
        "Token of a REST extension server",
        Kind::Secret(Origin::Text),
        Group::Services,
        "What the extension server was started with (`-token`). After a change restart the extension first, then the bot, which asks for the list of extensions only once.",
    ),
    Setting::new(
        "bot.extensions.*.host",
        "Machine of an RPC extension server",
        Kind::Text,
        Group::Services,
        "Everything goes there in clear and without a token, so it should be this machine.",
    ),
    Setting::new(
        "bot.extensions.*.port",
        "Port of an RPC extension server",
        Kind::Integer {
            min: 1,
            max: 65_535,
        },
        Group::Services,
        "Where the RPC extension server listens.",
    ),
    Setting::new(
        id::STORE_TYPE,
        "Where conversations are kept",
        Kind::Choice(&["CACHE", "REDIS", "SQL"]),
        Group::Storage,
        "Memory, Redis or an SQL database. Anything else counts as memory, and so does a database that cannot be reached.",
    )
    .defaults_to("CACHE"),
    Setting::new(
        id::STORE_RDBMS,
        "Kind of SQL database",
        Kind::Choice(&["mysql", "postgres", "postgresql", "sqlite"]),
        Group::Storage,
        "MySQL and PostgreSQL are always spoken to without encryption.",
    ),
    Setting::new(
        id::STORE_HOST,
        "Machine of the database",
        Kind::Text,
        Group::Storage,
        "Where Redis or the SQL database runs.",
    ),
    Setting::new(
        "bot.store.port",
        "Port of the database",
        Kind::Integer {
            min: 1,
            max: 65_535,
        },
        Group::Storage,
        "Where Redis or the SQL database listens.",
    ),
    Setting::new(
        "bot.store.user",
        "User of the database",
        Kind::Text,
        Group::Storage,
        "The name that the bot logs in with.",
    ),
    Setting::new(
        id::STORE_PASSWORD,
        "Password of the database",
        Kind::Secret(Origin::Issued),
        Group::Storage,
        "The database's own password for the bot. With a wrong one the bot runs all the same and keeps conversations in memory.",
    ),
    Setting::new(
        "bot.store.database",
        "Name of the database",
        Kind::Text,
        Group::Storage,
        "The database, or the file of SQLite.",
    )
    .defaults_to("chatto"),
    Setting::new(
        id::STORE_TLS,
        "Encrypt the way to Redis",
        Kind::Switch,
        Group::Storage,
        "Only for Redis; SQL databases are always spoken to in clear.",
    )
    .defaults_to("false"),
    Setting::new(
        "bot.store.ttl",
        "How long a conversation is kept",
        Kind::Duration,
        Group::Storage,
        "With its unit: 30m, 1h. A bare number counts as nanoseconds: with the guide's 3600 a conversation is forgotten before it is answered, and the bot drops every message. -1s keeps them forever.",
    )
    .defaults_to("-1s"),
    Setting::new(
        "bot.store.purge",
        "How often old conversations are removed",
        Kind::Duration,
        Group::Storage,
        "With its unit: 1h. As often as conversations end, unless it is set.",
    )
    .defaults_to("-1s"),
    Setting::new(
        "chn.telegram.bot_key",
        "Telegram bot key",
        Kind::Secret(Origin::Issued),
        Group::Channels,
        "Issued by Telegram's BotFather. Setting it opens /channels/telegram, where Chatto does not check who is calling.",
    ),
    delay("chn.telegram.delay"),
    Setting::new(
        "chn.twilio.account_sid",
        "Twilio account",
        Kind::Text,
        Group::Channels,
        "Names the account at Twilio. Setting it opens /channels/twilio.",
    ),
    Setting::new(
        "chn.twilio.auth_token",
        "Twilio token",
        Kind::Secret(Origin::Issued),
        Group::Channels,
        "Issued by Twilio, for sending. Chatto does not use it to check the signature of what comes in at /channels/twilio.",
    ),
    Setting::new(
        "chn.twilio.number",
        "Twilio number",
        Kind::Text,
        Group::Channels,
        "The number to send from, in quotes: without them YAML takes the plus sign away.",
    ),
    delay("chn.twilio.delay"),
    Setting::new(
        "chn.slack.token",
        "Slack bot token",
        Kind::Secret(Origin::Issued),
        Group::Channels,
        "Issued by Slack, `xoxb-…`. Setting it opens /channels/slack, where Chatto does not check who is calling.",
    ),
    Setting::new(
        "chn.slack.app_token",
        "Slack app token",
        Kind::Secret(Origin::Issued),
        Group::Channels,
        "Issued by Slack, `xapp-…`, for socket mode. The bot then calls Slack itself, but /channels/slack stays open.",
    ),
    delay("chn.slack.delay"),
];

const fn delay(id: &'static str) -> Setting {
    Setting::new(
        id,
        "Pause between two answers",
        Kind::Duration,
        Group::Channels,
        "With its unit: 1s. Set alone it already turns the channel on.",
    )
    .defaults_to("0s")
}
