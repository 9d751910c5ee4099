//! What gives a Cheshire Cat 1 away: its description, or its own refusal to show it.

use chatelaine_wire::{Client, Request};

use super::identity::identify;
use super::said::{self, Said};
use crate::sight::{Shown, Sighted, exchange};

pub(crate) fn sight(client: Client) -> Sighted {
    Box::pin(async move {
        let bot = identify(&client).await.ok()?;
        let front = client.send(Request::get("/")).await.ok()?;
        Some(Shown {
            version: bot.version,
            asks_credential: match said::front(&front) {
                Said::Yes => Some(false),
                Said::No | Said::Denied => Some(true),
                Said::Other => None,
            },
            evidence: vec![exchange(&Request::get("/"), &front)],
        })
    })
}
