//! What an operator does to a bot, and what must have come of it.

use chatelaine_practice::{Error, Kind, Options, PracticeBot};
use serde_json::json;
use tempfile::TempDir;

use super::client::{Request, Socket};
use super::stage::options;

async fn start(dir: &TempDir) -> PracticeBot {
    PracticeBot::start(Kind::CheshireCat, options(dir.path()))
        .await
        .unwrap()
}

fn write_env(dir: &TempDir, text: &str) {
    std::fs::write(dir.path().join(".env"), text).unwrap();
}

async fn status(cat: &PracticeBot, credential: Option<&str>) -> u16 {
    let request = Request::new("GET", "/");
    let request = match credential {
        Some(credential) => request.bearer(credential),
        None => request,
    };
    request.send(cat.port()).await.status
}

async fn log_in(cat: &PracticeBot, password: &str) -> Option<String> {
    let credentials = json!({"username": "admin", "password": password});
    let reply = Request::new("POST", "/auth/token")
        .json(&credentials)
        .send(cat.port())
        .await;
    reply.body["access_token"].as_str().map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_counts_only_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let cat = start(&dir).await;
    write_env(&dir, "CCAT_API_KEY=fresh\nCCAT_API_KEY_WS=fresh_ws\n");
    assert_eq!(
        status(&cat, None).await,
        200,
        "the running server must not see the new file"
    );
    let port = cat.port();
    cat.stop().await;

    let again = Options {
        port,
        ..options(dir.path())
    };
    let cat = PracticeBot::start(Kind::CheshireCat, again)
        .await
        .expect("the port must be free at once");
    assert_eq!(
        cat.port(),
        port,
        "the address must be the one that clients know"
    );
    assert_eq!(
        status(&cat, None).await,
        403,
        "the restarted server must ask for the key"
    );
    assert_eq!(
        status(&cat, Some("fresh")).await,
        200,
        "and must take the new one"
    );
    cat.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_port_is_free_at_once_although_a_socket_was_open() {
    let dir = tempfile::tempdir().unwrap();
    let cat = start(&dir).await;
    let port = cat.port();
    let opened = Socket::open(port, "/ws", &[]).await;
    assert!(opened.is_ok(), "the open bot lets everybody in");
    cat.stop().await;
    let taken = std::net::TcpStream::connect(("127.0.0.1", port));
    assert!(
        taken.is_err(),
        "nobody may listen any more once stop has returned"
    );
    let cat = PracticeBot::start(
        Kind::CheshireCat,
        Options {
            port,
            ..options(dir.path())
        },
    )
    .await;
    cat.expect("a restart on the same port must work")
        .stop()
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_and_the_ids_survive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let cat = start(&dir).await;
    let users = Request::new("GET", "/users/").send(cat.port()).await.body;
    let path = format!("/users/{}", users[0]["id"].as_str().unwrap());
    let change = Request::new("PUT", &path).json(&json!({"password": "down-the-rabbit-hole"}));
    assert_eq!(
        change.send(cat.port()).await.status,
        200,
        "the password must be accepted"
    );
    cat.stop().await;

    let cat = start(&dir).await;
    let after = Request::new("GET", "/users/").send(cat.port()).await.body;
    assert_eq!(
        after, users,
        "names, rights, ids and their order must be kept"
    );
    assert!(
        log_in(&cat, "admin").await.is_none(),
        "the old password must not come back"
    );
    assert!(
        log_in(&cat, "down-the-rabbit-hole").await.is_some(),
        "the new one must work"
    );
    let stored = std::fs::read_to_string(dir.path().join("cat/data/metadata.json")).unwrap();
    assert!(
        !stored.contains("down-the-rabbit-hole"),
        "passwords are stored as hashes only"
    );
    cat.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_tokens_die_with_their_secret() {
    let dir = tempfile::tempdir().unwrap();
    let locks = "CCAT_API_KEY=a\nCCAT_API_KEY_WS=b\n";
    write_env(&dir, &format!("{locks}CCAT_JWT_SECRET=before\n"));
    let cat = start(&dir).await;
    let token = log_in(&cat, "admin").await.unwrap();
    assert_eq!(
        status(&cat, Some(&token)).await,
        200,
        "a fresh token opens the door"
    );
    cat.stop().await;

    let cat = start(&dir).await;
    assert_eq!(
        status(&cat, Some(&token)).await,
        200,
        "a restart alone must not end it"
    );
    cat.stop().await;

    write_env(&dir, &format!("{locks}CCAT_JWT_SECRET=after\n"));
    let cat = start(&dir).await;
    assert_eq!(
        status(&cat, Some(&token)).await,
        403,
        "a new secret must end every old token"
    );
    let path = format!("/ws?token={token}");
    assert!(
        Socket::open(cat.port(), &path, &[]).await.is_err(),
        "over the socket too"
    );
    cat.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn variables_of_the_options_win_over_the_file_and_those_of_this_process_do_not_count() {
    let dir = tempfile::tempdir().unwrap();
    write_env(&dir, "CCAT_API_KEY=from-file\nCCAT_API_KEY_WS=x\n");
    let env = vec![("CCAT_API_KEY".to_owned(), "from-options".to_owned())];
    let cat = PracticeBot::start(
        Kind::CheshireCat,
        Options {
            env,
            ..options(dir.path())
        },
    )
    .await
    .unwrap();
    assert_eq!(
        status(&cat, Some("from-file")).await,
        403,
        "the file's key is overruled"
    );
    assert_eq!(
        status(&cat, Some("from-options")).await,
        200,
        "by the one that was passed"
    );
    cat.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_waits_as_long_as_was_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let cat = start(&dir).await;
    let before = std::time::Instant::now();
    assert!(
        log_in(&cat, "wrong").await.is_none(),
        "the password is wrong"
    );
    let waited = before.elapsed();
    assert!(
        waited >= options(dir.path()).refusal_delay,
        "guessing must be slow, it took {waited:?}"
    );
    cat.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_served_is_said_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let cat = start(&dir).await;
    let twice = PracticeBot::start(
        Kind::CheshireCat,
        Options {
            port: cat.port(),
            ..options(dir.path())
        },
    )
    .await;
    let error = twice.err().expect("two servers cannot share a port");
    assert!(
        matches!(error, Error::Listen { .. }),
        "the port is what is wrong: {error}"
    );
    cat.stop().await;

    std::fs::write(dir.path().join("cat/data/metadata.json"), "{\n\"half\"").unwrap();
    let error = PracticeBot::start(Kind::CheshireCat, options(dir.path()))
        .await
        .err();
    let error = error.expect("a broken database must not be replaced in silence");
    assert!(
        matches!(error, Error::Database { line: 2, .. }),
        "and must be named: {error}"
    );
}
