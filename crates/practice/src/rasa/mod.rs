//! The practice Rasa: version 3.6.21 as it was recorded, traps included.
//!
//! It reads `credentials.yml`, the flags of `rasa run` in the compose file, and the bot's own domain, rules and
//! examples. Its port is the one it is given, on loopback, and it speaks plain HTTP, whatever the flags say of these.

mod answer;
mod api;
mod brain;
mod callback;
mod channels;
mod compose;
mod jwt;
mod launch;
mod messengers;
mod sample;
mod socket;
mod webhooks;
mod yaml;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::{Error, Options};
use api::Api;
use brain::Brain;
use channels::Channels;
use launch::{Launch, configuration};
use socket::Hub;
use yaml::Node;

pub(crate) use sample::prepare;

/// The version that the practice bot claims to be, and behaves like.
const VERSION: &str = "3.6.21";

/// The largest request body that is read, in bytes (Sanic's own limit is 100 MB).
const BODY_LIMIT: usize = 4 << 20;

/// Everything that requests and sockets share.
struct Rasa {
    channels: Channels,
    api: Option<Api>,
    /// The web pages that may read answers; `*` for all.
    origins: Vec<String>,
    brain: Brain,
    /// What was said, by sender.
    conversations: Mutex<HashMap<String, Vec<Value>>>,
    hub: Hub,
    model_id: String,
}

/// What serves the folder.
pub(crate) fn entrance(options: &Options) -> Result<Router, Error> {
    let launch = Launch::read(&options.dir, &options.env)?;
    let file = |flag: &str, usual: &str| {
        let name = launch.value(flag).unwrap_or(usual);
        let path = options.dir.join(name.strip_prefix("/app/").unwrap_or(name));
        if !path.is_file() {
            return Ok(Node::Null);
        }
        let text = std::fs::read_to_string(&path).map_err(|source| Error::File { path, source })?;
        yaml::read(&text, Some(&launch.variables)).map_err(configuration)
    };
    let credentials = file("--credentials", "credentials.yml")?;
    // Nothing in it changes how the bot lets anybody in, but a broken one keeps it from starting.
    let endpoints = file("--endpoints", "endpoints.yml")?;
    if !matches!(endpoints, Node::Map(_) | Node::Null) {
        return Err(configuration(
            "YamlValidationException: endpoints.yml is no mapping.",
        ));
    }
    let rasa = Rasa {
        channels: Channels::of(&credentials, launch.value("--connector"))?,
        api: Api::of(&launch)?,
        origins: launch.values("--cors").to_vec(),
        brain: Brain::read(&options.dir)?,
        conversations: Mutex::default(),
        hub: Hub::default(),
        model_id: identifier()?,
    };
    Ok(Router::new().fallback(enter).with_state(Arc::new(rasa)))
}

impl Rasa {
    /// One turn of a conversation.
    fn converse(&self, sender: &str, text: &str) -> Vec<brain::Response> {
        let replies = self.brain.replies(text);
        let at = now();
        let said = json!({ "event": "user", "timestamp": at, "text": text });
        let answers = replies
            .iter()
            .map(|reply| json!({ "event": "bot", "timestamp": at, "text": reply.text }));
        lock(&self.conversations)
            .entry(sender.to_owned())
            .or_default()
            .extend(std::iter::once(said).chain(answers));
        replies
    }

    /// A conversation as the HTTP API shows it.
    fn tracker(&self, sender: &str) -> Value {
        let events = lock(&self.conversations)
            .get(sender)
            .cloned()
            .unwrap_or_default();
        let latest = events.iter().rev().find(|event| event["event"] == "user");
        let text = latest.map_or(Value::Null, |event| event["text"].clone());
        let intent = match text.as_str().and_then(|text| self.brain.intent(text)) {
            Some(name) => json!({ "name": name, "confidence": 1.0 }),
            None => json!({}),
        };
        json!({
            "sender_id": sender,
            "slots": { "session_started_metadata": null },
            "latest_message": {
                "intent": intent,
                "entities": [],
                "text": text,
                "message_id": null,
                "metadata": {},
            },
            "events": events,
        })
    }
}

/// A request with its body.
struct Call {
    rasa: Arc<Rasa>,
    method: Method,
    /// Percent-decoded.
    path: String,
    parameters: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
}

impl Call {
    /// The first value of a parameter of the address.
    fn query(&self, name: &str) -> Option<String> {
        let mut all = self.parameters.iter();
        all.find_map(|(key, value)| (key == name).then(|| value.clone()))
    }

    /// Whether the body calls itself JSON, or is some.
    fn is_json(&self) -> bool {
        let content_type = self.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let essence = content_type.and_then(|bytes| bytes.split(|byte| *byte == b';').next());
        essence == Some(b"application/json")
            || serde_json::from_slice::<Value>(&self.body).is_ok_and(|body| !body.is_null())
    }
}

async fn enter(State(rasa): State<Arc<Rasa>>, request: Request) -> Response {
    let origin = request.headers().get(ORIGIN).cloned();
    let path = percent_decode_str(request.uri().path())
        .decode_utf8_lossy()
        .into_owned();
    if let Some(settings) = &rasa.channels.socket
        && path.trim_end_matches('/') == settings.path.trim_end_matches('/')
    {
        return socket::open(Arc::clone(&rasa), request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        let message = "Request body exceeds the size limit";
        return answer::fault(StatusCode::PAYLOAD_TOO_LARGE, message, false);
    };
    let call = Call {
        method: parts.method,
        path,
        parameters: parameters(parts.uri.query().unwrap_or_default()),
        headers: parts.headers,
        body,
        rasa,
    };
    let mut response = dispatch(&call);
    let everyone = call.rasa.origins.iter().any(|allowed| allowed == "*");
    if let Some(origin) = origin
        && (everyone
            || (call.rasa.origins.iter()).any(|allowed| allowed.as_bytes() == origin.as_bytes()))
    {
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
        headers.insert(VARY, HeaderValue::from_static("Origin"));
    }
    response
}

fn dispatch(call: &Call) -> Response {
    if call.path == "/" {
        return match call.method {
            Method::GET | Method::HEAD => {
                answer::text(StatusCode::OK, format!("Hello from Rasa: {VERSION}"))
            }
            _ => answer::wrong_method(call),
        };
    }
    webhooks::serve(call)
        .or_else(|| call.rasa.api.as_ref()?.serve(call))
        .unwrap_or_else(|| answer::not_found(call))
}

/// The parameters of an address, decoded.
fn parameters(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

/// 128 bit of chance in hexadecimal, as Python's `uuid4().hex`.
fn identifier() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::System(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Seconds since 1970, with fractions, as Python's `time.time()` gives them.
fn now() -> f64 {
    jiff::Timestamp::now().as_duration().as_secs_f64()
}

/// A lock that a panicking request cannot take from the others.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
