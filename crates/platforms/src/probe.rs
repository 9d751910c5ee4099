//! What the checks of every platform are made of.

use chatelaine_secrets::{Secret, generate_from_os};
use chatelaine_wire::{Response, Site, WireError};

use crate::{CheckError, Evidence, Observed, ObservedPoint};

/// The network between the console and the bot.
pub(crate) fn transport(site: &Site) -> ObservedPoint {
    let (observed, claim) = if site.is_tls() {
        (
            Observed::Locked,
            "The certificate was verified by this machine's trust store",
        )
    } else if site.is_loopback() {
        (Observed::Open, "Plain HTTP; fine on loopback, not beyond")
    } else {
        (Observed::Open, "Plain HTTP across the network")
    };
    point("transport", Some(observed), vec![Evidence::claim(claim)])
}

/// What was seen of one way in.
pub(crate) fn point(
    id: &str,
    observed: Option<Observed>,
    evidence: Vec<Evidence>,
) -> ObservedPoint {
    ObservedPoint {
        id: id.into(),
        observed,
        evidence,
    }
}

/// A clear no: who are you (401), or not you (403).
pub(crate) fn refuses(status: u16) -> bool {
    matches!(status, 401 | 403)
}

/// An exchange without the right credential.
pub(crate) fn answer(how: &str, request: &str, response: &Response) -> Evidence {
    let verb = if refuses(response.status) {
        "Refused"
    } else {
        "Answered"
    };
    Evidence::exchange(
        format!("{verb} {} {how}", response.status),
        request,
        response.summary(),
    )
}

/// An exchange with the right credential.
pub(crate) fn control(works: bool, request: &str, response: String) -> Evidence {
    let verb = if works { "Accepted" } else { "Refused" };
    Evidence::exchange(
        format!("{verb} the key in the configuration"),
        request,
        response,
    )
}

/// A credential of the right shape that cannot be right: 256 bit of chance.
pub(crate) fn made_up_value() -> Result<Secret, CheckError> {
    let failed = |_| {
        CheckError::Wire(WireError::Unsendable {
            reason: "the system gave no randomness",
        })
    };
    generate_from_os().map_err(failed)
}
