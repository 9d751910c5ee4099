//! Whether this is a Cheshire Cat 2 at all, and which.

use std::time::Duration;

use chatelaine_wire::{Client, Request, Response};
use serde_json::Value;

use crate::CheckError;

/// The bot that answered.
pub(super) struct Bot {
    pub(super) version: Option<String>,
    pub(super) latency: Duration,
    /// The logins that `/status` names; nothing where it does not say.
    pub(super) logins: Option<Vec<String>>,
}

/// `/status` is public in 2.0.19 to 2.0.23, and the description of the API in every version that was measured.
pub(super) async fn identify(client: &Client) -> Result<Bot, CheckError> {
    let status = client.send(Request::get("/status")).await?;
    let latency = status.elapsed;
    let said = status.json().filter(|_| status.status == 200);
    let logins = said.as_ref().and_then(logins);
    if logins.is_some() {
        let version = said.as_ref().and_then(|said| text(said, "/version"));
        if let Some(other) = version.as_deref().and_then(other_version) {
            return Err(other);
        }
        return Ok(Bot {
            version,
            latency,
            logins,
        });
    }
    let front = client.send(Request::get("/openapi.json")).await?;
    let described = front.json();
    let info = |key: &str| described.as_ref().and_then(|json| text(json, key));
    let cat = info("/info/title").is_some_and(|title| title.contains("Cheshire"));
    let version = info("/info/version").filter(|_| cat);
    match version
        .as_deref()
        .map(|version| (version, other_version(version)))
    {
        Some((_, Some(other))) => Err(other),
        Some((version, None)) => Ok(Bot {
            version: Some(version.to_owned()),
            latency,
            logins: None,
        }),
        None => Err(foreign(&front)),
    }
}

/// The names of the logins, if this is the status of a Cheshire Cat 2: another server's status has none.
fn logins(said: &Value) -> Option<Vec<String>> {
    said.get("status")?.as_str()?;
    let handlers = said.get("auth_handlers")?.as_object()?;
    Some(handlers.keys().cloned().collect())
}

fn text(json: &Value, pointer: &str) -> Option<String> {
    json.pointer(pointer)?.as_str().map(str::to_owned)
}

/// A Cheshire Cat of another generation, whose locks differ.
fn other_version(version: &str) -> Option<CheckError> {
    (!version.starts_with("2.")).then(|| {
        let shown: String = version.chars().take(20).collect();
        CheckError::NotThisPlatform {
            what: format!("this is Cheshire Cat {shown}, whose locks differ from version 2"),
            advice: "Register the bot as Cheshire Cat 1 (`--platform cheshire-cat`).".into(),
        }
    })
}

fn foreign(front: &Response) -> CheckError {
    // Version 1 refuses even its description in its own words, when a key guards it.
    let refused = front.status == 403
        && front
            .json()
            .is_some_and(|said| said.pointer("/detail/error").is_some());
    if refused {
        return CheckError::NotThisPlatform {
            what: "what answers there refuses in the words of Cheshire Cat 1".into(),
            advice: "Register the bot as Cheshire Cat 1 (`--platform cheshire-cat`).".into(),
        };
    }
    let seen = front.location.as_ref().map_or_else(
        || format!("HTTP {}", front.status),
        |to| format!("a redirect to {}", to.chars().take(80).collect::<String>()),
    );
    CheckError::NotThisPlatform {
        what: format!(
            "what answers there is no Cheshire Cat ({seen} instead of its description)"
        ),
        advice: "Check the address and the port. If a proxy serves the bot below a path, include the path.".into(),
    }
}
