//! The action server. It is another server than the bot, so it gets one question and never a credential.

use std::time::Duration;

use chatelaine_wire::{Client, Limits, Request, Site};
use serde_json::Value;

use crate::probe::{answer, made_up_value, point, refuses};
use crate::{CheckError, Evidence, Observed, ObservedPoint};

/// It is usually named by its container, which only the bot can reach: nobody waits long for that.
const PATIENCE: Duration = Duration::from_secs(3);

/// Its list of actions (`rasa_sdk/endpoint.py`, 3.6.2), which only reads.
const LIST: &str = "/actions";

/// Whether it tells a stranger which actions it runs.
pub(super) async fn ask(site: &Site) -> Result<ObservedPoint, CheckError> {
    let limits = Limits {
        connect: PATIENCE,
        total: PATIENCE,
        ..Limits::default()
    };
    let client = Client::new(site.clone(), limits)?;
    let shown = format!("GET {}{LIST}", site.address());
    let nothing = match client.send(Request::get(LIST)).await {
        Ok(nothing) => nothing,
        Err(_) => {
            let claim = "It could not be asked from this machine, where its name may be unknown; the bot reaches it by its own network";
            return Ok(point("action-server", None, vec![Evidence::claim(claim)]));
        }
    };
    let lists = |value: Value| {
        let named = |item: &Value| item.get("name").is_some();
        value
            .as_array()
            .is_some_and(|items| items.iter().all(named))
    };
    if nothing.status == 200 && nothing.json().is_some_and(lists) {
        let evidence = answer("without a credential", &shown, &nothing);
        return Ok(point("action-server", Some(Observed::Open), vec![evidence]));
    }
    let mut evidence = vec![answer("without a credential", &shown, &nothing)];
    if !refuses(nothing.status) {
        return Ok(point("action-server", None, evidence));
    }
    let bearer = format!("Bearer {}", made_up_value()?.expose());
    let headers = [("authorization", bearer.as_str())];
    let made_up = Request {
        headers: &headers,
        ..Request::get(LIST)
    };
    let random = client.send(made_up).await?;
    let observed = match () {
        () if random.status == 200 => Some(Observed::Weak),
        () if refuses(random.status) => Some(Observed::Locked),
        () => None,
    };
    let shown = format!("{shown} · Authorization: Bearer (made up)");
    evidence.push(answer("with a made-up token", &shown, &random));
    Ok(point("action-server", observed, evidence))
}
