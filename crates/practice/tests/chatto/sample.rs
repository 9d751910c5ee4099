//! The sample project that an operator can practise on.

use chatelaine_practice::{Kind, Options, PracticeBot, prepare};

use super::client::Request;
use super::recording::scenario;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_sample_talks_to_everybody() {
    let dir = tempfile::tempdir().unwrap();
    prepare(Kind::Chatto, dir.path(), None).unwrap();
    let bot = PracticeBot::start(Kind::Chatto, Options::new(dir.path()))
        .await
        .unwrap();
    let mut told = Vec::new();
    for text in ["hello there", "black tea", "Alice", "yes"] {
        let body = serde_json::json!({ "sender": "guest", "text": text }).to_string();
        told.push(
            Request::post("/channels/rest", &body)
                .send(&bot.url())
                .await
                .body,
        );
    }
    assert!(told[0].contains("Black tea or green tea?"), "{told:?}");
    assert!(
        told[1].contains("\"image\":\"https://"),
        "an answer with a picture: {told:?}"
    );
    assert_eq!(
        told[2].matches("\"text\"").count(),
        2,
        "two answers at once: {told:?}"
    );
    assert!(told[3].contains("in a moment"), "{told:?}");
    let seen = Request::get("/bot/senders/guest").send(&bot.url()).await;
    assert_eq!(
        seen.body, r#"{"state":0,"slots":{"guest":"Alice"}}"#,
        "open to everybody"
    );
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_sample_takes_its_own_keys_only() {
    let dir = tempfile::tempdir().unwrap();
    prepare(
        Kind::Chatto,
        dir.path(),
        Some(&|name| Ok(format!("{name}-key"))),
    )
    .unwrap();
    let bot = PracticeBot::start(Kind::Chatto, Options::new(dir.path()))
        .await
        .unwrap();
    let hello = Request::post("/channels/rest", r#"{"sender":"u","text":"hello"}"#);
    assert_eq!(hello.clone().send(&bot.url()).await.status, 401);
    let keyed = hello.authorization("Bearer CHATTO_CHN_REST_CALLBACK_TOKEN-key");
    assert_eq!(keyed.send(&bot.url()).await.status, 200);
    let state = Request::get("/bot/senders/u");
    assert_eq!(state.clone().send(&bot.url()).await.status, 401);
    let keyed = state.authorization("Bearer CHATTO_BOT_AUTH_TOKEN-key");
    assert_eq!(keyed.send(&bot.url()).await.status, 200);
}

#[test]
fn the_channels_file_is_the_one_that_the_real_project_writes() {
    let dir = tempfile::tempdir().unwrap();
    prepare(Kind::Chatto, dir.path(), None).unwrap();
    let ours = std::fs::read_to_string(dir.path().join("chn.yml")).unwrap();
    let recorded = scenario("chatto init");
    let lines: Vec<&str> = recorded.notes().collect();
    let from = lines.iter().position(|line| *line == "telegram:").unwrap();
    assert!(
        lines[from..].join("\n").starts_with(ours.trim_end()),
        "without `rest`, so that a variable alone locks nothing: {ours}"
    );
}

#[test]
fn a_folder_with_anything_in_it_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mine.txt"), "precious").unwrap();
    prepare(Kind::Chatto, dir.path(), None).unwrap();
    let files = std::fs::read_dir(dir.path()).unwrap().count();
    assert_eq!(files, 1, "somebody else's folder must not be written to");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_what_holds_secrets() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    prepare(Kind::Chatto, dir.path(), None).unwrap();
    for name in ["bot.yml", "chn.yml"] {
        let file = std::fs::metadata(dir.path().join(name)).unwrap();
        let mode = file.permissions().mode();
        assert_eq!(
            mode & 0o777,
            0o600,
            "{name} must be closed to others from the start"
        );
    }
}
