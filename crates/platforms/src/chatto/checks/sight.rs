//! What gives a Chatto away: how its REST channel speaks of a message that is no JSON.

use chatelaine_wire::Client;

use super::rest::message;
use super::said::{self, Said};
use crate::sight::{Shown, Sighted, exchange};

pub(crate) fn sight(client: Client) -> Sighted {
    Box::pin(async move {
        let rest = client.send(message()).await.ok()?;
        let asks = match said::rest(&rest) {
            Said::Yes => false,
            Said::No => true,
            Said::Other => return None,
        };
        Some(Shown {
            // Chatto tells nobody which version it is.
            version: None,
            asks_credential: Some(asks),
            evidence: vec![exchange(&message(), &rest)],
        })
    })
}
