//! Replays every recorded exchange against the practice cat.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use chatelaine_practice::{Kind, Options, PracticeBot};
use serde_json::{Value, json};

use super::client::{Reply, events, send};
use super::compare::{Depth, differences};
use super::tokens;

/// What was recorded: 78 exchanges in 5 scenarios. A lost fixture must not go unnoticed.
const RECORDED: usize = 78;

/// Exchanges that are compared less strictly, and why.
const EXCEPTIONS: &[(&str, Depth, &str)] = &[
    (
        "/openapi.json anon",
        Depth::FewerPaths,
        "the practice cat has only the routes that the project uses",
    ),
    (
        "STREAM",
        Depth::Shape,
        "a live language model spoke these words",
    ),
    (
        "no stream",
        Depth::Shape,
        "a live language model spoke these words",
    ),
    (
        "STREAM provider error",
        Depth::Shape,
        "the recorded provider named another key than the one that it was given",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_practice_cat_answers_as_the_real_one_was_recorded() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/cheshire-cat-2.0.23");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .collect();
    paths.sort();
    let (mut failures, mut count, mut excused) = (Vec::new(), 0, Vec::new());
    for path in paths {
        let recording: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let scenario = recording["scenario"].as_str().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let config = recording["config.py"].as_str().unwrap();
        std::fs::write(dir.path().join("config.py"), config).unwrap();
        let env: BTreeMap<String, String> =
            serde_json::from_value(recording["env"].clone()).unwrap();
        let options = Options {
            env: env.into_iter().collect(),
            token_delay: Duration::from_millis(1),
            ..Options::new(dir.path())
        };
        let cat = PracticeBot::start(Kind::CheshireCat2, options)
            .await
            .unwrap();
        for exchange in recording["exchanges"].as_array().unwrap() {
            count += 1;
            let label = exchange["label"].as_str().unwrap();
            let exception = EXCEPTIONS.iter().find(|(excused, ..)| *excused == label);
            excused.extend(exception.map(|(label, ..)| *label));
            let depth = exception.map_or(Depth::Values, |(_, depth, _)| *depth);
            let found = replay(cat.port(), exchange, depth).await;
            failures.extend(
                found
                    .into_iter()
                    .map(|found| format!("{scenario} / {label}: {found}")),
            );
        }
        cat.stop().await;
    }
    assert_eq!(
        count, RECORDED,
        "every recorded exchange must be in the fixtures"
    );
    excused.sort_unstable();
    excused.dedup();
    assert_eq!(
        excused.len(),
        EXCEPTIONS.len(),
        "an exception to nothing excuses nothing"
    );
    let report = failures.join("\n");
    assert!(
        failures.is_empty(),
        "the practice cat differs from the real one:\n{report}"
    );
}

async fn replay(port: u16, exchange: &Value, depth: Depth) -> Vec<String> {
    match exchange["kind"].as_str().unwrap() {
        "http" => http(port, exchange, depth).await,
        "jwt" => issued(port, exchange).await,
        // The only note: what became of a WebSocket.
        "note" => {
            let upgrade = [("Connection", "Upgrade"), ("Upgrade", "websocket")];
            let reply = send(port, "GET", "/ws?token=meow", &upgrade, "").await;
            let recorded = exchange["result"].as_str().unwrap();
            match recorded.ends_with(&format!("HTTP {}", reply.status)) {
                true => Vec::new(),
                false => vec![format!("status {}, recorded {recorded}", reply.status)],
            }
        }
        other => vec![format!("exchanges of the kind {other} are not understood")],
    }
}

async fn http(port: u16, exchange: &Value, depth: Depth) -> Vec<String> {
    let (sent, recorded) = (&exchange["request"], &exchange["response"]);
    let later = recorded["headers"]["date"].as_str().map_or(0, |date| {
        let then = jiff::fmt::rfc2822::parse(&date.replace("GMT", "+0000")).unwrap();
        jiff::Timestamp::now().as_second() - then.timestamp().as_second()
    });
    let mut headers: Vec<(String, String)> = sent["headers"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), tokens::anew(value.as_str().unwrap(), later)))
        .collect();
    let mut body = String::new();
    if !sent["json"].is_null() {
        headers.push(("Content-Type".into(), "application/json".into()));
        body = sent["json"].to_string();
    } else if let Some(form) = sent["data"].as_object() {
        headers.push((
            "Content-Type".into(),
            "application/x-www-form-urlencoded".into(),
        ));
        let pairs = form
            .iter()
            .map(|(name, value)| format!("{name}={}", value.as_str().unwrap()));
        body = pairs.collect::<Vec<_>>().join("&");
    }
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let (method, path) = (
        sent["method"].as_str().unwrap(),
        sent["path"].as_str().unwrap(),
    );
    let reply = send(port, method, path, &headers, &body).await;
    let mut found = heads(recorded, &reply);
    let stream = recorded["headers"]["content-type"]
        .as_str()
        .is_some_and(|kind| kind.starts_with("text/event-stream"));
    if stream && reply.status == 200 {
        let then = collapsed(events(recorded["body"].as_str().unwrap()));
        found.extend(differences(&then, &collapsed(reply.events()), depth));
    } else {
        found.extend(differences(&recorded["body"], &reply.body, depth));
    }
    found
}

/// A reply is cut into pieces differently each time: one stands for all.
fn collapsed(mut events: Vec<Value>) -> Value {
    events.dedup_by(|next, before| {
        next["type"] == before["type"] && next["type"] == "TEXT_MESSAGE_CONTENT"
    });
    json!(events)
}

/// The token of the callback, taken apart.
async fn issued(port: u16, exchange: &Value) -> Vec<String> {
    let reply = send(port, "GET", "/auth/callback/simple?code=x", &[], "").await;
    let cookies = reply.header("set-cookie").unwrap();
    let token = cookies
        .split("access_token=")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    let claims = Value::Object(tokens::claims(token).unwrap());
    differences(&exchange["claims"], &claims, Depth::Values)
}

/// Status and headers. Dates, lengths and what belongs to one file or connection are left to HTTP.
fn heads(recorded: &Value, reply: &Reply) -> Vec<String> {
    const INCIDENTAL: [&str; 6] = [
        "connection",
        "content-length",
        "date",
        "etag",
        "last-modified",
        "accept-ranges",
    ];
    let plain = |(name, value): (String, String)| {
        let value = tokens::replace(&value, |_| "<token>".to_owned());
        let value = match value.split_once("expires=") {
            Some((before, after)) => {
                let rest = after.split_once(';').map_or("", |(_, rest)| rest);
                format!("{before}expires=<date>;{rest}")
            }
            None => value,
        };
        (name, value)
    };
    let counts = |(name, _): &(String, String)| !INCIDENTAL.contains(&name.as_str());
    let then: BTreeMap<String, String> =
        serde_json::from_value(recorded["headers"].clone()).unwrap();
    let then: BTreeMap<_, _> = then.into_iter().filter(counts).map(plain).collect();
    let now: BTreeMap<_, _> = reply
        .headers
        .iter()
        .filter(|h| counts(h))
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
