//! A conversation over each client.

use super::client::Request;
use super::stage::{KEY, Stage, TOKEN};

async fn say(port: u16, user: &str, words: &str) -> serde_json::Value {
    let words = words.replace(' ', "+").replace('?', "%3F");
    let target = format!("/api/rest/v2.0/ask?query={words}&userId={user}");
    Request::get(&target).send(port).await.json()["response"]["text"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_remembers_who_said_what() {
    let bot = Stage::set("").bot().await;
    let port = bot.port();
    assert_eq!(
        say(port, "ann", "hello. How ARE you?").await,
        "Hi there. You said How ARE you."
    );
    assert_eq!(
        say(port, "ann", "My name is Ann").await,
        "Nice to meet you Ann."
    );
    assert_eq!(
        say(port, "ann", "what is my name?").await,
        "Your name is Ann."
    );
    assert_eq!(
        say(port, "bob", "what is my name?").await,
        "You have not told me yet.",
        "users are kept apart"
    );
    assert_eq!(
        say(port, "bob", " ").await,
        serde_json::Value::Null,
        "no question has no answer"
    );
    let buttons = say(port, "bob", "show me buttons").await.to_string();
    assert!(
        buttons.contains("<button><text>Hello</text><postback>HELLO</postback></button>"),
        "{buttons}"
    );
    let picture = say(port, "bob", "show me a picture").await.to_string();
    assert!(
        picture.contains("<image>data:image/gif;base64,"),
        "{picture}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_web_chat_knows_its_visitors_by_a_cookie() {
    let stage = Stage::set("  authorization: Basic\n  api: /chat\n  cookie_id: visitor\n")
        .replaced("flask:", "webchat:");
    let bot = stage.bot().await;
    let ask = async |question: &str, cookie: &str| {
        let request = Request::get(&format!("/chat?question={question}"))
            .header(&format!("Authorization: Basic {TOKEN}"))
            .header(&format!("Cookie: other=1; {cookie}"));
        request.send(bot.port()).await
    };
    let first = ask("YINITIALQUESTION", "").await;
    assert_eq!(
        first.json()["response"]["answer"],
        "Hello",
        "the greeting is no question of the visitor's"
    );
    let cookie = first
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    assert!(cookie.starts_with("visitor="), "{cookie}");
    ask("my+name+is+Ann", &cookie).await;
    let named = ask("what+is+my+name", &cookie).await;
    assert_eq!(named.json()["response"]["answer"], "Your name is Ann.");

    let old = Request::get("/api/rest/v1.0/ask?question=hello")
        .send(bot.port())
        .await;
    assert_eq!(
        old.status, 404,
        "the path of the chat is the configuration's choice"
    );
    let page = Request::get("/").send(bot.port()).await;
    assert!(
        page.status == 200 && page.text.contains("\"/chat\""),
        "the page is for everyone: {}",
        page.text
    );
}

/// Sanic 19.12.2 never asks for a token, and once keys are on lets nobody in.
#[tokio::test(flavor = "multi_thread")]
async fn sanic_has_no_lock_that_has_a_key() {
    let both = Stage::set(
        "  authorization: Basic\n  use_api_keys: true\n  api_key_file: $BOT_ROOT/keys/keys.txt\n",
    );
    let bot = both.replaced("flask:", "sanic:").bot().await;
    let target = format!("/api/rest/v1.0/ask?question=hello&userid=u&apikey={KEY}");
    let request = Request::get(&target).header(&format!("Authorization: Basic {TOKEN}"));
    let reply = request.send(bot.port()).await;
    assert_eq!(
        (reply.status, reply.json()),
        (401, "Unauthorized access".into())
    );
}
