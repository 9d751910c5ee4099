//! The two doors with keys: what comes in without a credential, with a made-up one, and with the declared one.

mod http;
mod socket;

use chatelaine_secrets::Secret;

use super::super::settings::SETTINGS;
use super::said::Said;
use crate::{Evidence, Observed, ObservedPoint};

pub(super) use http::http;
pub(super) use socket::socket;

/// What one door showed.
pub(super) struct Door {
    pub(super) point: ObservedPoint,
    /// Whether the declared key opens it. Nothing when there is none, when any key does, or when the answer is not the bot's.
    pub(super) key_works: Option<bool>,
}

/// Anything but a clear yes or a clear no, such as a proxy's page, says nothing about the lock. Where nobody is refused in
/// the bot's own words, it may be that something in front refuses whoever comes, with the right key as well.
fn verdict(nothing: Said, random: Said, key_works: Option<bool>) -> Option<Observed> {
    let own = nothing == Said::No || random == Said::No || key_works == Some(true);
    match nothing {
        Said::Yes => Some(Observed::Open),
        Said::No | Said::Denied if random == Said::Yes => Some(Observed::Weak),
        Said::No | Said::Denied => (own && random.is_refusal()).then_some(Observed::Locked),
        Said::Other => None,
    }
}

/// A key with a space at its end, or one that looks like a token, is refused by the bot that holds it.
fn transportable(setting: &str, key: &Secret) -> bool {
    let setting = SETTINGS.iter().find(|candidate| candidate.id == setting);
    setting.is_some_and(|setting| setting.validate(key.expose()).is_ok())
}

fn untried() -> Evidence {
    Evidence::claim(
        "The key in the configuration was not tried: it holds characters that may not arrive as they are",
    )
}
