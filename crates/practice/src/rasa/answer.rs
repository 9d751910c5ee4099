//! Answers in the words of Sanic 21.12, on which Rasa runs.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Call;

pub(crate) fn json_body(status: StatusCode, body: &Value) -> Response {
    of_type(status, "application/json", body.to_string())
}

pub(crate) fn text(status: StatusCode, body: impl Into<String>) -> Response {
    of_type(status, "text/plain; charset=utf-8", body)
}

pub(crate) fn of_type(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<String>,
) -> Response {
    let content_type = HeaderValue::from_static(content_type);
    (status, [(CONTENT_TYPE, content_type)], body.into()).into_response()
}

/// Rasa's own refusals (`server.py`, `ErrorResponse`).
pub(crate) fn refusal(status: StatusCode, reason: &str, message: &str) -> Response {
    json_body(
        status,
        &json!({
            "version": super::VERSION,
            "status": "failure",
            "message": message,
            "reason": reason,
            "details": {},
            "help": "https://rasa.com/docs/rasa/user-guide/configuring-http-api/#security-considerations",
            "code": status.as_u16(),
        }),
    )
}

/// Refusals of sanic-jwt.
pub(crate) fn jwt_refusal(status: StatusCode, exception: &str, reason: &str) -> Response {
    json_body(
        status,
        &json!({ "reasons": [reason], "exception": exception }),
    )
}

/// Sanic's own page. Whoever sent JSON, or says so, gets JSON instead.
pub(crate) fn fault(status: StatusCode, message: &str, as_json: bool) -> Response {
    let name = status.canonical_reason().unwrap_or("Error");
    if as_json {
        return json_body(
            status,
            &json!({ "description": name, "status": status.as_u16(), "message": message }),
        );
    }
    let title = format!("⚠️ {} — {name}", status.as_u16());
    let page = format!(
        "<!DOCTYPE html><html lang=en><meta charset=UTF-8><title>{title}</title>\n<style>\n        html {{ font-family: sans-serif }}\n</style>\n<h1>{title}</h1><p>{}\n",
        escaped(message)
    );
    of_type(status, "text/html; charset=utf-8", page)
}

pub(crate) fn not_found(call: &Call) -> Response {
    let message = format!("Requested URL {} not found", call.path);
    fault(StatusCode::NOT_FOUND, &message, call.is_json())
}

pub(crate) fn wrong_method(call: &Call) -> Response {
    let message = format!("Method {} not allowed for URL {}", call.method, call.path);
    fault(StatusCode::METHOD_NOT_ALLOWED, &message, call.is_json())
}

pub(crate) fn no_json(call: &Call) -> Response {
    let message = "Failed when parsing body as json";
    fault(StatusCode::BAD_REQUEST, message, call.is_json())
}

/// A handler that stumbled. Sanic tells nothing of it.
pub(crate) fn broken(call: &Call) -> Response {
    let message = "The server encountered an internal error and cannot complete your request.";
    fault(StatusCode::INTERNAL_SERVER_ERROR, message, call.is_json())
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
