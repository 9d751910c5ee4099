//! The live checks: what the running bot lets in and what it refuses.
//!
//! Read-only and few: each version of the REST API up to four ways, without a question, so that no conversation is begun;
//! the web chat up to four ways, for its greeting only; the debugger's page and one of its files; the ping service, if the
//! configuration names one. Every refusal has a control: the right credentials, when the console knows them, must be let
//! in. Side effects: lines in the bot's logs, an API key among them where one is asked for, since it is part of the
//! address and of nothing else; the web chat makes up a name for each visitor and forgets it.

pub(super) mod answer;
mod beside;
mod declared;
mod findings;
mod rest;
mod sight;
mod socket;
mod webchat;

use std::time::Duration;

use chatelaine_wire::{Client, Limits, Request, Response, Site, WireError};
use jiff::Timestamp;

use super::rules;
use crate::probe::point;
use crate::{Ask, CheckError, Checking, Evidence, Finding, Observation, ObservedPoint};
use crate::{cors, transport};
use answer::{Lock, Said, Version};
use declared::Declared;

pub(super) use sight::sight;

/// Begins the checks with what the configuration declares.
pub(super) fn begin(ask: &Ask<'_>) -> Checking {
    let declared = Declared::of(ask);
    let (site, at) = (ask.site.clone(), ask.at);
    Box::pin(async move { check(&site, &declared, at).await })
}

/// What the clients at one address showed.
#[derive(Default)]
struct Shown {
    points: Vec<ObservedPoint>,
    findings: Vec<Finding>,
    /// Credentials of ours were asked for and accepted.
    authenticated: bool,
}

async fn check(site: &Site, declared: &Declared, at: Timestamp) -> Result<Observation, CheckError> {
    let transport = transport::observe(site).await.by(rules::PLAIN_HTTP);
    let site = &transport.site;
    let client = Client::new(site.clone(), Limits::default())?;
    let (first, second) = tokio::join!(
        client.send(Request::get(Version::One.path())),
        client.send(Request::get(Version::Two.path()))
    );
    let own = |version: Version, answer: &Result<Response, WireError>| {
        answer
            .as_ref()
            .is_ok_and(|answer| version.read(answer) != Said::Other)
    };
    let latency = [&first, &second]
        .into_iter()
        .flatten()
        .map(|answer| answer.elapsed)
        .min();
    let is_rest = own(Version::One, &first) || own(Version::Two, &second);
    let mut shown = match (first, second) {
        (first, second) if is_rest => rest_api(&client, first, second, declared).await?,
        (Err(error), Err(_)) => spoken_otherwise(site, error).await?,
        (first, second) => chat_or_webhook(&client, first.or(second)?, declared).await?,
    };
    let speaks_http = latency.is_some();
    let (debugger, responder) = tokio::join!(
        async {
            if speaks_http {
                beside::debugger(&client, declared.debug).await
            } else {
                None
            }
        },
        async {
            match &declared.responder {
                Some(responder) => Some(beside::responder(site, responder).await),
                None => None,
            }
        }
    );
    shown.findings.extend(findings::beside(
        debugger.as_ref(),
        responder.as_ref(),
        declared,
    ));
    shown.points.extend(debugger);
    shown.points.extend(responder);
    shown.findings.extend(transport.findings);
    shown.points.push(transport.point);
    let restart = [rules::NOT_LOADED.id, rules::OPEN_ANYWAY.id];
    let restart_needed = shown
        .findings
        .iter()
        .any(|finding| restart.contains(&finding.rule.as_str()));
    Ok(Observation {
        at,
        // Program-Y never says which it is; the version in its answers is one that the bot's author made up.
        version: None,
        latency: latency.unwrap_or(Duration::ZERO),
        points: shown.points,
        findings: shown.findings,
        restart_needed,
        authenticated: shown.authenticated,
    })
}

