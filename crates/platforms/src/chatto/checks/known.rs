//! What the checks may use of the configuration.

use chatelaine_secrets::Secret;

use super::super::configuration::Configuration;
use super::super::effective::{Credential, aliases, credential};
use super::super::reach::{self, Extension, Protocol};
use super::super::settings::{SETTINGS, id};
use super::super::value::{self, Value};
use super::super::{BOT, CHN};
use crate::setting::{Kind, Origin};
use crate::{Ask, ById};

/// What is known before the bot is asked.
#[derive(Default)]
pub(super) struct Known {
    /// Whether there are files to compare with.
    pub(super) configured: bool,
    /// The lock of `/channels/rest`.
    pub(super) rest: Lock,
    /// The lock of `/bot`.
    pub(super) bot: Lock,
    /// What stands under the name that nothing reads.
    pub(super) dead: Option<Secret>,
    /// The messengers that the configuration turns on.
    pub(super) channels: Vec<&'static str>,
    /// The extension servers.
    pub(super) servers: Vec<Server>,
}

/// One lock as it is declared.
#[derive(Default)]
pub(super) struct Lock {
    /// The token that the bot should ask for.
    pub(super) key: Option<Secret>,
    /// Whether a header can carry it so that the bot finds it equal.
    pub(super) sendable: bool,
    /// A token is written down that does not reach the bot.
    pub(super) ink: bool,
}

/// One extension server as the bot knows it.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) alias: String,
    pub(super) protocol: Protocol,
    pub(super) url: String,
    /// Whether what is said to it stays on this machine.
    pub(super) near: bool,
    pub(super) token: Option<Secret>,
    /// Whether the token stands where only the bot can look.
    pub(super) unseen: bool,
}

impl Known {
    pub(super) fn of(ask: &Ask<'_>) -> Self {
        let Some(project) = ask.project.filter(|project| !project.is_empty()) else {
            return Self::default();
        };
        let configuration = Configuration::of(project);
        let channels = reach::channels(ask.values);
        let values = ById::of(ask.values);
        Self {
            configured: true,
            rest: Lock::of(&values, id::CALLBACK_TOKEN),
            bot: Lock::of(&values, id::AUTH_TOKEN),
            dead: dead(&configuration),
            channels: channels.iter().map(|channel| channel.name).collect(),
            servers: aliases(&configuration)
                .iter()
                .map(|alias| Server::of(&configuration, &values, alias))
                .collect(),
        }
    }
}

impl Lock {
    fn of(values: &ById<'_>, id: &str) -> Self {
        let Some(value) = values.get(id) else {
            return Self::default();
        };
        let key = value.value.as_ref().filter(|_| value.is_set());
        let Some(key) = key.map(|key| Secret::new(key.expose().to_owned())) else {
            return Self::default();
        };
        if !value.loaded {
            return Self {
                ink: true,
                ..Self::default()
            };
        }
        Self {
            sendable: is_sendable(id, &key),
            key: Some(key),
            ink: false,
        }
    }
}

impl Server {
    fn of(configuration: &Configuration<'_>, values: &ById<'_>, alias: &str) -> Self {
        let extension = Extension::of(configuration, values, alias);
        let asked = extension
            .token
            .map(|token| credential(configuration, token));
        let token = extension
            .token
            .filter(|token| token.loaded && token.is_set());
        Self {
            alias: alias.to_owned(),
            protocol: extension.protocol,
            url: extension
                .place
                .map_or_else(String::new, |place| place.text().to_owned()),
            near: extension.near,
            token: token
                .and_then(|token| token.value.as_ref())
                .map(|token| Secret::new(token.expose().to_owned())),
            unseen: asked == Some(Credential::Unknown),
        }
    }
}

/// Whether a header brings a token so that it equals what the bot holds: the header is trimmed, and a `Bearer ` at the
/// beginning of the value itself is never there again.
pub(super) fn is_sendable(id: &str, token: &Secret) -> bool {
    let setting = SETTINGS.iter().find(|setting| setting.id == id);
    let valid = setting.is_some_and(|setting| setting.validate(token.expose()).is_ok());
    let text = token.expose();
    valid && text.trim() == text && !text.starts_with("Bearer ")
}

/// `rest.token`, as the guide has it.
fn dead(configuration: &Configuration<'_>) -> Option<Secret> {
    let keys = ["rest".to_owned(), "token".to_owned()];
    let (_, node) = configuration.find(CHN, &keys)?;
    let kind = configuration.project.document(CHN)?.kind();
    match value::read(&node, Kind::Secret(Origin::Text), kind) {
        Value::Text(text) if !text.is_empty() => Some(Secret::new(text)),
        _ => None,
    }
}

/// The id of an extension server's setting.
pub(super) fn setting_of(alias: &str, key: &str) -> String {
    format!("{BOT}.extensions.{alias}.{key}")
}
