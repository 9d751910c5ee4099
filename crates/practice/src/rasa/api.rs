//! The HTTP API of `--enable-api`, with the two locks of the command line.

use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::jwt::{Fault, Lock};
use super::launch::{Launch, configuration};
use super::{Call, VERSION, answer, now};
use crate::Error;

/// The locks. Without either the API is open.
#[derive(Default)]
pub(crate) struct Api {
    token: Option<String>,
    jwt: Option<Lock>,
}

impl Api {
    /// What the command line says; `None` without `--enable-api`.
    pub(crate) fn of(launch: &Launch) -> Result<Option<Self>, Error> {
        if !launch.has("--enable-api") {
            return Ok(None);
        }
        let method = launch.value("--jwt-method").unwrap_or("HS256");
        let secret = launch.value("--jwt-secret").unwrap_or_default();
        if !secret.is_empty()
            && !method.starts_with("HS")
            && launch.value("--jwt-private-key").is_none()
        {
            return Err(configuration(format!(
                "sanic_jwt.exceptions.RequiredKeysNotFound: {method} needs --jwt-private-key as well, although the server only verifies. Give it, or use HS256."
            )));
        }
        let jwt = (!secret.is_empty()).then(|| Lock::of_api(secret.to_owned(), method.to_owned()));
        Ok(Some(Self {
            token: launch.value("--auth-token").map(str::to_owned),
            jwt,
        }))
    }

    /// Answers a path of the API; `None` when there is nothing.
    pub(crate) fn serve(&self, call: &Call) -> Option<Response> {
        let path = call.path.trim_end_matches('/');
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let (allowed, conversation) = match segments.as_slice() {
            ["version"] | ["status"] | ["domain"] => ("GET", None),
            ["conversations", id, "tracker"] => ("GET", Some(*id)),
            ["model", "parse"] => ("POST", None),
            ["auth", route] if self.jwt.is_some() => return self.auth_route(call, route),
            ["auth"] if self.jwt.is_some() && call.method == "POST" => {
                return Some(answer::jwt_refusal(
                    StatusCode::UNAUTHORIZED,
                    "AuthenticationFailed",
                    "Direct JWT authentication not supported. You should already have a valid JWT from an authentication provider, Rasa will just make sure that the token is valid, but not issue new tokens.",
                ));
            }
            ["auth"] if self.jwt.is_some() => ("POST", None),
            _ => return None,
        };
        if call.method != allowed {
            return Some(answer::wrong_method(call));
        }
        if segments[0] != "version"
            && let Some(refusal) = self.refusal(call, conversation)
        {
            return Some(refusal);
        }
        Some(match segments.as_slice() {
            ["version"] => ok(json!({
                "version": VERSION,
                "minimum_compatible_version": VERSION,
            })),
            ["status"] => ok(json!({
                "model_file": "practice.tar.gz",
                "model_id": call.rasa.model_id,
                "num_active_training_jobs": 0,
            })),
            ["domain"] => ok(call.rasa.brain.domain().clone()),
            ["conversations", id, _] => ok(call.rasa.tracker(id)),
            _ => parse(call),
        })
    }

    /// `requires_auth` of `server.py`: the token in the query, or a JSON Web Token with a fitting role. Nothing for
    /// whoever has one of them, or when neither is asked for.
    fn refusal(&self, call: &Call, conversation: Option<&str>) -> Option<Response> {
        let unknown = || {
            let message = "User is not authenticated.";
            answer::refusal(StatusCode::UNAUTHORIZED, "NotAuthenticated", message)
        };
        let given = call.query("token").filter(|token| !token.is_empty());
        if self.token.is_some() && given == self.token {
            return None;
        }
        let Some(lock) = &self.jwt else {
            return self.token.as_ref().map(|_| unknown());
        };
        let claims = match bearer(call) {
            Bearer::Absent => return Some(unknown()),
            Bearer::Malformed => return Some(malformed()),
            Bearer::Token(token) => match lock.open(&token, now()) {
                Ok(claims) => claims,
                Err(Fault::Token) => return Some(unknown()),
                // An exception that nobody catches.
                Err(Fault::Unforeseen) => return Some(answer::broken(call)),
            },
        };
        match is_sufficient(&claims, conversation) {
            Some(true) => None,
            Some(false) => {
                let message = "User has insufficient permissions.";
                Some(answer::refusal(
                    StatusCode::FORBIDDEN,
                    "NotAuthorized",
                    message,
                ))
            }
            None => Some(answer::broken(call)),
        }
    }

