//! What gives a Cheshire Cat 2 away: its status, or its description.

use chatelaine_wire::Client;

use super::{identity, who_am_i};
use crate::probe::refuses;
use crate::sight::{Shown, Sighted, exchange};

pub(crate) fn sight(client: Client) -> Sighted {
    Box::pin(async move {
        let bot = identity::identify(&client).await.ok()?;
        let me = client.send(who_am_i()).await.ok()?;
        Some(Shown {
            version: bot.version,
            asks_credential: Some(refuses(me.status)),
            evidence: vec![exchange(&who_am_i(), &me)],
        })
    })
}
