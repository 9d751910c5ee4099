//! Replays every recorded exchange against the practice cat.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::{Heard, Reply, Request, Socket, raw};
use super::compare::{Depth, differences};
use super::exceptions;
use super::notes;
use super::stage::{Recording, Stage, recordings};
use super::tokens::{self, Recorded};

/// What was recorded: 222 exchanges in 16 scenarios. A lost fixture must not go unnoticed.
const RECORDED: usize = 222;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_practice_cat_answers_as_the_real_one_was_recorded() {
    let recordings = recordings();
    let known = |scenario: &str, label: &str| {
        recordings.iter().any(|recording| {
            recording.scenario.starts_with(scenario)
                && (recording.exchanges.iter()).any(|exchange| exchange["label"] == label)
        })
    };
    let unknown = exceptions::unknown(known);
    assert!(unknown.is_empty(), "exceptions to nothing: {unknown:?}");

    let count: usize = recordings
        .iter()
        .map(|recording| recording.exchanges.len())
        .sum();
    assert_eq!(
        count, RECORDED,
        "every recorded exchange must be in the fixtures"
    );

    let mut failures = Vec::new();
    for recording in &recordings {
        let mut stage = Stage::set(recording).await;
        for exchange in &recording.exchanges {
            let label = exchange["label"].as_str().unwrap();
            let Some(depth) = exceptions::depth(&recording.scenario, label) else {
                continue;
            };
            let found = replay(&mut stage, recording, exchange, depth).await;
            let place = |found| format!("{} / {label}: {found}", recording.scenario);
            failures.extend(found.into_iter().map(place));
        }
        stage.strike().await;
    }
    let report = failures.join("\n");
    assert!(
        failures.is_empty(),
        "the practice cat differs from the real one:\n{report}"
    );
}

async fn replay(
    stage: &mut Stage,
    recording: &Recording,
    exchange: &Value,
    depth: Depth,
) -> Vec<String> {
    let label = exchange["label"].as_str().unwrap();
    match exchange["kind"].as_str().unwrap() {
        "http" => http(stage, exchange, depth).await,
        "ws" if exchange["url"].is_null() => notes::notifications(stage, exchange).await,
        "ws" => socket(stage, exchange, depth).await,
        "raw_ws_handshake" => handshake(stage, exchange).await,
        "jwt" => token(stage, exchange).await,
        "note" => notes::replay(stage, &recording.scenario, label, &exchange["result"]).await,
        other => vec![format!("exchanges of the kind {other} are not understood")],
    }
}

async fn http(stage: &mut Stage, exchange: &Value, depth: Depth) -> Vec<String> {
    let (sent, recorded) = (&exchange["request"], &exchange["response"]);
    let at = moment(recorded["headers"]["date"].as_str().unwrap());
    let text = |value: &Value| stage.translate(value.as_str().unwrap(), at);
    let mut request = Request::new(sent["method"].as_str().unwrap(), &text(&sent["path"]));
    for (name, value) in sent["headers"].as_object().unwrap() {
        request = request.header(name, text(value));
    }
    if !sent["json"].is_null() {
        request = request.json(&sent["json"]);
    } else if let Some(form) = sent["form"].as_object() {
        request = request.header("Content-Type", "application/x-www-form-urlencoded");
        let pair = |(name, value): (&String, &Value)| format!("{name}={}", value.as_str().unwrap());
        request.body = form
            .iter()
            .map(pair)
            .collect::<Vec<_>>()
            .join("&")
            .into_bytes();
    } else if let Some(content) = sent["content"].as_str() {
        request.body = content.as_bytes().to_vec();
    }
    let reply = request.send(stage.port()).await;

    // A user that was created under another id than in the recording is that user from here on.
    if let (Some(recorded), Some(living)) =
        (recorded["body"]["id"].as_str(), reply.body["id"].as_str())
    {
        stage.ids.insert(recorded.to_owned(), living.to_owned());
    }
    let translated = stage.translate(&recorded.to_string(), at);
    let recorded: Value = serde_json::from_str(&translated).unwrap();
    let mut found = heads(&recorded, &reply);
    found.extend(differences(&recorded["body"], &reply.body, depth));
    found
}

