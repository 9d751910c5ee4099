//! The channels of `credentials.yml`, and what keeps Rasa from starting.

use super::callback::Callback;
use super::jwt::Lock;
use super::launch::configuration;
use super::yaml::Node;
use crate::Error;

/// Channels that Rasa brings along (`core/channels/__init__.py`, 3.6.21), with whether each needs a section with
/// content (`raise_missing_credentials_exception`).
const BUILT_IN: [(&str, bool); 15] = [
    ("rest", false),
    ("callback", false),
    ("socketio", false),
    ("cmdline", false),
    ("slack", true),
    ("facebook", true),
    ("telegram", true),
    ("twilio", true),
    ("twilio_voice", false),
    ("mattermost", true),
    ("rocketchat", true),
    ("botframework", true),
    ("webexteams", true),
    ("hangouts", false),
    ("rasa", true),
];

/// The channels that are switched on.
#[derive(Default)]
pub(crate) struct Channels {
    /// By name, as in `/webhooks/<name>/`, with what stands below it.
    sections: Vec<(String, Node)>,
    pub(crate) socket: Option<SocketSettings>,
    pub(crate) callback: Option<Callback>,
}

/// The settings of the Socket.IO channel.
pub(crate) struct SocketSettings {
    pub(crate) path: String,
    pub(crate) namespace: String,
    pub(crate) user_event: String,
    pub(crate) bot_event: String,
    pub(crate) metadata_key: String,
    /// Conversations belong to the session id that the client names, and not to its connection.
    pub(crate) persistence: bool,
    /// `None`: everybody is let in.
    pub(crate) lock: Option<Lock>,
}

impl Channels {
    /// What `credentials.yml` switches on; with `--connector` that channel alone.
    pub(crate) fn of(credentials: &Node, connector: Option<&str>) -> Result<Self, Error> {
        if !matches!(credentials, Node::Map(_) | Node::Null) {
            return Err(configuration(
                "YamlValidationException: credentials.yml is no mapping of channels. Write the channels' names with a colon each.",
            ));
        }
        let mut channels = Self::default();
        let absent = Node::Null;
        match connector {
            Some(name) => {
                let section = credentials.get(name).unwrap_or(&absent);
                channels.open(name, section)?;
            }
            None => {
                for (name, section) in credentials.entries() {
                    channels.open(name, section)?;
                }
            }
        }
        Ok(channels)
    }

    fn open(&mut self, name: &str, section: &Node) -> Result<(), Error> {
        let Some((_, needs_section)) = BUILT_IN.iter().find(|(known, _)| *known == name) else {
            return Err(configuration(format!(
                "RasaException: Failed to find input channel class for '{name}'. Unknown input channel. Check credentials.yml for its spelling; a channel of your own cannot be practised with."
            )));
        };
        if *needs_section && !section.is_truthy() {
            return Err(configuration(format!(
                "To use the {name} input channel, you need to pass a credentials file with its values. Fill its section, or remove it."
            )));
        }
        if name == "callback" && *section == Node::Null {
            return Err(configuration(
                "TypeError: EndpointConfig() argument after ** must be a mapping, not NoneType. Give the callback channel its url.",
            ));
        }
        let text = |key: &str| section.get(key).and_then(Node::text).unwrap_or_default();
        if name == "slack" && text("slack_signing_secret").is_empty() {
            return Err(configuration(
                "InvalidConfigException: slack_signing_secret is empty. Copy it from the app's page at Slack.",
            ));
        }
        if name == "socketio" {
            self.socket = Some(SocketSettings::of(section));
        }
        if name == "callback" {
            self.callback = Some(Callback::of(section));
        }
        self.sections.push((name.to_owned(), section.clone()));
        Ok(())
    }

    /// Whether a channel is switched on.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.sections.iter().any(|(known, _)| known == name)
    }

    /// A text of a channel's section; nothing when it is missing or empty.
    pub(crate) fn text(&self, name: &str, key: &str) -> Option<&str> {
        let (_, section) = self.sections.iter().find(|(known, _)| known == name)?;
        section
            .get(key)
            .and_then(Node::text)
            .filter(|text| !text.is_empty())
    }
}

impl SocketSettings {
    /// Keys that are not known are ignored without a word: `jwt_keyy` locks nothing.
    fn of(section: &Node) -> Self {
        let text = |key: &str, default: &str| {
            let text = section.get(key).and_then(Node::text);
            text.unwrap_or(default).to_owned()
        };
        let key = section.get("jwt_key").filter(|key| key.is_truthy());
        let namespace = text("namespace", "/");
        Self {
            path: text("socketio_path", "/socket.io"),
            namespace: if namespace.is_empty() {
                "/".into()
            } else {
                namespace
            },
            user_event: text("user_message_evt", "user_uttered"),
            bot_event: text("bot_message_evt", "bot_uttered"),
            metadata_key: text("metadata_key", "metadata"),
            persistence: section
                .get("session_persistence")
                .is_some_and(Node::is_truthy),
            lock: key.map(|key| Lock::of_channel(key, section.get("jwt_method"))),
        }
    }
}
