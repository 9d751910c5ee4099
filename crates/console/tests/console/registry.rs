//! The list of bots.

use chatelaine_console::ErrorCode;
use chatelaine_console::view::{NewBot, Platform};

use crate::stage::{BOT, Stage};

fn new(name: &str) -> NewBot {
    NewBot {
        name: name.into(),
        platform: Platform::CheshireCat,
        dir: None,
        url: Some("http://127.0.0.1:1865".into()),
        allow_plain_http: false,
    }
}

#[test]
fn a_damaged_registry_is_reported_and_left_alone() {
    let stage = Stage::new();
    let path = stage.home().join("bots.json");
    std::fs::write(&path, "{ \"version\": 1, \"bots\": [").unwrap();
    let before = stage.everything();
    for error in [
        stage.console.bots().unwrap_err(),
        stage.console.add_bot(new("bob")).unwrap_err(),
        stage.console.remove_bot(BOT).unwrap_err(),
        stage.console.posture(BOT).unwrap_err(),
    ] {
        assert_eq!(error.code, ErrorCode::Unreadable, "{error:?}");
        assert!(
            error.what.contains("bots.json"),
            "names the file: {error:?}"
        );
    }
    assert_eq!(
        stage.everything(),
        before,
        "the damaged file can still be repaired by hand"
    );
}

#[test]
fn names_that_would_share_secrets_in_the_vault_collide() {
    let stage = Stage::new();
    stage.console.add_bot(new("My Cat")).unwrap();
    for name in ["Alice", "ALICE", "my-cat", "my cat", "My Cat"] {
        let taken = stage.console.add_bot(new(name)).unwrap_err();
        assert_eq!(taken.code, ErrorCode::Conflict, "{name}: {taken:?}");
    }
    assert_eq!(stage.console.bots().unwrap().len(), 2, "nothing was added");
}

#[test]
fn names_and_addresses_that_cannot_be_used_are_refused() {
    let stage = Stage::new();
    for name in [
        "",
        " ",
        "../x",
        "-x",
        "a/b",
        "näme",
        "a\nb",
        &"x".repeat(61),
    ] {
        assert_eq!(
            stage.console.add_bot(new(name)).unwrap_err().code,
            ErrorCode::Invalid,
            "{name:?}"
        );
    }
    for url in ["ftp://x", "localhost", "http://user:hunter2@127.0.0.1"] {
        let refused = stage
            .console
            .add_bot(NewBot {
                url: Some(url.into()),
                ..new("bob")
            })
            .unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid, "{url}: {refused:?}");
        assert!(!refused.what.contains("hunter2"), "{url}: {refused:?}");
    }
    let nowhere = stage
        .console
        .add_bot(NewBot {
            url: None,
            ..new("bob")
        })
        .unwrap_err();
    assert_eq!(
        nowhere.code,
        ErrorCode::Invalid,
        "neither folder nor address: {nowhere:?}"
    );
}

#[tokio::test]
async fn the_practice_bot_takes_nobodys_name() {
    let stage = Stage::new();
    stage.console.add_bot(new("practice-cat")).unwrap();
    let taken = stage
        .console
        .start_practice(Platform::CheshireCat)
        .await
        .unwrap_err();
    assert_eq!(
        taken.code,
        ErrorCode::Conflict,
        "the two would share their secrets: {taken:?}"
    );
    stage.console.remove_bot("practice-cat").unwrap();
    let bot = stage
        .console
        .start_practice(Platform::CheshireCat)
        .await
        .unwrap();
    assert!(bot.practice, "now it starts");
    assert_eq!(
        stage
            .console
            .start_practice(Platform::CheshireCat)
            .await
            .unwrap(),
        bot,
        "a second start finds the first"
    );
    stage.console.restart_practice(&bot.name).await.unwrap();
    assert_eq!(
        stage
            .console
            .check_live(&bot.name, false)
            .await
            .unwrap()
            .total,
        5,
        "on the same address"
    );
    stage.console.stop_practice(&bot.name).await.unwrap();
    stage.console.restart_practice(&bot.name).await.unwrap();
    assert!(
        stage
            .console
            .list_bots()
            .unwrap()
            .iter()
            .any(|known| known.running),
        "restarting one that was stopped starts it"
    );
    stage.console.stop_practice(&bot.name).await.unwrap();
    assert_eq!(
        stage
            .console
            .start_practice(Platform::CheshireCat)
            .await
            .unwrap()
            .url,
        bot.url,
        "and later too"
    );
}

#[test]
fn removing_a_bot_leaves_its_folder_and_history() {
    let stage = Stage::new();
    stage.console.remove_bot(BOT).unwrap();
    assert!(
        stage.env_path().exists(),
        "the project is not ours to delete"
    );
    assert_eq!(
        stage.console.remove_bot(BOT).unwrap_err().code,
        ErrorCode::NotFound,
        "a second time there is none"
    );
    assert!(
        stage
            .console
            .posture(BOT)
            .unwrap_err()
            .advice
            .contains("bots add"),
        "and the way back is told"
    );
}