async fn socket(stage: &Stage, exchange: &Value, depth: Depth) -> Vec<String> {
    let recorded = &exchange["handshake"];
    let at = moment(recorded["headers"]["date"].as_str().unwrap());
    let path = stage.translate(exchange["url"].as_str().unwrap(), at);
    let headers: BTreeMap<String, String> =
        serde_json::from_value(exchange["headers"].clone()).unwrap();
    let headers: Vec<_> = headers.into_iter().collect();
    let (mut socket, reply) = match Socket::open(stage.port(), &path, &headers).await {
        Ok(opened) => opened,
        Err(refusal) => {
            let mut found = heads(recorded, &refusal);
            found.extend(differences(&recorded["body"], &refusal.body, depth));
            return found;
        }
    };
    let mut found = heads(recorded, &reply);
    for turn in turns(exchange["frames"].as_array().unwrap()) {
        let (sent, answers) = turn.split_first().unwrap();
        socket.send(sent["text"].as_str().unwrap()).await;
        if answers.is_empty() {
            let heard = socket.hear().await;
            if !exchange["closed"].is_null() && heard != Heard::Cut {
                found.push(format!(
                    "the connection must be cut, but there was {heard:?}"
                ));
            }
            continue;
        }
        let recorded = collapsed(answers.iter().map(|frame| frame["json"].clone()).collect());
        let living = collapsed(socket.turn().await);
        found.extend(differences(&json!(recorded), &json!(living), depth));
        if recorded.len() != living.len() {
            found.push(format!(
                "{} kinds of frames, recorded {}",
                living.len(),
                recorded.len()
            ));
        }
    }
    if exchange["closed"].is_null() {
        socket.close().await;
    }
    stage.settle().await;
    found
}

/// The bare bytes of a refused handshake: only the date and the case of header names may differ.
async fn handshake(stage: &Stage, exchange: &Value) -> Vec<String> {
    let request = stage.translate(exchange["request"].as_str().unwrap(), 0);
    let living = raw(stage.port(), request.into_bytes()).await;
    let recorded = exchange["response"].as_str().unwrap();
    let plain = |text: &str| {
        let lines = text.to_lowercase();
        let mut lines: Vec<String> = (lines.split("\r\n"))
            .filter(|line| !line.starts_with("date: "))
            .map(str::to_owned)
            .collect();
        lines.sort();
        lines
    };
    let living = String::from_utf8(living).unwrap();
    match plain(recorded) == plain(&living) {
        true => Vec::new(),
        false => vec![format!("{living:?}, recorded {recorded:?}")],
    }
}

/// A token as the server issues it, taken apart.
async fn token(stage: &Stage, exchange: &Value) -> Vec<String> {
    let name = exchange["claims"]["username"].as_str().unwrap();
    let living = Recorded::read(&stage.token(name, name).await).unwrap();
    let translated = stage.translate(&exchange["claims"].to_string(), 0);
    let recorded: Value = serde_json::from_str(&translated).unwrap();
    let mut found = differences(
        &recorded,
        &Value::Object(living.claims.clone()),
        Depth::Values,
    );
    if exchange["header"]["alg"] != living.algorithm() {
        found.push(format!("signed with {}", living.algorithm()));
    }
    found
}

/// Status and headers. Dates, lengths and what belongs to the single connection are left to HTTP.
fn heads(recorded: &Value, reply: &Reply) -> Vec<String> {
    const INCIDENTAL: [&str; 5] = [
        "connection",
        "content-length",
        "date",
        "sec-websocket-accept",
        // The replaying client offers no compression, so that a server may not choose any.
        "sec-websocket-extensions",
    ];
    let counts = |(name, _): &(String, String)| !INCIDENTAL.contains(&name.as_str());
    let plain = |(name, value): (String, String)| {
        let value = tokens::replace(&value, |_| "<token>".to_owned());
        let value = match value.split_once("expires=") {
            Some((before, after)) => {
                let rest = after.split_once(';').map_or("", |(_, rest)| rest);
                format!("{before}expires=<date>;{rest}")
            }
            None => value,
        };
        (name, value.to_lowercase())
    };
    let then: BTreeMap<String, String> =
        serde_json::from_value(recorded["headers"].clone()).unwrap();
    let then: BTreeMap<_, _> = then.into_iter().filter(counts).map(plain).collect();
    let now: BTreeMap<_, _> = reply
        .headers
        .iter()
        .filter(|header| counts(header))
        .cloned()
        .map(plain)
        .collect();
    let mut found = Vec::new();
    if recorded["status"] != reply.status {
        found.push(format!(
            "status {}, recorded {}",
            reply.status, recorded["status"]
        ));
    }
    if then != now {
        found.push(format!("headers {now:?}, recorded {then:?}"));
    }
    found
}

/// Each sent frame with the received ones that followed it.
fn turns(frames: &[Value]) -> Vec<&[Value]> {
    frames
        .chunk_by(|_, next| next["dir"] == "received")
        .collect()
}

/// A reply is cut into tokens differently each time: of a stream, only its empty first and last token count.
fn collapsed(frames: Vec<Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    let is_token = |frame: &Value| frame["type"] == "chat_token";
    for (at, frame) in frames.iter().enumerate() {
        let inner = is_token(frame)
            && at > 0
            && is_token(&frames[at - 1])
            && frames.get(at + 1).is_some_and(is_token);
        if !inner {
            kept.push(frame.clone());
        }
    }
    kept
}

/// Seconds since 1970 of an HTTP date.
fn moment(date: &str) -> i64 {
    let date = date.replace("GMT", "+0000");
    jiff::fmt::rfc2822::parse(&date)
        .unwrap()
        .timestamp()
        .as_second()
}
