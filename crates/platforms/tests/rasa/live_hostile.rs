//! What else may answer at an address, and what breaks on the way.

use chatelaine_platforms::{CheckError, Observed};
use chatelaine_wire::{Site, WireError};
use serde_json::json;

use super::observe::{ask, ask_by_address, claims, rules, verdicts};
use super::project::{COMPOSE, Files, KEY, OTHER, credentials};
use super::stub::{Answer, NO_JSON, Play, serve};

/// A bot with a key for each door.
fn declared() -> Files {
    credentials("rest:\nsocketio:\n  jwt_key: ${SIO}\n")
        .with_env(&format!("SIO={KEY}\n"))
        .with_compose(&COMPOSE.replace(
            "run --port",
            &format!("run --enable-api --auth-token {OTHER} --port"),
        ))
}

#[tokio::test]
async fn other_servers_are_recognised_and_get_no_key() {
    let stories = [
        ("a web page for everything", "HTTP 200"),
        ("another API", "HTTP 200"),
        ("nothing there", "HTTP 404"),
        ("a proxy's own refusal of everything", "HTTP 401"),
        ("a broken proxy", "HTTP 502"),
        (
            "a login page in front",
            "a redirect to https://sso.example.org/login",
        ),
        ("a greeting of somebody else", "HTTP 200"),
    ];
    for (story, told) in stories {
        let site = serve(move |asked| {
            let shown = format!(
                "{} {} {:?} {}",
                asked.path, asked.query, asked.authorization, asked.body
            );
            assert!(
                !shown.contains(KEY) && !shown.contains(OTHER),
                "{story}: a stranger must not get the key"
            );
            match story {
                "a web page for everything" => Answer::Page(200, "<html>Rasa</html>"),
                "another API" => Answer::Json(200, json!({ "status": "ok", "version": "1" })),
                "nothing there" => Answer::Page(404, "<html>Not Found</html>"),
                "a proxy's own refusal of everything" => Answer::Page(401, "<html></html>"),
                "a broken proxy" => Answer::Page(502, "<html>Bad gateway</html>"),
                "a greeting of somebody else" => Answer::Page(200, "Hello from Rosa: 3.6.21"),
                _ => Answer::Redirect("https://sso.example.org/login"),
            }
        })
        .await;
        let error = ask(&site, &declared(), false).await.expect_err(story);
        assert!(
            matches!(error, CheckError::NotThisPlatform { .. }),
            "{story}: {error}"
        );
        assert!(error.to_string().contains(told), "{story}: {error}");
        assert!(error.advice().contains("Check the address"), "{story}");
    }
}

#[tokio::test]
async fn nobody_there_is_an_error_of_the_wire() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let site = Site::parse(&format!("http://{}", listener.local_addr().unwrap()), false).unwrap();
    drop(listener);
    let error = ask(&site, &declared(), false).await.expect_err("nobody");
    assert!(
        matches!(error, CheckError::Wire(WireError::Refused { .. })),
        "{error}"
    );
}

#[tokio::test]
async fn a_proxy_that_answers_with_its_own_pages_proves_no_lock() {
    for status in [200, 400, 426, 500, 502] {
        let site = serve(move |asked| match asked.path.as_str() {
            "/" => Answer::Page(200, "Hello from Rasa: 3.6.20"),
            _ => Answer::Page(status, "<html></html>"),
        })
        .await;
        let seen = ask(&site, &declared(), false).await.unwrap();
        for point in seen.points.iter().filter(|point| point.id != "transport") {
            assert_eq!(
                point.observed, None,
                "{status}: neither open nor locked was seen: {point:?}"
            );
        }
        assert_eq!(rules(&seen), Vec::<&str>::new(), "{status}");
    }
}

#[tokio::test]
async fn sockets_that_let_in_whoever_brings_something() {
    let cases: [(Play, &str, &[&str]); 5] = [
        (
            |connect| match connect {
                "40" => r#"44{"message":"Connection rejected by server"}"#,
                _ => r#"40{"sid":"a"}"#,
            },
            "socketio weak",
            &[],
        ),
        (
            // Whoever accepts `alg: none` accepts what anybody can write.
            |connect| match connect.contains("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0") {
                true => r#"40{"sid":"a"}"#,
                false => r#"44{"message":"Connection rejected by server"}"#,
            },
            "socketio forgeable",
            &["RA-045"],
        ),
        (|_| "40", "socketio open", &["RA-007"]),
        (|_| r#"44"Unable to connect""#, "socketio unknown", &[]),
        (
            |_| r#"44{"message":"go away"}"#,
            "socketio locked",
            &["RA-043"],
        ),
    ];
    for (play, verdict, findings) in cases {
        let site = serve(move |asked| match asked.path.as_str() {
            "/" => Answer::Page(200, "Hello from Rasa: 3.0.0"),
            "/socket.io/" => Answer::Socket(play),
            _ => Answer::Page(404, ""),
        })
        .await;
        let files = credentials("socketio:\n  jwt_key: ${SIO}\n")
            .with_env(&format!("SIO={KEY}\n"))
            .with_compose(COMPOSE);
        let seen = ask(&site, &files, false).await.unwrap();
        assert_eq!(verdicts(&seen), verdict);
        assert_eq!(rules(&seen), findings, "{verdict}");
    }
}

#[tokio::test]
async fn a_socket_of_garbage_is_unreachable_and_the_rest_is_still_told() {
    let site = serve(|asked| match asked.path.as_str() {
        "/" => Answer::Page(200, "Hello from Rasa: 3.6.21"),
        "/webhooks/rest/webhook" => NO_JSON,
        "/socket.io/" => Answer::Page(101, "no handshake at all"),
        _ => Answer::Page(404, ""),
    })
    .await;
    let seen = ask(&site, &declared(), false).await.unwrap();
    assert_eq!(
        seen.point("rest-webhook").unwrap().observed,
        Some(Observed::Open)
    );
    assert_eq!(
        seen.point("socketio").unwrap().observed,
        Some(Observed::Unreachable),
        "the reason stands in the evidence: {:?}",
        claims(&seen, "socketio")
    );
}

#[tokio::test]
async fn an_old_version_is_named() {
    let site = serve(|asked| match asked.path.as_str() {
        "/" => Answer::Page(200, "Hello from Rasa: 1.10.26"),
        "/webhooks/rest/webhook" if asked.method == "POST" => NO_JSON,
        "/socket.io/" => Answer::Socket(|_| "40"),
        _ => Answer::Page(404, ""),
    })
    .await;
    let seen = ask_by_address(&site, false).await.unwrap();
    assert_eq!(seen.version.as_deref(), Some("1.10.26"));
    assert_eq!(verdicts(&seen), "rest-webhook open · socketio open");
    assert_eq!(
        rules(&seen),
        ["RA-007"],
        "before 2.0 there is no lock to set"
    );
}
