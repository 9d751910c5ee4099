//! What else may answer at an address.

use chatelaine_platforms::cheshire_cat::{Known, check};
use chatelaine_platforms::{CheckError, Observed};
use chatelaine_wire::{Site, WireError};
use jiff::Timestamp;
use serde_json::json;

use super::observe::{claims, rules, secret, verdicts};
use super::project::{HTTP_KEY, WS_KEY};
use super::stub::{Answer, serve};

async fn refused(site: &Site) -> (String, String) {
    let known = Known {
        http_key: Some(secret(HTTP_KEY)),
        ws_key: Some(secret(WS_KEY)),
        ..Known::default()
    };
    let error = check(site, &known, Timestamp::now())
        .await
        .expect_err("this is no Cheshire Cat 1");
    assert!(
        matches!(error, CheckError::NotThisPlatform { .. }),
        "{error}"
    );
    (error.to_string(), error.advice())
}

#[tokio::test]
async fn other_servers_are_recognised_and_get_no_key() {
    let stories = [
        ("a web page for everything", "HTTP 200"),
        ("another API", "HTTP 200"),
        ("nothing there", "HTTP 404"),
        ("a proxy's own refusal", "HTTP 403"),
        ("a broken proxy", "HTTP 502"),
        (
            "a login page in front",
            "a redirect to https://sso.example.org/login",
        ),
    ];
    for (story, seen) in stories {
        let site = serve(move |asked| {
            assert_ne!(
                asked.bearer.as_deref(),
                Some(HTTP_KEY),
                "{story}: a stranger must not get the key"
            );
            assert_ne!(
                asked.token.as_deref(),
                Some(WS_KEY),
                "{story}: a stranger must not get the key"
            );
            match story {
                "a web page for everything" => {
                    Answer::Page(200, "<html><title>Cheshire</title></html>")
                }
                "another API" => Answer::Json(
                    200,
                    json!({ "info": { "title": "Pet store", "version": "1.0" } }),
                ),
                "nothing there" => Answer::Json(404, json!({ "detail": "Not Found" })),
                "a proxy's own refusal" => Answer::Page(403, "<html>Forbidden</html>"),
                "a broken proxy" => Answer::Page(502, "<html>Bad gateway</html>"),
                _ => Answer::Redirect("https://sso.example.org/login"),
            }
        })
        .await;
        let (what, advice) = refused(&site).await;
        assert!(what.contains(seen), "{story}: {what}");
        assert!(advice.contains("Check the address"), "{story}: {advice}");
    }
}

#[tokio::test]
async fn version_2_is_named_and_left_alone() {
    let site = serve(|asked| match asked.path.as_str() {
        "/openapi.json" => Answer::Json(
            200,
            json!({ "info": { "title": "🐱 Cheshire Cat AI - 2.0.23", "version": "2.0.23" } }),
        ),
        path => panic!("no further question may be asked, least of all {path}"),
    })
    .await;
    let (what, advice) = refused(&site).await;
    assert!(
        what.contains("2.0.23") && advice.contains("cheshire-cat-2"),
        "{what} {advice}"
    );
}

#[tokio::test]
async fn nobody_there_is_an_error_of_the_wire() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let site = Site::parse(&format!("http://{}", listener.local_addr().unwrap()), false).unwrap();
    drop(listener);
    let error = check(&site, &Known::default(), Timestamp::now())
        .await
        .expect_err("nobody is there");
    assert!(
        matches!(error, CheckError::Wire(WireError::Refused { .. })),
        "{error}"
    );
    assert!(
        error.advice().contains("Start the bot"),
        "{}",
        error.advice()
    );
}

/// A proxy that forwards plain requests only: the HTTP lock is still proven, and nothing is claimed about the rest.
#[tokio::test]
async fn a_proxy_that_garbles_the_socket_and_the_login() {
    let site = serve(|asked| match asked.path.as_str() {
        "/openapi.json" => Answer::Json(
            200,
            json!({ "info": { "title": "😸 Cheshire-Cat API", "version": "1.9.2" } }),
        ),
        "/" if asked.bearer.as_deref() == Some(HTTP_KEY) => Answer::Json(200, json!({})),
        "/" => Answer::Json(403, json!({ "detail": { "error": "Invalid Credentials" } })),
        "/auth/token" => Answer::Json(
            200,
            json!({ "access_token": "opaque-and-no-json-web-token" }),
        ),
        _ => Answer::Page(101, "no handshake at all"),
    })
    .await;
    let known = Known {
        http_key: Some(secret(HTTP_KEY)),
        jwt_secret: Some(secret(WS_KEY)),
        ..Known::default()
    };
    let seen = check(&site, &known, Timestamp::now())
        .await
        .expect("HTTP works");
    assert_eq!(
        verdicts(&seen),
        "http locked · socket unreachable · tokens unknown · login open",
        "each verdict stands alone"
    );
    assert!(
        claims(&seen, "jwt")[0].contains("no token with a shared key"),
        "an opaque token is no proof of a good key: {:?}",
        claims(&seen, "jwt")
    );
    assert!(!rules(&seen).contains(&"CC-021"), "nor of a stale one");
    assert_eq!(
        seen.point("websocket").unwrap().observed,
        Some(Observed::Unreachable),
        "the reason stands in the evidence"
    );
}

#[tokio::test]
async fn a_proxy_that_answers_sockets_with_its_own_page_proves_no_lock() {
    for status in [200, 400, 426, 502] {
        let site = serve(move |asked| match asked.path.as_str() {
            "/openapi.json" => Answer::Json(
                200,
                json!({ "info": { "title": "😸 Cheshire-Cat API", "version": "1.9.2" } }),
            ),
            path if path.starts_with("/ws") => Answer::Page(status, "<html></html>"),
            _ => Answer::Json(404, json!({})),
        })
        .await;
        let seen = check(&site, &Known::default(), Timestamp::now())
            .await
            .unwrap();
        assert_eq!(
            verdicts(&seen),
            "http unknown · socket unknown · tokens unknown · login unknown",
            "{status}: only 401 and 403 are refusals"
        );
    }
}
