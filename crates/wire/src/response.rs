//! What a bot answers.

use std::fmt;
use std::time::{Duration, Instant};

use chatelaine_secrets::{Secret, redact};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};

/// Of a body, what a summary is made from: far more than it shows, so that no credential is cut before it is masked.
const SUMMARY_BYTES: usize = 64 << 10;

/// A complete answer. `Debug` leaves the body out: it may hold a token.
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// `Location` of a redirect, which is reported and never followed.
    pub location: Option<String>,
    pub(crate) headers: HeaderMap,
    /// The credentials of the request: a server may repeat them.
    pub(crate) sent: Vec<Secret>,
    /// The body, at most [`Limits::body`] bytes.
    pub body: Vec<u8>,
    /// From sending until the last byte.
    pub elapsed: Duration,
}

impl Response {
    /// The body as JSON, if it is.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A header's first value, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Every value of a header that may stand several times, as `Set-Cookie` may.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
    }

    /// Every header whose value is text, as it came.
    pub fn head(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// Status and the beginning of the body in one line, as evidence. What the request proved its right with is masked, in
    /// case the server repeats it; the caller masks what else may be secret.
    #[must_use]
    pub fn summary(&self) -> String {
        let start = &self.body[..self.body.len().min(SUMMARY_BYTES)];
        let sent: Vec<&Secret> = self.sent.iter().collect();
        let text: String = redact(&String::from_utf8_lossy(start), &sent)
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(160)
            .collect();
        format!("{} {text}", self.status).trim_end().to_owned()
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Response")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Everything of an answer but its body.
pub(crate) fn head(answer: &reqwest::Response, started: Instant) -> Response {
    let headers = answer.headers().clone();
    let header = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .map(str::to_owned)
    };
    Response {
        status: answer.status().as_u16(),
        content_type: header(CONTENT_TYPE),
        location: header(LOCATION),
        sent: Vec::new(),
        body: Vec::new(),
        elapsed: started.elapsed(),
        headers,
    }
}
