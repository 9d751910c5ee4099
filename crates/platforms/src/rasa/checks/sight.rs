//! What gives a Rasa away: its greeting, its version, or how its HTTP API refuses.

use chatelaine_wire::{Client, Request};

use super::{api, greeting};
use crate::sight::{Shown, Sighted, exchange};

pub(crate) fn sight(client: Client) -> Sighted {
    Box::pin(async move {
        let asked = [
            Request::get("/"),
            Request::get("/version"),
            Request::get("/status"),
        ];
        let [front, version, status] = &asked;
        let (front, version, status) = tokio::join!(
            client.send(Request::get(front.path.as_ref())),
            client.send(Request::get(version.path.as_ref())),
            client.send(Request::get(status.path.as_ref()))
        );
        let (front, version, status) = (front.ok()?, version.ok()?, status.ok()?);
        let asks_credential = match (api::refused(&status), api::granted(&status)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            // Without `--enable-api` there is no such door; the channels have locks of their own.
            _ => None,
        };
        let named = greeting(&front).or_else(|| api::version(&version));
        if named.is_none() && asks_credential.is_none() {
            return None;
        }
        Some(Shown {
            version: named,
            asks_credential,
            evidence: asked
                .iter()
                .zip([&front, &version, &status])
                .map(|(request, response)| exchange(request, response))
                .collect(),
        })
    })
}
