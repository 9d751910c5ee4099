//! Who can reach what: channels, extension servers, and what stays on the machine.

use chatelaine_documents::compose::Service;

use super::configuration::Configuration;
use super::effective::{Credential, credential};
use super::value;
use crate::setting::Kind;
use crate::{ById, Effective, Source, is_loopback};

/// Messengers by their name in paths and keys.
pub(super) const MESSENGERS: [(&str, &str); 3] = [
    ("telegram", "Telegram"),
    ("twilio", "Twilio"),
    ("slack", "Slack"),
];

/// A messenger that is turned on.
pub(super) struct Channel<'a> {
    /// Its name in the path: `telegram`.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// The first setting that turns it on.
    pub(super) set_by: &'a Effective,
}

/// The messengers with any setting that is not empty: that is all it takes.
pub(super) fn channels(values: &[Effective]) -> Vec<Channel<'_>> {
    let turns_on = |value: &&Effective| {
        let duration = matches!(value.setting.kind, Kind::Duration);
        let unseen = value.value.is_none() && matches!(value.source, Source::Environment { .. });
        let filled = value.is_set() && !(duration && value::is_no_time(value.text()));
        value.loaded && (filled || unseen)
    };
    MESSENGERS
        .into_iter()
        .filter_map(|(name, title)| {
            let prefix = format!("chn.{name}.");
            let own = values.iter().filter(|value| value.id.starts_with(&prefix));
            let set_by = own.into_iter().find(turns_on)?;
            Some(Channel {
                name,
                title,
                set_by,
            })
        })
        .collect()
}

/// How an extension server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// HTTP.
    Rest {
        /// Whether the address begins with https.
        tls: bool,
    },
    /// Go's net/rpc over TCP.
    Rpc,
    /// The bot does not start with it, or it stands where nobody here can look.
    Unknown,
}

/// An extension server as the bot sees it.
pub(super) struct Extension<'a> {
    pub(super) alias: &'a str,
    pub(super) protocol: Protocol,
    /// Where it is, without credentials that an address may hold.
    pub(super) reach: String,
    /// Whether what is said to it stays on this machine.
    pub(super) near: bool,
    pub(super) credential: Credential,
    pub(super) token: Option<&'a Effective>,
    /// The setting that says where it is.
    pub(super) place: Option<&'a Effective>,
}

impl<'a> Extension<'a> {
    pub(super) fn of(configuration: &Configuration<'_>, values: &ById<'a>, alias: &'a str) -> Self {
        let value = |key: &str| values.get(&format!("bot.extensions.{alias}.{key}"));
        let text = |key: &str| {
            let loaded = value(key).filter(|value| value.loaded);
            loaded.map_or("", Effective::text)
        };
        let token = value("token");
        let credential = token.map_or(Credential::Missing, |token| {
            credential(configuration, token)
        });
        let (protocol, host, reach, place) = match text("type") {
            "REST" => {
                let url = url::Url::parse(text("url")).ok();
                let host = url.as_ref().and_then(url::Url::host_str);
                let tls = url.as_ref().is_some_and(|url| url.scheme() == "https");
                let reach = url
                    .as_ref()
                    .map_or_else(String::new, |url| url.origin().ascii_serialization());
                let protocol = if host.is_some() {
                    Protocol::Rest { tls }
                } else {
                    Protocol::Unknown
                };
                let host = host.unwrap_or_default().to_owned();
                (protocol, host, reach, value("url"))
            }
            "RPC" => {
                let host = text("host").to_owned();
                let reach = format!("{host}:{}", text("port"));
                // Go dials this machine where there is no host.
                let host = if host.is_empty() {
                    "localhost".to_owned()
                } else {
                    host
                };
                let place = value("host").or_else(|| value("type"));
                (Protocol::Rpc, host, reach, place)
            }
            _ => (Protocol::Unknown, String::new(), String::new(), None),
        };
        Self {
            alias,
            protocol,
            reach,
            near: is_near(configuration, &host),
            credential,
            token,
            place,
        }
    }
}

/// Whether what goes to a host stays on this machine: it is the machine itself, or a container of the same compose file
/// that only its neighbours can reach.
pub(super) fn is_near(configuration: &Configuration<'_>, host: &str) -> bool {
    let named = |service: &&Service| {
        service.name == host || service.container_name.as_deref() == Some(host)
    };
    is_loopback(host)
        || configuration
            .neighbours
            .iter()
            .find(named)
            .is_some_and(|service| keeps_to_itself(configuration, service))
}

/// Whether the compose file keeps the bot's port away from every network. Without one Chatto listens on all interfaces.
pub(super) fn is_confined(configuration: &Configuration<'_>) -> bool {
    let service = configuration.environment.service.as_ref();
    service.is_some_and(|service| keeps_to_itself(configuration, service))
}

fn keeps_to_itself(configuration: &Configuration<'_>, service: &Service) -> bool {
    !configuration.has_host_network() && service.ports.iter().all(|port| port.loopback_only())
}
