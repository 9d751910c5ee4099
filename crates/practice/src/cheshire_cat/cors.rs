//! Cross-origin rules as the real server's middleware applies them, credentials allowed.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, COOKIE, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;

use super::answer;

const TRUE: HeaderValue = HeaderValue::from_static("true");
const VARY_ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
const METHODS: HeaderValue =
    HeaderValue::from_static("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
/// Seconds for which a browser may remember a preflight.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// What a request tells about where it comes from.
pub(crate) struct Asking {
    origin: HeaderValue,
    allowed: bool,
    everyone: bool,
    cookie: bool,
    /// The headers that a preflight asks for; `None` when this is none.
    preflight: Option<Option<HeaderValue>>,
}

impl Asking {
    /// `None` when there is no `Origin`, or CORS is off.
    pub(crate) fn of(
        origins: Option<&[String]>,
        method: &Method,
        headers: &HeaderMap,
    ) -> Option<Self> {
        let origins = origins?;
        let origin = headers.get(ORIGIN)?.clone();
        let everyone = origins.iter().any(|allowed| allowed == "*");
        let allowed =
            everyone || (origins.iter()).any(|allowed| allowed.as_bytes() == origin.as_bytes());
        let preflight =
            *method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        Some(Self {
            allowed,
            everyone,
            cookie: headers.contains_key(COOKIE),
            preflight: preflight.then(|| headers.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned()),
            origin,
        })
    }

    /// The answer to a preflight, which never reaches a route.
    pub(crate) fn preflight(&self) -> Option<Response> {
        let requested = self.preflight.as_ref()?;
        let (status, words) = match self.allowed {
            true => (StatusCode::OK, "OK"),
            false => (StatusCode::BAD_REQUEST, "Disallowed CORS origin"),
        };
        let mut response = answer::text(status, "text/plain; charset=utf-8", words);
        let headers = response.headers_mut();
        headers.insert(VARY, VARY_ORIGIN);
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        if self.allowed {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, self.origin.clone());
        }
        if let Some(requested) = requested {
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, requested.clone());
        }
        Some(response)
    }

    /// Adds what a browser wants to see on any other answer.
    pub(crate) fn decorate(&self, response: &mut Response) {
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        if self.everyone && !self.cookie {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        } else if self.allowed {
            // With a cookie in hand even a foreign origin is reflected: the default setting of the real server.
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, self.origin.clone());
            headers.insert(VARY, VARY_ORIGIN);
        }
    }
}