    /// The routes that sanic-jwt adds; each looks at the signature and at no role.
    fn auth_route(&self, call: &Call, route: &str) -> Option<Response> {
        let absent = match route {
            "verify" => "MissingAuthorizationHeader",
            "me" => "Unauthorized",
            _ => return None,
        };
        if call.method != "GET" {
            return Some(answer::wrong_method(call));
        }
        let refusal =
            |exception, reason| answer::jwt_refusal(StatusCode::UNAUTHORIZED, exception, reason);
        let judged = match bearer(call) {
            Bearer::Absent => {
                return Some(refusal(absent, "Authorization header not present."));
            }
            Bearer::Malformed => return Some(malformed()),
            Bearer::Token(token) => self.jwt.as_ref()?.open(&token, now()),
        };
        Some(match (judged, route) {
            (Ok(_), "verify") => ok(json!({ "valid": true })),
            (Ok(_), _) => answer::jwt_refusal(
                StatusCode::INTERNAL_SERVER_ERROR,
                "MeEndpointNotSetup",
                "/me endpoint has not been setup. Pass retrieve_user if you with to proceeed.",
            ),
            (Err(Fault::Token), "verify") => answer::json_body(
                StatusCode::UNAUTHORIZED,
                &json!({ "valid": false, "reasons": ["Auth required."], "exception": "InvalidToken" }),
            ),
            (Err(Fault::Token), _) => refusal("Unauthorized", "Auth required."),
            (Err(Fault::Unforeseen), _) => answer::broken(call),
        })
    }
}

enum Bearer {
    Absent,
    /// Without its first word.
    Malformed,
    Token(String),
}

fn bearer(call: &Call) -> Bearer {
    let Some(header) = call.headers.get(AUTHORIZATION) else {
        return Bearer::Absent;
    };
    let header = String::from_utf8_lossy(header.as_bytes());
    match header.split_once(' ') {
        Some(("Bearer", token)) => Bearer::Token(token.to_owned()),
        _ => Bearer::Malformed,
    }
}

fn malformed() -> Response {
    answer::jwt_refusal(
        StatusCode::BAD_REQUEST,
        "InvalidAuthorizationHeader",
        "Authorization header is invalid.",
    )
}

/// Whether the role is enough. `None` when looking at it is a stumble: `user` must be a mapping.
fn is_sufficient(claims: &Map<String, Value>, conversation: Option<&str>) -> Option<bool> {
    let nobody = Map::new();
    let user = match claims.get("user") {
        None => &nobody,
        Some(user) => user.as_object()?,
    };
    let text = |key: &str| user.get(key).and_then(Value::as_str);
    Some(match text("role") {
        Some("admin") => true,
        Some("user") => conversation.is_some() && conversation == text("username"),
        _ => false,
    })
}

fn parse(call: &Call) -> Response {
    let Ok(body) = serde_json::from_slice::<Value>(&call.body) else {
        return answer::no_json(call);
    };
    let text = body["text"].as_str().unwrap_or_default();
    let intent = call.rasa.brain.intent(text);
    let confidence = if intent.is_some() { 1.0 } else { 0.0 };
    ok(json!({
        "text": text,
        "intent": { "name": intent, "confidence": confidence },
        "entities": [],
    }))
}

fn ok(body: Value) -> Response {
    answer::json_body(StatusCode::OK, &body)
}
