//! Where the replies of the callback channel go, as the bot's files declare it.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Delivery, basic};
use url::Url;

use super::super::settings::id;
use crate::talk::{Call, Refusal, Unready};

/// Where the bot's replies go, and what it brings along to be believed.
pub(super) struct Ear {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
    /// A parameter of the address, by its name.
    token: Option<(String, Secret)>,
    /// What stands behind `Basic`.
    basic: Option<Secret>,
}

impl Ear {
    pub(super) fn of(call: &Call<'_>) -> Result<Self, Unready> {
        let address = call.declared(id::CALLBACK_URL).ok_or_else(|| {
            Unready::new(
                "the bot's files name no address for the replies of its callback channel",
                "Give the channel `callback` a `url` in credentials.yml, such as http://127.0.0.1:5034/bot, or talk over REST.",
            )
        })?;
        let elsewhere = || {
            Unready::new(
                "the bot sends its replies to another machine, or over https, where the console cannot listen",
                "For a test, let `url` of the callback channel name a free port of this machine, such as http://127.0.0.1:5034/bot, and restart the bot.",
            )
        };
        let url = Url::parse(address.expose()).map_err(|_| elsewhere())?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        if url.scheme() != "http" || !crate::is_loopback(host) {
            return Err(elsewhere());
        }
        let text = |id: &str| call.declared(id).filter(|value| !value.is_empty());
        let name = text(id::CALLBACK_TOKEN_NAME)
            .map_or_else(|| "token".to_owned(), |name| name.expose().to_owned());
        let user = text(id::CALLBACK_USER);
        Ok(Self {
            host: host.to_owned(),
            port: url.port_or_known_default().unwrap_or(80),
            path: url.path().to_owned(),
            token: text(id::CALLBACK_TOKEN).map(|token| (name, token)),
            basic: user
                .zip(text(id::CALLBACK_PASSWORD))
                .map(|(user, password)| basic(user.expose(), &password)),
        })
    }

    /// With which status a delivery is answered.
    pub(super) fn judge(&self, delivery: &Delivery) -> u16 {
        if delivery.path != self.path {
            return 404;
        }
        if delivery.method != "POST" {
            return 405;
        }
        let token = self.token.as_ref().is_none_or(|(name, token)| {
            delivery.parameter(name).map(Secret::new).as_ref() == Some(token)
        });
        let basic = self.basic.as_ref().is_none_or(|basic| {
            let header = delivery.header("authorization");
            let shown = header.and_then(|value| value.strip_prefix("Basic "));
            shown.map(Secret::new).as_ref() == Some(basic)
        });
        if token && basic { 200 } else { 401 }
    }
}

/// Why the console cannot listen there.
pub(super) fn deaf(host: &str, port: u16, error: &std::io::Error) -> Refusal {
    Refusal {
        status: 0,
        cause: format!("The bot's replies go to {host}:{port}, and the console cannot listen there: {error}."),
        advice: "Another program may be listening there already. End it, or let `url` of the callback channel name a free port and restart the bot.".into(),
    }
}
