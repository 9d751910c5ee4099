//! A practice extension server: what `extensions.ServeREST` serves (0.9.2, `extensions/server.go`).

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::answer::{credential, empty, json, not_found, typed};
use super::quiz;
use crate::Error;
use crate::server::Listening;

/// The largest body that is read, in bytes. The real server has no limit.
const BODY_LIMIT: usize = 1 << 20;

/// A running extension server on the loopback address. Its extensions are those of a quiz: `val_ans_1`, `val_ans_2` and
/// `score`, as in the example of the real project. Dropping it ends it.
pub struct PracticeExtension(Listening);

impl PracticeExtension {
    /// Starts one on a port of 127.0.0.1, 0 for any free one. With an empty token it asks for none, as the real one
    /// does without `-token`.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn start(port: u16, token: &str) -> Result<Self, Error> {
        let token: Arc<str> = token.into();
        let router = Router::new().fallback(enter).with_state(token);
        Listening::start(router, port).map(Self)
    }

    /// The base URL, without a slash at its end.
    pub fn url(&self) -> String {
        self.0.url()
    }

    /// Ends the server and frees the port.
    pub async fn stop(self) {
        self.0.stop().await;
    }
}

async fn enter(State(token): State<Arc<str>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let method = match parts.uri.path() {
        "/extension" => Method::POST,
        "/extensions" | "/version" => Method::GET,
        _ => return not_found(),
    };
    if parts.method != method {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    // Nothing guards the version.
    if parts.uri.path() == "/version" {
        return json(
            "{\"version\":\"v0.0.0\",\"commit\":\"0000000000000000000000000000000000000000\",\"built_at\":\"0001-01-01 00:00:00 +0000 UTC\",\"built_by\":\"dev\"}"
                .to_owned(),
        );
    }
    if !token.is_empty() && credential(&parts.headers) != token.as_bytes() {
        let words = "missing or incorrect authorization token";
        return refusal(StatusCode::UNAUTHORIZED, words);
    }
    if method == Method::GET {
        return json(json!(quiz::EXTENSIONS).to_string());
    }
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return refusal(StatusCode::BAD_REQUEST, "http: request body too large");
    };
    let task: quiz::Task = match serde_json::from_slice(&body) {
        Ok(task) => task,
        Err(error) if error.is_eof() && body.is_empty() => {
            return refusal(StatusCode::BAD_REQUEST, "EOF");
        }
        Err(_) => return refusal(StatusCode::BAD_REQUEST, "invalid JSON"),
    };
    match quiz::run(&task) {
        Some(done) => json(done.to_string()),
        None => {
            let words = format!("extension '{}' not found", task.extension);
            refusal(StatusCode::NOT_FOUND, &words)
        }
    }
}

fn refusal(status: StatusCode, words: &str) -> Response {
    let body = format!(
        "{{\"code\":{},\"message\":{}}}\n",
        status.as_u16(),
        super::go_json::quoted(words)
    );
    let mut response = typed(status, "application/json; charset=utf-8", body);
    let nosniff = HeaderValue::from_static("nosniff");
    response
        .headers_mut()
        .insert(X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}
