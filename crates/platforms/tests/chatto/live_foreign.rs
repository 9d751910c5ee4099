//! What else may answer at an address, and what a hostile one gets.

use chatelaine_platforms::CheckError;
use chatelaine_wire::{Site, WireError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::observe::check;
use super::project::{BOT_TOKEN, EXT_TOKEN, Files, REST_TOKEN};
use super::stub::{Answer, Asked, error, json, missing, page, serve};

/// Whatever is no Chatto must not see a token.
fn assert_keyless(story: &str, asked: &Asked) {
    for secret in [BOT_TOKEN, REST_TOKEN, EXT_TOKEN] {
        let header = asked.authorization.as_deref().unwrap_or_default();
        assert!(!header.contains(secret), "{story}: a stranger got a token");
        assert!(
            !asked.body.contains(secret),
            "{story}: a stranger got a token"
        );
    }
}

#[tokio::test]
async fn other_programs_are_recognised_and_get_no_token() {
    let stories: [(&str, Answer, &str); 8] = [
        ("a web page for everything", page(200), "HTTP 200"),
        (
            "another API",
            json(200, "{\"message\":\"hello\"}"),
            "HTTP 200",
        ),
        (
            "a list for everything",
            json(200, "[{\"text\":\"hi\"}]"),
            "HTTP 200",
        ),
        ("nothing there", page(404), "HTTP 404"),
        ("a program in Go", missing(), "HTTP 404"),
        (
            "a guard in Go before everything",
            error(401, "unauthorized"),
            "HTTP 401",
        ),
        ("a proxy's own login", page(401), "HTTP 401"),
        ("a broken proxy", page(502), "HTTP 502"),
    ];
    for (story, answer, seen) in stories {
        let site = serve(move |asked| {
            assert_keyless(story, asked);
            answer.clone()
        })
        .await;
        let error = check(&site, Some(&Files::sound(&[]))).await;
        let error = error.expect_err("this is no Chatto");
        assert!(
            matches!(error, CheckError::NotThisPlatform { .. }),
            "{story}: {error}"
        );
        assert!(error.to_string().contains(seen), "{story}: {error}");
        assert!(error.advice().contains("Check the address"), "{story}");
    }
    let login = serve(|asked| {
        assert_keyless("a login page", asked);
        Answer(302, "location", "https://sso.example.org/login".into())
    })
    .await;
    let error = check(&login, Some(&Files::sound(&[]))).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("a redirect to https://sso.example.org/login"),
        "{error}"
    );
}

#[tokio::test]
async fn nobody_there_is_an_error_of_the_wire() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let site = Site::parse(&format!("http://{}", listener.local_addr().unwrap()), false).unwrap();
    drop(listener);
    let error = check(&site, None).await.unwrap_err();
    assert!(
        matches!(error, CheckError::Wire(WireError::Refused { .. })),
        "{error}"
    );
}

/// Answers every connection with these bytes, over and over when they shall never end.
async fn blurt(bytes: &'static [u8], endless: bool) -> Site {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let site = Site::parse(&format!("http://{}", listener.local_addr().unwrap()), false).unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(bytes).await;
                while endless && stream.write_all(&[b'x'; 4096]).await.is_ok() {}
            });
        }
    });
    site
}

#[tokio::test]
async fn hostile_servers_have_a_named_cause() {
    let endless = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";
    let error = check(&blurt(endless, true).await, None).await.unwrap_err();
    assert!(
        matches!(error, CheckError::Wire(WireError::TooLarge { .. })),
        "{error}"
    );
    let garbage = check(&blurt(b"\x00\x01 no http here\r\n\r\n", false).await, None).await;
    let garbage = garbage.unwrap_err();
    assert!(
        matches!(
            garbage,
            CheckError::Wire(WireError::NotHttp { .. } | WireError::Closed { .. })
        ),
        "{garbage}"
    );
}

/// A server that plays Chatto and hopes for tokens gets only what it refuses in Chatto's own words, and nothing of what
/// belongs to another door.
#[tokio::test]
async fn each_door_sees_its_own_token_only() {
    let site = serve(|asked| {
        let header = asked.authorization.clone().unwrap_or_default();
        let own = if asked.line.contains("/channels/rest") {
            REST_TOKEN
        } else {
            BOT_TOKEN
        };
        for secret in [BOT_TOKEN, REST_TOKEN, EXT_TOKEN] {
            assert!(secret == own || !header.contains(secret), "{}", asked.line);
        }
        super::stub::chatto(asked, "another", "another")
    })
    .await;
    let extension = "extensions: {e: {type: REST, url: \"http://127.0.0.1:9\", token: \"";
    let bot = super::project::bot(&format!("{extension}{EXT_TOKEN}\"}}}}\n"));
    let files = Files::sound(&[("bot.yml", &bot)]);
    let seen = check(&site, Some(&files)).await.unwrap();
    assert_eq!(super::observe::rules(&seen), ["CH-035", "CH-035"]);
}
