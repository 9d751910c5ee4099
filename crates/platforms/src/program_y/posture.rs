//! The ways into a Program-Y: who can get in?

mod guards;
mod observed;

use guards::Verdict;

use super::bot::Bot;
use super::client::{Client, Kind, Signature};
use super::{TOKEN, TOKEN_ID, rules};
use crate::platform::Seen;
use crate::posture::transport;
use crate::project::Effective;
use crate::{AccessPoint, Declared, Door, Lock, is_loopback};

/// Every way in. Without files to read, those that every REST client has.
#[must_use]
pub(super) fn access_points(seen: &Seen<'_>) -> Vec<AccessPoint> {
    let (mut doors, transport) = match (seen.project, seen.values) {
        (Some(project), Some(values)) if !project.is_empty() => {
            let view = View {
                bot: Bot::of(project),
                values,
            };
            (view.doors(), view.transport(seen))
        }
        // Before the first check, what every REST client has; after it, what was seen.
        _ if seen.observation.is_none() => (observed::usual(), transport(seen.site)),
        _ => (Vec::new(), transport(seen.site)),
    };
    doors.extend(observed::undeclared(seen.observation, &doors));
    doors.push(transport);
    doors
        .into_iter()
        .map(|door| door.seen(seen.observation, seen.unreachable))
        .collect()
}

struct View<'a> {
    bot: Bot<'a>,
    values: &'a [Effective],
}

impl View<'_> {
    fn doors(&self) -> Vec<Door> {
        let mut doors = Vec::new();
        let clients = &self.bot.clients;
        let is_rest = |client: &&Client| matches!(client.kind(), Kind::Flask | Kind::Sanic);
        // Both REST clients have the same paths, so one stands for both: the one that is worse off.
        let worst = clients
            .iter()
            .filter(is_rest)
            .map(|client| (client, self.guarded(client)))
            .min_by_key(|(_, verdict)| verdict.rank());
        if let Some((client, verdict)) = worst {
            let guard = self.guard(client);
            doors.extend(rest(
                &verdict,
                guard,
                self.guarded_by(client),
                door_rules(client),
            ));
        }
        for client in clients {
            doors.extend(self.other(client));
        }
        for client in clients {
            doors.extend(self.responder(client));
            doors.extend(self.debugger(client));
        }
        let mut ids: Vec<String> = Vec::new();
        doors.retain(|door| {
            let first = !ids.contains(&door.id);
            ids.push(door.id.clone());
            first
        });
        doors
    }

    fn value(&self, client: &Client, key: &str) -> Option<&Effective> {
        let id = client.id(key);
        self.values
            .iter()
            .find(|value| value.id == id)
            .filter(|_| self.bot.reads_config() && self.bot.reaches(client, key))
    }

    fn text(&self, client: &Client, key: &str) -> &str {
        self.value(client, key).map_or("", Effective::text)
    }

    fn asks_token(&self, client: &Client) -> bool {
        self.text(client, "authorization") == "Basic"
    }

    fn asks_key(&self, client: &Client) -> bool {
        self.text(client, "use_api_keys") == "true"
    }

    fn guarded_by(&self, client: &Client) -> Vec<String> {
        let mut ids = vec![client.id("authorization"), TOKEN_ID.to_owned()];
        if self.asks_key(client) {
            ids.push(client.id("use_api_keys"));
        }
        ids
    }

    fn guard(&self, client: &Client) -> &'static str {
        match (self.asks_token(client), self.asks_key(client)) {
            (true, true) => "BASIC_AUTH_TOKEN and API key",
            (false, true) => "API key",
            _ => TOKEN,
        }
    }

    /// The clients that are no REST API.
    fn other(&self, client: &Client) -> Option<Door> {
        let section = client.known.section;
        let (id, title, reach, guard, verdict) = match client.kind() {
            Kind::WebChat => {
                let api = self.text(client, "api");
                let reach = if api.is_empty() {
                    "/ and its chat".to_owned()
                } else {
                    format!("/ and {api}")
                };
                let verdict = self.guarded(client);
                ("webchat", "Web chat", reach, self.guard(client), verdict)
            }
            Kind::Socket => {
                let host = self.text(client, "host");
                let port = self.text(client, "port");
                let mut verdict = Verdict::open("The socket client asks nobody for a credential");
                if is_loopback(host) {
                    verdict.lock = Lock::Loopback;
                }
                let reach = format!("TCP {host}:{port}");
                ("socket", "TCP socket", reach, "nothing", verdict)
            }
            Kind::Webhook(signature) => {
                let reach = "the messenger's webhook".to_owned();
                let verdict = match signature {
                    Signature::Checked => {
                        Verdict::locked(Lock::Sound, "Messages need the messenger's signature")
                    }
                    Signature::Unchecked => {
                        Verdict::open("Messages are taken from anyone; no signature is checked")
                    }
                    Signature::Unknown => Verdict::new(
                        Declared::Unknown,
                        Lock::Sound,
                        "Whether this client checks its messages is not known",
                    ),
                };
                (section, "Webhook", reach, "signature", verdict)
            }
            Kind::Flask | Kind::Sanic | Kind::Outbound => return None,
        };
        let guarded_by = match client.kind() {
            Kind::WebChat => self.guarded_by(client),
            Kind::Socket => vec![client.id("host")],
            _ => Vec::new(),
        };
        let title = if title == "Webhook" {
            format!("{title} ({section})")
        } else {
            title.to_owned()
        };
        Some(door(
            id,
            &title,
            reach,
            guard,
            guarded_by,
            &verdict,
            door_rules(client),
        ))
    }

    /// The ping service, which runs when it has a host.
    fn responder(&self, client: &Client) -> Option<Door> {
        let host = self.text(client, "responder.host");
        if host.is_empty() || !client.present {
            return None;
        }
        let mut verdict = Verdict::open("The ping service asks nobody for a credential");
        if is_loopback(host) {
            verdict.lock = Lock::Loopback;
        }
        let port = self.text(client, "responder.port");
        let url = self.text(client, "responder.url");
        let reach = format!("{host}:{port}{url}");
        let ids = vec![client.id("responder.host")];
        let rules = vec![rules::RESPONDER_PUBLIC.id, rules::RESPONDER_SHUTDOWN.id];
        Some(door(
            "responder",
            "Health check",
            reach,
            "nothing",
            ids,
            &verdict,
            rules,
        ))
    }

    fn debugger(&self, client: &Client) -> Option<Door> {
        if !client.is_http() || self.text(client, "debug") != "true" {
            return None;
        }
        let mut verdict =
            Verdict::open("Debug mode is on: /console answers, and its PIN can be worked out");
        if is_loopback(self.text(client, "host")) {
            verdict.lock = Lock::Loopback;
        }
        let ids = vec![client.id("debug")];
        let rules = vec![rules::DEBUG_ON.id];
        let reach = "/console".to_owned();
        Some(door(
            "debugger", "Debugger", reach, "a PIN", ids, &verdict, rules,
        ))
    }

    /// TLS by the bot itself, or by what its address says.
    fn transport(&self, seen: &Seen<'_>) -> Door {
        let mut door = transport(seen.site);
        door.rules = vec![rules::PLAIN_HTTP.id, rules::TLS_HALF.id];
        let Some(client) = self.bot.clients.iter().find(|client| client.is_http()) else {
            return door;
        };
        let set = |key: &str| self.value(client, key).is_some_and(Effective::is_set);
        door.guarded_by = vec![client.id("ssl_cert_file"), client.id("ssl_key_file")];
        match (set("ssl_cert_file"), set("ssl_key_file")) {
            (true, true) => {
                door.declared = Declared::Locked;
                door.lock = Lock::Sound;
                door.why = "The bot has a certificate and its key; not yet checked".into();
            }
            (true, false) | (false, true) if seen.site.is_none_or(|site| !site.is_tls()) => {
                door.declared = Declared::Open;
                door.why = "Certificate or key is missing, so the bot speaks plain HTTP".into();
            }
            _ => {}
        }
        door
    }
}

