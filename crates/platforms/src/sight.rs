//! Which platform answers at an address, when nothing but the address is known.

use std::pin::Pin;

use chatelaine_wire::{Client, Request, Response};

use crate::probe::answer;
use crate::{Evidence, Platform};

/// What a bot showed to somebody who has no credential and shows none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Whose answers these are.
    pub platform: Platform,
    /// The version that it names.
    pub version: Option<String>,
    /// Whether it asks for a credential at its usual door; nothing when that does not show.
    pub asks_credential: Option<bool>,
    /// What this rests on.
    pub evidence: Vec<Evidence>,
}

/// A look under way. It ends with nothing when somebody else answers there.
pub(crate) type Sighted = Pin<Box<dyn Future<Output = Option<Shown>> + Send>>;

/// Begins a look.
pub(crate) type Sight = fn(Client) -> Sighted;

/// What one platform's questions showed.
pub(crate) struct Shown {
    pub(crate) version: Option<String>,
    pub(crate) asks_credential: Option<bool>,
    pub(crate) evidence: Vec<Evidence>,
}

/// Asks the few questions by which each platform gives itself away, side by side: ten requests, none with a credential,
/// none that begins a conversation. Nothing when no answer is any platform's own.
pub async fn sight(client: &Client) -> Option<Sighting> {
    let look = |platform: Platform| {
        let looking = (platform.spec().sight)(client.clone());
        tokio::spawn(looking)
    };
    let looks: Vec<_> = Platform::ALL
        .iter()
        .map(|platform| (*platform, look(*platform)))
        .collect();
    let mut found = None;
    for (platform, look) in looks {
        let shown = look.await.ok().flatten();
        found = found.or(shown.map(|shown| Sighting {
            platform,
            version: shown.version,
            asks_credential: shown.asks_credential,
            evidence: shown.evidence,
        }));
    }
    found
}

/// An exchange without a credential, as evidence.
pub(crate) fn exchange(request: &Request<'_>, response: &Response) -> Evidence {
    answer("without a credential", &request.redacted(), response)
}
