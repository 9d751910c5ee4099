//! What the recorder tried by hand and wrote down in words, done again by hand.

use serde_json::{Value, json};

use super::client::{Heard, Request};
use super::compare::{Depth, differences};
use super::stage::Stage;

const IMAGE: &str = r#"{"text": "look", "image": "https://127.0.0.1:1/x.png"}"#;
const WS: &str = "/ws?token=meow_ws";

/// Does again what a note describes, and compares the outcome with the recorded one.
pub(crate) async fn replay(
    stage: &Stage,
    scenario: &str,
    label: &str,
    recorded: &Value,
) -> Vec<String> {
    let living = match (&scenario[..1], label) {
        ("E", "WS stays authorised after its JWT expired (checked only at handshake)") => {
            outlived_token(stage).await
        }
        ("E" | "Q", "two sockets, same user, message sent on the first") => {
            two_sockets(stage).await
        }
        ("H", "JWT signed with") => signer(stage).await,
        ("J", "CCAT_API_KEY=chiaveè, header sent as utf-8 bytes") => {
            key(stage, "chiaveè".as_bytes()).await
        }
        ("J", "CCAT_API_KEY=chiaveè, header sent as latin-1 bytes") => {
            key(stage, b"chiave\xe8").await
        }
        ("L", _) => bad_input(stage, label).await,
        ("M", "WS sent {\"message\":\"old style\"}") => {
            said(stage, WS, r#"{"message": "old style"}"#).await
        }
        ("M", "WS sent with image url") => said(stage, WS, IMAGE).await,
        ("M", "client closed mid-answer then reconnected") => {
            said(stage, WS, r#"{"text": "again"}"#).await["type"].clone()
        }
        ("M", "server SIGTERM while WS open") => return stopped(stage, recorded).await,
        ("P", _)
        | ("Q", "GET /users with X-Forwarded-Proto: https, CCAT_HTTPS_PROXY_MODE unset") => {
            proxied(stage).await
        }
        ("Q", "A and B open as same user; A closes; message sent on B") => {
            return orphaned(stage).await;
        }
        ("Q", "close then reconnect at once as the same user") => return reconnected(stage).await,
        ("Q", "message with unreachable image URL") => hasty(stage, IMAGE).await,
        // The first socket's conversation is not saved yet when this one opens: it starts with a fresh one.
        ("Q", "next plain text message, same user") => hasty(stage, r#"{"text": "plain"}"#).await,
        ("Q", "plain text after DELETE history") => img(stage, r#"{"text": "plain"}"#).await,
        ("R", "1 plain") => z(stage, r#"{"text": "a"}"#).await,
        ("R", "2 unreachable image URL") => z(stage, IMAGE).await,
        ("R", "3 plain after it" | "5 plain after DELETE") => {
            z(stage, r#"{"text": "plain"}"#).await
        }
        _ => return vec!["nobody knows how to do this again".to_owned()],
    };
    differences(recorded, &living, Depth::Values)
}

/// The frame that ends the turn which `message` starts, on a socket that is closed afterwards, patiently.
async fn said(stage: &Stage, path: &str, message: &str) -> Value {
    let frame = hastily_said(stage, path, message).await;
    stage.settle().await;
    frame
}

async fn hastily_said(stage: &Stage, path: &str, message: &str) -> Value {
    let mut socket = stage.socket(path).await;
    socket.send(message).await;
    let frame = socket.turn().await.pop().unwrap();
    socket.close().await;
    frame
}

async fn hasty(stage: &Stage, message: &str) -> Value {
    // Two sockets that end within one tick of the server's clock would be forgotten in any order.
    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    hastily_said(stage, "/ws/img?token=meow_ws", message).await
}

async fn img(stage: &Stage, message: &str) -> Value {
    // The sockets of the two hasty notes before must be gone.
    stage.settle().await;
    said(stage, "/ws/img?token=meow_ws", message).await
}

async fn z(stage: &Stage, message: &str) -> Value {
    said(stage, "/ws/z?token=meow_ws", message).await
}

async fn outlived_token(stage: &Stage) -> Value {
    // A token with two seconds to live, since the scenario's own six are long.
    let recorded = super::tokens::Recorded::read(&stage.token("admin", "admin").await).unwrap();
    let keys = ["yet-another-very-long-and-alphanumeric-secret".to_owned()];
    let token = recorded.anew(&stage.ids, -4, &keys);
    let path = format!("/ws?token={token}");
    let mut socket = stage.socket(&path).await;
    socket.send(r#"{"text": "before expiry"}"#).await;
    socket.turn().await;
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    let again = super::client::Socket::open(stage.port(), &path, &[]).await;
    assert!(
        again.is_err(),
        "the token must have expired, or this proves nothing"
    );
    socket.send(r#"{"text": "after expiry"}"#).await;
    let frame = socket.turn().await.pop().unwrap();
    socket.close().await;
    stage.settle().await;
    let content: String = frame["content"]
        .as_str()
        .unwrap()
        .chars()
        .take(60)
        .collect();
    json!([frame["type"], content])
}

async fn two_sockets(stage: &Stage) -> Value {
    let mut a = stage.socket(WS).await;
    let mut b = stage.socket(WS).await;
    a.send(r#"{"text": "who hears this?"}"#).await;
    let answer = b.turn().await.pop().unwrap()["type"].clone();
    let silent = |heard: Heard| match heard {
        Heard::Silence => "TimeoutError".to_owned(),
        other => format!("{other:?}"),
    };
    json!({"B": [answer, silent(b.listen().await)], "A": [silent(a.listen().await)]})
}

async fn signer(stage: &Stage) -> Value {
    let token = stage.token("admin", "admin").await;
    let (message, signature) = token.rsplit_once('.').unwrap();
    let algorithm = jsonwebtoken::Algorithm::HS512;
    let mut keys = ["new", "secret", "legacy"].into_iter();
    json!(keys.find(|key| super::tokens::sign(message, key, algorithm) == signature))
}

async fn key(stage: &Stage, key: &[u8]) -> Value {
    let value = [b"Bearer ", key].concat();
    let request = Request::new("GET", "/").header("Authorization", value);
    json!(request.send(stage.port()).await.status)
}

async fn bad_input(stage: &Stage, label: &str) -> Value {
    let mut socket = stage.socket(WS).await;
    match label {
        "WS sent text 'hello' (not JSON)" => socket.send("hello").await,
        "WS sent binary frame" => socket.send_bytes(b"{}").await,
        _ => socket.send(label.strip_prefix("WS sent ").unwrap()).await,
    }
    let heard = socket.hear().await;
    drop(socket);
    stage.settle().await;
    match heard {
        Heard::Frame(frame) => {
            let text = |key: &str| serde_json::to_string(&frame[key]).unwrap();
            let (kind, name, description) = (text("type"), text("name"), text("description"));
            // As the recorder wrote it down: the frame's own text, in the order of the real server.
            json!([
                "frame",
                format!("{{\"type\":{kind},\"name\":{name},\"description\":{description}}}")
            ])
        }
        Heard::Cut => json!([
            "closed",
            "code",
            1006,
            "reason",
            "",
            "no close frame received or sent"
        ]),
        other => json!(format!("{other:?}")),
    }
}

async fn proxied(stage: &Stage) -> Value {
    let request = Request::new("GET", "/users")
        .bearer("meow")
        .header("Host", "cat.example.org")
        .header("X-Forwarded-Proto", "https");
    let reply = request.send(stage.port()).await;
    json!([reply.status, reply.header("location")])
}

/// The last note of its scenario: another cat is stopped for it, since the stage strikes its own.
async fn stopped(stage: &Stage, recorded: &Value) -> Vec<String> {
    let options = super::stage::options(stage.cat.dir());
    let cat =
        chatelaine_practice::PracticeBot::start(chatelaine_practice::Kind::CheshireCat, options)
            .await
            .unwrap();
    let opened = super::client::Socket::open(cat.port(), WS, &[]).await;
    let (mut socket, _) = opened.map_err(|reply| reply.status).unwrap();
    cat.stop().await;
    let cut = recorded[0] == 1006 && socket.hear().await == Heard::Cut;
    match cut {
        true => Vec::new(),
        false => vec!["an open socket must be cut when the server stops".to_owned()],
    }
}

async fn orphaned(stage: &Stage) -> Vec<String> {
    let a = stage.socket(WS).await;
    let mut b = stage.socket(WS).await;
    a.close().await;
    stage.settle().await;
    b.send(r#"{"text": "is anybody there?"}"#).await;
    let heard = b.listen().await;
    b.close().await;
    stage.settle().await;
    match heard {
        Heard::Silence => Vec::new(),
        other => vec![format!(
            "the surviving socket must hear nothing, but there was {other:?}"
        )],
    }
}

/// Four of six lost their replies in the recording, by chance; here it depends on nothing but the pause.
async fn reconnected(stage: &Stage) -> Vec<String> {
    stage.socket(WS).await.close().await;
    let mut hasty = stage.socket(WS).await;
    stage.settle().await;
    hasty.send(r#"{"text": "too soon"}"#).await;
    let lost = hasty.listen().await;
    hasty.close().await;
    stage.settle().await;
    let patient = said(stage, WS, r#"{"text": "late enough"}"#).await;
    match (lost, patient["type"].as_str()) {
        (Heard::Silence, Some("chat")) => Vec::new(),
        other => vec![format!(
            "the hasty must lose its reply and the patient get it: {other:?}"
        )],
    }
}

/// A document is uploaded over HTTP while a socket of the same user is open.
pub(crate) async fn notifications(stage: &Stage, exchange: &Value) -> Vec<String> {
    let mut socket = stage.socket(WS).await;
    let text = "All in the golden afternoon full leisurely we glide. ".repeat(30);
    let mut request = Request::new("POST", "/rabbithole/")
        .bearer("meow")
        .header("Content-Type", "multipart/form-data; boundary=tea");
    request.body = format!(
        "--tea\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--tea--\r\n"
    )
    .into_bytes();
    let reply = request.send(stage.port()).await;
    let mut living =
        vec![json!({"http": "POST /rabbithole/", "status": reply.status, "body": reply.body})];
    for _ in 0..3 {
        if let Heard::Frame(frame) = socket.hear().await {
            living.push(json!({"dir": "received", "json": frame}));
        }
    }
    socket.close().await;
    stage.settle().await;
    differences(&exchange["frames"], &json!(living), Depth::Values)
}
