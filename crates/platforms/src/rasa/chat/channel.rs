//! The Socket.IO channel as the bot's files declare it; its defaults where they are not known (3.6.21).

use chatelaine_secrets::Secret;
use chatelaine_wire::engine_io::DEFAULT_NAMESPACE;

use super::super::settings::id;
use super::super::socket;
use crate::talk::Call;
use crate::{Source, referenced};

/// The channel, and its lock.
pub(super) struct Channel {
    /// With a slash at both ends.
    pub(super) path: String,
    pub(super) namespace: String,
    /// What a message to the bot is called.
    pub(super) user_event: String,
    /// What the bot's replies are called.
    pub(super) bot_event: String,
    /// Whether conversations belong to a session id; nothing when the files are not known.
    pub(super) persistence: Option<bool>,
    pub(super) lock: Lock,
}

/// What verifies the tokens.
pub(super) struct Lock {
    /// The key, as far as it is known here.
    pub(super) key: Option<Secret>,
    /// The methods in the spelling of the file.
    pub(super) methods: String,
    /// Whether the key stands in the file itself, where YAML may take it for a number.
    pub(super) in_file: bool,
}

impl Channel {
    pub(super) fn of(call: &Call<'_>) -> Self {
        let text = |id: &str, usual: &str| {
            let value = call.declared(id).map(|value| value.expose().to_owned());
            value
                .filter(|text| !text.is_empty())
                .unwrap_or_else(|| usual.to_owned())
        };
        let persistence = call.declared(id::PERSISTENCE);
        let persistence = persistence.is_some_and(|value| is_true(value.expose()));
        Self {
            path: socket::slashed(&text(id::SOCKET_PATH, socket::PATH)),
            namespace: text(id::NAMESPACE, DEFAULT_NAMESPACE),
            user_event: text(id::USER_EVENT, "user_uttered"),
            bot_event: text(id::BOT_EVENT, "bot_uttered"),
            persistence: (!call.values.is_empty()).then_some(persistence),
            lock: Lock::of(call),
        }
    }

    pub(super) fn has_namespace(&self) -> bool {
        self.namespace != DEFAULT_NAMESPACE
    }
}

impl Lock {
    fn of(call: &Call<'_>) -> Self {
        let written = call.values.iter().find(|value| value.id == id::JWT_KEY);
        let methods = call.declared(id::JWT_METHOD);
        Self {
            key: call.secret(id::JWT_KEY),
            methods: methods.map_or_else(|| "HS256".to_owned(), |text| text.expose().to_owned()),
            in_file: written.is_some_and(|value| matches!(value.source, Source::File { .. })),
        }
    }

    /// The variable that the key only seems to refer to: in quotes, Rasa takes the text `${NAME}` for the key itself.
    pub(super) fn unread_reference(&self) -> Option<&str> {
        referenced(self.key.as_ref()?.expose()).filter(|_| self.in_file)
    }
}

/// Python's truth of a YAML value: `yes` and `on` are texts in YAML 1.2, and every text but the empty one is true.
fn is_true(text: &str) -> bool {
    !matches!(
        text,
        "" | "false" | "False" | "FALSE" | "null" | "Null" | "NULL" | "~" | "0"
    )
}
