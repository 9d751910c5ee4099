//! Something stands in front of the bot, and answers in its place here and there: a landing page, a firewall, a proxy with
//! pages of its own for errors. Whatever it says, an open door must never be called locked, nor a locked one open.

use chatelaine_platforms::cheshire_cat::{Known, check};
use jiff::Timestamp;
use serde_json::json;

use super::observe::{claims, rules, secret, verdicts};
use super::project::{HTTP_KEY, WS_KEY};
use super::stub::{Answer, Asked, OldCat, serve};

const OPEN: OldCat = OldCat {
    version: "1.9.2",
    http_key: None,
    ws_key: None,
    described: true,
};

const LOCKED: OldCat = OldCat {
    http_key: Some(HTTP_KEY),
    ws_key: Some(WS_KEY),
    ..OPEN
};

fn keys() -> Known {
    Known {
        http_key: Some(secret(HTTP_KEY)),
        ws_key: Some(secret(WS_KEY)),
        ..Known::default()
    }
}

/// The answer of what is in front, where it answers.
type Front = fn(&Asked, Answer) -> Answer;

async fn judged(cat: OldCat, front: Front, known: &Known) -> (String, Vec<String>) {
    let site = serve(move |asked| front(asked, cat.answer(asked))).await;
    let seen = check(&site, known, Timestamp::now())
        .await
        .expect("a Cheshire Cat answers");
    let rules = rules(&seen).into_iter().map(str::to_owned).collect();
    (verdicts(&seen), rules)
}

fn at_root(asked: &Asked, answer: Answer, front: Answer) -> Answer {
    if asked.path == "/" { front } else { answer }
}

const FRONTS: [(&str, Front); 7] = [
    ("a landing page", |asked, answer| {
        at_root(asked, answer, Answer::Page(200, "<html>Welcome</html>"))
    }),
    ("a page of health", |asked, answer| {
        at_root(asked, answer, Answer::Json(200, json!({ "status": "ok" })))
    }),
    ("nothing at all", |asked, answer| {
        at_root(asked, answer, Answer::Page(204, ""))
    }),
    ("a firewall's 403", |asked, answer| {
        at_root(asked, answer, Answer::Page(403, "<html>Forbidden</html>"))
    }),
    ("a login page's 401", |asked, answer| {
        at_root(
            asked,
            answer,
            Answer::Page(401, "<html>Who are you?</html>"),
        )
    }),
    ("a 404", |asked, answer| {
        at_root(asked, answer, Answer::Page(404, "<html>Not found</html>"))
    }),
    ("a redirect", |asked, answer| {
        at_root(asked, answer, Answer::Redirect("/admin/"))
    }),
];

#[tokio::test]
async fn what_greets_in_the_place_of_the_bot_says_nothing_about_its_lock() {
    for (story, front) in FRONTS {
        for known in [Known::default(), keys()] {
            let (open, _) = judged(OPEN, front, &known).await;
            assert!(
                open.starts_with("http open · socket open"),
                "{story} at / of an open bot: the API behind it answers everybody: {open}"
            );
            let (locked, rules) = judged(LOCKED, front, &known).await;
            assert!(
                locked.starts_with("http locked · socket locked"),
                "{story} at / of a locked bot: the API behind it refuses: {locked}"
            );
            assert!(
                !rules.contains(&"CC-023".to_owned()) && !rules.contains(&"CC-021".to_owned()),
                "{story}: nothing is stale: {rules:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_refusal_counts_whatever_status_it_is_given() {
    let front: Front = |_, answer| match answer {
        Answer::Json(403, words) => Answer::Json(200, words),
        answer => answer,
    };
    let (verdicts, _) = judged(LOCKED, front, &Known::default()).await;
    assert!(
        verdicts.starts_with("http locked"),
        "the body refuses, though the status says 200: {verdicts}"
    );
}

#[tokio::test]
async fn errors_in_the_words_of_a_proxy_are_a_lock_when_the_right_key_opens_it() {
    let front: Front = |_, answer| match answer {
        Answer::Json(403, _) => Answer::Page(403, "<html>403 Forbidden</html>"),
        answer => answer,
    };
    let (with_key, rules) = judged(LOCKED, front, &keys()).await;
    assert!(with_key.starts_with("http locked"), "{with_key}");
    assert!(rules.is_empty(), "the key works: {rules:?}");
    let (open, _) = judged(OPEN, front, &keys()).await;
    assert!(open.starts_with("http open"), "{open}");
    let (strange, _) = judged(OPEN, front, &Known::default()).await;
    assert!(
        strange.ends_with("login unknown"),
        "a page of a proxy does not prove that a password was changed: {strange}"
    );
}

#[tokio::test]
async fn a_bot_without_its_description_is_known_by_its_greeting() {
    let front: Front = |asked, answer| match asked.path.as_str() {
        "/openapi.json" => Answer::Json(404, json!({ "detail": "Not Found" })),
        _ => answer,
    };
    for (cat, expected) in [(OPEN, "http open"), (LOCKED, "http locked")] {
        let (verdicts, _) = judged(cat, front, &Known::default()).await;
        assert!(verdicts.starts_with(expected), "{verdicts}");
    }
}

#[tokio::test]
async fn a_socket_that_is_closed_as_soon_as_it_is_accepted_let_nobody_in() {
    for (code, expected) in [
        (1008, "socket locked"),
        (4401, "socket locked"),
        (1000, "socket open"),
        (1011, "socket unknown"),
    ] {
        let site = serve(move |asked| {
            if asked.upgrade && asked.token.as_deref() != Some(WS_KEY) {
                return Answer::Close(code);
            }
            LOCKED.answer(asked)
        })
        .await;
        let seen = check(&site, &keys(), Timestamp::now()).await.unwrap();
        assert!(
            verdicts(&seen).contains(expected),
            "{code}: {}",
            verdicts(&seen)
        );
        if code == 1008 {
            assert_eq!(
                claims(&seen, "websocket")[0],
                "Accepted a socket, and closed it at once (1008), without a token"
            );
        }
    }
}

#[tokio::test]
async fn a_proxy_that_lets_no_socket_through_does_not_make_the_key_a_stale_one() {
    let front: Front = |asked, answer| {
        if asked.upgrade {
            Answer::Page(404, "<html>Not found</html>")
        } else {
            answer
        }
    };
    let (verdicts, rules) = judged(LOCKED, front, &keys()).await;
    assert!(verdicts.contains("socket unknown"), "{verdicts}");
    assert!(rules.is_empty(), "a restart would mend nothing: {rules:?}");
}
