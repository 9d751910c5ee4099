//! The ways into a Program-Y: who can get in?

use chatelaine_secrets::judge;

use super::bot::Bot;
use super::client::{Client, Kind, Signature};
use super::places::{self, Place};
use super::{CONFIG, KEYS, LICENSE, TOKEN, TOKEN_ID, rules};
use crate::platform::Seen;
use crate::posture::transport;
use crate::project::Effective;
use crate::{AccessPoint, Declared, Door, Lock, is_loopback};

/// Every way in. Without files to read, those that every REST client has.
#[must_use]
pub(super) fn access_points(seen: &Seen<'_>) -> Vec<AccessPoint> {
    let doors = match (seen.project, seen.values) {
        (Some(project), Some(values)) if !project.is_empty() => {
            let bot = Bot::of(project);
            View { bot, values }.doors(seen)
        }
        _ => {
            let unknown = Verdict::new(Declared::Unknown, Lock::Sound, "Not yet checked");
            let mut doors = rest(&unknown, "token or API key", Vec::new(), Vec::new());
            doors.push(transport(seen.site));
            doors
        }
    };
    doors
        .into_iter()
        .map(|door| door.seen(seen.observation, seen.unreachable))
        .collect()
}

/// What the configuration says about a way in.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Verdict {
    declared: Declared,
    lock: Lock,
    why: String,
}

impl Verdict {
    fn new(declared: Declared, lock: Lock, why: impl Into<String>) -> Self {
        Self {
            declared,
            lock,
            why: why.into(),
        }
    }

    fn open(why: impl Into<String>) -> Self {
        Self::new(Declared::Open, Lock::Sound, why)
    }

    fn locked(lock: Lock, why: impl Into<String>) -> Self {
        Self::new(Declared::Locked, lock, why)
    }

    /// How much it keeps out.
    fn rank(&self) -> u8 {
        match (self.declared, self.lock) {
            (Declared::Open, _) => 0,
            (_, Lock::Forgeable) => 1,
            (_, Lock::Weak) => 2,
            (Declared::Unknown, _) => 3,
            _ => 4,
        }
    }
}

struct View<'a> {
    bot: Bot<'a>,
    values: &'a [Effective],
}