/// The rules whose fixes lock a client.
fn door_rules(client: &Client) -> Vec<&'static str> {
    let rules: &[&crate::Rule] = match client.kind() {
        Kind::Flask => &[
            rules::OPEN,
            rules::AUTHORIZATION_VALUE,
            rules::NO_SECTION,
            rules::EMPTY_TOKEN,
            rules::KEY_LINE,
            rules::TEMPORARY,
            rules::TOKEN_MISSING,
            rules::LICENSE_ENTITY,
            rules::STORE_TYPE,
            rules::EQUALS,
            rules::SAMPLE,
            rules::WEAK,
            rules::REUSED,
            rules::BOM,
        ],
        Kind::WebChat => &[
            rules::WEBCHAT_OPEN,
            rules::AUTHORIZATION_VALUE,
            rules::EMPTY_TOKEN,
            rules::KEY_LINE,
            rules::TOKEN_MISSING,
            rules::SAMPLE,
            rules::WEAK,
        ],
        Kind::Sanic => &[rules::SANIC],
        Kind::Socket => &[rules::SOCKET],
        Kind::Webhook(_) => &[rules::UNSIGNED],
        Kind::Outbound => &[],
    };
    rules.iter().map(|rule| rule.id).collect()
}

fn rest(
    verdict: &Verdict,
    guard: &str,
    guarded_by: Vec<String>,
    rules: Vec<&'static str>,
) -> Vec<Door> {
    [
        ("rest-v1", "REST API, version 1", "/api/rest/v1.0/ask"),
        ("rest-v2", "REST API, version 2", "/api/rest/v2.0/ask"),
    ]
    .into_iter()
    .map(|(id, title, reach)| {
        door(
            id,
            title,
            reach.to_owned(),
            guard,
            guarded_by.clone(),
            verdict,
            rules.clone(),
        )
    })
    .collect()
}

fn door(
    id: &str,
    title: &str,
    reach: String,
    guard: &str,
    guarded_by: Vec<String>,
    verdict: &Verdict,
    rules: Vec<&'static str>,
) -> Door {
    Door {
        id: id.into(),
        title: title.into(),
        reach,
        guard: guard.into(),
        guarded_by,
        declared: verdict.declared,
        lock: verdict.lock,
        why: verdict.why.clone(),
        rules,
    }
}
