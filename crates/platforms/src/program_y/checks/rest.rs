//! The REST API, each version by itself: what comes in without a credential, with an empty one, with a made-up one and
//! with the declared ones. No request asks a question, so no conversation is begun.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Credential, Request, Response, WireError};

use super::answer::{Lock, Said, Version};
use super::declared::{Declared, Pair};
use crate::probe::{control, made_up_value, point};
use crate::{CheckError, Evidence, Observed, ObservedPoint};

/// What one version of the API showed.
pub(super) struct Door<'a> {
    pub(super) point: ObservedPoint,
    pub(super) nothing: Said,
    pub(super) empty: Said,
    /// What became of the declared credentials. Nothing where there are none, or they could not be sent.
    pub(super) right: Option<Said>,
    /// The declared credentials that opened a lock.
    pub(super) opened: Option<Pair<'a>>,
    /// The answers have the form of the Sanic client's.
    pub(super) sanic: bool,
}

/// A request that was answered, or not.
struct Tried {
    said: Said,
    evidence: Evidence,
}

/// What became of the declared credentials.
#[derive(Default)]
struct Control<'a> {
    said: Option<Said>,
    /// Those that it is about.
    pair: Option<Pair<'a>>,
    evidence: Option<Evidence>,
}

/// Tries a version whose answer to nothing at all is known already.
pub(super) async fn observe<'a>(
    client: &Client,
    version: Version,
    front: Result<Response, WireError>,
    declared: &'a Declared,
) -> Result<Door<'a>, CheckError> {
    let path = version.path();
    let sanic = front.as_ref().is_ok_and(|front| version.is_sanic(front));
    let nothing = tried(
        version,
        "without a credential",
        format!("GET {path}"),
        front,
    );
    let made_up = made_up_value()?;
    let (empty, random, right) = tokio::join!(
        with(client, version, "with an empty token and key", ""),
        with(
            client,
            version,
            "with a made-up token and key",
            made_up.expose()
        ),
        with_declared(client, version, nothing.said, declared)
    );
    let observed = verdict(nothing.said, empty.said, random.said);
    let (said_nothing, said_empty) = (nothing.said, empty.said);
    let mut evidence = vec![nothing.evidence, empty.evidence, random.evidence];
    // The most telling first.
    if said_nothing != Said::In && said_empty == Said::In {
        evidence.swap(0, 1);
    } else if observed == Some(Observed::Weak) {
        evidence.swap(0, 2);
    }
    evidence.extend(right.evidence);
    Ok(Door {
        point: point(version.id(), observed, evidence),
        nothing: said_nothing,
        empty: said_empty,
        right: right.said,
        opened: right
            .pair
            .filter(|_| right.said == Some(Said::In) && said_nothing != Said::In),
        sanic,
    })
}

/// Only the bot's own words count: a proxy's page says nothing about the lock behind it.
fn verdict(nothing: Said, empty: Said, random: Said) -> Option<Observed> {
    match (nothing, empty, random) {
        // An empty credential is one that everybody knows.
        (Said::In, _, _) | (_, Said::In, _) => Some(Observed::Open),
        (Said::Refused(_), _, Said::In) => Some(Observed::Weak),
        (Said::Refused(_), Said::Refused(_), Said::Refused(_)) => Some(Observed::Locked),
        _ => None,
    }
}

/// Token and key with the same worthless value. Neither is a secret, so both go wherever the operator points.
async fn with(client: &Client, version: Version, how: &str, value: &str) -> Tried {
    let path = format!("{}?apikey={value}", version.path());
    let token = format!("Basic {value}");
    let headers = [("authorization", token.as_str())];
    let request = Request {
        headers: &headers,
        ..Request::get(&path)
    };
    let answer = client.send(request).await;
    let shown = if value.is_empty() { "" } else { "(made up)" };
    let shown = format!(
        "GET {}?apikey={shown} · Authorization: Basic {shown}",
        version.path()
    );
    tried(version, how, shown, answer)
}

fn tried(
    version: Version,
    how: &str,
    request: String,
    answer: Result<Response, WireError>,
) -> Tried {
    let response = match answer {
        Ok(response) => response,
        Err(error) => {
            let claim = format!("No answer {how}: {error}");
            let evidence = Evidence::exchange(claim, request, error.advice());
            return Tried {
                said: Said::Other,
                evidence,
            };
        }
    };
    let said = version.read(&response);
    let claim = match said {
        Said::In => format!("Let in {how}"),
        Said::Refused(lock) => format!("{} {how}{}", refused(lock), hidden(&response)),
        Said::Other => format!(
            "Answered {} {how}, in no way that Program-Y does",
            response.status
        ),
    };
    let evidence = Evidence::exchange(claim, request, response.summary());
    Tried { said, evidence }
}

fn refused(lock: Lock) -> &'static str {
    match lock {
        Lock::Token => "Refused 403 (token)",
        Lock::Key => "Refused 401 (API key)",
    }
}

/// What tells an operator who looks at status lines why theirs says 200.
fn hidden(response: &Response) -> &'static str {
    if response.status == 200 {
        ", in the body of a 200"
    } else {
        ""
    }
}

/// The declared credentials, until one is let in.
async fn with_declared<'a>(
    client: &Client,
    version: Version,
    nothing: Said,
    declared: &'a Declared,
) -> Control<'a> {
    let pairs = declared.pairs(
        declared.asks_token || nothing == Said::Refused(Lock::Token),
        declared.asks_key || nothing == Said::Refused(Lock::Key),
    );
    let mut last = Control::default();
    for pair in pairs {
        let request = pair.on(Request::get(version.path()));
        let shown = request.redacted();
        let why = match client.send(request).await {
            Ok(response) => match version.read(&response) {
                Said::Other => "the answer was not Program-Y's".to_owned(),
                said => {
                    last = Control {
                        said: Some(said),
                        pair: Some(pair),
                        evidence: Some(control(said == Said::In, &shown, response.summary())),
                    };
                    if said == Said::Refused(Lock::Token) {
                        continue;
                    }
                    break;
                }
            },
            Err(error) => error.to_string(),
        };
        let claim = format!("The credentials in the configuration were not tried: {why}");
        last.evidence.get_or_insert(Evidence::claim(claim));
        break;
    }
    last
}

/// What the list of keys keeps out from somebody who has the token: an empty key and a made-up one.
pub(super) async fn behind_the_token(
    client: &Client,
    token: &Secret,
) -> Result<Vec<(Said, Evidence)>, CheckError> {
    let version = Version::Two;
    let made_up = made_up_value()?;
    let mut found = Vec::new();
    for (how, value) in [("an empty key", ""), ("a made-up key", made_up.expose())] {
        let path = format!("{}?apikey={value}", version.path());
        let request = Request::get(&path).with_credential(Some(Credential::Authorization {
            scheme: "Basic",
            value: token,
        }));
        let shown = if value.is_empty() { "" } else { "(made up)" };
        let shown = format!(
            "GET {}?apikey={shown} · Authorization: Basic ••••••••",
            version.path()
        );
        let how = format!("with the token in the configuration and {how}");
        let tried = tried(version, &how, shown, client.send(request).await);
        found.push((tried.said, tried.evidence));
    }
    Ok(found)
}
