//! What the checks of every platform are made of.

use chatelaine_secrets::{Secret, generate_from_os};
use chatelaine_wire::{Response, WireError};

use crate::{CheckError, Evidence, Observed, ObservedPoint};

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
