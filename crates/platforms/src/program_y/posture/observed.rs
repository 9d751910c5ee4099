//! Ways in that the configuration does not speak of, or that are all that is known.

use crate::program_y::rules;
use crate::{Declared, Door, Lock, Observation};

/// A door for every way in that was seen and is none of `declared`. The transport is always declared.
pub(super) fn undeclared(observation: Option<&Observation>, declared: &[Door]) -> Vec<Door> {
    let points = observation.map_or(&[][..], |observation| &observation.points);
    points
        .iter()
        .filter(|point| point.id != "transport" && declared.iter().all(|door| door.id != point.id))
        .map(|point| door(&point.id))
        .collect()
}

/// The ways in that a bot has unless something else is known.
pub(super) fn usual() -> Vec<Door> {
    ["rest-v1", "rest-v2"].map(door).into()
}

fn door(id: &str) -> Door {
    let (title, reach, guard, rules): (_, _, _, &[&crate::Rule]) = match id {
        "rest-v1" => (
            "REST API, version 1",
            "/api/rest/v1.0/ask",
            "token or API key",
            &[rules::OPEN],
        ),
        "rest-v2" => (
            "REST API, version 2",
            "/api/rest/v2.0/ask",
            "token or API key",
            &[rules::OPEN],
        ),
        "webchat" => (
            "Web chat",
            "/ and its chat",
            "token or API key",
            &[rules::WEBCHAT_OPEN],
        ),
        "socket" => ("TCP socket", "TCP", "nothing", &[rules::SOCKET]),
        "responder" => (
            "Health check",
            "the ping service",
            "nothing",
            &[rules::RESPONDER_PUBLIC],
        ),
        "debugger" => ("Debugger", "/console", "a PIN", &[rules::DEBUG_ON]),
        other => (
            other,
            "the messenger's webhook",
            "signature",
            &[rules::UNSIGNED],
        ),
    };
    Door {
        id: id.into(),
        title: title.into(),
        reach: reach.into(),
        guard: guard.into(),
        guarded_by: Vec::new(),
        declared: Declared::Unknown,
        lock: Lock::Sound,
        why: "Not yet checked".into(),
        rules: rules.iter().map(|rule| rule.id).collect(),
    }
}
