//! Replays every recorded conversation over the socket, frame by frame.

use serde_json::Value;

use super::client::{Request, Socket};
use super::stage::{LOCKED, Stage, recording};
use super::tokens::anew;

/// What was recorded: 24 conversations with the locked socket, 5 with others. A lost fixture must not go unnoticed.
const RECORDED: (usize, usize) = (24, 5);

const NAMESPACE: &str = "\
socketio:
  user_message_evt: ask
  bot_message_evt: reply
  namespace: /chat
  socketio_path: /chat.io
";

struct Conversation<'t> {
    title: &'t str,
    path: String,
    headers: Vec<(String, String)>,
    /// Direction and text.
    frames: Vec<(bool, String)>,
}

fn conversations(text: &str) -> Vec<Conversation<'_>> {
    text.split("\n=== ").skip(1).map(conversation).collect()
}

fn conversation(text: &str) -> Conversation<'_> {
    let mut lines = text.lines();
    let title = lines.next().unwrap();
    let address = lines
        .next()
        .unwrap()
        .trim()
        .strip_prefix("WS ws://")
        .unwrap();
    let (address, headers) = address.split_once("  headers=").unwrap_or((address, "{}"));
    let (_, path) = address.split_once('/').unwrap();
    let headers: Value = serde_json::from_str(&headers.replace('\'', "\"")).unwrap();
    let header = |(name, value): (&String, &Value)| (name.clone(), anew(value.as_str().unwrap()));
    let frame = |line: &str| {
        let line = line.trim();
        let sent = line.strip_prefix("-> ").map(|text| (true, anew(text)));
        sent.or_else(|| Some((false, line.strip_prefix("<- ")?.to_owned())))
    };
    Conversation {
        title,
        path: anew(&format!("/{path}")),
        headers: headers.as_object().unwrap().iter().map(header).collect(),
        frames: lines.filter_map(frame).collect(),
    }
}

/// Ids differ from run to run: sids, and the session ids that the server makes.
fn shape(frame: &str) -> String {
    let is_id = |part: &&str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        part.len() >= 20 && part.chars().all(fits)
    };
    let plain = |part| if is_id(&part) { "(id)" } else { part };
    frame.split('"').map(plain).collect::<Vec<_>>().join("\"")
}

/// A frame's fields have no order.
fn same(recorded: &str, living: &str) -> bool {
    let split = |text: &str| {
        let text = shape(text);
        let start = text.find(['{', '[', '"']).unwrap_or(text.len());
        let json: Value = serde_json::from_str(&text[start..]).unwrap_or_default();
        (text[..start].to_owned(), json)
    };
    split(recorded) == split(living)
}

async fn replay(stage: &Stage, conversation: &Conversation<'_>) -> Vec<String> {
    let headers: Vec<(&str, &str)> = conversation
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let mut socket = Socket::open(stage.port(), &conversation.path, &headers)
        .await
        .expect("the handshake itself is never refused");
    let mut found = Vec::new();
    let mut frames = conversation.frames.iter().peekable();
    while let Some((sent, text)) = frames.next() {
        if !sent {
            let heard = socket.hear().await;
            if !same(text, &heard) {
                found.push(format!("{}: {heard}, recorded {text}", conversation.title));
            }
            continue;
        }
        socket.send(text).await;
        let answered = frames.peek().is_some_and(|(sent, _)| !sent);
        if !answered && !socket.is_silent().await {
            found.push(format!(
                "{}: {text} must not be answered",
                conversation.title
            ));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_locked_socket_answers_as_the_real_one_was_recorded() {
    let text = recording("socketio-frames.txt");
    let conversations = conversations(&text);
    assert_eq!(conversations.len(), RECORDED.0);
    let stage = Stage::set(LOCKED, "").await.unwrap();
    let mut failures = Vec::new();
    for conversation in &conversations {
        failures.extend(replay(&stage, conversation).await);
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn namespaces_paths_and_open_sockets_as_recorded() {
    let text = recording("socketio-namespace.txt");
    let conversations = conversations(&text);
    assert_eq!(conversations.len(), RECORDED.1);
    let stages = [
        Stage::set(NAMESPACE, "").await.unwrap(),
        Stage::set(LOCKED, "").await.unwrap(),
        Stage::set("socketio:\n", "").await.unwrap(),
    ];
    let mut failures = Vec::new();
    // The fourth went through a proxy, to the same server as the third.
    for (conversation, stage) in conversations.iter().zip([0, 0, 1, 1, 2]) {
        failures.extend(replay(&stages[stage], conversation).await);
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_revisions_of_the_protocol_are_turned_away() {
    let stage = Stage::set(LOCKED, "").await.unwrap();
    let unsupported =
        "\"The client is using an unsupported version of the Socket.IO or Engine.IO protocols\"";
    for query in ["?EIO=3&transport=websocket", "?transport=websocket"] {
        let path = format!("/socket.io/{query}");
        let refusal = Socket::open(stage.port(), &path, &[]).await.err();
        assert_eq!(refusal, Some((400, unsupported.to_owned())), "{query}");
    }
    let polled = Request::new("GET", "/socket.io/?EIO=4&transport=polling")
        .header("Origin", "http://evil.example")
        .send(stage.port())
        .await;
    assert_eq!(polled.status, 200, "polling is offered to every web page");
    assert!(polled.body.starts_with("0{") && polled.body.contains("websocket"));
    assert!(
        !polled.head.contains("access-control-allow-origin"),
        "{}",
        polled.head
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_names_a_session_hears_its_replies() {
    let stage = Stage::set("socketio:\n  session_persistence: true\n", "")
        .await
        .unwrap();
    let path = "/socket.io/?EIO=4&transport=websocket";
    let mut sockets = Vec::new();
    for _ in ["alice", "mallory"] {
        let mut socket = Socket::open(stage.port(), path, &[]).await.unwrap();
        socket.hear().await;
        socket.send("40").await;
        socket.hear().await;
        socket
            .send(r#"42["session_request",{"session_id":"alice"}]"#)
            .await;
        socket.hear().await;
        sockets.push(socket);
    }
    sockets[0]
        .send(r#"42["user_uttered",{"message":"bye","session_id":"alice"}]"#)
        .await;
    for socket in &mut sockets {
        assert_eq!(
            socket.hear().await,
            r#"42["bot_uttered",{"text":"Bye"}]"#,
            "sessions belong to nobody: the recorded trap"
        );
    }
}
