//! The live checks: what the running bot lets in and what it refuses.
//!
//! Read-only and few. The HTTP API is asked for its status and its version; the webhooks get a body that cannot become
//! a message; on the socket somebody asks to be let in and leaves at once. No conversation begins, and all that the bot
//! keeps of it are lines in its log: one for each token that it refused. First everything is asked without a credential of
//! ours, and only when it is certain that Rasa answers are the declared ones shown to it, as controls.

mod actions;
mod api;
mod declared;
mod messengers;
mod sight;
mod socket;
mod tokens;
mod webhooks;

use chatelaine_wire::{Client, Limits, Request, Response, Site};
use jiff::Timestamp;

use super::rules;
use super::settings::id;
use crate::{
    Ask, CheckError, Checking, Finding, Fix, Observation, Observed, ObservedPoint, cors, transport,
};
use declared::Declared;

pub(super) use sight::sight;

/// What `GET /` says, with the version behind it (1.10 to 3.6).
const GREETING: &str = "Hello from Rasa: ";

/// Begins the checks with what the configuration declares.
pub(super) fn begin(ask: &Ask<'_>) -> Checking {
    let declared = Declared::of(ask);
    let (site, may_forge, at) = (ask.site.clone(), ask.may_forge, ask.at);
    Box::pin(async move { check(&site, &declared, may_forge, at).await })
}

async fn check(
    site: &Site,
    declared: &Declared,
    may_forge: bool,
    at: Timestamp,
) -> Result<Observation, CheckError> {
    let transport = transport::observe(site).await.by(rules::PLAIN_HTTP);
    let site = &transport.site;
    let client = Client::new(site.clone(), Limits::default())?;
    let front = client.send(Request::get("/")).await?;
    let (api, rest, callback, socket, cors) = tokio::join!(
        api::look(&client, &declared.api, at),
        webhooks::look(&client, "rest"),
        webhooks::look(&client, "callback"),
        socket::look(site, &declared.socket, at),
        cors::observe(&client, "/")
    );
    let version = greeting(&front).or_else(|| api::version(&api.as_ref().ok()?.version));
    // A gateway may publish a single path and nothing else of the bot: then that it asks for a credential there, and not
    // where a stranger's webhook would be, is all that shows. Whoever refuses every `POST` is no such gateway.
    let gateway = rest.refusal().is_some_and(|status| {
        let elsewhere = matches!(front.status, 403 | 404) && front.status != status;
        elsewhere || callback.is_absent()
    });
    let is_rasa = version.is_some()
        || api.as_ref().is_ok_and(api::Look::is_rasa)
        || rest.is_rasa()
        || callback.is_rasa()
        || gateway;
    if !(is_rasa || socket.speaks() && declared.socket.on) {
        return Err(foreign(&front));
    }

    let (mut api_door, rest, callback, socket, messengers, actions) = tokio::join!(
        api::prove(&client, &declared.api, &api, may_forge, at),
        webhooks::prove(&client, rest, declared),
        webhooks::prove(&client, callback, declared),
        socket::prove(&client, &declared.socket, socket, may_forge, at),
        messengers::ask(&client, declared, at),
        async {
            match &declared.actions {
                Some(site) => actions::ask(site).await.map(Some),
                None => Ok(None),
            }
        }
    );
    let (rest, callback, messengers) = (rest?, callback?, messengers?);

    let mut findings = Vec::new();
    let stale = Stale { declared };
    findings.extend(stale.api(&api_door));
    findings.extend(stale.socket(&socket));
    for (door, channel) in [(&rest, "rest"), (&callback, "callback")] {
        findings.extend(stale.webhook(door, channel));
    }
    findings.extend(forgeable(&socket.known_key, id::JWT_KEY, "Socket.IO"));
    findings.extend(forgeable(
        &api_door.known_key,
        id::JWT_SECRET,
        "the HTTP API",
    ));
    if observed(&socket.point) == Some(Observed::Forgeable) && socket.known_key.is_none() {
        let message = "The socket lets in tokens without a signature, which anybody can write.";
        findings.push(rules::FORGEABLE.finding(message).about(id::JWT_KEY));
    }
    if rest.bypassed {
        let message = "The REST channel answers below /core without the credential that the gateway asks for.";
        findings.push(rules::GATEWAY_BYPASS.finding(message));
    }
    if socket.too_old {
        let message =
            "The socket lets everybody in without being asked: this version has no lock for it.";
        findings.push(rules::TOO_OLD.finding(message));
    }
    if let Ok(cors) = cors {
        // What the command line says itself is the linter's to tell.
        findings.extend(cors.finding.filter(|_| !declared.allows_any_origin));
        if let Some(point) = &mut api_door.point {
            point.evidence.push(cors.evidence);
        }
    }
    if api_door.takes_query {
        findings.push(transport::in_address("GET /status?token=…"));
    }
    findings.extend(transport.findings);
    let restart = [rules::NOT_LOADED.id, rules::OPEN_ANYWAY.id];
    let restart_needed = findings
        .iter()
        .any(|finding| restart.contains(&finding.rule.as_str()));
    let mut points = vec![transport.point];
    points.extend(
        [rest.point, callback.point, socket.point, api_door.point]
            .into_iter()
            .flatten(),
    );
    points.extend(messengers);
    points.extend(actions?);
    Ok(Observation {
        at,
        version,
        latency: front.elapsed,
        points,
        findings,
        restart_needed,
        authenticated: api_door.key_works == Some(true) || socket.key_works == Some(true),
    })
}

