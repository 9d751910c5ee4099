//! Cross-origin rules as the real server's middleware applies them, credentials allowed.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;

use super::answer;
use super::configuration::Origins;

const TRUE: HeaderValue = HeaderValue::from_static("true");
const VARY_ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
const METHODS: HeaderValue =
    HeaderValue::from_static("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY");
/// What the answer to a preflight depends on.
const VARY_PREFLIGHT: HeaderValue = HeaderValue::from_static(
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network",
);
/// Seconds for which a browser may remember a preflight.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// What the middleware does with one request.
pub(crate) struct Asking {
    /// The origin, if it may ask.
    allowed: Option<HeaderValue>,
    /// The headers that a preflight asks for; `None` when this is none.
    preflight: Option<Option<HeaderValue>>,
}

impl Asking {
    /// `None` when CORS is off.
    pub(crate) fn of(origins: &Origins, method: &Method, headers: &HeaderMap) -> Option<Self> {
        let origin = headers.get(ORIGIN);
        let allowed = match origins {
            Origins::Nobody => return None,
            Origins::Everybody => origin,
            Origins::Listed(list) => origin.filter(|origin| {
                list.iter()
                    .any(|listed| listed.as_bytes() == origin.as_bytes())
            }),
        };
        let preflight = origin.is_some()
            && *method == Method::OPTIONS
            && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        Some(Self {
            allowed: allowed.cloned(),
            preflight: preflight.then(|| headers.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned()),
        })
    }

    /// The answer to a preflight, which never reaches a route.
    pub(crate) fn preflight(&self) -> Option<Response> {
        let requested = self.preflight.as_ref()?;
        let (status, words) = match self.allowed {
            Some(_) => (StatusCode::OK, "OK"),
            None => (StatusCode::BAD_REQUEST, "Disallowed CORS origin"),
        };
        let mut response = answer::text(status, "text/plain; charset=utf-8", words);
        self.decorate(&mut response);
        let headers = response.headers_mut();
        headers.insert(VARY, VARY_PREFLIGHT);
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        if let Some(requested) = requested {
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, requested.clone());
        }
        Some(response)
    }

    /// What is added to every answer; that it depends on the origin is said to those without one too, as recorded.
    pub(crate) fn decorate(&self, response: &mut Response) {
        let headers = response.headers_mut();
        headers.insert(VARY, VARY_ORIGIN);
        if let Some(origin) = &self.allowed {
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
    }
}
