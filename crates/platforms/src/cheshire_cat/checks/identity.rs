//! Whether this is a Cheshire Cat 1 at all, and which.

use std::time::Duration;

use chatelaine_wire::{Client, Request, Response};
use serde_json::Value;

use super::said::{self, Said};
use crate::CheckError;

/// The bot that answered.
pub(super) struct Bot {
    pub(super) version: Option<String>,
    /// The time of the first answer.
    pub(super) latency: Duration,
}

/// The public description tells, and the version with it. Where that is hidden or guarded, the greeting does, or the bot's
/// own refusal.
pub(super) async fn identify(client: &Client) -> Result<Bot, CheckError> {
    let description = client.send(Request::get("/openapi.json")).await?;
    let latency = description.elapsed;
    let json = description.json();
    let info = |key: &str| {
        json.as_ref()
            .and_then(|json| json.get("info")?.get(key)?.as_str())
    };
    let version = if info("title").is_some_and(|title| title.contains("Cheshire")) {
        info("version").map(str::to_owned)
    } else if said::is_refusal(&description) {
        None
    } else {
        greeted(client, &description).await?
    };
    match version {
        Some(version) if version.starts_with("2.") => Err(CheckError::NotThisPlatform {
            what: format!("this is Cheshire Cat {version}, whose locks differ from version 1"),
            advice: "Register the bot as Cheshire Cat 2 (`--platform cheshire-cat-2`).".into(),
        }),
        version => Ok(Bot { version, latency }),
    }
}

/// What `GET /` says without a description beside it.
async fn greeted(client: &Client, description: &Response) -> Result<Option<String>, CheckError> {
    let front = client.send(Request::get("/")).await?;
    match said::front(&front) {
        Said::Yes => Ok(front.json().and_then(|json| {
            json.get("version")
                .and_then(Value::as_str)
                .map(str::to_owned)
        })),
        Said::No => Ok(None),
        Said::Denied | Said::Other => Err(foreign(description)),
    }
}

fn foreign(description: &Response) -> CheckError {
    let seen = description.location.as_ref().map_or_else(
        || format!("HTTP {}", description.status),
        |to| format!("a redirect to {}", to.chars().take(80).collect::<String>()),
    );
    CheckError::NotThisPlatform {
        what: format!(
            "what answers there is no Cheshire Cat ({seen} instead of its description)"
        ),
        advice: "Check the address and the port. If a proxy serves the bot below a path, include the path.".into(),
    }
}
