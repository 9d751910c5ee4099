//! Replays every recorded request to the HTTP API and to the REST channel beside it.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::client::{Reply, Request};
use super::stage::{LOCKED, OPEN, Stage, recording};
use super::tokens::{now, signed, unsigned};

/// What was recorded: the same 37 requests to four servers.
const RECORDED: (usize, usize) = (4, 37);

const TOKEN: &str = "apitok-123";
const SECRET: &str = "api-jwt-secret-of-a-test-0123456789abcdef";

/// The flags of each recorded server, in order.
const FLAGS: [&str; 4] = [
    "",
    "--enable-api --auth-token apitok-123 --jwt-secret api-jwt-secret-of-a-test-0123456789abcdef",
    "--enable-api --jwt-secret api-jwt-secret-of-a-test-0123456789abcdef",
    "--enable-api --auth-token apitok-123 --cors http://a.example",
];

/// The request that a label of the recording stands for.
fn request(label: &str) -> Request {
    let get = |path: &str| Request::new("GET", path);
    let bearer =
        |path: &str, token: &str| get(path).header("Authorization", &format!("Bearer {token}"));
    let admin = |more: Value| {
        let mut claims = json!({ "user": { "username": "a", "role": "admin" } });
        let more = more.as_object().unwrap().clone();
        claims.as_object_mut().unwrap().extend(more);
        claims
    };
    let jwt = |claims: &Value| signed(claims, SECRET, Algorithm::HS256);
    let user = |role: &str| json!({ "user": { "username": "alice", "role": role } });
    let rest = |path: &str| Request::new("POST", path);
    let plain = jwt(&admin(json!({})));
    match label {
        "GET /status  Authorization: Bearer apitok-123 (header form)" => bearer("/status", TOKEN),
        "JWT admin, no exp: GET /status" => bearer("/status", &plain),
        "JWT admin, exp+600" => bearer("/status", &jwt(&admin(json!({ "exp": now() + 600 })))),
        "JWT admin, exp-100 (inside sanic-jwt leeway 180s)" => {
            bearer("/status", &jwt(&admin(json!({ "exp": now() - 100 }))))
        }
        "JWT admin, exp-400" => bearer("/status", &jwt(&admin(json!({ "exp": now() - 400 })))),
        "JWT admin wrong key" => {
            let token = signed(
                &admin(json!({})),
                "another key altogether",
                Algorithm::HS256,
            );
            bearer("/status", &token)
        }
        "JWT admin HS512 right key" => bearer(
            "/status",
            &signed(&admin(json!({})), SECRET, Algorithm::HS512),
        ),
        "JWT alg none" => bearer("/status", &unsigned(&admin(json!({})))),
        "JWT with aud claim" => bearer("/status", &jwt(&admin(json!({ "aud": "rasa" })))),
        "JWT in ?access_token=" => get(&format!("/status?access_token={plain}")),
        "JWT without 'Bearer ' prefix" => get("/status").header("Authorization", &plain),
        "JWT role=user: GET /status (no conversation id)" => bearer("/status", &jwt(&user("user"))),
        "JWT role=user alice: own tracker" => {
            bearer("/conversations/alice/tracker", &jwt(&user("user")))
        }
        "JWT role=user alice: bob's tracker" => {
            bearer("/conversations/bob/tracker", &jwt(&user("user")))
        }
        "JWT role=superadmin" => bearer("/status", &jwt(&user("superadmin"))),
        "JWT no user claim" => bearer("/status", &jwt(&json!({ "sub": "a" }))),
        "JWT user is a string" => bearer("/status", &jwt(&json!({ "user": "admin" }))),
        "REST webhook WITHOUT any credential" => {
            rest("/webhooks/rest/webhook").json(&json!({ "sender": "x", "message": "hello" }))
        }
        "REST webhook body not JSON" => {
            rest("/webhooks/rest/webhook").body("text/plain", "{not json")
        }
        "REST webhook ?stream=true" => rest("/webhooks/rest/webhook?stream=true")
            .json(&json!({ "sender": "x", "message": "buttons" })),
        "REST webhook custom+metadata" => rest("/webhooks/rest/webhook")
            .json(&json!({ "sender": "x", "message": "custom", "metadata": { "a": 1 } })),
        "REST webhook no sender" => {
            rest("/webhooks/rest/webhook").json(&json!({ "message": "hello" }))
        }
        "POST /auth" => rest("/auth").json(&json!({ "username": "a" })),
        "POST /auth/refresh" => rest("/auth/refresh"),
        "GET /auth/verify with valid JWT" => bearer("/auth/verify", &plain),
        "GET /auth/me with valid JWT" => bearer("/auth/me", &plain),
        "POST /model/parse ?token" => {
            rest(&format!("/model/parse?token={TOKEN}")).json(&json!({ "text": "hello" }))
        }
        other => get(other
            .strip_prefix("GET ")
            .expect("a label that is understood")),
    }
}