/// Both versions of the REST API, and what the two say together.
async fn rest_api(
    client: &Client,
    first: Result<Response, WireError>,
    second: Result<Response, WireError>,
    declared: &Declared,
) -> Result<Shown, CheckError> {
    let (first, second, cors) = tokio::join!(
        rest::observe(client, Version::One, first, declared),
        rest::observe(client, Version::Two, second, declared),
        cors::observe(client, Version::Two.path())
    );
    let (first, mut second) = (first?, second?);
    let mut shown = Shown::default();
    let doors = [&first, &second];
    if doors
        .iter()
        .any(|door| door.opened.is_some_and(|pair| pair.key.is_some()))
    {
        let request = format!("GET {}?apikey=…", Version::Two.path());
        shown.findings.push(transport::in_address(&request));
    }
    // The form of version 2 is the same with every client.
    if first.sanic {
        if !declared.sanic {
            let message = "The bot is served by the Sanic client, which never asks for a token.";
            shown.findings.push(rules::SANIC.finding(message));
        }
        // It refuses everybody once keys are on, with whatever they come: that is no sign of an old configuration.
    } else {
        if doors
            .iter()
            .any(|door| matches!(door.right, Some(Said::Refused(_))))
        {
            shown.findings.push(findings::not_loaded());
        }
        if (declared.asks_token || declared.asks_key)
            && doors.iter().any(|door| door.nothing == Said::In)
        {
            shown.findings.push(findings::open_anyway());
        }
    }
    let emptied = |lock: Lock| {
        doors
            .iter()
            .any(|door| door.nothing == Said::Refused(lock) && door.empty == Said::In)
    };
    shown
        .findings
        .extend(emptied(Lock::Token).then(findings::empty_token));
    shown
        .findings
        .extend(emptied(Lock::Key).then(findings::empty_key));
    let both = second.opened.filter(|pair| pair.key.is_some());
    if let Some(token) = both.and_then(|pair| pair.token) {
        let tried = rest::behind_the_token(client, token).await?;
        let made_up_is_in = tried.last().is_some_and(|(said, _)| *said == Said::In);
        let empty_is_in = tried.first().is_some_and(|(said, _)| *said == Said::In);
        if made_up_is_in {
            shown.findings.push(findings::open_anyway());
        } else if empty_is_in {
            shown.findings.push(findings::empty_key());
        }
        second
            .point
            .evidence
            .extend(tried.into_iter().map(|(_, evidence)| evidence));
    }
    if let Ok(cors) = cors {
        shown.findings.extend(cors.finding);
        second.point.evidence.push(cors.evidence);
    }
    shown.authenticated = first.opened.or(second.opened).is_some();
    shown.points = vec![first.point, second.point];
    Ok(shown)
}

/// No HTTP: the socket client, or nobody that is known.
async fn spoken_otherwise(site: &Site, error: WireError) -> Result<Shown, CheckError> {
    let socket = match &error {
        WireError::NotHttp { .. } | WireError::Closed { .. } => socket::observe(site).await,
        _ => None,
    };
    let point = socket.ok_or(error)?;
    let mut shown = Shown {
        points: vec![point],
        ..Shown::default()
    };
    // On this machine alone it is what its users want.
    if !site.is_loopback() {
        let message = "A socket client answers everybody who reaches it.";
        shown.findings.push(rules::SOCKET.finding(message));
    }
    Ok(shown)
}

/// HTTP, but no REST API: the web chat, or a messenger's webhook.
async fn chat_or_webhook(
    client: &Client,
    front: Response,
    declared: &Declared,
) -> Result<Shown, CheckError> {
    let (page, greeting) = tokio::join!(
        client.send(Request::get("/")),
        webchat::greeting(client, &declared.api)
    );
    let is_chat =
        page.as_ref().is_ok_and(webchat::is_page) || greeting.as_ref().is_ok_and(webchat::answers);
    if !is_chat {
        return webhooks(&front, declared);
    }
    let asked = format!("{}?{}", declared.api, webchat::GREETING);
    let (chat, cors) = tokio::join!(
        webchat::observe(client, greeting, declared),
        cors::observe(client, &asked)
    );
    let mut chat = chat?;
    let mut findings = Vec::new();
    if let Ok(cors) = cors {
        findings.extend(cors.finding);
        chat.point.evidence.push(cors.evidence);
    }
    if chat.right == Some(false) {
        findings.push(findings::not_loaded());
    }
    if (declared.asks_token || declared.asks_key) && chat.open {
        findings.push(findings::open_anyway());
    } else if chat.empty && !chat.open {
        findings.push(if declared.asks_token {
            findings::empty_token()
        } else {
            findings::empty_key()
        });
    }
    Ok(Shown {
        points: vec![chat.point],
        findings,
        authenticated: chat.right == Some(true) && !chat.open,
    })
}

/// A webhook cannot be tried without a message, which would begin a conversation. What is told is who answers.
fn webhooks(front: &Response, declared: &Declared) -> Result<Shown, CheckError> {
    let is_flask = front
        .header("server")
        .is_some_and(|server| server.starts_with("Werkzeug"));
    if !is_flask || declared.webhooks.is_empty() {
        return Err(foreign(front));
    }
    let claim =
        "Not tried: only a message would show who is let in, and it would begin a conversation";
    let door = |section: &&'static str| point(section, None, vec![Evidence::claim(claim)]);
    Ok(Shown {
        points: declared.webhooks.iter().map(door).collect(),
        ..Shown::default()
    })
}

fn foreign(front: &Response) -> CheckError {
    let seen = front.location.as_ref().map_or_else(
        || format!("HTTP {}", front.status),
        |to| format!("a redirect to {}", to.chars().take(80).collect::<String>()),
    );
    CheckError::NotThisPlatform {
        what: format!("what answers there is no Program-Y ({seen} instead of its REST API or web chat)"),
        advice: "Check the address and the port. If a proxy serves the bot below a path, include the path.".into(),
    }
}
