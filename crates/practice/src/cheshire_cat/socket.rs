//! The WebSocket: refused at the handshake or served until it ends.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, UPGRADE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;

use super::auth::{self, Protocol, Visitor};
use super::conversation::{self, Fault};
use super::form::Form;
use super::memory::Conversation;
use super::permissions::{Permission, Resource};
use super::{Cat, frames, lock, python};

/// The largest message that is read, in bytes: room for an image in a data URI.
const MESSAGE_LIMIT: usize = 4 << 20;

/// The real server's pause between two pings.
const PING: Duration = Duration::from_secs(20);

/// Whether this request wants to become a WebSocket.
pub(crate) fn wanted(method: &Method, headers: &HeaderMap) -> bool {
    let upgrade = headers.get(UPGRADE).map(HeaderValue::as_bytes);
    *method == Method::GET && upgrade.is_some_and(|to| to.eq_ignore_ascii_case(b"websocket"))
}

/// Lets the visitor in, or refuses with the bare 403 that tells nothing.
pub(crate) async fn open(cat: Arc<Cat>, request: Request) -> Response {
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy();
    let named = path
        .strip_prefix("/ws/")
        .filter(|id| !id.is_empty() && !id.contains('/'));
    let user_id = match named {
        Some(id) => id.to_owned(),
        None if path == "/ws" => "user".to_owned(),
        None => return refusal(),
    };
    let query = Form::parse(request.uri().query().unwrap_or_default());
    let visitor = Visitor {
        protocol: Protocol::WebSocket,
        credential: query.get("token").map(str::to_owned),
        user_id,
    };
    let resource = Resource::Conversation;
    let Some(user) = auth::admit(&cat, &visitor, resource, Permission::Write) else {
        return refusal();
    };
    let (mut parts, _) = request.into_parts();
    match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade
            .max_message_size(MESSAGE_LIMIT)
            .max_frame_size(MESSAGE_LIMIT)
            .on_upgrade(|socket| serve(cat, user, socket)),
        Err(rejection) => rejection.into_response(),
    }
}

fn refusal() -> Response {
    let headers = [
        (CONTENT_LENGTH, HeaderValue::from_static("0")),
        (CONTENT_TYPE, HeaderValue::from_static("text/plain")),
        (CONNECTION, HeaderValue::from_static("close")),
    ];
    (StatusCode::FORBIDDEN, headers).into_response()
}

/// Nothing asks for the credential again: the socket outlives its token.
async fn serve(cat: Arc<Cat>, user: String, socket: WebSocket) {
    let (sink, stream) = socket.split();
    let outgoing = cat.hub.join(&user);
    let conversation = lock(&cat.memory).open(&user);
    tokio::select! {
        () = listen(&cat, &user, &conversation, stream) => (),
        () = speak(outgoing, sink) => (),
    }
    tokio::time::sleep(cat.close_delay).await;
    cat.hub.leave(&user);
    lock(&cat.memory).save(&user, conversation);
}

/// Reads messages until the socket ends. Whatever is no JSON text ends it, without a close frame: the real server's
/// handler crashes then.
async fn listen(
    cat: &Cat,
    user: &str,
    conversation: &Conversation,
    mut stream: SplitStream<WebSocket>,
) {
    while let Some(Ok(message)) = stream.next().await {
        match message {
            Message::Text(text) => match serde_json::from_str(&text) {
                Ok(message) => respond(cat, user, conversation, message).await,
                Err(_) => return,
            },
            Message::Binary(_) => return,
            // Reading on lets the closing handshake finish.
            Message::Close(_) | Message::Ping(_) | Message::Pong(_) => (),
        }
    }
}

async fn respond(cat: &Cat, user: &str, conversation: &Conversation, message: Value) {
    let outcome = match &message {
        Value::Object(message) => conversation::answer(cat, user, conversation, message).await,
        other => Err(not_a_message(other)),
    };
    let frame = match outcome {
        Ok(chat) => serde_json::to_string(&chat).unwrap_or_default(),
        Err(fault) => frames::error(fault.name, &fault.description),
    };
    cat.hub.send(user, frame);
}

/// The real server writes the user's name into the message before it looks at it.
fn not_a_message(message: &Value) -> Fault {
    let description = match message {
        Value::Array(_) => "list indices must be integers or slices, not str".to_owned(),
        other => format!(
            "'{}' object does not support item assignment",
            python::type_name(other)
        ),
    };
    Fault {
        name: "TypeError",
        description,
    }
}

async fn speak(mut outgoing: UnboundedReceiver<String>, mut sink: SplitSink<WebSocket, Message>) {
    let mut pings = tokio::time::interval(PING);
    pings.reset();
    let mut stolen = false;
    loop {
        let message = tokio::select! {
            frame = outgoing.recv(), if !stolen => match frame {
                Some(frame) => Message::Text(frame.into()),
                None => {
                    // Another socket took over; this one stays open and silent.
                    stolen = true;
                    continue;
                }
            },
            _ = pings.tick() => Message::Ping(Vec::new().into()),
        };
        if sink.send(message).await.is_err() {
            return;
        }
    }
}
