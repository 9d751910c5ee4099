//! Everything that listens on the port (0.9.2, `internal/bot/server.go`).

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    LOCATION,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::answer::{credential, empty, error, json, not_found};
use super::channels::{self, Received};
use super::configuration::Messenger;
use super::domain::Answer;
use super::{Bot, conversation, go_json};

/// The largest body that is read, in bytes. The real server has no limit.
const BODY_LIMIT: usize = 4 << 20;

/// One way in.
enum Route<'a> {
    Rest,
    Webhook(Messenger),
    Health,
    Predict,
    Sender(&'a str),
}

/// The router of a bot.
pub(crate) fn entrance(bot: Arc<Bot>) -> Router {
    Router::new().fallback(enter).with_state(bot)
}

async fn enter(State(bot): State<Arc<Bot>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = percent_decode_str(parts.uri.path()).decode_utf8_lossy();
    // gorilla/mux 1.8 leads a path with doubled slashes or dots in it to the clean one.
    let clean = cleaned(&path);
    if clean != path {
        return moved(&clean);
    }
    let Some(route) = Route::of(&bot, &path) else {
        return not_found();
    };
    if !route.takes(&parts.method) {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        let words = "http: request body too large";
        return error(StatusCode::INTERNAL_SERVER_ERROR, words);
    };
    match route {
        Route::Health => empty(StatusCode::OK),
        Route::Rest => rest(&bot, &parts.method, &parts.headers, &body).await,
        Route::Webhook(messenger) => {
            converse(&bot, channels::receive(Some(messenger), &body)).await
        }
        Route::Predict if authorized(&bot, &parts.headers) => predict(&bot, &body),
        Route::Sender(sender) if authorized(&bot, &parts.headers) => details(&bot, sender),
        Route::Predict | Route::Sender(_) => error(StatusCode::UNAUTHORIZED, "unauthorized"),
    }
}

impl<'a> Route<'a> {
    fn of(bot: &Bot, path: &'a str) -> Option<Self> {
        match path {
            "/channels/rest" => Some(Self::Rest),
            "/bot/healthz" => Some(Self::Health),
            "/bot/predict" => Some(Self::Predict),
            _ => {
                if let Some(sender) = path.strip_prefix("/bot/senders/") {
                    let whole = !sender.is_empty() && !sender.contains('/');
                    return whole.then_some(Self::Sender(sender));
                }
                let name = path.strip_prefix("/channels/")?;
                let mut on = bot.configuration.messengers.iter();
                let messenger = on.find(|messenger| messenger.name() == name)?;
                Some(Self::Webhook(*messenger))
            }
        }
    }

    fn takes(&self, method: &Method) -> bool {
        match self {
            Self::Rest => matches!(*method, Method::POST | Method::OPTIONS),
            Self::Webhook(_) | Self::Predict => *method == Method::POST,
            Self::Health | Self::Sender(_) => *method == Method::GET,
        }
    }
}

/// A path without empty, `.` and `..` segments.
fn cleaned(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let end = if path.ends_with('/') && !segments.is_empty() {
        "/"
    } else {
        ""
    };
    format!("/{}{end}", segments.join("/"))
}

fn moved(path: &str) -> Response {
    let mut response = empty(StatusCode::MOVED_PERMANENTLY);
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(LOCATION, path);
    }
    response
}

/// The channel that is always on, with the cross-origin headers that only it can have.
async fn rest(bot: &Bot, method: &Method, headers: &HeaderMap, body: &[u8]) -> Response {
    let preflight = *method == Method::OPTIONS;
    let token = bot.configuration.callback_token.as_bytes();
    let mut response = if preflight {
        empty(StatusCode::OK)
    } else if token.is_empty() || credential(headers) == token {
        converse(bot, channels::receive(None, body)).await
    } else {
        error(StatusCode::UNAUTHORIZED, "the callback token is invalid")
    };
    if bot.configuration.cors {
        let headers = response.headers_mut();
        let text = HeaderValue::from_static;
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, text("*"));
        let allowed = text("Content-Type, Authorization");
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        if preflight {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, text("POST, OPTIONS"));
        }
    }
    response
}

async fn converse(bot: &Bot, received: Result<Received, String>) -> Response {
    let question = match received {
        Ok(Received::Question(question)) => question,
        Ok(Received::Challenge(answer)) => return json(answer),
        Ok(Received::Nothing) => return empty(StatusCode::OK),
        Err(words) => return error(StatusCode::INTERNAL_SERVER_ERROR, &words),
    };
    match conversation::answer(bot, &question).await {
        Ok(answers) => json(written(&answers)),
        Err(words) => error(StatusCode::INTERNAL_SERVER_ERROR, &words),
    }
}

fn authorized(bot: &Bot, headers: &HeaderMap) -> bool {
    let token = bot.configuration.auth_token.as_bytes();
    token.is_empty() || credential(headers) == token
}

fn predict(bot: &Bot, body: &[u8]) -> Response {
    let text = go_json::first(body, "query.Question")
        .and_then(|question| go_json::text(&question, "Question", "text"));
    let text = match text {
        Ok(text) => text,
        Err(words) => return error(StatusCode::INTERNAL_SERVER_ERROR, &words),
    };
    let prediction = bot.classifier.predict(&text);
    if prediction.probability.is_nan() {
        let words = "json: unsupported value: NaN";
        return error(StatusCode::INTERNAL_SERVER_ERROR, words);
    }
    json(format!(
        "{{\"original\":{},\"predicted\":{},\"probability\":{}}}",
        go_json::quoted(&text),
        go_json::quoted(&prediction.command),
        prediction.probability
    ))
}

fn details(bot: &Bot, sender: &str) -> Response {
    let Some(machine) = bot.store.get(sender) else {
        return error(StatusCode::NOT_FOUND, "sender does not exist");
    };
    let slots = machine.slots.iter();
    let slots: Vec<String> = slots
        .map(|(name, said)| format!("{}:{}", go_json::quoted(name), go_json::quoted(said)))
        .collect();
    let (state, slots) = (machine.state, slots.join(","));
    json(format!("{{\"state\":{state},\"slots\":{{{slots}}}}}"))
}

/// Answers as the channels write them: only what is there, in the order of Go's sorted maps.
fn written(answers: &[Answer]) -> String {
    let one = |answer: &Answer| {
        let parts = [("image", &answer.image), ("text", &answer.text)];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(_, part)| !part.is_empty())
            .map(|(name, part)| format!("\"{name}\":{}", go_json::quoted(part)))
            .collect();
        format!("{{{}}}", parts.join(","))
    };
    let all: Vec<String> = answers.iter().map(one).collect();
    format!("[{}]", all.join(","))
}
