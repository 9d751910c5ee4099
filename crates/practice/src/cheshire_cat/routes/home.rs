//! The status, and conversation without a socket.

use axum::response::Response;
use serde_json::json;

use super::Call;
use crate::cheshire_cat::answer::{Refusal, ok};
use crate::cheshire_cat::{VERSION, conversation, lock};

pub(super) async fn status(_: Call) -> Result<Response, Refusal> {
    Ok(ok(
        &json!({"status": "We're all mad here, dear!", "version": VERSION}),
    ))
}

/// The same reply as over the socket; whatever goes wrong is a bare 500 here.
pub(super) async fn message(call: Call) -> Result<Response, Refusal> {
    let message = call.object()?;
    let conversation = lock(&call.cat.memory).open(&call.user);
    let outcome = conversation::answer(&call.cat, &call.user, &conversation, message).await;
    lock(&call.cat.memory).save(&call.user, conversation);
    outcome.map(|chat| ok(&chat)).map_err(|_| Refusal::Broken)
}
