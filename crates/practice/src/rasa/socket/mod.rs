//! The Socket.IO channel: Engine.IO 4 on a WebSocket, as python-engineio 4.7.1 speaks it.
//!
//! Of long polling only the door is there: the handshake and the refusals. Whoever goes on polling hears that the
//! session is unknown, and has to come over the WebSocket, which every client can.

mod hub;
mod packet;
mod visit;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, UPGRADE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{Rasa, answer, parameters};
use visit::Visit;

pub(crate) use hub::Hub;

/// The pause between two pings (recorded).
const PING_INTERVAL: Duration = Duration::from_secs(25);

/// How late the answer to a ping may be (recorded).
const PING_TIMEOUT: Duration = Duration::from_secs(20);

/// The largest frame that is read, in bytes (`max_http_buffer_size` of python-engineio).
const FRAME_LIMIT: usize = 1_000_000;

/// What clients with Engine.IO 3 hear.
const UNSUPPORTED: &str =
    "The client is using an unsupported version of the Socket.IO or Engine.IO protocols";

/// Answers at the path of the socket.
pub(crate) async fn open(rasa: Arc<Rasa>, request: Request) -> Response {
    let parameters = parameters(request.uri().query().unwrap_or_default());
    let parameter = |wanted: &str| {
        let mut all = parameters.iter();
        all.find_map(|(name, value)| (name == wanted).then_some(value.as_str()))
    };
    let transport = parameter("transport").unwrap_or("polling");
    if !matches!(transport, "polling" | "websocket") {
        return refusal("Invalid transport");
    }
    if let Some(sid) = parameter("sid") {
        return refusal(&format!("Invalid session {sid}"));
    }
    if parameter("EIO") != Some("4") {
        return refusal(UNSUPPORTED);
    }
    let Some(sid) = sid() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if transport == "polling" {
        return match *request.method() {
            Method::GET => answer::text(StatusCode::OK, opening(&sid, &["websocket"])),
            _ => answer::fault(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server encountered an internal error and cannot complete your request.",
                false,
            ),
        };
    }
    let upgrade = request.headers().get(UPGRADE).map(HeaderValue::as_bytes);
    if !upgrade.is_some_and(|to| to.eq_ignore_ascii_case(b"websocket")) {
        return refusal("Invalid websocket upgrade");
    }
    let (mut parts, _) = request.into_parts();
    match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade
            .max_message_size(FRAME_LIMIT)
            .max_frame_size(FRAME_LIMIT)
            .on_upgrade(|socket| serve(rasa, socket, sid)),
        Err(rejection) => rejection.into_response(),
    }
}

/// The library's refusals are JSON that calls itself text.
fn refusal(message: &str) -> Response {
    let content_type = HeaderValue::from_static("text/plain");
    let body = Value::from(message).to_string();
    (
        StatusCode::BAD_REQUEST,
        [(CONTENT_TYPE, content_type)],
        body,
    )
        .into_response()
}

fn opening(sid: &str, upgrades: &[&str]) -> String {
    let said = json!({
        "sid": sid,
        "upgrades": upgrades,
        "pingTimeout": PING_TIMEOUT.as_millis() as u64,
        "pingInterval": PING_INTERVAL.as_millis() as u64,
    });
    format!("0{said}")
}

/// Twenty letters, as the library makes them; `None` without randomness.
fn sid() -> Option<String> {
    let mut bytes = [0; 15];
    getrandom::fill(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

async fn serve(rasa: Arc<Rasa>, socket: WebSocket, sid: String) {
    let (sink, stream) = socket.split();
    let (outgoing, queue) = unbounded_channel();
    // A queue whose other end is in hand takes everything.
    let _ = outgoing.send(opening(&sid, &[]));
    let visit = Visit::new(&rasa, sid.clone(), outgoing.clone());
    tokio::select! {
        () = listen(visit, stream, outgoing) => (),
        () = speak(queue, sink) => (),
    }
    rasa.hub.leave(&sid);
}

/// Reads until the client has gone, or has been silent for longer than a heartbeat.
async fn listen(
    mut visit: Visit<'_>,
    mut stream: SplitStream<WebSocket>,
    outgoing: UnboundedSender<String>,
) {
    let patience = PING_INTERVAL + PING_TIMEOUT;
    while let Ok(Some(Ok(message))) = tokio::time::timeout(patience, stream.next()).await {
        let Message::Text(text) = message else {
            continue;
        };
        let mut chars = text.chars();
        match (chars.next(), chars.as_str()) {
            // A probe wants its word back.
            (Some('2'), word) => {
                let _ = outgoing.send(format!("3{word}"));
            }
            (Some('3' | '5' | '6'), _) => {}
            (Some('4'), message) => visit.hear(message),
            _ => return,
        }
    }
}

async fn speak(mut queue: UnboundedReceiver<String>, mut sink: SplitSink<WebSocket, Message>) {
    let mut pings = tokio::time::interval(PING_INTERVAL);
    pings.reset();
    loop {
        let text = tokio::select! {
            text = queue.recv() => match text {
                Some(text) => text,
                None => return,
            },
            _ = pings.tick() => "2".to_owned(),
        };
        if sink.send(Message::Text(text.into())).await.is_err() {
            return;
        }
    }
}