impl View<'_> {
    fn doors(&self, seen: &Seen<'_>) -> Vec<Door> {
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
        doors.push(self.transport(seen));
        doors
    }

    fn value(&self, client: &Client, key: &str) -> Option<&Effective> {
        let id = client.id(key);
        self.values
            .iter()
            .find(|value| value.id == id)
            .filter(|_| self.bot.reads_config())
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

    /// Why the bot runs on its defaults, if it does.
    fn defaults(&self, client: &Client) -> Option<String> {
        if let Some(obstacle) = self.bot.read_only() {
            return Some(format!(
                "The bot cannot open {}, because {}, and starts with its defaults",
                self.bot.name(CONFIG),
                obstacle.why
            ));
        }
        let unreadable = self
            .bot
            .config_file()
            .is_some_and(|file| file.problem().is_some());
        let what = if self.bot.runs_without_config() || self.bot.has_no_config() && !unreadable {
            "There is no configuration, and the bot starts with its defaults"
        } else if unreadable {
            "The configuration cannot be read, and the bot starts with its defaults"
        } else if !client.present {
            "The client finds no section of its own, and starts with its defaults"
        } else {
            return None;
        };
        Some(what.to_owned())
    }

    /// What token and keys make of a REST client or web chat.
    fn guarded(&self, client: &Client) -> Verdict {
        if self.bot.is_xml() {
            let why = "The configuration is XML, which is not read here";
            return Verdict::new(Declared::Unknown, Lock::Sound, why);
        }
        if let Some(why) = self.defaults(client) {
            return Verdict::open(why);
        }
        if client.kind() == Kind::Sanic {
            return if self.asks_key(client) {
                Verdict::locked(
                    Lock::Sound,
                    "The Sanic client refuses everybody when it asks for API keys",
                )
            } else {
                Verdict::open("The Sanic client never checks a token")
            };
        }
        let token = self.asks_token(client).then(|| self.token(client));
        let key = self.asks_key(client).then(|| self.keys(client));
        match (token, key) {
            (None, None) => Verdict::open("The configuration asks for neither token nor API key"),
            // A bot that does not start lets nobody in, and nobody knows how it will be once it does.
            (Some(token), _) if token.declared == Declared::Unknown => token,
            (Some(token), Some(key)) if key.rank() > token.rank() => key,
            (Some(verdict), _) | (None, Some(verdict)) => verdict,
        }
    }

    /// What the token keeps out.
    fn token(&self, client: &Client) -> Verdict {
        let store = self.bot.store(client);
        if store.is_elsewhere() {
            let why = format!("The token is in the store `{}`; not yet proven", store.name);
            return Verdict::locked(Lock::Sound, why);
        }
        let place = store
            .file
            .as_deref()
            .map(|file| places::locate(file, self.bot.start()));
        let loads = store.kind.is_some() && (store.named || !store.declared);
        if (loads || !store.declared) && matches!(place, None | Some(Place::Temporary)) {
            let why = "The token comes from /tmp, where any user of the machine can put one";
            return Verdict::locked(Lock::Forgeable, why);
        }
        let sees = store
            .file
            .as_deref()
            .is_some_and(|file| self.bot.leads_to(file, LICENSE));
        if store.named && store.kind.is_some() && !sees {
            let why = "The token is in a file outside of the folder; not yet proven";
            return Verdict::locked(Lock::Sound, why);
        }
        let value = self.values.iter().find(|value| value.id == TOKEN_ID);
        let token = value.filter(|value| value.loaded && value.own.is_some());
        match token {
            None => Verdict::new(
                Declared::Unknown,
                Lock::Sound,
                "The bot does not start: it finds no BASIC_AUTH_TOKEN",
            ),
            Some(value) if value.text().is_empty() => {
                Verdict::open("BASIC_AUTH_TOKEN is empty, and the empty token is accepted")
            }
            Some(value) => graded(&[value], "a token"),
        }
    }

    /// What the keys keep out.
    fn keys(&self, client: &Client) -> Verdict {
        let path = self.text(client, "api_key_file");
        if path.is_empty() {
            return Verdict::locked(
                Lock::Sound,
                "No key list is configured, so every key is refused",
            );
        }
        if places::locate(path, self.bot.start()) == Place::Temporary {
            let why = "The keys come from /tmp, where any user of the machine can put some";
            return Verdict::locked(Lock::Forgeable, why);
        }
        if !self.bot.leads_to(path, KEYS) {
            let why = "The keys are in a file outside of the folder; not yet proven";
            return Verdict::locked(Lock::Sound, why);
        }
        let keys: Vec<&Effective> = self
            .values
            .iter()
            .filter(|value| value.setting.role() == KEYS)
            .collect();
        if keys.is_empty() {
            return Verdict::locked(
                Lock::Sound,
                "The key list is empty, so every key is refused",
            );
        }
        if keys.iter().any(|key| key.text().is_empty()) {
            return Verdict::open("A blank line in the key list makes the empty key valid");
        }
        graded(&keys, "API keys")
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

/// As good as the worst of several secrets.
fn graded(secrets: &[&Effective], what: &str) -> Verdict {
    let weak = secrets
        .iter()
        .filter_map(|secret| secret.value.as_ref())
        .any(|secret| !judge(secret).is_strong());
    if weak {
        let why = format!("The configuration asks for {what}, and one can be guessed");
        Verdict::locked(Lock::Weak, why)
    } else {
        let why = format!("The configuration asks for {what}; not yet proven");
        Verdict::locked(Lock::Sound, why)
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
