//! With what the bot starts, and with what the real one does not.

use chatelaine_practice::{Error, Kind, Options, PracticeBot, prepare};
use serde_json::json;

use super::client::{Request, Socket};
use super::stage::{OPEN, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_real_one_dies_of_is_said_in_words() {
    let dies = [
        ("socketio:\n  jwt_key: ${UNSET_KEY}\n", "", "UNSET_KEY"),
        ("resst:\n", "", "resst"),
        ("telegram:\n", "", "telegram"),
        ("slack:\n  slack_token: a\n", "", "slack_signing_secret"),
        ("callback:\n", "", "callback"),
        ("- rest\n", "", "mapping"),
        ("rest:\nrest:\n", "", "duplicate"),
        ("rest: {\n", "", "YAML"),
        (OPEN, "--auth-tokn x", "--auth-tokn"),
        (
            OPEN,
            "--enable-api --jwt-secret x --jwt-method RS256",
            "--jwt-private-key",
        ),
    ];
    for (credentials, flags, word) in dies {
        let error = Stage::set(credentials, flags).await.err();
        let error = error.unwrap_or_else(|| panic!("{credentials:?} {flags}: Rasa does not start"));
        assert!(
            matches!(error, Error::Configuration { .. }) && error.to_string().contains(word),
            "{credentials:?} {flags}: {error}"
        );
    }
    for credentials in [
        "socketio:\n  jwt_keyy: abc\n",
        "socketio:\n  jwt_key: \"${UNSET_KEY}\"\n",
        "",
    ] {
        let started = Stage::set(credentials, "").await;
        assert!(
            started.is_ok(),
            "{credentials:?}: Rasa starts, and the trap is set"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prepared_bot_is_open_and_a_locked_one_is_not() {
    let key = |name: &str| Ok(format!("{name}-made-up-for-a-test-0123456789abcdef"));
    for (locked, rest, status, answer) in [(false, 200, 200, "40"), (true, 404, 401, "44")] {
        let folder = tempfile::tempdir().unwrap();
        prepare(
            Kind::Rasa,
            folder.path(),
            locked.then_some(&key as &dyn Fn(&str) -> _),
        )
        .unwrap();
        let bot = PracticeBot::start(Kind::Rasa, Options::new(folder.path()))
            .await
            .unwrap();
        let said = Request::new("POST", "/webhooks/rest/webhook")
            .json(&json!({ "sender": "x", "message": "hello" }))
            .send(bot.port())
            .await;
        assert_eq!(said.status, rest, "locked {locked}: {}", said.body);
        let api = Request::new("GET", "/status").send(bot.port()).await;
        assert_eq!(api.status, status, "locked {locked}");
        let path = "/socket.io/?EIO=4&transport=websocket";
        let mut socket = Socket::open(bot.port(), path, &[]).await.unwrap();
        socket.hear().await;
        socket.send("40").await;
        assert!(
            socket.hear().await.starts_with(answer),
            "locked {locked}: the socket answers {answer}"
        );
        bot.stop().await;
        let before = std::fs::read(folder.path().join("credentials.yml")).unwrap();
        prepare(Kind::Rasa, folder.path(), None).unwrap();
        let after = std::fs::read(folder.path().join("credentials.yml")).unwrap();
        assert_eq!(before, after, "a folder with anything in it is left alone");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sample_bot_talks() {
    let folder = tempfile::tempdir().unwrap();
    prepare(Kind::Rasa, folder.path(), None).unwrap();
    let bot = PracticeBot::start(Kind::Rasa, Options::new(folder.path()))
        .await
        .unwrap();
    for (message, word) in [
        ("hello", "practice bot"),
        ("choose", "buttons"),
        ("picture", "door.png"),
        ("/goodbye", "Good-bye"),
        ("anything else", "did not understand"),
    ] {
        let reply = Request::new("POST", "/webhooks/rest/webhook")
            .json(&json!({ "sender": "x", "message": message }))
            .send(bot.port())
            .await;
        assert!(reply.body.contains(word), "{message}: {}", reply.body);
    }
}
