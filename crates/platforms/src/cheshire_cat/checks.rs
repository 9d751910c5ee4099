//! The live checks: what the running bot lets in and what it refuses.
//!
//! Read-only and few: `GET /openapi.json` and `GET /` (three ways; where something else than the bot answers there,
//! `GET /memory/collections` as well), WebSocket handshakes that are closed before anything
//! is said (four ways, under a made-up user so that nobody's replies are stolen), and the two logins that ship with the
//! bot. Every refusal has a control: the right credential, when the console knows it, must be accepted. Before all that,
//! the transport is looked at; if its certificate is not trusted, everything is asked but what would need a secret.

mod doors;
mod identity;
mod logins;
pub(super) mod said;
mod sight;
mod signature;

use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Limits, Site};
use jiff::Timestamp;

use super::{Known, known, rules, version};
use crate::{Ask, CheckError, Checking, Finding, Observation, Observed, cors, transport};
use doors::Door;
pub use logins::DEFAULT_LOGINS;

pub(super) use sight::sight;

/// Begins the checks with what the configuration declares and the vault holds.
pub(super) fn begin(ask: &Ask<'_>) -> Checking {
    let mut known = known(ask.values);
    known.logins = ask
        .logins
        .iter()
        .map(|(name, password)| (name.clone(), copy(password)))
        .collect();
    known.token = ask.token.map(copy);
    let (site, at) = (ask.site.clone(), ask.at);
    Box::pin(async move { check(&site, &known, at).await })
}

fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.expose().to_owned())
}

/// Runs every check, side by side.
///
/// # Errors
/// [`CheckError`] when the bot cannot be spoken to, or when it is no Cheshire Cat 1.
pub async fn check(site: &Site, known: &Known, at: Timestamp) -> Result<Observation, CheckError> {
    let transport = transport::observe(site).await.by(rules::PLAIN_HTTP);
    let site = &transport.site;
    let client = Client::new(site.clone(), Limits::default())?;
    let bot = identity::identify(&client).await?;

    let (http, socket, logins, cors) = tokio::join!(
        doors::http(&client, known.http_key.as_ref()),
        doors::socket(site, known.ws_key.as_ref()),
        logins::attempt(&client, known),
        // Cookies open nothing but the pages of the admin panel.
        cors::observe_without_cookies(&client, "/")
    );
    // A proxy may forward nothing but plain requests: what HTTP showed is kept even if the socket showed nothing.
    let mut http = http?;
    let signature = signature::judge(&client, &logins, known).await;

    let mut findings = logins.findings();
    findings.extend(signature.finding);
    if too_old(bot.version.as_deref(), &logins) {
        findings.push(
            rules::TOO_OLD.finding("This version has no lock on its WebSocket and no logins."),
        );
    } else {
        findings.extend(stale(&http, &socket, signature.by_declared_key, known));
    }
    if let Ok(cors) = cors {
        http.point.evidence.push(cors.evidence);
        findings.extend(cors.finding);
    }
    if socket.point.observed == Some(Observed::Locked) {
        findings.push(transport::in_address("GET /ws?token=…"));
    }
    findings.extend(transport.findings);
    let restart = [rules::NOT_LOADED.id, rules::OPEN_ANYWAY.id];
    let restart_needed = findings
        .iter()
        .any(|finding| restart.contains(&finding.rule.as_str()));
    let authenticated =
        http.key_works == Some(true) || socket.key_works == Some(true) || logins.own;
    Ok(Observation {
        at,
        version: bot.version,
        latency: bot.latency,
        points: vec![
            http.point,
            socket.point,
            signature.point,
            logins.point,
            transport.point,
        ],
        findings,
        restart_needed,
        authenticated,
    })
}

/// Signs that the running bot does not use what its configuration says now.
fn stale(
    http: &Door,
    socket: &Door,
    signed_with_file: Option<bool>,
    known: &Known,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if [http.key_works, socket.key_works, signed_with_file].contains(&Some(false)) {
        let message = "The running bot does not accept the keys that its configuration holds now.";
        findings.push(rules::NOT_LOADED.finding(message));
    }
    // A key that works although nothing is asked for has been read: then the other key is missing (1.7 compares an
    // absent token with an absent HTTP key on the WebSocket too), and a restart would mend nothing.
    let ignored = |door: &Door, key: &Option<Secret>| {
        door.point.observed == Some(Observed::Open) && key.is_some() && door.key_works != Some(true)
    };
    if ignored(http, &known.http_key) || ignored(socket, &known.ws_key) {
        let message = "The configuration holds a key, but the bot answers without one.";
        findings.push(rules::OPEN_ANYWAY.finding(message));
    }
    findings
}

/// Where the description is hidden, the missing login tells as well.
fn too_old(version: Option<&str>, logins: &logins::Logins) -> bool {
    version
        .and_then(version::is_without_locks)
        .unwrap_or(logins.absent)
}
