//! What a request has to show (clients/restful/{auth,apikeys}.py, 5.0.1, the same in 4.3).

use std::path::Path;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::license;
use super::query::Query;

/// The locks of one run. There is no `Debug`: it holds keys.
#[derive(Default)]
pub(super) struct Guards {
    /// What has to follow `Authorization: Basic `, when it is asked for. It may be empty, and then nothing has to.
    pub(super) token: Option<String>,
    /// The keys of which one has to come as `apikey`, when they are asked for. An empty one is one as well.
    pub(super) keys: Option<Vec<String>>,
}

/// Which lock a request failed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No token, or a wrong one.
    Token,
    /// No API key, or a wrong one.
    Key,
}

impl Guards {
    /// The token is asked for first, and both are when both are configured.
    pub(super) fn check(&self, headers: &HeaderMap, query: &Query) -> Result<(), Refusal> {
        if let Some(token) = &self.token
            && presented(headers).as_ref() != Some(token)
        {
            return Err(Refusal::Token);
        }
        if let Some(keys) = &self.keys {
            // The header PROGRAMY-API-KEY is never read: the handlers forget to say that a request is a POST.
            let key = query.get("apikey").ok_or(Refusal::Key)?;
            if !keys.iter().any(|known| known == key) {
                return Err(Refusal::Key);
            }
        }
        Ok(())
    }
}

/// What stands behind `Basic `: neither Base64 nor a name and a password, but the token itself.
fn presented(headers: &HeaderMap) -> Option<String> {
    // Werkzeug reads headers as Latin-1, so a token with other letters never matches what a client sends as UTF-8.
    let value: String = (headers.get(AUTHORIZATION)?.as_bytes().iter())
        .map(|byte| char::from(*byte))
        .collect();
    // The HTTP library has trimmed the blank of `Basic `, which the real server keeps and then takes for the empty token.
    if value == "Basic" {
        return Some(String::new());
    }
    value.strip_prefix("Basic ").map(str::to_owned)
}

/// The keys in the file at `path`, one a line: comments and blank lines are keys too. Without the file there are none,
/// and everybody is refused.
pub(super) fn keys(path: &Path) -> Vec<String> {
    let lines = license::lines(path);
    lines.iter().map(|line| line.trim().to_owned()).collect()
}
