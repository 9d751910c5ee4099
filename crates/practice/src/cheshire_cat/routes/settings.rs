//! All settings at once: keys of language models in clear text among them, as on the real server.

use axum::response::Response;
use serde_json::json;

use super::Call;
use crate::cheshire_cat::answer::{Refusal, ok};
use crate::cheshire_cat::lock;

pub(super) async fn list(call: Call) -> Result<Response, Refusal> {
    let database = lock(&call.cat.database);
    Ok(ok(&json!({ "settings": database.settings() })))
}
