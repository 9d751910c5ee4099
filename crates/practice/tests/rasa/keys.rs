//! Odd keys, methods and tokens, as the channel's own decoder was recorded with them.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::client::Socket;
use super::stage::{Stage, recording};
use super::tokens::signed;

const KEY: &str = "a-key-of-a-test-that-is-long-enough-0123456789";

/// The lines below `socketio:` for a recorded case, and the token that is shown.
fn case(label: &str) -> Option<(String, String)> {
    let claims = json!({ "sender_id": "x" });
    let token = |key: &str| signed(&claims, key, Algorithm::HS256);
    let with = |lines: &str| Some((lines.to_owned(), token(KEY)));
    let usual = format!("  jwt_key: {KEY}\n");
    let method = |method: &str| Some((format!("{usual}  jwt_method: {method}\n"), token(KEY)));
    let shown = |text: String| Some((usual.clone(), text));
    match label {
        "ok" => shown(token(KEY)),
        "jwt_method lower-case hs256" => method("hs256"),
        "jwt_method typo HS265" => method("HS265"),
        "jwt_method 'HS256,HS512' + HS512 token" => Some((
            format!("{usual}  jwt_method: HS256,HS512\n"),
            signed(&claims, KEY, Algorithm::HS512),
        )),
        "jwt_method list" => method("[HS256, HS512]"),
        "jwt_method None" => method("null"),
        "jwt_key int 12345678" => Some(("  jwt_key: 12345678\n".into(), token("12345678"))),
        "jwt_key with trailing newline (YAML |)" => with(&format!("  jwt_key: |\n    {KEY}\n")),
        "jwt_key is PEM but method HS256" => {
            let pem = "-----BEGIN PUBLIC KEY-----";
            Some((format!("  jwt_key: \"{pem}\"\n"), token(pem)))
        }
        "jwt_key short 'testing' (seed 004)" => {
            Some(("  jwt_key: testing\n".into(), token("testing")))
        }
        "double Bearer" => shown(format!("Bearer Bearer {}", token(KEY))),
        "lower 'bearer '" => shown(format!("bearer {}", token(KEY))),
        "token with trailing newline" => shown(format!("{}\n", token(KEY))),
        "exp as string" => {
            let claims = json!({ "exp": "9999999999" });
            shown(signed(&claims, KEY, Algorithm::HS256))
        }
        "claims with only iss" => shown(signed(&json!({ "iss": "a" }), KEY, Algorithm::HS256)),
        // Told of the decoder alone: the channel takes an empty key for none, and is open.
        "jwt_key empty string" => None,
        other => panic!("`{other}` is not understood"),
    }
}

async fn lets_in(lines: &str, token: &Value) -> bool {
    let stage = Stage::set(
        &format!("socketio:\n  user_message_evt: user_uttered\n{lines}"),
        "",
    )
    .await
    .unwrap();
    let path = "/socket.io/?EIO=4&transport=websocket";
    let mut socket = Socket::open(stage.port(), path, &[]).await.unwrap();
    socket.hear().await;
    socket
        .send(&format!("40{}", json!({ "token": token })))
        .await;
    let answer = socket.hear().await;
    assert!(
        answer.starts_with("40") || answer.starts_with("44"),
        "{answer}"
    );
    answer.starts_with("40")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_keys_and_tokens_are_judged_as_recorded() {
    let text = recording("jwt-key-edge-cases.txt");
    let mut count = 0;
    for line in text.lines() {
        let Some((label, recorded)) = line.split_once("->") else {
            continue;
        };
        count += 1;
        let Some((lines, token)) = case(label.trim()) else {
            continue;
        };
        assert_eq!(
            lets_in(&lines, &Value::from(token)).await,
            recorded.trim() != "None",
            "{label}: recorded {recorded}"
        );
    }
    assert_eq!(count, 16, "every recorded case must be in the fixture");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_locks_nothing_lets_everybody_in() {
    for lines in [
        "",
        "  jwt_key: \"\"\n",
        "  jwt_key:\n",
        "  jwt_keyy: abc\n",
        "  jwt_key: ${EMPTY}\n",
    ] {
        let stage = Stage::with_env(
            &format!("socketio:\n  user_message_evt: user_uttered\n{lines}"),
            "",
            "EMPTY=\n",
        )
        .await
        .unwrap();
        let path = "/socket.io/?EIO=4&transport=websocket";
        let mut socket = Socket::open(stage.port(), path, &[]).await.unwrap();
        socket.hear().await;
        socket.send("40").await;
        assert!(
            socket.hear().await.starts_with("40"),
            "{lines:?} is no lock"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reference_in_quotes_is_the_key_itself() {
    let literal = signed(&json!({ "x": 1 }), "${SIO_JWT_KEY}", Algorithm::HS256);
    assert!(
        lets_in("  jwt_key: \"${SIO_JWT_KEY}\"\n", &Value::from(literal)).await,
        "whoever reads the documentation can make tokens"
    );
}
