//! The REST channel, which is always there.

use chatelaine_wire::{Body, Client, Request, Response};

use super::super::rules;
use super::super::settings::id;
use super::known::{Known, is_sendable};
use super::said::{self, Said};
use super::{Door, made_up_bearer, verdict};
use crate::cors::ORIGIN;
use crate::probe::{answer, point};
use crate::{CheckError, Evidence, Finding, Observed};

const PATH: &str = "/channels/rest";

/// What the channel showed.
pub(super) struct Rest {
    pub(super) door: Door,
    pub(super) findings: Vec<Finding>,
}

/// A message that is no JSON: the token is looked at first, and nobody can answer it.
pub(super) fn message() -> Request<'static> {
    let body = Body::Text {
        content_type: "application/json",
        text: "x".into(),
    };
    Request::post(PATH, body)
}

/// Without a token.
pub(super) async fn knock(client: &Client) -> Result<Response, CheckError> {
    Ok(client.send(message()).await?)
}

/// With a made-up token, with the right one where a lock was seen, and as a page of another site would ask.
pub(super) async fn judge(
    client: &Client,
    nothing: Response,
    known: &Known,
) -> Result<Rest, CheckError> {
    let made_up = made_up_bearer()?;
    let headers = [("authorization", made_up.as_str())];
    let random = Request {
        headers: &headers,
        ..message()
    };
    let (random, foreign) = tokio::join!(client.send(random), is_for_everybody(client));
    let random = random?;
    let shown = message().redacted();
    let mut evidence = vec![
        answer("without a token", &shown, &nothing),
        answer(
            "with a made-up token",
            &format!("{shown} · Authorization: Bearer (made up)"),
            &random,
        ),
    ];
    let observed = verdict(said::rest(&nothing), said::rest(&random));
    let mut findings = Vec::new();
    let mut key_works = None;
    if observed == Some(Observed::Locked) {
        key_works = own(client, known, &mut evidence).await;
    }
    dead_name(client, known, observed, &mut evidence, &mut findings).await;
    if known.rest.ink && observed == Some(Observed::Open) {
        evidence.push(Evidence::claim(
            "A token is written down where it does not reach the bot: the channel answered without it",
        ));
    }
    if foreign {
        evidence.push(Evidence::exchange(
            "Pages of any site may call it from a browser",
            format!("OPTIONS {PATH} · Origin: {ORIGIN}"),
            "Access-Control-Allow-Origin: *",
        ));
        if observed == Some(Observed::Open) {
            let message = "Pages of any site may talk to the bot from their visitors' browsers, and it asks for no token.";
            findings.push(rules::CORS_OPEN.finding(message).about(id::CORS));
        }
    }
    if known.configured && known.rest.key.is_none() && observed == Some(Observed::Locked) {
        evidence.push(Evidence::claim(
            "The files show no token that would reach the bot: it has one from elsewhere, or was not restarted since",
        ));
    }
    Ok(Rest {
        door: Door {
            point: point("rest-channel", observed, evidence),
            key_works,
        },
        findings,
    })
}

/// The control: the token that the configuration declares.
async fn own(client: &Client, known: &Known, evidence: &mut Vec<Evidence>) -> Option<bool> {
    let key = known.rest.key.as_ref()?;
    let request = known
        .rest
        .sendable
        .then(|| message().with_bearer(Some(key)));
    super::own(client, request, said::rest, evidence).await
}

/// Proves that what stands under `rest.token` is asked for by nobody.
async fn dead_name(
    client: &Client,
    known: &Known,
    observed: Option<Observed>,
    evidence: &mut Vec<Evidence>,
    findings: &mut Vec<Finding>,
) {
    let Some(dead) = &known.dead else { return };
    if observed == Some(Observed::Open) {
        evidence.push(Evidence::claim(
            "rest.token is set, and the channel answered without it: nothing reads that name",
        ));
        // With a token at the right place beside it, the bot only wants a restart.
        if known.rest.key.is_none() {
            let message = "The running bot answers without the token that stands under rest.token.";
            let finding = rules::DEAD_NAME.finding(message);
            findings.push(finding.about(id::CALLBACK_TOKEN));
        }
        return;
    }
    let same = |key: &chatelaine_secrets::Secret| key.expose() == dead.expose();
    let equal = known.rest.key.as_ref().is_some_and(same);
    if observed != Some(Observed::Locked) || equal || !is_sendable(id::CALLBACK_TOKEN, dead) {
        return;
    }
    let request = message().with_bearer(Some(dead));
    let shown = request.redacted();
    if let Ok(response) = client.send(request).await {
        let claim = match said::rest(&response) {
            Said::Yes => {
                "Accepted what stands under rest.token, which the bot must have from elsewhere"
            }
            Said::No => "Refused what stands under rest.token: nothing reads that name",
            Said::Other => return,
        };
        evidence.push(Evidence::exchange(claim, shown, response.summary()));
    }
}

/// Whether the browser of a page from anywhere may ask. Chatto says so to `OPTIONS` and `POST` only. No answer is a no.
async fn is_for_everybody(client: &Client) -> bool {
    let headers = [
        ("origin", ORIGIN),
        ("access-control-request-method", "POST"),
    ];
    let request = Request {
        headers: &headers,
        ..Request::options(PATH)
    };
    let Ok(response) = client.send(request).await else {
        return false;
    };
    matches!(
        response.header("access-control-allow-origin"),
        Some("*" | ORIGIN)
    )
}
