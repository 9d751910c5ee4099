//! What gives a Cheshire Cat 1 away: its description, or its own refusal to show it.

use chatelaine_wire::{Client, Request};

use super::identify;
use crate::probe::refuses;
use crate::sight::{Shown, Sighted, exchange};

pub(crate) fn sight(client: Client) -> Sighted {
    Box::pin(async move {
        let description = client.send(Request::get("/openapi.json")).await.ok()?;
        let version = identify(&description).ok()?;
        let front = client.send(Request::get("/")).await.ok()?;
        Some(Shown {
            version,
            asks_credential: Some(refuses(front.status)),
            evidence: vec![
                exchange(&Request::get("/openapi.json"), &description),
                exchange(&Request::get("/"), &front),
            ],
        })
    })
}
