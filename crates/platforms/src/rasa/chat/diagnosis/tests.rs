//! Each row of what was measured (`jwt-key-edge-cases.txt`), and its name.

#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

use chatelaine_tokens::{Algorithm, mint, unsigned};
use serde_json::{Value, json};

use super::*;

const NOW: i64 = 1_800_000_000;
const KEY: &str = "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k";

fn lock(key: &str, methods: &str) -> Lock {
    Lock {
        key: Some(Secret::new(key)),
        methods: methods.into(),
        in_file: true,
    }
}

fn signed(claims: &Value, key: &str, algorithm: Algorithm) -> Secret {
    mint(claims, &Secret::new(key), algorithm).expect("a token")
}

fn good() -> Value {
    json!({ "sub": "alice", "iat": NOW - 30, "exp": NOW + 60 })
}

fn causes(token: &Secret, lock: &Lock) -> String {
    let causes = faults(token, lock, NOW)
        .into_iter()
        .map(|fault| fault.cause);
    causes.collect::<Vec<_>>().join(" | ")
}

#[test]
fn nothing_speaks_against_a_good_token() {
    for methods in ["HS256", "HS256,HS512", "RS256 HS256"] {
        let token = signed(&good(), KEY, Algorithm::Hs256);
        assert_eq!(causes(&token, &lock(KEY, methods)), "", "{methods}");
    }
    let bearer = signed(&good(), KEY, Algorithm::Hs256);
    let bearer = Secret::new(format!("Bearer {}", bearer.expose()));
    assert_eq!(
        causes(&bearer, &lock(KEY, "HS256")),
        "",
        "Rasa strips the word"
    );
    let bare = signed(&json!({ "x": 1 }), KEY, Algorithm::Hs256);
    assert_eq!(causes(&bare, &lock(KEY, "HS256")), "", "any claim will do");
}

#[test]
fn each_fault_of_a_token_has_its_name() {
    let with = |claim: &str, value: Value| {
        let mut claims = good();
        claims[claim] = value;
        signed(&claims, KEY, Algorithm::Hs256)
    };
    let cases = [
        (with("exp", json!(NOW)), "expired"),
        (with("nbf", json!(NOW + 1)), "`nbf`"),
        (with("iat", json!(NOW + 1)), "`iat`"),
        (with("aud", json!("rasa")), "(`aud`)"),
        (with("sub", json!(7)), "`sub` is no text"),
        (signed(&json!({}), KEY, Algorithm::Hs256), "no claims"),
        (signed(&good(), KEY, Algorithm::Hs512), "HS512"),
        (
            signed(&good(), "another", Algorithm::Hs256),
            "not by the jwt_key",
        ),
        (Secret::new(unsigned(&good())), "not signed"),
        (Secret::new(KEY), "no JSON Web Token"),
    ];
    for (token, wanted) in cases {
        let told = causes(&token, &lock(KEY, "HS256"));
        assert!(told.contains(wanted), "{wanted}: {told}");
        assert!(
            !told.contains(KEY),
            "and the key is in none of them: {told}"
        );
    }
}

#[test]
fn each_fault_of_a_lock_has_its_name() {
    let token = signed(&good(), KEY, Algorithm::Hs256);
    for (key, methods, wanted) in [
        (KEY, "hs256", "does not know"),
        (KEY, "HS265", "does not know"),
        ("12345678", "HS256", "number"),
        ("-----BEGIN PUBLIC KEY-----\nMII", "HS256", "key pair"),
        ("${SIO_JWT_KEY}", "HS256", "in quotes"),
        (&format!("{KEY}\n"), "HS256", "line's end"),
    ] {
        let told = causes(&token, &lock(key, methods));
        assert!(told.contains(wanted), "{methods} {wanted}: {told}");
        assert!(!told.contains(KEY), "the key is a secret: {told}");
    }
}

#[test]
fn a_refusal_without_a_known_fault_says_what_else_it_may_be() {
    let channel = |namespace: &str, key: Option<&str>| Channel {
        path: "/socket.io/".into(),
        namespace: namespace.into(),
        user_event: String::new(),
        bot_event: String::new(),
        persistence: None,
        lock: Lock {
            key: key.map(Secret::new),
            ..lock("", "HS256")
        },
    };
    let told = |auth, key| {
        let words = "Connection rejected by server";
        refusal(words, auth, &channel("/", key), Vec::new()).cause
    };
    assert!(
        told(ChatAuth::None, None).contains("locked"),
        "a lock is what was looked for"
    );
    assert!(told(ChatAuth::Mint, Some(KEY)).contains("jwt_key of its configuration"));
    assert!(told(ChatAuth::Token, None).contains("could not be looked at"));
    let elsewhere = refusal(
        "Unable to connect",
        ChatAuth::None,
        &channel("/chat", None),
        Vec::new(),
    );
    assert!(
        elsewhere.cause.contains("no namespace `/chat`"),
        "{elsewhere:?}"
    );
}
