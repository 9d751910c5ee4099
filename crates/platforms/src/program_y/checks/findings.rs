//! What only a running bot can show to be wrong, in words.

use super::declared::Declared;
use crate::program_y::rules;
use crate::{Finding, Observed, ObservedPoint};

pub(super) fn not_loaded() -> Finding {
    let message =
        "The running bot does not accept the token or key that its configuration holds now.";
    rules::NOT_LOADED.finding(message)
}

pub(super) fn open_anyway() -> Finding {
    let message =
        "The configuration asks for a token or key, but the bot answers without a right one.";
    rules::OPEN_ANYWAY.finding(message)
}

pub(super) fn empty_token() -> Finding {
    let message = "The running bot accepts `Authorization: Basic ` with nothing behind it.";
    rules::EMPTY_TOKEN.finding(message)
}

pub(super) fn empty_key() -> Finding {
    let message = "The running bot accepts `apikey=` with nothing behind it.";
    rules::KEY_LINE.finding(message)
}

/// What is wrong with the ways in that no lock guards.
pub(super) fn beside(
    debugger: Option<&ObservedPoint>,
    responder: Option<&ObservedPoint>,
    declared: &Declared,
) -> Vec<Finding> {
    let is_open = |point: Option<&ObservedPoint>| {
        point.is_some_and(|point| point.observed == Some(Observed::Open))
    };
    let mut findings = Vec::new();
    if is_open(debugger) {
        let message = "The running bot has the Werkzeug debugger on.";
        findings.push(rules::DEBUG_ON.finding(message));
    }
    let public = declared
        .responder
        .as_ref()
        .is_some_and(|responder| !responder.is_loopback());
    if is_open(responder) && public {
        let message =
            "The ping service answered without a credential, and not on this machine alone.";
        findings.push(rules::RESPONDER_PUBLIC.finding(message));
    }
    findings
}
