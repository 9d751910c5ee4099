//! What is in no recording, but was read in the real server or is the practice bot's own.

use chatelaine_practice::{Error, Kind, Options, PracticeBot, prepare};
use serde_json::json;

use super::client::{Reply, send};

async fn cat(config: &str) -> (PracticeBot, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("config.py"), config).unwrap();
    let cat = PracticeBot::start(Kind::CheshireCat2, Options::new(dir.path())).await;
    (cat.unwrap(), dir)
}

async fn me(port: u16, headers: &[(&str, &str)]) -> u16 {
    send(port, "GET", "/me", headers, "").await.status
}

async fn message(port: u16, bearer: &str) -> Reply {
    let body = json!({"messages": [{"role": "user", "content": [{"type": "text", "text": "Which way?"}]}]});
    let authorization = format!("Bearer {bearer}");
    let headers = [
        ("Authorization", authorization.as_str()),
        ("Content-Type", "application/json"),
    ];
    send(
        port,
        "POST",
        "/agents/default/message",
        &headers,
        &body.to_string(),
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_key_fits_an_empty_cookie_and_nothing_else() {
    let (cat, _dir) = cat("API_KEY = \"\"\n").await;
    assert_eq!(me(cat.port(), &[]).await, 403, "no credential is none");
    assert_eq!(me(cat.port(), &[("Authorization", "Bearer")]).await, 403);
    assert_eq!(
        me(cat.port(), &[("Cookie", "access_token=")]).await,
        200,
        "which is why an empty key is worse than none"
    );
    cat.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_a_number_opens_nothing() {
    let (cat, _dir) = cat("API_KEY = 12345\n").await;
    assert_eq!(
        me(cat.port(), &[("Authorization", "Bearer 12345")]).await,
        403
    );
    cat.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_listed_origins_may_ask_and_blanks_count() {
    let (cat, _dir) =
        cat("CORS_ALLOWED_ORIGINS = \"https://a.example, https://b.example\"\n").await;
    for (origin, allowed) in [("https://a.example", true), ("https://b.example", false)] {
        let reply = send(cat.port(), "GET", "/status", &[("Origin", origin)], "").await;
        let header = reply.header("access-control-allow-origin");
        assert_eq!(
            header.is_some(),
            allowed,
            "{origin}: the blank became part of the second name"
        );
    }
    cat.stop().await;
    let (cat, _dir) = self::cat("CORS_ENABLED = False\n").await;
    let reply = send(
        cat.port(),
        "GET",
        "/status",
        &[("Origin", "https://a.example")],
        "",
    )
    .await;
    assert_eq!(
        reply.header("access-control-allow-origin"),
        None,
        "switched off"
    );
    cat.stop().await;
}

/// Asked of the real 2.0.23.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_route_is_refused_in_the_real_servers_words() {
    let (cat, _dir) = cat("").await;
    let reply = send(cat.port(), "DELETE", "/me", &[], "").await;
    assert_eq!((reply.status, reply.header("allow")), (405, Some("GET")));
    assert_eq!(reply.body, json!({"detail": "Method Not Allowed"}));
    let reply = send(cat.port(), "GET", "/me/", &[], "").await;
    let here = format!("http://127.0.0.1:{}/me", cat.port());
    assert_eq!(
        (reply.status, reply.header("location")),
        (307, Some(here.as_str()))
    );
    let reply = send(cat.port(), "GET", "/auth/callback/simple", &[], "").await;
    assert_eq!(reply.status, 403, "only the missing code is refused");
    let reply = send(cat.port(), "GET", "/auth/callback/zzz?code=x", &[], "").await;
    assert_eq!(reply.body, json!({"detail": "Auth Handler zzz not found."}));
    let preflight = [
        ("Origin", "https://evil.example"),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "authorization"),
    ];
    let reply = send(cat.port(), "OPTIONS", "/me", &preflight, "").await;
    assert_eq!(reply.status, 200, "every origin may ask, with its cookies");
    assert_eq!(
        reply.header("access-control-allow-origin"),
        Some("https://evil.example")
    );
    cat.stop().await;
}

#[tokio::test]
async fn what_the_real_server_does_not_start_with_and_what_only_python_knows() {
    for (config, part) in [
        ("CORS_ALLOWED_ORIGINS = 5\n", "one text with commas"),
        ("LOG_LEVEL = \"LOUD\"\n", "LOG_LEVEL"),
        ("URL = \"localhost\"\n", "URL"),
        (
            "import os\nAPI_KEY = os.environ[\"KEY\"]\n",
            "line 2 of config.py sets API_KEY with code",
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("config.py"), config).unwrap();
        let outcome = PracticeBot::start(Kind::CheshireCat2, Options::new(dir.path())).await;
        let Err(Error::Configuration { what }) = outcome.map(|_| ()) else {
            panic!("{config}: the bot must not start");
        };
        assert!(what.contains(part), "{config}: {what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_sample_is_as_open_as_the_real_one_and_streams_its_replies() {
    let dir = tempfile::tempdir().unwrap();
    prepare(Kind::CheshireCat2, dir.path(), None).unwrap();
    let cat = PracticeBot::start(Kind::CheshireCat2, Options::new(dir.path()))
        .await
        .unwrap();
    let reply = message(cat.port(), "meow").await;
    let events = reply.events();
    let (end, pieces) = events.split_last().unwrap();
    let streamed: String = pieces
        .iter()
        .filter_map(|event| event["delta"].as_str())
        .collect();
    assert_eq!(
        streamed,
        end["result"]["messages"][0]["text"].as_str().unwrap(),
        "the pieces must add up to the reply"
    );
    assert!(pieces.len() > 4, "piece by piece, not {pieces:?}");
    let callback = send(cat.port(), "GET", "/auth/callback/simple?code=x", &[], "").await;
    assert_eq!(callback.status, 307, "anybody gets a token");
    cat.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_sample_takes_its_key_only_and_stays_so_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let key = |name: &str| Ok(format!("k-{}", name.to_lowercase()));
    prepare(Kind::CheshireCat2, dir.path(), Some(&key)).unwrap();
    for _ in 0..2 {
        let cat = PracticeBot::start(Kind::CheshireCat2, Options::new(dir.path()))
            .await
            .unwrap();
        assert_eq!(
            me(cat.port(), &[("Authorization", "Bearer meow")]).await,
            403
        );
        assert_eq!(
            me(cat.port(), &[("Authorization", "Bearer k-api_key")]).await,
            200
        );
        let callback = send(cat.port(), "GET", "/auth/callback/simple?code=x", &[], "").await;
        assert_eq!(
            callback.status, 404,
            "the plugin that lets everybody in is off"
        );
        cat.stop().await;
    }
}

#[test]
fn a_folder_with_anything_in_it_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mine.txt"), "precious").unwrap();
    prepare(Kind::CheshireCat2, dir.path(), None).unwrap();
    let files = std::fs::read_dir(dir.path()).unwrap().count();
    assert_eq!(files, 1, "somebody else's folder must not be written to");
}
