//! HTTP answers as Go's `net/http` gives them.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// Go's `http.Error`: the words and a line's end, never to be taken for anything but text.
pub(crate) fn error(status: StatusCode, words: &str) -> Response {
    let mut response = typed(status, "text/plain; charset=utf-8", format!("{words}\n"));
    let nosniff = HeaderValue::from_static("nosniff");
    response
        .headers_mut()
        .insert(X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}

/// What is not there.
pub(crate) fn not_found() -> Response {
    error(StatusCode::NOT_FOUND, "404 page not found")
}

/// 200 with JSON.
pub(crate) fn json(body: String) -> Response {
    typed(StatusCode::OK, "application/json", body)
}

/// A status and nothing else.
pub(crate) fn empty(status: StatusCode) -> Response {
    status.into_response()
}

/// A body of a type.
pub(crate) fn typed(status: StatusCode, content_type: &'static str, body: String) -> Response {
    let content_type = HeaderValue::from_static(content_type);
    (status, [(CONTENT_TYPE, content_type)], Body::from(body)).into_response()
}

/// The credential in `Authorization`: what follows `Bearer `, or the bare value. No other spelling is known, and blanks
/// at the end are gone before anybody looks.
pub(crate) fn credential(headers: &axum::http::HeaderMap) -> &[u8] {
    let header = headers.get(axum::http::header::AUTHORIZATION);
    let value = header.map_or(&[][..], |value| value.as_bytes().trim_ascii());
    value.strip_prefix(b"Bearer ").unwrap_or(value)
}
