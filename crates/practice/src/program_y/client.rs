//! In what the clients differ: who they are, what they say, and the form that they give it.

use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::werkzeug;

/// Who serves: each client reads a section of the configuration of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Client {
    /// REST over Flask.
    Flask,
    /// REST over Sanic (19.12.2, the last that the client of 5.0.1 runs with).
    Sanic,
    /// A page with a chat, over Flask.
    WebChat,
}

impl Client {
    /// In the order in which a folder is asked for whom it is meant.
    pub(super) const ALL: [Self; 3] = [Self::Flask, Self::Sanic, Self::WebChat];

    /// The section that it reads.
    pub(super) fn section(self) -> &'static str {
        match self {
            Self::Flask => "flask",
            Self::Sanic => "sanic",
            Self::WebChat => "webchat",
        }
    }

    /// What it calls itself.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::WebChat => "WebChat",
            other => other.section(),
        }
    }

    pub(super) fn json(self, status: StatusCode, body: &impl Serialize) -> Response {
        if self != Self::Sanic {
            return werkzeug::json(status, body);
        }
        let json = HeaderValue::from_static("application/json");
        match serde_json::to_string(body) {
            Ok(text) => (status, [(CONTENT_TYPE, json)], text).into_response(),
            Err(_) => self.text(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Internal Server Error".to_owned(),
            ),
        }
    }

    /// Whether a route of the API has a function for a method.
    pub(super) fn serves(self, method: &Method) -> bool {
        match *method {
            Method::GET | Method::POST => true,
            // Flask adds it to every `GET`.
            Method::HEAD => self != Self::Sanic,
            _ => false,
        }
    }

    /// What the API says of a parameter that is missing: Flask's abort has no words of its own.
    pub(super) fn missing(self, name: &str) -> String {
        match self {
            Self::Flask | Self::WebChat => "??? Unknown Error: None".to_owned(),
            Self::Sanic => format!("'{name}' missing from GET request"),
        }
    }

    /// What a route of the API says to a method that it has no function for.
    pub(super) fn other_method(self, method: &Method) -> Response {
        match self {
            Self::Flask | Self::WebChat => {
                werkzeug::other_method(method, "GET, HEAD, OPTIONS, POST")
            }
            Self::Sanic => {
                let words = "Error: The method is not allowed".to_owned();
                let mut response = self.text(StatusCode::METHOD_NOT_ALLOWED, words);
                let allowed = HeaderValue::from_static("GET, POST");
                response.headers_mut().insert(ALLOW, allowed);
                response
            }
        }
    }

    pub(super) fn not_found(self, path: &str) -> Response {
        match self {
            Self::Flask | Self::WebChat => werkzeug::not_found(),
            Self::Sanic => {
                let words = format!("Error: Requested URL {path} not found");
                self.text(StatusCode::NOT_FOUND, words)
            }
        }
    }

    fn text(self, status: StatusCode, words: String) -> Response {
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        (status, [(CONTENT_TYPE, plain)], words).into_response()
    }
}
