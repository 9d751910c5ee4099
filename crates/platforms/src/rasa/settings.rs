//! The settings of Rasa, as version 3.6.21 reads them (`core/channels/*.py`, `utils/endpoints.py`, `core/*_store.py`,
//! `core/brokers/*.py`, `cli/arguments/run.py`), with defaults as measured or read there.

use crate::setting::{Group, Kind, Origin, Setting};

/// Ids of the settings that other code speaks of.
pub(super) mod id {
    /// The key that verifies the tokens of the Socket.IO channel.
    pub(in super::super) const JWT_KEY: &str = "credentials.socketio.jwt_key";
    /// Their signature algorithm.
    pub(in super::super) const JWT_METHOD: &str = "credentials.socketio.jwt_method";
    /// The Socket.IO namespace.
    pub(in super::super) const NAMESPACE: &str = "credentials.socketio.namespace";
    /// Whether conversations outlive a connection.
    pub(in super::super) const PERSISTENCE: &str = "credentials.socketio.session_persistence";
    /// Where the socket is.
    pub(in super::super) const SOCKET_PATH: &str = "credentials.socketio.socketio_path";
    /// What a user's message is called there.
    pub(in super::super) const USER_EVENT: &str = "credentials.socketio.user_message_evt";
    /// What the bot's replies are called there.
    pub(in super::super) const BOT_EVENT: &str = "credentials.socketio.bot_message_evt";
    /// Where the replies of the callback channel go.
    pub(in super::super) const CALLBACK_URL: &str = "credentials.callback.url";
    /// What the bot brings along there.
    pub(in super::super) const CALLBACK_TOKEN: &str = "credentials.callback.token";
    /// In which parameter.
    pub(in super::super) const CALLBACK_TOKEN_NAME: &str = "credentials.callback.token_name";
    /// As whom.
    pub(in super::super) const CALLBACK_USER: &str = "credentials.callback.basic_auth.username";
    /// With which password.
    pub(in super::super) const CALLBACK_PASSWORD: &str = "credentials.callback.basic_auth.password";
    /// The key of Slack's signatures.
    pub(in super::super) const SLACK_SECRET: &str = "credentials.slack.slack_signing_secret";
    /// The project whose tokens Hangouts sends.
    pub(in super::super) const PROJECT_ID: &str = "credentials.hangouts.project_id";
    /// Where the action server is.
    pub(in super::super) const ACTION_URL: &str = "endpoints.action_endpoint.url";
    /// The kind of lock store.
    pub(in super::super) const LOCK_STORE: &str = "endpoints.lock_store.type";
    /// Which kind of broker gets the events.
    pub(in super::super) const BROKER: &str = "endpoints.event_broker.type";
    /// How Kafka is spoken to.
    pub(in super::super) const PROTOCOL: &str = "endpoints.event_broker.security_protocol";
    /// Whether Kafka's certificate has to carry its name.
    pub(in super::super) const CHECK_HOSTNAME: &str = "endpoints.event_broker.ssl_check_hostname";
    /// Whether the HTTP API is served.
    pub(in super::super) const ENABLE_API: &str = "run.enable_api";
    /// Its token.
    pub(in super::super) const AUTH_TOKEN: &str = "run.auth_token";
    /// The key that verifies its JSON Web Tokens.
    pub(in super::super) const JWT_SECRET: &str = "run.jwt_secret";
    /// Their signature algorithm.
    pub(in super::super) const RUN_JWT_METHOD: &str = "run.jwt_method";
    /// A variable of the `.env` that holds a key of ours.
    pub(in super::super) const VARIABLE: &str = "env.*";
    /// A secret of the operator's own channel.
    pub(in super::super) const OWN: &str = "credentials.*.*";
}

/// The algorithms that PyJWT, which Rasa verifies with, knows (2.15).
pub(super) const METHODS: &[&str] = &[
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256",
    "PS384", "PS512", "EdDSA",
];

const ISSUED: Kind = Kind::Secret(Origin::Issued);
const OURS: Kind = Kind::Secret(Origin::Text);
/// TCP ports (RFC 6335).
const PORTS: Kind = Kind::Integer {
    min: 1,
    max: 65_535,
};

const fn channel(id: &'static str, title: &'static str, kind: Kind, help: &'static str) -> Setting {
    Setting::new(id, title, kind, Group::Channels, help)
}

