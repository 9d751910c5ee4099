//! HTTP Archive 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>). The messages of a socket stand in
//! `_webSocketMessages`, and the events of a stream in `_eventSourceMessages`, as Chromium's network panel writes them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::record::Record;
use crate::view::{ChatEvent, Frame, FrameDirection, HeaderLine};

/// What the specification asks to write for sizes and times that are not known.
const UNKNOWN: i32 = -1;

/// The record as an archive.
pub(super) fn archive(record: &Record) -> Value {
    let mut entries = Vec::new();
    let socket = record.connected.as_ref().and_then(|connected| {
        is_socket(connected).then(|| handshake(&record.url, connected, record.all().next()))
    });
    let in_socket = socket.is_some();
    entries.extend(socket);
    for frame in record.all() {
        match (frame.direction, in_socket) {
            (FrameDirection::Sent, false) => entries.push(request(&record.url, frame)),
            (FrameDirection::Received, false) if frame.kind.parse::<u16>().is_ok() => {
                respond(&mut entries, frame);
            }
            (_, in_socket) => attach(&mut entries, frame, in_socket),
        }
    }
    let dropped = match record.dropped() {
        0 => "Redacted: secrets are masked.".to_owned(),
        count => format!(
            "Redacted: secrets are masked. The first {count} frames are no longer held and are missing."
        ),
    };
    json!({ "log": {
        "version": "1.2",
        "creator": { "name": "chatelaine", "version": env!("CARGO_PKG_VERSION") },
        "entries": entries,
        "comment": dropped,
    }})
}

fn is_socket(connected: &ChatEvent) -> bool {
    matches!(connected, ChatEvent::Connected { status, .. } if status.starts_with("101"))
}

fn handshake(url: &str, connected: &ChatEvent, first: Option<&Frame>) -> Value {
    let ChatEvent::Connected {
        ms,
        request_head,
        response_head,
        ..
    } = connected
    else {
        return Value::Null;
    };
    let at = first.map_or_else(
        || format!("{:.3}", Timestamp::now()),
        |frame| frame.at.clone(),
    );
    let mut entry = entry(&at, "GET", url, request_head);
    entry["time"] = json!(ms);
    entry["timings"]["wait"] = json!(ms);
    entry["response"] = response(101, response_head, "", 0);
    entry["_resourceType"] = json!("websocket");
    entry["_webSocketMessages"] = json!([]);
    entry
}

fn request(url: &str, frame: &Frame) -> Value {
    let (method, path) = frame.kind.split_once(' ').unwrap_or((&frame.kind, ""));
    let mut entry = entry(&frame.at, method, &format!("{url}{path}"), &frame.head);
    entry["request"]["bodySize"] = json!(frame.size);
    if !frame.body.is_empty() {
        entry["request"]["postData"] =
            json!({ "mimeType": media_type(&frame.head), "text": frame.body });
    }
    entry
}

/// The answer to the last request: each one is awaited before the next is sent.
fn respond(entries: &mut [Value], frame: &Frame) {
    let Some(entry) = entries.last_mut() else {
        return;
    };
    let took = entry["startedDateTime"]
        .as_str()
        .and_then(|started| Some(millis(&frame.at)? - millis(started)?))
        .unwrap_or_default();
    entry["time"] = json!(took);
    entry["timings"]["wait"] = json!(took);
    let status = frame.kind.parse().unwrap_or_default();
    entry["response"] = response(status, &frame.head, &frame.body, frame.size);
}

/// A message of the socket, or an event of the stream that the last answer is.
fn attach(entries: &mut [Value], frame: &Frame, in_socket: bool) {
    let Some(entry) = entries.last_mut() else {
        return;
    };
    let seconds = millis(&frame.at).unwrap_or_default() as f64 / 1000.0;
    let (list, message) = if in_socket {
        let way = match frame.direction {
            FrameDirection::Sent => "send",
            FrameDirection::Received => "receive",
        };
        let message = json!({ "type": way, "time": seconds, "opcode": opcode(&frame.kind), "data": frame.body });
        ("_webSocketMessages", message)
    } else {
        let message =
            json!({ "time": seconds, "eventName": frame.kind, "eventId": "", "data": frame.body });
        ("_eventSourceMessages", message)
    };
    match &mut entry[list] {
        Value::Array(messages) => messages.push(message),
        absent => *absent = json!([message]),
    }
}

/// RFC 6455 §5.2. Whatever else a frame is called by its platform, it was a text.
fn opcode(kind: &str) -> u8 {
    match kind {
        "binary" => 2,
        "close" => 8,
        "ping" => 9,
        "pong" => 10,
        _ => 1,
    }
}

fn entry(at: &str, method: &str, url: &str, head: &[HeaderLine]) -> Value {
    json!({
        "startedDateTime": at,
        "time": 0,
        "request": {
            "method": method,
            "url": url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": head,
            "queryString": query(url),
            "headersSize": UNKNOWN,
            "bodySize": 0,
        },
        // Status 0 is what Chromium writes when no answer came.
        "response": response(0, &[], "", 0),
        "cache": {},
        "timings": { "send": 0, "wait": 0, "receive": 0 },
    })
}

fn response(status: u16, head: &[HeaderLine], body: &str, size: u32) -> Value {
    json!({
        "status": status,
        "statusText": if status == 101 { "Switching Protocols" } else { "" },
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": head,
        "content": { "size": size, "mimeType": media_type(head), "text": body },
        "redirectURL": "",
        "headersSize": UNKNOWN,
        "bodySize": size,
    })
}

fn media_type(head: &[HeaderLine]) -> &str {
    head.iter()
        .find(|line| line.name.eq_ignore_ascii_case("content-type"))
        .map_or("application/octet-stream", |line| line.value.as_str())
}

fn query(url: &str) -> Vec<Value> {
    let Some((_, query)) = url.split_once('?') else {
        return Vec::new();
    };
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        json!({ "name": name, "value": value })
    };
    query.split('&').map(pair).collect()
}

fn millis(at: &str) -> Option<i64> {
    Some(at.parse::<Timestamp>().ok()?.as_millisecond())
}
