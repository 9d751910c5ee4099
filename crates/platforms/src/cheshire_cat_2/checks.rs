//! The live checks: what the running bot lets in and what it refuses.
//!
//! Read-only and few: `GET /status` and, where that says too little, `GET /openapi.json`; `GET /me` with nothing, with an
//! empty cookie, with a made-up key, with the key that ships with the bot and with the one in `config.py`; the same with
//! tokens that only the bot's own signing key could have made, and with some that it must refuse; and
//! `GET /auth/callback/…?code=…` of the login that lets everybody in. Its side effect: where it is on, the bot makes a token,
//! which is looked at, tried once and forgotten. Tokens signed with well-known keys are sent only when the operator agreed, and ask for no role.

pub(super) mod api;
mod identity;
mod oauth;
mod sight;
mod tokens;

use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Limits, Request, Site};
use jiff::Timestamp;

use super::rules;
use super::settings::{SETTINGS, id};
use crate::project::Source;
use crate::{Ask, CheckError, Checking, Finding, Observation, Observed, cors, transport};

pub(super) use sight::sight;

/// What the console knows of the bot.
struct Known {
    /// The key in `config.py`.
    key: Option<Secret>,
    /// The signing key in `config.py`.
    jwt_secret: Option<Secret>,
    /// A token of a login that is open now.
    token: Option<Secret>,
    /// The operator agreed to tokens forged with well-known keys.
    may_forge: bool,
}

/// Begins the checks with what the configuration declares.
pub(super) fn begin(ask: &Ask<'_>) -> Checking {
    let known = Known {
        key: declared(ask, id::API_KEY),
        jwt_secret: declared(ask, id::JWT_SECRET),
        token: ask
            .token
            .map(|token| Secret::new(token.expose().to_owned())),
        may_forge: ask.may_forge,
    };
    let (site, at) = (ask.site.clone(), ask.at);
    Box::pin(async move { check(&site, &known, at).await })
}

/// A secret that stands in the file. A default is none: it is tried anyway, because everybody knows it. One that the bot
/// itself could not read from a header is not tried.
fn declared(ask: &Ask<'_>, id: &str) -> Option<Secret> {
    let value = ask.values.iter().find(|value| value.id == id)?;
    let in_file = matches!(value.source, Source::File { .. });
    let setting = SETTINGS.iter().find(|setting| setting.id == id)?;
    ask.value(id)
        .filter(|secret| in_file && !secret.is_empty() && setting.validate(secret.expose()).is_ok())
}

async fn check(site: &Site, known: &Known, at: Timestamp) -> Result<Observation, CheckError> {
    let transport = transport::observe(site).await;
    let client = Client::new(transport.site.clone(), Limits::default())?;
    let bot = identity::identify(&client).await?;

    let (api, oauth, cors) = tokio::join!(
        api::ask(&client, known.key.as_ref()),
        oauth::ask(&client, &bot),
        cors::observe(&client, "/me")
    );
    let (mut api, oauth) = (api?, oauth?);
    let tokens = tokens::judge(&client, &oauth, known, at).await?;

    let mut findings = api.findings(known);
    findings.extend(oauth.finding);
    findings.extend(tokens.finding);
    findings.extend(stale(&api, tokens.by_declared_key, known));
    if let Ok(cors) = cors {
        api.point.evidence.push(cors.evidence);
        findings.extend(cors.finding);
    }
    findings.extend(transport.findings);
    let restart = [rules::NOT_LOADED.id, rules::OPEN_ANYWAY.id];
    Ok(Observation {
        at,
        version: bot.version,
        latency: bot.latency,
        restart_needed: findings
            .iter()
            .any(|finding| restart.contains(&finding.rule.as_str())),
        authenticated: api.key_works == Some(true) || tokens.by_declared_key == Some(true),
        points: vec![api.point, tokens.point, oauth.point, transport.point],
        findings,
    })
}

/// Signs that the running bot does not use what its `config.py` says now.
fn stale(api: &api::Api, by_declared_key: Option<bool>, known: &Known) -> Vec<Finding> {
    let mut findings = Vec::new();
    if [api.key_works, by_declared_key].contains(&Some(false)) {
        let message = "The running bot does not accept the keys that its config.py holds now.";
        findings.push(rules::NOT_LOADED.finding(message));
    }
    let open = api.point.observed == Some(Observed::Open);
    if open && known.key.is_some() && api.key_works != Some(true) {
        let message = "The config.py holds a key, but the bot opens without it.";
        findings.push(rules::OPEN_ANYWAY.finding(message));
    }
    findings
}

/// Who the bot says that we are; the one question of these checks.
pub(super) fn who_am_i<'a>() -> Request<'a> {
    Request::get("/me")
}
