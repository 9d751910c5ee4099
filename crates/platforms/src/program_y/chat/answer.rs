//! What an answer to a question means. Version 1 of the Flask client puts the status into the body and sends 200; Sanic
//! sends the bare object with the status where it belongs (4.3, 5.0.1).

use chatelaine_wire::Response;
use serde_json::Value;

use super::super::checks::answer::{Lock, Said, Version};

/// An answer, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// What the bot says; empty when no category fits.
    Reply(String),
    /// It does not let us in any more.
    Refused(Lock),
    /// It stumbled: the status that it means, and its words.
    Failed(u16, String),
    /// Somebody else answered, with this status.
    Foreign(u16),
}

pub(super) fn heard(version: Version, response: &Response) -> Heard {
    match version.read(response) {
        Said::Refused(lock) => Heard::Refused(lock),
        Said::Other => Heard::Foreign(response.status),
        Said::In => understood(version, response),
    }
}

fn understood(version: Version, response: &Response) -> Heard {
    let body = response.json().unwrap_or_default();
    let (body, status) = match body.as_array().map(Vec::as_slice) {
        Some([inner, status]) => (inner, number(status).unwrap_or(response.status)),
        _ => (&body, response.status),
    };
    let said = &body["response"];
    if status == 200 {
        let reply = match version {
            Version::One => &said["answer"],
            Version::Two => &said["text"],
        };
        return Heard::Reply(reply.as_str().unwrap_or_default().to_owned());
    }
    let words = match version {
        Version::One => &said["error"],
        Version::Two => &body["status"]["message"],
    };
    Heard::Failed(status, words.as_str().unwrap_or_default().to_owned())
}

fn number(status: &Value) -> Option<u16> {
    u16::try_from(status.as_u64()?).ok()
}
