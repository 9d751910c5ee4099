//! What else may answer at an address, and what may stand in front of a bot.

use chatelaine_platforms::{CheckError, Seen, State};
use chatelaine_wire::{Site, WireError};

use super::observe::{by_address, claims, rules, verdicts};
use super::stage::{KEY, PROGRAM_Y, Stage, TOKEN};
use super::stub::{Answer, Asked, bytes, serve};

const DENIED: &str = "[\"Access denied\",403]\n";
const UNAUTHORIZED: &str = "[{\"response\":{\"error\":\"Unauthorized access\"}},401]\n";
const MISSING: &str =
    r#"[{"response":{"answer":"","error":"x","question":"Unknown","userid":"Unknown"}},500]"#;
const MISSING_V2: &str = r#"{"response":{"query":"Unknown","timestamp":1.5,"userId":"Unknown"},"status":{"code":500,"message":"x"}}"#;

fn both() -> Stage {
    Stage::keyed(&format!("{KEY}\n"))
}

fn is_ours(asked: &Asked) -> bool {
    asked.authorization.as_deref() == Some(&format!("Basic {TOKEN}"))
}

fn is_made_up(asked: &Asked) -> bool {
    asked
        .authorization
        .as_deref()
        .is_some_and(|value| value.len() > 20)
        && !is_ours(asked)
}

