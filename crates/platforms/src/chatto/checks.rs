//! The live checks: what the running bot lets in and what it refuses.
//!
//! About fifteen requests, none of which begins a conversation. `POST /channels/rest` carries a body that is no JSON: the
//! token is looked at before the body, so that a lock says 401 and an open door complains about the body (0.9.2).
//! `POST /bot/predict` asks the classifier, which remembers nothing, and `GET /bot/senders/…` asks for somebody who does
//! not exist. The messengers' webhooks get bodies that their handlers turn down before anybody is answered. Each extension
//! server of the configuration is asked for its list, at its own address and with its own token only. The one side effect
//! is a line in the bot's log for each request that fails.
//!
//! A right token is sent only where a lock was seen, and only to what has shown itself to be Chatto. Before all that the
//! transport is looked at; if its certificate is not trusted, everything is asked but what would need a secret.

mod bot;
mod extensions;
mod known;
mod rest;
pub(super) mod said;
mod sight;
mod webhooks;

use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Limits, Request, Response, Site, WireError};
use jiff::Timestamp;

use super::rules;
use super::settings::id;
use crate::probe::{control, made_up_value};
use crate::{
    Ask, CheckError, Checking, Evidence, Finding, Observation, Observed, ObservedPoint, transport,
};
use known::{Known, Lock};
use said::Said;

pub(super) use sight::sight;

/// What a door with a token showed.
struct Door {
    point: ObservedPoint,
    /// Whether the declared token opens it. Nothing when it was not tried.
    key_works: Option<bool>,
}

/// Begins the checks with what the configuration declares.
pub(super) fn begin(ask: &Ask<'_>) -> Checking {
    let known = Known::of(ask);
    let (site, at) = (ask.site.clone(), ask.at);
    Box::pin(async move { check(&site, known, at).await })
}

async fn check(site: &Site, known: Known, at: Timestamp) -> Result<Observation, CheckError> {
    let transport = transport::observe(site).await.by(rules::PLAIN_HTTP);
    let client = Client::new(transport.site.clone(), Limits::default())?;
    let nobody = made_up_value()?;
    let (rest, bot, front) = tokio::join!(
        rest::knock(&client),
        bot::knock(&client, &nobody),
        front(&client, &nobody)
    );
    let (rest, bot, front) = (rest?, bot?, front?);
    identify(&rest, &bot, &front)?;

    let (rest, bot, webhooks, extensions) = tokio::join!(
        rest::judge(&client, rest, &known),
        bot::judge(&client, bot, &nobody, &known),
        webhooks::ask(&client, &known),
        extensions::ask(known.servers.clone())
    );
    let (rest, bot) = (rest?, bot?);

    let mut findings = rest.findings;
    if bot.too_old {
        findings.push(rules::TOO_OLD.finding("This version of Chatto asks nobody for a token."));
    } else {
        findings.extend(stale(&rest.door, &known.rest, id::CALLBACK_TOKEN));
        findings.extend(stale(&bot.door, &known.bot, id::AUTH_TOKEN));
    }
    findings.extend(webhooks.findings);
    findings.extend(extensions.findings);
    findings.extend(transport.findings);
    let restart = [rules::NOT_LOADED.id, rules::OPEN_ANYWAY.id];
    let restart_needed = findings
        .iter()
        .any(|finding| restart.contains(&finding.rule.as_str()));
    let authenticated = [rest.door.key_works, bot.door.key_works].contains(&Some(true));
    let mut points = vec![rest.door.point, bot.door.point];
    points.extend(webhooks.points);
    points.extend(extensions.points);
    points.push(transport.point);
    Ok(Observation {
        at,
        // Chatto tells nobody which version it is.
        version: None,
        latency: front.elapsed,
        points,
        findings,
        restart_needed,
        authenticated,
    })
}

/// A path below `/bot` that no version has: it shows what answers for everything, before Chatto does.
async fn front(client: &Client, nobody: &Secret) -> Result<Response, CheckError> {
    let path = format!("/bot/{}", nobody.expose());
    Ok(client.send(Request::get(&path)).await?)
}

/// Whether this is Chatto, or what is there instead.
fn identify(rest: &Response, bot: &bot::Knock, front: &Response) -> Result<(), CheckError> {
    // `unauthorized` is what any program written in Go may say, so it counts only where not everything is refused.
    let guarded = bot.refuses() && said::is_missing(front);
    if said::rest(rest) != Said::Other || bot.answers() || guarded {
        return Ok(());
    }
    let seen = rest.location.as_ref().map_or_else(
        || format!("HTTP {}", rest.status),
        |to| format!("a redirect to {}", to.chars().take(80).collect::<String>()),
    );
    Err(CheckError::NotThisPlatform {
        what: format!("what answers there is no Chatto ({seen} at /channels/rest)"),
        advice: "Check the address and the port. If a proxy serves the bot below a path, include the path; if it asks for a login of its own, check the bot behind it.".into(),
    })
}

/// Signs that the running bot does not use the token that its configuration holds now.
fn stale(door: &Door, lock: &Lock, setting: &str) -> Option<Finding> {
    lock.key.as_ref()?;
    let name = setting.split_once('.').map_or(setting, |(_, name)| name);
    let finding = if door.key_works == Some(false) {
        rules::NOT_LOADED.finding(format!(
            "The running bot does not accept the {name} that its configuration holds now."
        ))
    } else if door.point.observed == Some(Observed::Open) {
        rules::OPEN_ANYWAY.finding(format!(
            "The configuration holds {name}, but the bot answers without it."
        ))
    } else {
        return None;
    };
    Some(finding.about(setting))
}

/// What answering nothing, then a made-up token, says of a door.
fn verdict(nothing: Said, random: Said) -> Option<Observed> {
    match (nothing, random) {
        (Said::Yes, _) => Some(Observed::Open),
        (Said::No, Said::Yes) => Some(Observed::Weak),
        (Said::No, Said::No) => Some(Observed::Locked),
        _ => None,
    }
}

/// Sends the control, if it can be sent, and says whether the right token opens the door.
async fn own(
    client: &Client,
    request: Option<Request<'_>>,
    judge: fn(&Response) -> Said,
    evidence: &mut Vec<Evidence>,
) -> Option<bool> {
    let Some(request) = request else {
        evidence.push(untried());
        return None;
    };
    let shown = request.redacted();
    match client.send(request).await {
        Ok(response) => {
            let works = match judge(&response) {
                Said::Yes => true,
                Said::No => false,
                Said::Other => return None,
            };
            evidence.push(control(works, &shown, response.summary()));
            Some(works)
        }
        Err(error) => {
            evidence.push(unsent(&error));
            None
        }
    }
}

/// Why there is no control.
fn untried() -> Evidence {
    Evidence::claim(
        "The token in the configuration was not tried: no header brings it so that the bot finds it equal",
    )
}

/// Why the control could not be sent.
fn unsent(error: &WireError) -> Evidence {
    Evidence::claim(format!(
        "The token in the configuration was not tried: {error}"
    ))
}

/// The header of a made-up token. It is no secret, and may go where none may.
fn made_up_bearer() -> Result<String, CheckError> {
    Ok(format!("Bearer {}", made_up_value()?.expose()))
}
