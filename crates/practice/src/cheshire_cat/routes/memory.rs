//! Looking into the cat's memory, and making it forget.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::{Body, Call};
use crate::cheshire_cat::answer::{Refusal, ok};
use crate::cheshire_cat::lock;

/// The tools of the core plugin, which every installation remembers.
const PROCEDURAL: usize = 3;

pub(super) async fn collections(call: Call) -> Result<Response, Refusal> {
    let memory = lock(&call.cat.memory);
    Ok(ok(&json!({"collections": [
        {"name": "episodic", "vectors_count": memory.episodic()},
        {"name": "declarative", "vectors_count": memory.declarative},
        {"name": "procedural", "vectors_count": PROCEDURAL},
    ]})))
}

/// Deletes what matches the metadata in the body; with nothing in it, everything. The answer never tells how many.
pub(super) async fn delete_points(call: Call) -> Result<Response, Refusal> {
    let source = match &call.body {
        Body::Json(metadata) => metadata.get("source").and_then(Value::as_str),
        Body::Absent | Body::Other(_) => None,
    };
    let mut memory = lock(&call.cat.memory);
    match call.segment.as_str() {
        "episodic" => memory.forget(source),
        "declarative" => memory.declarative = 0,
        "procedural" => (),
        _ => {
            let words = "Collection does not exist.".to_owned();
            return Err(Refusal::Because(StatusCode::BAD_REQUEST, words));
        }
    }
    Ok(ok(&json!({ "deleted": [] })))
}

pub(super) async fn history(call: Call) -> Result<Response, Refusal> {
    let conversation = lock(&call.cat.memory).open(&call.user);
    Ok(ok(&json!({ "history": conversation.entries() })))
}

/// A socket whose conversation was never saved keeps its own: close it, and wait, before deleting.
pub(super) async fn delete_history(call: Call) -> Result<Response, Refusal> {
    let mut memory = lock(&call.cat.memory);
    let conversation = memory.open(&call.user);
    conversation.clear();
    memory.save(&call.user, conversation);
    Ok(ok(&json!({ "deleted": true })))
}
