//! What gives a Program-Y away: how its REST API speaks of a question without parameters.

use chatelaine_wire::{Client, Request};

use super::answer::{Said, Version};
use crate::sight::{Shown, Sighted, exchange};

pub(crate) fn sight(client: Client) -> Sighted {
    Box::pin(async move {
        let (first, second) =
            tokio::join!(look(&client, Version::One), look(&client, Version::Two));
        first.or(second)
    })
}

async fn look(client: &Client, version: Version) -> Option<Shown> {
    let answer = client.send(Request::get(version.path())).await.ok()?;
    let asks = match version.read(&answer) {
        Said::In => false,
        Said::Refused(_) => true,
        Said::Other => return None,
    };
    Some(Shown {
        // Program-Y never says which it is.
        version: None,
        asks_credential: Some(asks),
        evidence: vec![exchange(&Request::get(version.path()), &answer)],
    })
}
