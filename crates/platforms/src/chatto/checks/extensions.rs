//! The extension servers that the bot's configuration names, each asked at its own address.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Limits, Request, Response, Site};
use tokio::task::JoinSet;

use super::super::reach::Protocol;
use super::super::rules;
use super::super::settings::id;
use super::known::{Server, is_sendable, setting_of};
use super::said::{self, Said};
use super::{made_up_bearer, verdict};
use crate::probe::{answer, point};
use crate::{CheckError, Evidence, Finding, Observed, ObservedPoint, transport};

/// Where the list is: since 0.7.0, in 0.6, and before that, when nothing guarded it.
const LISTS: [&str; 3] = ["/extensions", "/ext/commands", "/ext/get_all_funcs"];
/// How many servers are asked. Nobody has more, and a file that names thousands wants to use the console against them.
const ASKED: usize = 16;

/// What the servers showed.
#[derive(Default)]
pub(super) struct Extensions {
    pub(super) points: Vec<ObservedPoint>,
    pub(super) findings: Vec<Finding>,
}

/// Asks every server, side by side.
pub(super) async fn ask(servers: Vec<Server>) -> Extensions {
    let mut tasks = JoinSet::new();
    for (at, server) in servers.into_iter().take(ASKED).enumerate() {
        tasks.spawn(async move { (at, judge(&server).await) });
    }
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done.ok());
    }
    all.sort_by_key(|(at, _)| *at);
    let mut seen = Extensions::default();
    for (_, (point, finding)) in all {
        seen.points.push(point);
        seen.findings.extend(finding);
    }
    seen
}

async fn judge(server: &Server) -> (ObservedPoint, Option<Finding>) {
    let door = format!("extension.{}", server.alias);
    let unasked = |claim: &str| (point(&door, None, vec![Evidence::claim(claim)]), None);
    match server.protocol {
        Protocol::Rest { .. } => {}
        Protocol::Rpc => return unasked("Not asked: RPC has neither a token nor encryption"),
        Protocol::Unknown => return unasked("Not asked: the files do not tell how it is called"),
    }
    match observe(server).await {
        Ok((observed, evidence, finding)) => (point(&door, observed, evidence), finding),
        Err(error) => {
            let claim = format!("{error}. {}", error.advice());
            let unreachable = Some(Observed::Unreachable);
            (
                point(&door, unreachable, vec![Evidence::claim(claim)]),
                None,
            )
        }
    }
}

type Observations = (Option<Observed>, Vec<Evidence>, Option<Finding>);

async fn observe(server: &Server) -> Result<Observations, CheckError> {
    // Consent to plain HTTP was given for the bot's own address, not for this one.
    let site = Site::parse(&server.url, false)?;
    // The bot may trust a certificate that this machine does not (`SSL_CERT_FILE`); the lock can be looked at anyhow.
    let transport = transport::observe(&site).await;
    let client = Client::new(transport.site, Limits::default())?;
    let (path, nothing) = list(&client).await?;
    let made_up = made_up_bearer()?;
    let headers = [("authorization", made_up.as_str())];
    let random = Request {
        headers: &headers,
        ..Request::get(path)
    };
    let random = client.send(random).await?;
    let shown = format!("GET {path}");
    let mut evidence = vec![
        answer("without a token", &shown, &nothing),
        answer(
            "with a made-up token",
            &format!("{shown} · Authorization: Bearer (made up)"),
            &random,
        ),
    ];
    if site.is_tls() {
        evidence.extend(transport.point.evidence);
    }
    let observed = verdict(said::extensions(&nothing), said::extensions(&random));
    let token = setting_of(&server.alias, "token");
    let alias = &server.alias;
    let finding = match (observed, &server.token) {
        (Some(Observed::Open), Some(_)) => {
            let rule = if server.near {
                rules::EXTENSION_LOCAL
            } else {
                rules::EXTENSION_OPEN
            };
            Some(rule.finding(format!(
                "The extension server {alias} answers without the token that the bot sends."
            )))
        }
        (Some(Observed::Locked), Some(key)) => {
            let works = own(&client, path, key, &mut evidence).await;
            (works == Some(false)).then(|| {
                rules::EXTENSION_REFUSES.finding(format!(
                    "The extension server {alias} does not accept the token that the configuration holds for it."
                ))
            })
        }
        (Some(Observed::Locked), None) if !server.unseen => Some(rules::EXTENSION_REFUSES.finding(
            format!("The extension server {alias} asks for a token, and the bot has none for it."),
        )),
        _ => None,
    };
    Ok((
        observed,
        evidence,
        finding.map(|finding| finding.about(&token)),
    ))
}

/// The list without a token, wherever this version has it.
async fn list(client: &Client) -> Result<(&'static str, Response), CheckError> {
    let [first, others @ ..] = LISTS;
    let newest = client.send(Request::get(first)).await?;
    if said::is_missing(&newest) {
        for path in others {
            let response = client.send(Request::get(path)).await?;
            if said::extensions(&response) != Said::Other {
                return Ok((path, response));
            }
        }
    }
    Ok((first, newest))
}

/// The control: the token that the bot sends there.
async fn own(
    client: &Client,
    path: &str,
    key: &Secret,
    evidence: &mut Vec<Evidence>,
) -> Option<bool> {
    let request =
        is_sendable(id::EXTENSION_TOKEN, key).then(|| Request::get(path).with_bearer(Some(key)));
    super::own(client, request, said::extensions, evidence).await
}
