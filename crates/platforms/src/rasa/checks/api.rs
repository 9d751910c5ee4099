//! The HTTP API: `GET /status`, which only reads, with each of its two credentials, and `GET /version` for everybody.

mod controls;

use chatelaine_tokens::Algorithm;
use chatelaine_wire::{Client, Request, Response};
use jiff::Timestamp;
use serde_json::Value;

use super::declared::DeclaredApi;
use super::tokens::{Mint, Purpose};
use crate::probe::{answer, made_up_value, point};
use crate::{CheckError, Evidence, Observed, ObservedPoint};
use controls::Controls;

/// What was answered without a credential of ours.
pub(super) struct Look {
    pub(super) version: Response,
    nothing: Response,
    made_up: Response,
    /// The made-up query alone, asked when the bot stumbled over the made-up token.
    query_alone: Option<Response>,
}

/// What the door showed.
pub(super) struct Door {
    /// Nothing when there is no such door.
    pub(super) point: Option<ObservedPoint>,
    /// Whether every declared credential opens it. Nothing when there is none, or when any does.
    pub(super) key_works: Option<bool>,
    /// What everybody knows and opens it.
    pub(super) known_key: Option<String>,
    /// The declared token opens it, which stands in every address.
    pub(super) takes_query: bool,
}

impl Look {
    /// Whether the API is Rasa's: its version, its success or its refusal.
    pub(super) fn is_rasa(&self) -> bool {
        version(&self.version).is_some() || granted(&self.nothing) || refused(&self.nothing)
    }
}

/// The version that `GET /version` names.
pub(super) fn version(response: &Response) -> Option<String> {
    let json = response.json()?;
    json.get("minimum_compatible_version")?;
    json.get("version")?.as_str().map(str::to_owned)
}

/// Rasa's own success: `GET /status` names the model. A bot without one says so only to whoever was let in (409).
pub(super) fn granted(response: &Response) -> bool {
    let has = |key| response.json().is_some_and(|json| json.get(key).is_some());
    match response.status {
        200 => has("num_active_training_jobs") || has("model_file"),
        409 => has("version") && reason(response).as_deref() == Some("Conflict"),
        _ => false,
    }
}

/// Rasa's own refusal, and not that of something in front of it.
pub(super) fn refused(response: &Response) -> bool {
    response.status == 401 && reason(response).as_deref() == Some("NotAuthenticated")
}

fn reason(response: &Response) -> Option<String> {
    let json = response.json()?;
    json.get("reason")
        .and_then(Value::as_str)
        .map(str::to_owned)
}

/// Without a credential, and with made-up ones of both kinds at once.
pub(super) async fn look(
    client: &Client,
    api: &DeclaredApi,
    at: Timestamp,
) -> Result<Look, CheckError> {
    let algorithm = (api.signer.as_ref()).map_or(Algorithm::Hs256, |signer| signer.algorithm);
    let mint = Mint {
        purpose: Purpose::Api,
        at,
    };
    // Neither opens anything, so both may travel anywhere: they are no credentials.
    let path = format!("/status?token={}", made_up_value()?.expose());
    let bearer = format!("Bearer {}", mint.made_up(algorithm)?.expose());
    let headers = [("authorization", bearer.as_str())];
    let made_up = Request {
        headers: &headers,
        ..Request::get(&path)
    };
    let (version, nothing, made_up) = tokio::join!(
        client.send(Request::get("/version")),
        client.send(Request::get("/status")),
        client.send(made_up)
    );
    let made_up = made_up?;
    let query_alone = match made_up.status {
        500 => Some(client.send(Request::get(&path)).await?),
        _ => None,
    };
    Ok(Look {
        version: version?,
        nothing: nothing?,
        made_up,
        query_alone,
    })
}

/// The verdict, with the controls that the declared credentials allow.
pub(super) async fn prove(
    client: &Client,
    api: &DeclaredApi,
    look: &Result<Look, CheckError>,
    may_forge: bool,
    at: Timestamp,
) -> Door {
    let mut door = Door {
        point: None,
        key_works: None,
        known_key: None,
        takes_query: false,
    };
    let look = match look {
        Ok(look) => look,
        Err(error) => {
            let claim = Evidence::claim(format!("{error}. {}", error.advice()));
            door.point = Some(point("http-api", Some(Observed::Unreachable), vec![claim]));
            return door;
        }
    };
    let mut evidence = vec![
        answer("without a credential", "GET /status", &look.nothing),
        answer(
            "with a made-up token and a made-up JSON Web Token",
            "GET /status?token=(made up) · Authorization: Bearer (made up)",
            &look.made_up,
        ),
    ];
    if let Some(alone) = &look.query_alone {
        let claim = "It stumbled over the made-up JSON Web Token (500), as Rasa does over a token of another algorithm";
        evidence.push(Evidence::claim(claim));
        evidence.push(answer(
            "with a made-up token alone",
            "GET /status?token=(made up)",
            alone,
        ));
    }
    let random = look.query_alone.as_ref().unwrap_or(&look.made_up);
    let mut observed = match () {
        () if granted(&look.nothing) => Some(Observed::Open),
        () if !refused(&look.nothing) => None,
        () if granted(&look.made_up) || granted(random) => Some(Observed::Weak),
        () if refused(random) => Some(Observed::Locked),
        () => None,
    };
    if look.nothing.status == 404 {
        // Not enabled, or not forwarded: either way there is no door here, and nothing was proven.
        return door;
    }
    if observed == Some(Observed::Locked) {
        let controls = Controls { client, api, at };
        let known = controls.judge(&mut door, &mut evidence).await;
        observed = known.or(observed);
        if may_forge && known.is_none() && controls.forge(&mut door, &mut evidence).await {
            observed = Some(Observed::Forgeable);
        }
    }
    door.point = Some(point("http-api", observed, evidence));
    door
}