/// Everything of a cut body that can be compared: a page's title, or each field that was recorded whole. The name and
/// the number of the recorded model are its own.
fn differs(recorded: &str, reply: &Reply) -> Option<String> {
    let told = || Some(format!("{:?}, recorded {recorded:?}", reply.body));
    if let Some((title, _)) = recorded.split_once("</title>") {
        return (!reply.body.starts_with(title)).then(told)?;
    }
    if recorded.contains("model_file") {
        return (!reply.body.contains("num_active_training_jobs")).then(told)?;
    }
    let plain = recorded.replace("\\/", "/");
    if let Ok(whole) = serde_json::from_str::<Value>(&plain) {
        return (serde_json::from_str(&reply.body).ok() != Some(whole)).then(told)?;
    }
    if !plain.starts_with('{') {
        return (reply.body.trim() != plain.trim()).then(told)?;
    }
    let fields: Vec<&str> = plain.split(",\"").collect();
    let whole = &fields[..fields.len() - 1];
    let missing = whole.iter().any(|field| {
        let field = field.trim_start_matches(['{', '"']);
        // A field that opens a mapping is compared up to its brace: inside, fields have no order.
        let field = field.split_once(":{\"").map_or(field, |(name, _)| name);
        !reply.body.contains(field.trim_end_matches('}'))
    });
    missing.then(told)?
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_answers_as_the_real_one_was_recorded() {
    let text = recording("http-api-auth.txt");
    let servers: Vec<&str> = text.split("##### ").skip(1).collect();
    assert_eq!(servers.len(), RECORDED.0);
    let mut failures = Vec::new();
    for (server, flags) in servers.iter().zip(FLAGS) {
        let stage = Stage::set(LOCKED, flags).await.unwrap();
        let lines: Vec<&str> = server
            .lines()
            .skip(1)
            .filter(|line| line.contains(" -> "))
            .collect();
        assert_eq!(lines.len(), RECORDED.1, "{flags}");
        for line in lines {
            let (label, answer) = line.split_once(" -> ").unwrap();
            let (status, body) = answer.split_once(' ').unwrap_or((answer, ""));
            let reply = request(label.trim()).send(stage.port()).await;
            if reply.status.to_string() != status {
                failures.push(format!(
                    "{flags} · {label}: {}, recorded {status}",
                    reply.status
                ));
            } else if let Some(difference) = differs(body, &reply) {
                failures.push(format!("{flags} · {label}: {difference}"));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_api_without_a_lock_is_open() {
    let stage = Stage::set(OPEN, "--enable-api").await.unwrap();
    for path in ["/status", "/domain", "/conversations/alice/tracker"] {
        let reply = Request::new("GET", path).send(stage.port()).await;
        assert_eq!(reply.status, 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_named_web_pages_may_read_answers() {
    let stage = Stage::set(OPEN, FLAGS[3]).await.unwrap();
    for (origin, allowed) in [("http://a.example", true), ("http://evil.example", false)] {
        let reply = Request::new("GET", "/version")
            .header("Origin", origin)
            .send(stage.port())
            .await;
        let header = format!("access-control-allow-origin: {origin}");
        assert_eq!(reply.head.contains(&header), allowed, "{origin}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_channel_tells_everybody_that_it_exists() {
    let stage = Stage::set(LOCKED, "").await.unwrap();
    for (path, status) in [
        ("/webhooks/rest/", 200),
        ("/webhooks/socketio/", 200),
        ("/webhooks/callback/", 404),
        ("/webhooks/rest/webhook", 405),
    ] {
        let reply = Request::new("GET", path).send(stage.port()).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.body);
    }
}
