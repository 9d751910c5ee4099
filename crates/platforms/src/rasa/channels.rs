//! The channels that Rasa brings along, with the keys that each of them reads (`core/channels/*.py`, 3.6.21; keys of
//! 1.10 and 2.8 are counted in).

/// A channel of Rasa's own.
#[derive(Debug)]
pub(super) struct Channel {
    /// Its name in `credentials.yml` and in the path of its webhook.
    pub(super) name: &'static str,
    /// The name for people.
    pub(super) title: &'static str,
    /// Every key that it reads.
    pub(super) keys: &'static [&'static str],
    /// Whether Rasa does not start where the channel has no mapping below it.
    pub(super) required: bool,
    /// Who can speak to the bot through it.
    pub(super) inbound: Inbound,
}

/// How a channel knows who is speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inbound {
    /// Not at all: it is made for programs of the operator.
    Open,
    /// Not at all, although it speaks for a messenger: anyone can claim to be the messenger.
    Unverified,
    /// By a key of ours that may be missing: `socketio`.
    Keyed,
    /// By a signature, or a token of the service. Says which, and by which key of the channel.
    Verified {
        /// For people.
        by: &'static str,
        /// The key without which it is not verified; empty where there is none.
        key: &'static str,
    },
    /// There is nothing to speak to: the terminal.
    Terminal,
}

const fn channel(
    name: &'static str,
    title: &'static str,
    required: bool,
    inbound: Inbound,
    keys: &'static [&'static str],
) -> Channel {
    Channel {
        name,
        title,
        keys,
        required,
        inbound,
    }
}

/// What an endpoint reads (`utils/endpoints.py`, 3.6.21); everything else is ignored.
pub(super) const ENDPOINT_KEYS: &[&str] = &[
    "url",
    "token",
    "token_name",
    "basic_auth",
    "headers",
    "params",
    "cafile",
    "type",
    "store_type",
    "wait_time_between_pulls",
];

/// The sections of `endpoints.yml` that are read (`core/utils.py`, 3.6.21), those that call over HTTP first.
pub(super) const SECTIONS: &[&str] = &[
    "action_endpoint",
    "nlg",
    "nlu",
    "models",
    "tracker_store",
    "lock_store",
    "event_broker",
];

/// Those of the sections that call other servers over HTTP.
pub(super) const HTTP_SECTIONS: &[&str] = &["action_endpoint", "nlg", "nlu", "models"];

/// Every channel of Rasa 1.10 to 3.6.
pub(super) const CHANNELS: &[Channel] = &[
    channel("rest", "REST channel", false, Inbound::Open, &[]),
    channel(
        "callback",
        "Callback channel",
        true,
        Inbound::Open,
        &[
            "url",
            "token",
            "token_name",
            "basic_auth",
            "headers",
            "params",
            "cafile",
        ],
    ),
    channel(
        "socketio",
        "Socket.IO",
        false,
        Inbound::Keyed,
        &[
            "user_message_evt",
            "bot_message_evt",
            "namespace",
            "session_persistence",
            "socketio_path",
            "jwt_key",
            "jwt_method",
            "metadata_key",
        ],
    ),
    channel(
        "slack",
        "Slack",
        true,
        Inbound::Verified {
            by: "Slack's signature",
            key: "slack_signing_secret",
        },
        &[
            "slack_token",
            "slack_signing_secret",
            "slack_channel",
            "proxy",
            "use_threads",
            "conversation_granularity",
            "errors_ignore_retry",
            "slack_retry_reason_header",
            "slack_retry_number_header",
        ],
    ),
    channel(
        "facebook",
        "Facebook Messenger",
        true,
        Inbound::Verified {
            by: "Facebook's signature",
            key: "secret",
        },
        &["verify", "secret", "page-access-token"],
    ),
    channel(
        "telegram",
        "Telegram",
        true,
        Inbound::Unverified,
        &["access_token", "verify", "webhook_url"],
    ),
    channel(
        "twilio",
        "Twilio",
        true,
        Inbound::Unverified,
        &["account_sid", "auth_token", "twilio_number"],
    ),
    channel(
        "twilio_voice",
        "Twilio Voice",
        false,
        Inbound::Unverified,
        &[
            "initial_prompt",
            "reprompt_fallback_phrase",
            "assistant_voice",
            "speech_timeout",
            "speech_model",
            "enhanced",
        ],
    ),
    channel(
        "mattermost",
        "Mattermost",
        true,
        Inbound::Unverified,
        // `user` and `pw` until 2.8.
        &["url", "token", "webhook_url", "user", "pw"],
    ),
    channel(
        "rocketchat",
        "Rocket.Chat",
        true,
        Inbound::Unverified,
        &["user", "password", "server_url"],
    ),
    channel(
        "botframework",
        "Microsoft Bot Framework",
        true,
        Inbound::Verified {
            by: "Microsoft's token",
            key: "",
        },
        &["app_id", "app_password"],
    ),
    channel(
        "webexteams",
        "Webex",
        true,
        Inbound::Unverified,
        &["access_token", "room"],
    ),
    channel(
        "hangouts",
        "Google Hangouts Chat",
        false,
        Inbound::Verified {
            by: "Google's token",
            key: "project_id",
        },
        &["project_id"],
    ),
    channel(
        "rasa",
        "Rasa X / Enterprise chat",
        true,
        Inbound::Verified {
            by: "the token of Rasa X or Enterprise",
            key: "",
        },
        &["url"],
    ),
    channel("cmdline", "Terminal", false, Inbound::Terminal, &[]),
];

/// Channels that only Rasa Pro has (3.21). They are not looked into, and not taken for misspelt ones.
const PRO_CHANNELS: &[&str] = &[
    "audiocodes",
    "audiocodes_stream",
    "browser_audio",
    "chirp",
    "genesys",
    "inspector",
    "jambonz",
    "jambonz_stream",
    "json_audio",
    "signalwire",
    "twilio_media_streams",
    "vier_cvg",
    "vonage",
    "websockets_voice",
];

/// The channel of that name.
pub(super) fn find(name: &str) -> Option<&'static Channel> {
    CHANNELS.iter().find(|channel| channel.name == name)
}

/// Whether a channel of that name is the operator's own class: Rasa takes everything with a dot for a Python path.
pub(super) fn is_own(name: &str) -> bool {
    name.contains('.')
}

/// Whether Rasa Pro has a channel of that name.
pub(super) fn is_pro(name: &str) -> bool {
    PRO_CHANNELS.contains(&name)
}

/// Whether a key of the operator's own channel names something that opens something.
pub(super) fn names_a_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["secret", "token", "password", "passwd", "key"]
        .iter()
        .any(|word| key.contains(word))
        && ![
            "token_url",
            "token_name",
            "token_endpoint",
            "metadata_key",
            "key_prefix",
            "keyfile",
            "token_uri",
        ]
        .iter()
        .any(|word| key.contains(word))
}