const fn service(id: &'static str, title: &'static str, kind: Kind, help: &'static str) -> Setting {
    Setting::new(id, title, kind, Group::Services, help)
}

const fn storage(id: &'static str, title: &'static str, kind: Kind, help: &'static str) -> Setting {
    Setting::new(id, title, kind, Group::Storage, help)
}

const fn network(id: &'static str, title: &'static str, kind: Kind, help: &'static str) -> Setting {
    Setting::new(id, title, kind, Group::Network, help)
}

const URL: &str =
    "Where the server is. Over plain http everything sent there crosses the network in clear.";
const TOKEN: &str = "Sent as a parameter of every address, so it lands in the access logs on the way. The other server has to check it.";
const TOKEN_NAME: &str = "What the parameter with the token is called.";
const USERNAME: &str = "The name for HTTP Basic authentication at that server.";
const PASSWORD: &str = "The password for HTTP Basic authentication at that server.";
const HEADER: &str =
    "A header that goes with every request to that server, often with a token in it.";
const PARAMETER: &str = "A parameter of every address; it lands in the access logs on the way.";
const CA_FILE: &str =
    "The authority that signed the server's certificate, when it is not a public one.";

/// The table that drives the form, the linter, the palette and the command line.
pub(super) const SETTINGS: &[Setting] = &[
    Setting::new(
        id::JWT_KEY,
        "Socket.IO JWT key",
        OURS,
        Group::Secrets,
        "Verifies the token that a chat has to bring. Without it anyone who reaches the port can talk to the bot. With HS256 whoever knows it can make tokens; with RS256 or ES256 it is the public key.",
    ),
    Setting::new(
        id::JWT_METHOD,
        "Socket.IO JWT algorithm",
        Kind::Choice(METHODS),
        Group::Tokens,
        "The only algorithm whose tokens are accepted, in exactly this spelling. With any other word every chat is refused.",
    )
    .defaults_to("HS256"),
    channel(
        id::NAMESPACE,
        "Socket.IO namespace",
        Kind::Text,
        "Rasa answers in the default namespace whatever stands here, so chats of any other never get a reply.",
    ),
    channel(
        id::PERSISTENCE,
        "Keep Socket.IO conversations",
        Kind::Switch,
        "Ties a conversation to a session id that the browser names. Whoever names the id of somebody else gets the replies.",
    )
    .defaults_to("false"),
    channel(
        id::SOCKET_PATH,
        "Socket.IO path",
        Kind::Text,
        "Where the socket is. It is not below /webhooks, so rules for that path do not guard it.",
    )
    .defaults_to("/socket.io"),
    channel(
        id::USER_EVENT,
        "Event of a user's message",
        Kind::Text,
        "The name that the chat window has to use as well.",
    )
    .defaults_to("user_uttered"),
    channel(
        id::BOT_EVENT,
        "Event of the bot's reply",
        Kind::Text,
        "The name that the chat window has to listen to.",
    )
    .defaults_to("bot_uttered"),
    channel(
        "credentials.socketio.metadata_key",
        "Key of the metadata",
        Kind::Text,
        "Where in a message the bot looks for metadata.",
    )
    .defaults_to("metadata"),
    service(id::CALLBACK_URL, "Callback address", Kind::Url, "Where the replies of the callback channel go."),
    service(id::CALLBACK_TOKEN, "Callback token", ISSUED, TOKEN),
    service(id::CALLBACK_TOKEN_NAME, "Callback token parameter", Kind::Text, TOKEN_NAME).defaults_to("token"),
    service(id::CALLBACK_USER, "Callback user", Kind::Text, USERNAME),
    service(id::CALLBACK_PASSWORD, "Callback password", ISSUED, PASSWORD),
    service("credentials.callback.cafile", "Callback authority", Kind::Text, CA_FILE),
    service("credentials.callback.headers.*", "Callback header", ISSUED, HEADER),
    service("credentials.callback.params.*", "Callback parameter", ISSUED, PARAMETER),
    channel(
        id::SLACK_SECRET,
        "Slack signing secret",
        ISSUED,
        "Verifies that a request comes from Slack. Rasa does not start without it.",
    ),
    channel("credentials.slack.slack_token", "Slack token", ISSUED, "Lets the bot write to Slack."),
    channel(
        "credentials.slack.proxy",
        "Slack proxy",
        ISSUED,
        "The proxy on the way to Slack. Its address may hold a name and a password.",
    ),
    channel(
        "credentials.facebook.secret",
        "Facebook app secret",
        ISSUED,
        "Verifies that a request comes from Facebook.",
    ),
    channel(
        "credentials.facebook.verify",
        "Facebook verify token",
        OURS,
        "A word of yours that Facebook repeats when the webhook is set up. It has to stand there, too.",
    ),
    channel(
        "credentials.facebook.page-access-token",
        "Facebook page token",
        ISSUED,
        "Lets the bot write as the page. The key has hyphens, not underscores.",
    ),
    channel(
        "credentials.telegram.access_token",
        "Telegram token",
        ISSUED,
        "Lets the bot write to Telegram, and anyone who has it take the bot over.",
    ),
    channel(
        "credentials.telegram.verify",
        "Telegram bot name",
        Kind::Text,
        "The name of the bot. It is all that incoming messages are compared with, and it is public.",
    ),
    channel(
        "credentials.telegram.webhook_url",
        "Telegram webhook",
        Kind::Url,
        "Where Telegram delivers messages; Rasa registers it at every start.",
    ),
    channel("credentials.twilio.auth_token", "Twilio token", ISSUED, "Lets the bot send messages in the account's name. Incoming requests are not checked with it."),
    channel("credentials.twilio.account_sid", "Twilio account", Kind::Text, "Names the account; it is no secret."),
    channel("credentials.twilio.twilio_number", "Twilio number", Kind::Text, "The number from which the bot writes."),
    channel("credentials.mattermost.token", "Mattermost token", ISSUED, "Lets the bot write to Mattermost. Incoming requests are not checked with it."),
    channel("credentials.mattermost.pw", "Mattermost password", ISSUED, "The bot user's password, until version 2.8."),
    channel("credentials.mattermost.url", "Mattermost address", Kind::Url, URL),
    channel("credentials.mattermost.webhook_url", "Mattermost webhook", Kind::Url, "Where Mattermost delivers messages."),
    channel("credentials.rocketchat.password", "Rocket.Chat password", ISSUED, "The password of the bot's user."),
    channel("credentials.rocketchat.user", "Rocket.Chat user", Kind::Text, "The bot's user."),
    channel("credentials.rocketchat.server_url", "Rocket.Chat address", Kind::Url, URL),
    channel("credentials.botframework.app_password", "Bot Framework password", ISSUED, "The app's password at Microsoft."),
    channel("credentials.botframework.app_id", "Bot Framework app", Kind::Text, "The app's id; incoming tokens have to be made for it."),
    channel("credentials.webexteams.access_token", "Webex token", ISSUED, "Lets the bot write to Webex. Incoming requests are not checked with it."),
    channel("credentials.webexteams.room", "Webex room", Kind::Text, "The room in which the bot writes."),
    channel(
        id::PROJECT_ID,
        "Google project",
        Kind::Text,
        "The project number whose tokens are accepted. Without it requests are not checked at all.",
    ),
    channel("credentials.rasa.url", "Rasa X or Enterprise", Kind::Url, "Whose tokens are accepted: the bot fetches the key from there."),
    service(id::ACTION_URL, "Action server", Kind::Url, "Runs the bot's own code. The action server of rasa-sdk 3.6 asks nobody for a credential, whatever is set here."),
    service("endpoints.action_endpoint.token", "Action server token", ISSUED, "Sent as a parameter of the address. The action server ignores it: only a proxy in front of it can check it."),
    service("endpoints.action_endpoint.token_name", "Action server token parameter", Kind::Text, TOKEN_NAME).defaults_to("token"),
    service("endpoints.action_endpoint.basic_auth.username", "Action server user", Kind::Text, USERNAME),
    service("endpoints.action_endpoint.basic_auth.password", "Action server password", ISSUED, "For HTTP Basic authentication. The action server ignores it: only a proxy in front of it can check it."),
    service("endpoints.action_endpoint.cafile", "Action server authority", Kind::Text, CA_FILE),
    service("endpoints.action_endpoint.headers.*", "Action server header", ISSUED, HEADER),
    service("endpoints.action_endpoint.params.*", "Action server parameter", ISSUED, PARAMETER),
    service("endpoints.nlg.url", "NLG server", Kind::Url, URL),
    service("endpoints.nlg.token", "NLG token", ISSUED, TOKEN),
    service("endpoints.nlg.token_name", "NLG token parameter", Kind::Text, TOKEN_NAME).defaults_to("token"),
    service("endpoints.nlg.basic_auth.username", "NLG user", Kind::Text, USERNAME),
    service("endpoints.nlg.basic_auth.password", "NLG password", ISSUED, PASSWORD),
    service("endpoints.nlg.cafile", "NLG authority", Kind::Text, CA_FILE),
    service("endpoints.nlg.headers.*", "NLG header", ISSUED, HEADER),
    service("endpoints.nlg.params.*", "NLG parameter", ISSUED, PARAMETER),
    service("endpoints.nlu.url", "NLU server", Kind::Url, URL),
    service("endpoints.nlu.token", "NLU token", ISSUED, TOKEN),
    service("endpoints.nlu.token_name", "NLU token parameter", Kind::Text, TOKEN_NAME).defaults_to("token"),
    service("endpoints.nlu.basic_auth.username", "NLU user", Kind::Text, USERNAME),
    service("endpoints.nlu.basic_auth.password", "NLU password", ISSUED, PASSWORD),
    service("endpoints.nlu.cafile", "NLU authority", Kind::Text, CA_FILE),
    service("endpoints.nlu.headers.*", "NLU header", ISSUED, HEADER),
    service("endpoints.nlu.params.*", "NLU parameter", ISSUED, PARAMETER),
    service("endpoints.models.url", "Model server", Kind::Url, "From where the bot fetches its model, which is code and data: who controls it controls the bot."),
    service("endpoints.models.token", "Model server token", ISSUED, TOKEN),
    service("endpoints.models.token_name", "Model server token parameter", Kind::Text, TOKEN_NAME).defaults_to("token"),
    service("endpoints.models.basic_auth.username", "Model server user", Kind::Text, USERNAME),
    service("endpoints.models.basic_auth.password", "Model server password", ISSUED, PASSWORD),
    service("endpoints.models.cafile", "Model server authority", Kind::Text, CA_FILE),
    service("endpoints.models.headers.*", "Model server header", ISSUED, HEADER),
    service("endpoints.models.params.*", "Model server parameter", ISSUED, PARAMETER),
    storage("endpoints.tracker_store.type", "Conversation store", Kind::Text, "Where conversations are kept: in_memory, redis, SQL, mongod, dynamo, or a class of your own.").defaults_to("in_memory"),
    storage("endpoints.tracker_store.url", "Conversation store address", ISSUED, "The host of the database. For mongod it may hold a name and a password."),
    storage("endpoints.tracker_store.username", "Conversation store user", Kind::Text, "The user at the database."),
    storage("endpoints.tracker_store.password", "Conversation store password", ISSUED, "The password at the database that holds every conversation."),
    storage("endpoints.tracker_store.use_ssl", "Conversation store over TLS", Kind::Switch, "For redis. Without it the password and every conversation cross the network in clear.").defaults_to("false"),
    storage("endpoints.tracker_store.ssl_ca_certs", "Conversation store authority", Kind::Text, CA_FILE),
    storage(id::LOCK_STORE, "Lock store", Kind::Text, "Keeps two messages of one conversation apart: in_memory, redis in small letters, or a class of your own.").defaults_to("in_memory"),
    storage("endpoints.lock_store.url", "Lock store host", Kind::Text, "The host of the redis server.").defaults_to("localhost"),
    storage("endpoints.lock_store.username", "Lock store user", Kind::Text, "The user at the redis server."),
    storage("endpoints.lock_store.password", "Lock store password", ISSUED, "The password at the redis server."),
    storage("endpoints.lock_store.use_ssl", "Lock store over TLS", Kind::Switch, "Without it the password crosses the network in clear.").defaults_to("false"),
    storage("endpoints.lock_store.ssl_ca_certs", "Lock store authority", Kind::Text, CA_FILE),
    storage(id::BROKER, "Event broker", Kind::Text, "Who gets every event of every conversation: pika, sql, file, kafka, or a class of your own.").defaults_to("pika"),
    storage("endpoints.event_broker.url", "Event broker address", ISSUED, "The host of the broker. It may hold a name and a password."),
    storage("endpoints.event_broker.username", "Event broker user", Kind::Text, "The user at RabbitMQ or the database."),
    storage("endpoints.event_broker.password", "Event broker password", ISSUED, "The password at RabbitMQ or the database."),
    storage("endpoints.event_broker.sasl_username", "Kafka user", Kind::Text, "The user at Kafka."),
    storage("endpoints.event_broker.sasl_password", "Kafka password", ISSUED, "The password at Kafka."),
    storage("endpoints.event_broker.sasl_mechanism", "Kafka mechanism", Kind::Choice(&["PLAIN", "GSSAPI", "OAUTHBEARER", "SCRAM-SHA-256", "SCRAM-SHA-512"]), "How the password is proven. With PLAIN it is sent as it is.").defaults_to("PLAIN"),
    storage(id::PROTOCOL, "Kafka protocol", Kind::Choice(&["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]), "Only with SSL in it are password and events encrypted on the way.").defaults_to("SASL_PLAINTEXT"),
    storage(id::CHECK_HOSTNAME, "Check Kafka's name", Kind::Switch, "Whether the certificate has to be made for the broker's name. Without it any certificate of the authority will do.").defaults_to("false"),
    storage("endpoints.event_broker.ssl_cafile", "Kafka authority", Kind::Text, CA_FILE),
    network(id::ENABLE_API, "HTTP API", Kind::Switch, "`--enable-api` serves conversations, the domain and the model over HTTP, to read and to replace. The webhooks are served in any case.").defaults_to("false"),
    Setting::new(
        id::AUTH_TOKEN,
        "HTTP API token",
        OURS,
        Group::Secrets,
        "`--auth-token` guards the HTTP API, as `?token=` in the address. It guards no webhook. On the command line every user of the machine can read it.",
    ),
    Setting::new(
        id::JWT_SECRET,
        "HTTP API JWT secret",
        OURS,
        Group::Secrets,
        "`--jwt-secret` verifies JSON Web Tokens for the HTTP API. It guards no webhook and no socket. Its text is the key as it is, never base64.",
    ),
    Setting::new(
        id::RUN_JWT_METHOD,
        "HTTP API JWT algorithm",
        Kind::Choice(METHODS),
        Group::Tokens,
        "`--jwt-method`. A token of any other algorithm is answered with an error 500.",
    )
    .defaults_to("HS256"),
    Setting::new(
        "run.jwt_private_key",
        "HTTP API JWT private key",
        ISSUED,
        Group::Tokens,
        "`--jwt-private-key`, a PEM text. With RS, ES or PS algorithms the server does not start without it, although it only verifies.",
    ),
    network("run.cors", "Sites that may call", Kind::List, "`--cors`. Pages of these origins may read answers. The socket accepts every origin in any case."),
    network("run.interface", "Network interface", Kind::Text, "`-i`. Unless told otherwise the server listens on every network of the machine.").defaults_to("0.0.0.0"),
    network("run.port", "Port", PORTS, "`-p`.").defaults_to("5005"),
    network("run.ssl_certificate", "TLS certificate", Kind::Text, "`--ssl-certificate`. With it the server speaks https."),
    network("run.ssl_keyfile", "TLS key file", Kind::Text, "`--ssl-keyfile`."),
    network("run.ssl_ca_file", "TLS authority", Kind::Text, "`--ssl-ca-file`. It does not make the server ask clients for a certificate."),
    network("run.ssl_password", "TLS key password", ISSUED, "`--ssl-password`. On the command line every user of the machine can read it."),
    network("run.connector", "Only this channel", Kind::Text, "`--connector`. All other channels of credentials.yml are ignored."),
    Setting::new(
        id::VARIABLE,
        "Variable that a setting refers to",
        OURS,
        Group::Secrets,
        "Holds the value that credentials.yml or endpoints.yml refer to as `${NAME}`.",
    ),
    channel(
        id::OWN,
        "Secret of your own channel",
        ISSUED,
        "Handed to the class that the channel is named after. What it does with it, only that class tells.",
    ),
];

#[cfg(test)]
mod tests {
    use super::SETTINGS;

    #[test]
    fn no_id_stands_twice_and_patterns_come_last() {
        let mut seen = std::collections::HashSet::new();
        for setting in SETTINGS {
            assert!(seen.insert(setting.id), "{} stands twice", setting.id);
        }
        assert_eq!(
            SETTINGS.last().map(|setting| setting.id),
            Some(super::id::OWN),
            "it fits every key of every channel, so the rows that say more have to be asked before"
        );
    }
}
