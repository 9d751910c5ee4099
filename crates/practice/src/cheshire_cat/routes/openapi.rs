//! The description of the API, public on the real server even when everything is locked.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::{Call, table};
use crate::cheshire_cat::VERSION;
use crate::cheshire_cat::answer::{Refusal, ok};

/// Pages for people are not part of the API.
const UNLISTED: [&str; 4] = ["/openapi.json", "/docs", "/auth/login", "/admin/*"];

pub(super) async fn document(_: Call) -> Result<Response, Refusal> {
    let mut paths = Map::new();
    for route in table::ROUTES
        .iter()
        .filter(|route| !UNLISTED.contains(&route.path))
    {
        let method = route.method.to_lowercase();
        let operation = json!({"responses": {"200": {"description": "Successful Response"}}});
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[method] = operation;
    }
    Ok(ok(&json!({
        "openapi": "3.1.0",
        "info": {
            "title": "😸 Cheshire-Cat API",
            "description": "Production ready AI assistant framework",
            "version": VERSION,
            "x-logo": {
                "url": "https://cheshirecat.ai/wp-content/uploads/2023/10/Logo-Cheshire-Cat.svg",
            },
        },
        "paths": Value::Object(paths),
        "components": {"schemas": {}},
    })))
}
