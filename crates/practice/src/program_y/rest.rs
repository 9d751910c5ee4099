//! The REST API, as Flask and Sanic serve it (clients/restful/{client,apihandlers}.py, 5.0.1; the same in 4.3).

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::any;
use serde_json::{Value, json};

use super::client::Client;
use super::guards::Refusal;
use super::query::Query;
use super::{Bot, werkzeug};

/// What stands in the place of a parameter that is missing.
const UNKNOWN: &str = "Unknown";

/// A version of the API: what it makes of the parameters of a request that is let in.
type Version = fn(&Bot, &Query) -> (StatusCode, Value);

pub(super) fn routes() -> Router<Arc<Bot>> {
    Router::new()
        .route("/api/rest/v1.0/ask", any(first))
        .route("/api/rest/v2.0/ask", any(second))
}

async fn first(State(bot): State<Arc<Bot>>, request: Request) -> Response {
    let Some((status, body)) = serve(&bot, &request, version_1) else {
        return bot.client.other_method(request.method());
    };
    match bot.client {
        // The status is put into the body, and HTTP hears that all is well: refusals of this version come with 200.
        Client::Flask | Client::WebChat => {
            werkzeug::json(StatusCode::OK, &json!([body, status.as_u16()]))
        }
        Client::Sanic => bot.client.json(status, &body),
    }
}

async fn second(State(bot): State<Arc<Bot>>, request: Request) -> Response {
    match serve(&bot, &request, version_2) {
        Some((status, body)) => bot.client.json(status, &body),
        None => bot.client.other_method(request.method()),
    }
}

/// Status and body; nothing for a method that the route does not know.
fn serve(bot: &Bot, request: &Request, version: Version) -> Option<(StatusCode, Value)> {
    if !bot.client.serves(request.method()) {
        return None;
    }
    let query = Query::of(request.uri());
    Some(match bot.guards.check(request.headers(), &query) {
        Err(Refusal::Token) => (StatusCode::FORBIDDEN, "Access denied".into()),
        Err(Refusal::Key) => (StatusCode::UNAUTHORIZED, "Unauthorized access".into()),
        Ok(()) => version(bot, &query),
    })
}

/// Parameters count wherever the request has a body too: both handlers forget that it may be a POST, and read nothing
/// but the address.
fn version_1(bot: &Bot, query: &Query) -> (StatusCode, Value) {
    let asked = Asked::of(query, "question", "userid");
    let mut response = json!({"question": asked.question, "userid": asked.user, "answer": ""});
    let status = match asked.missing {
        Some(name) => {
            response["error"] = bot.client.missing(name).into();
            StatusCode::INTERNAL_SERVER_ERROR
        }
        None => {
            response["answer"] = bot.conversation.ask(asked.user, asked.question).into();
            StatusCode::OK
        }
    };
    (status, json!({ "response": response }))
}

fn version_2(bot: &Bot, query: &Query) -> (StatusCode, Value) {
    let asked = Asked::of(query, "query", "userId");
    let mut response = json!({"query": asked.question, "userId": asked.user, "timestamp": now()});
    if let Some(name) = asked.missing {
        let status = json!({"code": 500, "message": bot.client.missing(name)});
        let body = json!({"response": response, "status": status});
        return (StatusCode::INTERNAL_SERVER_ERROR, body);
    }
    response["text"] = bot.conversation.ask(asked.user, asked.question).into();
    let body = json!({
        "meta": {
            "authors": ["Keith Sterling"],
            "botName": "Program-y",
            "copyright": "Copyright 2016-2020 keithsterling.com",
            "version": "1.0.0",
        },
        "response": response,
        "status": {"code": 200, "message": "success"},
    });
    (StatusCode::OK, body)
}

struct Asked<'a> {
    question: &'a str,
    user: &'a str,
    /// The first parameter that is not there. What comes after it is not looked at any more.
    missing: Option<&'static str>,
}

impl<'a> Asked<'a> {
    fn of(query: &'a Query, question: &'static str, user: &'static str) -> Self {
        let (asked, asking) = (query.get(question), query.get(user));
        Self {
            question: asked.unwrap_or(UNKNOWN),
            user: asked.and(asking).unwrap_or(UNKNOWN),
            missing: match (asked, asking) {
                (None, _) => Some(question),
                (_, None) => Some(user),
                _ => None,
            },
        }
    }
}

/// Seconds since 1970, with fractions, as Python's `datetime.timestamp()` gives them.
fn now() -> f64 {
    jiff::Timestamp::now().as_duration().as_secs_f64()
}
