//! `/webhooks/<channel>`: open to everybody, whatever guards the HTTP API.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::brain::Response as Reply;
use super::callback::Callback;
use super::{Call, answer, messengers};

/// Answers below `/webhooks`; `None` when there is nothing.
pub(crate) fn serve(call: &Call) -> Option<Response> {
    let path = call.path.strip_prefix("/webhooks/")?;
    let (channel, rest) = path.split_once('/').unwrap_or((path, ""));
    if !call.rasa.channels.has(channel) {
        return None;
    }
    let allowed = match rest.trim_end_matches('/') {
        // Tells everybody that the channel exists.
        "" => "GET",
        // The socket is not below this path.
        "webhook" if !matches!(channel, "socketio" | "cmdline") => "POST",
        _ => return None,
    };
    if call.method != allowed {
        return Some(answer::wrong_method(call));
    }
    Some(match (rest, channel) {
        ("", _) => answer::json_body(StatusCode::OK, &json!({ "status": "ok" })),
        (_, "rest") => rest_message(call),
        (_, "callback") => callback_message(call),
        (_, messenger) => messengers::webhook(call, messenger),
    })
}

/// A message as both channels read it, or the status for one that makes no sense.
fn message(call: &Call) -> Result<Map<String, Value>, StatusCode> {
    match serde_json::from_slice(&call.body) {
        Ok(Value::Object(message)) => Ok(message),
        Ok(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

fn nonsense(call: &Call, status: StatusCode) -> Response {
    match status {
        StatusCode::BAD_REQUEST => answer::no_json(call),
        _ => answer::broken(call),
    }
}

fn sender(message: &Map<String, Value>) -> &str {
    message
        .get("sender")
        .and_then(Value::as_str)
        .unwrap_or("default")
}

fn rest_message(call: &Call) -> Response {
    let message = match message(call) {
        Ok(message) => message,
        Err(status) => return nonsense(call, status),
    };
    let sender = sender(&message);
    // Whatever goes wrong behind the door is logged there, and the answer is an empty list.
    let replies = match message.get("message").and_then(Value::as_str) {
        Some(text) => call.rasa.converse(sender, text),
        None => Vec::new(),
    };
    let parts: Vec<Value> = replies
        .iter()
        .flat_map(|reply| parts(sender, reply))
        .collect();
    match call.query("stream").as_deref() {
        Some("true" | "True" | "TRUE") => {
            let lines: String = parts.iter().map(|part| format!("{part}\n")).collect();
            answer::text(StatusCode::OK, lines)
        }
        _ => answer::json_body(StatusCode::OK, &Value::from(parts)),
    }
}

/// The replies go to the address in `credentials.yml`, in connections of the bot's own, and the answer comes after them.
/// Where nobody listens there, it is a stumble, although the message has been heard.
fn callback_message(call: &Call) -> Response {
    let message = match message(call) {
        Ok(message) => message,
        Err(status) => return nonsense(call, status),
    };
    let Some(text) = message.get("message").and_then(Value::as_str) else {
        return answer::broken(call);
    };
    let sender = sender(&message);
    let replies = call.rasa.converse(sender, text);
    let parts: Vec<Value> = replies
        .iter()
        .flat_map(|reply| parts(sender, reply))
        .collect();
    let deliver =
        |callback: &Callback| tokio::task::block_in_place(|| callback.deliver(&parts)).is_ok();
    match call.rasa.channels.callback.as_ref().is_some_and(deliver) {
        true => answer::text(StatusCode::OK, "success"),
        false => answer::broken(call),
    }
}

/// What the collecting channel makes of a response.
fn parts(recipient: &str, reply: &Reply) -> Vec<Value> {
    let mut parts = Vec::new();
    if let Some(text) = &reply.text {
        if reply.buttons.is_empty() {
            let paragraphs = text.trim().split("\n\n");
            parts.extend(paragraphs.map(|text| json!({ "recipient_id": recipient, "text": text })));
        } else {
            let button =
                |(title, payload): &(String, String)| json!({ "title": title, "payload": payload });
            let buttons: Vec<Value> = reply.buttons.iter().map(button).collect();
            parts.push(json!({ "recipient_id": recipient, "text": text, "buttons": buttons }));
        }
    }
    if let Some(custom) = &reply.custom {
        parts.push(json!({ "recipient_id": recipient, "custom": custom }));
    }
    if let Some(image) = &reply.image {
        parts.push(json!({ "recipient_id": recipient, "image": image }));
    }
    parts
}
