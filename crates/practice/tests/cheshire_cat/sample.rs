//! The sample project that an operator can practise on.

use chatelaine_practice::{Kind, PracticeBot, prepare};
use serde_json::json;

use super::client::{Request, Socket};
use super::stage::options;

#[tokio::test(flavor = "multi_thread")]
async fn an_open_sample_lets_everybody_in_and_streams_its_replies() {
    let dir = tempfile::tempdir().unwrap();
    prepare(Kind::CheshireCat, dir.path(), None).unwrap();
    let cat = PracticeBot::start(Kind::CheshireCat, options(dir.path()))
        .await
        .unwrap();
    let (mut socket, _) = Socket::open(cat.port(), "/ws", &[]).await.unwrap();
    socket
        .send(&json!({"text": "Which way?"}).to_string())
        .await;
    let frames = socket.turn().await;
    let (chat, tokens) = frames.split_last().unwrap();
    let content = |frame: &serde_json::Value| frame["content"].as_str().unwrap().to_owned();
    let streamed: String = tokens.iter().map(content).collect();
    assert_eq!(
        streamed,
        content(chat),
        "the tokens must add up to the reply"
    );
    assert!(
        tokens.len() > 4,
        "the sample's model must stream word by word, not {tokens:?}"
    );
    assert_eq!(
        content(&tokens[0]),
        "",
        "as recorded, a stream starts with an empty token"
    );
    assert_eq!(content(&tokens[tokens.len() - 1]), "", "and ends with one");

    let settings = Request::new("GET", "/settings/")
        .send(cat.port())
        .await
        .body
        .to_string();
    let key = "practice-not-a-real-key-0001";
    assert!(
        settings.contains(key),
        "the made-up key must show in clear, so that masking can be tried"
    );
    assert!(!settings.contains("$2"), "password hashes are never shown");
    cat.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_sample_takes_its_keys_only() {
    let dir = tempfile::tempdir().unwrap();
    let key = |name: &str| {
        let key = match name {
            "CCAT_API_KEY" => "k-http",
            "CCAT_API_KEY_WS" => "k-ws",
            _ => "k-jwt",
        };
        Ok(key.to_owned())
    };
    prepare(Kind::CheshireCat, dir.path(), Some(&key)).unwrap();
    let cat = PracticeBot::start(Kind::CheshireCat, options(dir.path()))
        .await
        .unwrap();
    let anonymous = Request::new("GET", "/").send(cat.port()).await;
    assert_eq!(anonymous.status, 403, "nobody comes in without a key");
    let keyed = Request::new("GET", "/")
        .bearer("k-http")
        .send(cat.port())
        .await;
    assert_eq!(keyed.status, 200, "the key opens HTTP");
    assert!(
        Socket::open(cat.port(), "/ws", &[]).await.is_err(),
        "no socket without a key"
    );
    assert!(
        Socket::open(cat.port(), "/ws?token=k-ws", &[])
            .await
            .is_ok(),
        "its own key opens it"
    );
    cat.stop().await;
}

#[test]
fn a_folder_with_anything_in_it_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mine.txt"), "precious").unwrap();
    prepare(Kind::CheshireCat, dir.path(), None).unwrap();
    let files = std::fs::read_dir(dir.path()).unwrap().count();
    assert_eq!(files, 1, "somebody else's folder must not be written to");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_what_holds_secrets() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    prepare(Kind::CheshireCat, dir.path(), None).unwrap();
    for name in [".env", "cat/data/metadata.json"] {
        let mode = std::fs::metadata(dir.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(
            mode & 0o777,
            0o600,
            "{name} must be closed to others from the start"
        );
    }
}
