//! What the configuration says about the bot, copied out of it before the check begins.

use chatelaine_documents::KeyPath;
use chatelaine_secrets::Secret;
use chatelaine_wire::{Credential, Request};

use crate::program_y::bot::Bot;
use crate::program_y::client::{Client, Kind};
use crate::program_y::{KEYS, LICENSE, TOKEN, TOKEN_ID};
use crate::{Ask, Effective, is_loopback};

/// The path of the web chat unless the configuration names another (5.0.1).
const API: &str = "/api/rest/v1.0/ask";

/// There is no `Debug`: it holds a token and a key.
pub(super) struct Declared {
    /// Some client asks for a token and would check it.
    pub(super) asks_token: bool,
    /// Some client asks for API keys and would check them.
    pub(super) asks_key: bool,
    /// What the bot may hold for its token: as 5.0.1 reads it, and as 4.3 does where that differs.
    tokens: Vec<Secret>,
    /// One of the keys in its list.
    key: Option<Secret>,
    /// Some client is the Sanic one.
    pub(super) sanic: bool,
    /// Debug mode is on.
    pub(super) debug: bool,
    /// Where the web chat is.
    pub(super) api: String,
    /// The ping service.
    pub(super) responder: Option<Responder>,
    /// Clients with ways in that cannot be tried without sending a message: their sections.
    pub(super) webhooks: Vec<&'static str>,
}

/// The ping service, as declared.
pub(super) struct Responder {
    /// Empty where every network of the machine is meant.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
    pub(super) tls: bool,
}

impl Declared {
    pub(super) fn of(ask: &Ask<'_>) -> Self {
        let bot = ask
            .project
            .filter(|project| !project.is_empty())
            .map(Bot::of);
        let reads = bot.as_ref().is_some_and(Bot::reads_config);
        let clients = bot.as_ref().map_or(&[][..], |bot| &bot.clients);
        let view = View { ask, reads };
        let locks = |key: &str, value: &str| {
            let mut lockable = clients.iter().filter(|client| client.can_lock());
            lockable.any(|client| view.text(client, key) == value)
        };
        let webchat = clients.iter().find(|client| client.kind() == Kind::WebChat);
        let api = webchat
            .map(|client| view.text(client, "api"))
            .filter(|api| api.starts_with('/'));
        Self {
            asks_token: locks("authorization", "Basic"),
            asks_key: locks("use_api_keys", "true"),
            tokens: tokens(ask),
            key: key(ask),
            sanic: clients.iter().any(|client| client.kind() == Kind::Sanic),
            debug: clients
                .iter()
                .any(|client| client.is_http() && view.text(client, "debug") == "true"),
            api: api.unwrap_or(API).to_owned(),
            responder: clients.iter().find_map(|client| view.responder(client)),
            webhooks: clients
                .iter()
                .filter(|client| matches!(client.kind(), Kind::Webhook(_)))
                .map(|client| client.known.section)
                .collect(),
        }
    }
}

/// Token and key, each where it is asked for.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) token: Option<&'a Secret>,
    pub(super) key: Option<&'a Secret>,
}

impl Declared {
    /// What there is to try. A key in an address stays in access logs, so that it goes only where it is asked for.
    pub(super) fn pairs(&self, with_token: bool, with_key: bool) -> Vec<Pair<'_>> {
        let key = self.key.as_ref().filter(|_| with_key);
        let tokens = self.tokens.iter().filter(|_| with_token);
        let pairs: Vec<_> = tokens
            .map(|token| Pair {
                token: Some(token),
                key,
            })
            .collect();
        match key {
            Some(_) if pairs.is_empty() => vec![Pair { token: None, key }],
            _ => pairs,
        }
    }
}

impl Pair<'_> {
    /// The request with both.
    pub(super) fn on<'a>(&'a self, request: Request<'a>) -> Request<'a> {
        let basic = |value: &'a Secret| Credential::Authorization {
            scheme: "Basic",
            value,
        };
        let query = |value: &'a Secret| Credential::Query {
            name: "apikey",
            value,
        };
        request
            .with_credential(self.token.map(basic))
            .and_credential(self.key.map(query))
    }
}

/// The readings of the token, none of them empty: that is tried on every bot, and proves nothing.
fn tokens(ask: &Ask<'_>) -> Vec<Secret> {
    let Some(token) = ask.value(TOKEN_ID) else {
        return Vec::new();
    };
    // 4.3 keeps the quotes that 5.0.1 takes away.
    let older = ask.project.and_then(|project| {
        let license = project.document(LICENSE)?;
        let node = license.get(&KeyPath::keys(&[TOKEN]))?;
        let written = license.text().get(node.span)?;
        Some(Secret::new(written.replace('=', "")))
    });
    let older = older.filter(|older| older.expose() != token.expose());
    let mut tokens: Vec<_> = [Some(token), older].into_iter().flatten().collect();
    tokens.retain(|token| !token.expose().is_empty());
    tokens
}

/// One of the keys; blank lines and comments are keys as well, but none that anybody was given.
fn key(ask: &Ask<'_>) -> Option<Secret> {
    let meant = |value: &&Effective| {
        let text = value.text();
        value.setting.role() == KEYS && value.loaded && !text.is_empty() && !text.starts_with('#')
    };
    let value = ask.values.iter().find(meant)?.value.as_ref()?;
    Some(Secret::new(value.expose().to_owned()))
}

struct View<'a> {
    ask: &'a Ask<'a>,
    reads: bool,
}

impl View<'_> {
    fn text(&self, client: &Client, key: &str) -> &str {
        let id = client.id(key);
        let mut values = self.ask.values.iter();
        let value = values.find(|value| value.id == id).filter(|_| self.reads);
        value.map_or("", Effective::text)
    }

    fn responder(&self, client: &Client) -> Option<Responder> {
        let text = |key: &str| self.text(client, &format!("responder.{key}"));
        let (host, path) = (text("host"), text("url"));
        if host.is_empty() || !path.starts_with('/') {
            return None;
        }
        let everywhere = matches!(host, "0.0.0.0" | "::");
        Some(Responder {
            host: if everywhere {
                String::new()
            } else {
                host.to_owned()
            },
            port: text("port").parse().ok()?,
            path: path.to_owned(),
            tls: !text("ssl_cert_file").is_empty() && !text("ssl_key_file").is_empty(),
        })
    }
}

impl Responder {
    /// Whether it listens on this machine only.
    pub(super) fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}