fn greeting(front: &Response) -> Option<String> {
    let text = String::from_utf8_lossy(&front.body);
    let version = text.strip_prefix(GREETING)?.trim();
    let plausible = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    (front.status == 200 && version.len() < 32 && version.chars().all(plausible))
        .then(|| version.to_owned())
}

fn foreign(front: &Response) -> CheckError {
    let seen = front.location.as_ref().map_or_else(
        || format!("HTTP {}", front.status),
        |to| format!("a redirect to {}", to.chars().take(80).collect::<String>()),
    );
    CheckError::NotThisPlatform {
        what: format!("what answers there is no Rasa ({seen} instead of its greeting)"),
        advice: "Check the address and the port. If a proxy serves the bot below a path, include the path.".into(),
    }
}

/// Signs that the running bot does not use what its configuration says now.
struct Stale<'a> {
    declared: &'a Declared,
}

impl Stale<'_> {
    fn api(&self, door: &api::Door) -> Option<Finding> {
        let open = is_open(&door.point) && door.known_key.is_none();
        if open && self.declared.api.locked {
            let message = "The command line sets a credential for the HTTP API, but the bot answers without one.";
            return Some(rules::OPEN_ANYWAY.finding(message));
        }
        let message = "The running bot refuses the credential of the HTTP API that its command line sets now.";
        (door.key_works == Some(false)).then(|| rules::NOT_LOADED.finding(message))
    }

    fn socket(&self, door: &socket::Door) -> Option<Finding> {
        let open = is_open(&door.point);
        if open && self.declared.socket.locked && !door.too_old {
            let message =
                "The configuration sets a jwt_key, but the socket lets in whoever brings no token.";
            return Some(rules::OPEN_ANYWAY.finding(message).about(id::JWT_KEY));
        }
        if open && self.declared.known && !self.declared.has("socketio") {
            let message = "The configuration switches Socket.IO off, but the bot still lets everybody in there.";
            return Some(rules::OPEN_ANYWAY.finding(message));
        }
        let message =
            "The running bot refuses tokens that are signed with the jwt_key of its configuration.";
        (door.key_works == Some(false))
            .then(|| rules::NOT_LOADED.finding(message).about(id::JWT_KEY))
    }

    fn webhook(&self, door: &webhooks::Door, channel: &str) -> Option<Finding> {
        let off = self.declared.known && !self.declared.has(channel);
        (is_open(&door.point) && off).then(|| {
            rules::OPEN_ANYWAY.finding(format!(
                "The configuration switches the {channel} channel off, but the bot still answers there."
            ))
        })
    }
}

fn observed(point: &Option<ObservedPoint>) -> Option<Observed> {
    point.as_ref()?.observed
}

fn is_open(point: &Option<ObservedPoint>) -> bool {
    observed(point) == Some(Observed::Open)
}

/// A lock that opens to a key which everybody knows.
fn forgeable(known_key: &Option<String>, setting: &str, door: &str) -> Option<Finding> {
    let key = known_key.as_ref()?;
    let message =
        format!("The well-known value `{key}` opens {door}, so anyone can come in with it.");
    let fix = Fix::Generate {
        setting: setting.to_owned(),
    };
    Some(rules::FORGEABLE.finding(message).about(setting).with(fix))
}
