//! HTTP answers in the real server's words, and the refusals that every route can give.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use crate::Error;

/// Why a request was not granted.
pub(crate) enum Refusal {
    /// 403: no credential, or a wrong or expired one.
    InvalidCredentials,
    /// 403: a good credential without the role.
    InsufficientRole,
    /// Another refusal with the server's own sentence.
    Because(StatusCode, String),
    /// 422: the request's form is wrong; one entry for each fault.
    Invalid(Vec<Value>),
    /// 500: the server stumbled.
    Broken,
}

impl From<Error> for Refusal {
    fn from(_: Error) -> Self {
        Self::Broken
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let because = |status, detail: Value| json(status, &json!({ "detail": detail }));
        match self {
            Self::InvalidCredentials => {
                because(StatusCode::FORBIDDEN, "Invalid Credentials".into())
            }
            Self::InsufficientRole => because(StatusCode::FORBIDDEN, "Insufficient role".into()),
            Self::Because(status, words) => because(status, words.into()),
            Self::Invalid(faults) => because(StatusCode::UNPROCESSABLE_ENTITY, faults.into()),
            Self::Broken => text(
                StatusCode::INTERNAL_SERVER_ERROR,
                "text/plain; charset=utf-8",
                "Internal Server Error",
            ),
        }
    }
}

pub(crate) fn not_found() -> Refusal {
    Refusal::Because(StatusCode::NOT_FOUND, "Not Found".to_owned())
}

/// 200 with a JSON body.
pub(crate) fn ok(body: &impl Serialize) -> Response {
    json(StatusCode::OK, body)
}

pub(crate) fn page(html: String) -> Response {
    text(StatusCode::OK, "text/html; charset=utf-8", html)
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_string(body) {
        Ok(body) => text(status, "application/json", body),
        Err(_) => Refusal::Broken.into_response(),
    }
}

pub(crate) fn text(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response {
    let content_type = HeaderValue::from_static(content_type);
    (status, [(CONTENT_TYPE, content_type)], body.into()).into_response()
}

/// A redirect without a body. A target that no header can carry is a stumble.
pub(crate) fn redirect(status: StatusCode, target: &str) -> Response {
    match HeaderValue::from_str(target) {
        Ok(target) => (status, [(LOCATION, target)]).into_response(),
        Err(_) => Refusal::Broken.into_response(),
    }
}