#[tokio::test]
async fn other_servers_are_recognised_and_get_no_credential() {
    let stories = [
        ("a web page for everything", "HTTP 200"),
        ("another API", "HTTP 200"),
        ("a list of two", "HTTP 200"),
        ("a refusal with the wrong status", "HTTP 200"),
        ("the words of a refusal in a page", "HTTP 403"),
        ("nothing there", "HTTP 404"),
        ("a proxy's own refusal", "HTTP 403"),
        ("a password in front of everything", "HTTP 401"),
        ("a broken proxy", "HTTP 502"),
        ("an error of a server like Flask", "HTTP 500"),
        (
            "a login page in front",
            "a redirect to https://sso.example.org/login",
        ),
    ];
    for (story, seen) in stories {
        let site = serve(move |asked| {
            let leaked = is_ours(asked) || asked.query.contains(KEY);
            assert!(!leaked, "{story}: a stranger must not get a credential");
            match story {
                "a web page for everything" => {
                    Answer::Page(200, "<html><title>Program-Y</title></html>")
                }
                "another API" => {
                    Answer::Json(200, r#"{"response":{"text":"hi"},"status":{"code":200}}"#)
                }
                "a list of two" => Answer::Json(200, r#"["hello",200]"#),
                "a refusal with the wrong status" => Answer::Json(200, r#""Access denied""#),
                "the words of a refusal in a page" => Answer::Page(403, "Access denied"),
                "nothing there" => Answer::Json(404, r#"{"detail":"Not Found"}"#),
                "a proxy's own refusal" => Answer::Page(403, "<html>Forbidden</html>"),
                "a password in front of everything" => {
                    Answer::Page(401, "<html>Unauthorized</html>")
                }
                "a broken proxy" => Answer::Page(502, "<html>Bad gateway</html>"),
                "an error of a server like Flask" => {
                    Answer::Page(500, "<title>500 Internal Server Error</title>")
                }
                _ => Answer::Redirect("https://sso.example.org/login"),
            }
        });
        let site = site.await;
        for result in [both().ask(&site).await, by_address(&site).await] {
            let error = result.expect_err(story);
            let CheckError::NotThisPlatform { what, advice } = error else {
                panic!("{story}: {error}");
            };
            assert!(what.contains(seen), "{story}: {what}");
            assert!(advice.contains("Check the address"), "{story}: {advice}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_spoken_to_is_an_error_of_the_wire() {
    let closed = {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .unwrap();
        Site::parse(&format!("http://{}", listener.local_addr().unwrap()), false).unwrap()
    };
    let error = by_address(&closed).await.expect_err("nobody is there");
    assert!(
        matches!(error, CheckError::Wire(WireError::Refused { .. })),
        "{error}"
    );

    let garbage = bytes(b"220 mail.example.org ESMTP\r\n", false).await;
    let error = by_address(&garbage).await.expect_err("a mail server");
    assert!(
        matches!(error, CheckError::Wire(WireError::NotHttp { .. })),
        "{error}"
    );

    let silent = bytes(b"", false).await;
    let error = by_address(&silent).await.expect_err("nothing is said");
    assert!(
        matches!(error, CheckError::Wire(WireError::Closed { .. })),
        "{error}"
    );

    let head: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[";
    let endless = bytes(head, true).await;
    let error = by_address(&endless).await.expect_err("the body never ends");
    assert!(
        matches!(error, CheckError::Wire(WireError::TooLarge { .. })),
        "{error}"
    );
}

/// Refusals of a proxy are no proof of the lock behind it, for the day when the proxy is gone.
#[tokio::test]
async fn a_proxy_that_refuses_in_the_bots_place_proves_nothing() {
    let site = serve(|asked| match asked.path.as_str() {
        _ if is_made_up(asked) => Answer::Page(403, "<html>Blocked</html>"),
        "/api/rest/v1.0/ask" => Answer::Json(200, DENIED),
        "/api/rest/v2.0/ask" => Answer::Json(403, "\"Access denied\""),
        _ => Answer::Page(404, ""),
    });
    let seen = by_address(&site.await).await.unwrap();
    assert_eq!(verdicts(&seen), "rest-v1 unknown · rest-v2 unknown");
    assert!(
        claims(&seen, "rest-v2")
            .iter()
            .any(|claim| claim.contains("in no way that Program-Y does")),
        "{:?}",
        claims(&seen, "rest-v2")
    );
}

#[tokio::test]
async fn each_version_is_judged_by_itself() {
    let site = serve(|asked| match asked.path.as_str() {
        "/api/rest/v1.0/ask" => Answer::Json(200, MISSING),
        "/api/rest/v2.0/ask" => Answer::Json(403, "\"Access denied\""),
        _ => Answer::Page(404, ""),
    });
    let seen = Stage::sound().ask(&site.await).await.unwrap();
    assert_eq!(
        verdicts(&seen),
        "rest-v1 open · rest-v2 locked",
        "a proxy guards one of two paths"
    );
    assert_eq!(
        rules(&seen),
        ["PY-048", "PY-049"],
        "open here, and our token refused there"
    );
}

#[tokio::test]
async fn a_lock_that_takes_any_key_is_weak() {
    let site = serve(|asked| match (asked.path.as_str(), is_made_up(asked)) {
        ("/api/rest/v1.0/ask", true) => Answer::Json(200, MISSING),
        ("/api/rest/v2.0/ask", true) => Answer::Json(500, MISSING_V2),
        ("/api/rest/v1.0/ask", false) => Answer::Json(200, DENIED),
        ("/api/rest/v2.0/ask", false) => Answer::Json(403, "\"Access denied\""),
        _ => Answer::Page(404, ""),
    });
    let seen = by_address(&site.await).await.unwrap();
    assert_eq!(verdicts(&seen), "rest-v1 weak · rest-v2 weak");
    assert_eq!(
        claims(&seen, "rest-v2")[0],
        "Let in with a made-up token and key"
    );
}

/// 3.5 has no version 2, no token, and wraps its refusals (read in its source).
#[tokio::test]
async fn versions_from_before_the_second_api() {
    let site = serve(
        |asked| match (asked.path.as_str(), asked.query.contains(KEY)) {
            ("/api/rest/v1.0/ask", true) => Answer::Json(200, MISSING),
            ("/api/rest/v1.0/ask", false) => Answer::Json(200, UNAUTHORIZED),
            _ => Answer::Page(404, "<title>404 Not Found</title>"),
        },
    );
    let seen = both().ask(&site.await).await.unwrap();
    assert_eq!(verdicts(&seen), "rest-v1 locked · rest-v2 unknown");
    assert!(seen.authenticated, "the key is what it asks for");
}

/// 4.3 keeps the quotes of license.keys, which 5.0.1 takes away: the token of one and the same file is another there.
#[tokio::test]
async fn a_token_in_quotes_is_tried_as_each_version_reads_it() {
    for held in ["Basic \"in-quotes\"", "Basic in-quotes"] {
        let site = serve(move |asked| {
            let right = asked.authorization.as_deref() == Some(held);
            match (asked.path.as_str(), right) {
                ("/api/rest/v1.0/ask", true) => Answer::Json(200, MISSING),
                ("/api/rest/v1.0/ask", false) => Answer::Json(200, DENIED),
                ("/api/rest/v2.0/ask", true) => Answer::Json(500, MISSING_V2),
                ("/api/rest/v2.0/ask", false) => Answer::Json(403, "\"Access denied\""),
                _ => Answer::Page(404, ""),
            }
        });
        let stage = Stage::licensed("BASIC_AUTH_TOKEN = \"in-quotes\"\n");
        let seen = stage.ask(&site.await).await.unwrap();
        assert_eq!(verdicts(&seen), "rest-v1 locked · rest-v2 locked", "{held}");
        assert!(
            seen.authenticated && !seen.restart_needed,
            "{held}: it is the file's own token"
        );
    }
}

/// 3.9.1 tells of a refusal with the text `500` and a status that says that all is well (seen on the real one).
#[tokio::test]
async fn a_web_chat_that_refuses_with_200() {
    let site = serve(|asked| match asked.path.as_str() {
        "/" => Answer::Page(200, "<html><title>Y-Bot Chat Window</title></html>"),
        "/api/rest/v1.0/ask" if is_ours(asked) => {
            Answer::Json(200, r#"{"response":{"answer":"Hello","question":"x"}}"#)
        }
        "/api/rest/v1.0/ask" => Answer::Page(200, "500"),
        _ => Answer::Page(404, ""),
    });
    let site = site.await;
    let seen = Stage::but("flask:", "webchat:").ask(&site).await.unwrap();
    assert_eq!(
        (verdicts(&seen).as_str(), seen.authenticated),
        ("webchat locked", true)
    );
    let seen = by_address(&site).await.unwrap();
    assert_eq!(verdicts(&seen), "webchat unknown");
}

/// The socket client reads whatever comes, and says what it thinks of it.
#[tokio::test]
async fn the_socket_client_is_known_by_its_complaint() {
    let complaint = br#"{"result": "ERROR", "message": "Clientid missing from payload"}"#;
    let site = bytes(complaint, false).await;
    for seen in [
        by_address(&site).await,
        Stage::but("flask:", "socket:").ask(&site).await,
    ] {
        let seen = seen.unwrap();
        assert_eq!(verdicts(&seen), "socket open");
        assert!(
            rules(&seen).is_empty(),
            "on this machine alone it is what its users want"
        );
    }
    let other = bytes(br#"{"error": "who are you?"}"#, false).await;
    assert!(by_address(&other).await.is_err(), "any JSON is not enough");
}

#[tokio::test]
async fn a_webhook_is_named_and_not_tried() {
    let site = serve(|_| Answer::Page(404, "<title>404 Not Found</title>"));
    let error = Stage::but("flask:", "twilio:")
        .ask(&site.await)
        .await
        .expect_err("anybody can say 404");
    assert!(
        matches!(error, CheckError::NotThisPlatform { .. }),
        "{error}"
    );
    let flask = b"HTTP/1.1 404 NOT FOUND\r\nServer: Werkzeug/3.1.9 Python/3.11.7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let seen = Stage::but("flask:", "twilio:")
        .ask(&bytes(flask, false).await)
        .await
        .unwrap();
    assert_eq!(verdicts(&seen), "twilio unknown");
    assert!(claims(&seen, "twilio")[0].contains("would begin a conversation"));
}

/// What was found is shown, whether the configuration speaks of it or not, and whether there is one or not.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_is_shown_without_any_files() {
    let chat = Stage::but("flask:", "webchat:")
        .replaced("  authorization: Basic\n", "")
        .replaced("debug: false", "debug: true");
    let seen = chat.run().await.check_unknowing().await;
    let points = PROGRAM_Y.access_points(&Seen {
        observation: Some(&seen),
        ..Seen::default()
    });
    let shown: Vec<_> = points
        .iter()
        .map(|point| (point.id.as_str(), point.state))
        .collect();
    assert_eq!(
        shown,
        [
            ("webchat", State::Open),
            ("debugger", State::Open),
            ("transport", State::Open)
        ],
        "and no REST API, which was not there"
    );
}
