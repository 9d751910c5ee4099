//! Talking over the REST webhook, with and without a gateway in front.

use chatelaine_platforms::Platform;
use chatelaine_platforms::talk::{ChatAuth, ChatEvent};
use chatelaine_secrets::Secret;
use chatelaine_wire::Site;
use serde_json::json;

use super::observe::running;
use super::project::credentials;
use super::stub::{Answer, Asked, Played, serve};
use super::talking::Line;

const TOKEN: &str = "Access-Canary-7c21";

fn line(site: &Site) -> Line<'_> {
    Line::new(Platform::Rasa, site, "rest")
}

#[tokio::test]
async fn the_whole_conversation() {
    let bot = running(&credentials("rest:\n")).await;
    let mut talk = line(&bot.site).connected().await;
    assert_eq!(talk.words("hello").await.len(), 2, "one bubble a paragraph");
    let turn = talk.ask("choose").await;
    let ChatEvent::Message { buttons, .. } = &turn[0] else {
        panic!("a reply comes first: {turn:?}")
    };
    assert_eq!(
        talk.words(&buttons[0].payload).await.len(),
        2,
        "a button says its payload"
    );
    let turn = format!(
        "{:?} {:?}",
        talk.ask("picture").await,
        talk.ask("payload").await
    );
    assert!(turn.contains("door.png") && turn.contains("iron"), "{turn}");
    let turn = talk.ask("/restart").await;
    let Some(ChatEvent::NoReply { causes, .. }) = turn.last() else {
        panic!("an empty list is a silence: {turn:?}")
    };
    assert!(
        causes[0].contains("connector") && causes[1].contains("fallback"),
        "with what is known to cause it: {causes:?}"
    );
    let frames = talk.frames();
    assert_eq!(frames[2].kind, "POST /webhooks/rest/webhook");
    assert!(
        frames[2]
            .command
            .as_deref()
            .is_some_and(|text| text.starts_with("curl -X POST")),
        "each request can be repeated elsewhere"
    );
    talk.close().await;
}

#[tokio::test]
async fn a_channel_that_is_switched_off_is_told_from_a_path_that_is_not_published() {
    let bot = running(&credentials("socketio:\n")).await;
    let refused = line(&bot.site).refused().await;
    assert!(refused.contains("switched off"), "{refused}");

    let nothing = serve(|_| Answer::Page(404, "<html>nginx")).await;
    let mut talk = line(&nothing).connected().await;
    let turn = talk.ask("hello").await;
    assert!(
        format!("{turn:?}").contains("Nothing is published"),
        "a gateway may publish the webhook alone, so only a message tells: {turn:?}"
    );
}

/// A gateway that publishes the webhook to whoever has the token, as nginx does with `auth_request`.
fn gateway(asked: &Asked) -> Answer {
    if asked.path != "/webhooks/rest/webhook" {
        return Answer::Page(404, "<html>nginx");
    }
    if asked.authorization.as_deref() != Some(&format!("Bearer {TOKEN}")) {
        return Answer::Page(401, "<html>401 Authorization Required");
    }
    if asked.body.contains("repeat") {
        return Answer::Json(
            200,
            json!([{ "recipient_id": "a", "text": asked.authorization }]),
        );
    }
    Answer::Json(200, json!([{ "recipient_id": "a", "text": "Hello" }]))
}

#[tokio::test]
async fn a_gateway_lets_in_whoever_has_its_token() {
    let site = serve(gateway).await;
    let mut stranger = line(&site).connected().await;
    let turn = format!("{:?}", stranger.ask("hello").await);
    assert!(
        turn.contains("Refused") && turn.contains("what a lock looks like"),
        "{turn}"
    );
    let kept = [("chat.token", TOKEN)];
    let token = Secret::new(TOKEN);
    for auth in [ChatAuth::Token, ChatAuth::Oauth] {
        let mut line = line(&site).with(auth, &kept);
        line.token = Some(&token);
        let mut talk = line.connected().await;
        assert_eq!(talk.words("hello").await, ["Hello"], "{auth:?}");
        talk.ask("repeat it").await;
        let told = format!("{:?}", talk.close().await);
        assert!(
            !told.contains(TOKEN),
            "{auth:?}: the token is masked, even where the bot repeats it: {told}"
        );
    }
    let unready = line(&site).with(ChatAuth::Token, &[]).open().err().unwrap();
    assert!(unready.advice.contains("chat.token"), "{unready:?}");
}

#[tokio::test]
async fn each_answer_of_a_gateway_has_its_meaning() {
    let stories: [(Played, &str); 8] = [
        (|_| Answer::Page(401, "no"), "another audience"),
        (|_| Answer::Page(403, "no"), "scope"),
        (|_| Answer::Redirect("/login"), "login page"),
        (
            |_| Answer::Page(500, "<html>nginx"),
            "verifies its tokens may be down",
        ),
        (
            |_| {
                Answer::Json(
                    500,
                    json!({ "description": "Internal Server Error", "status": 500, "message": "" }),
                )
            },
            "The bot stumbled",
        ),
        (|_| Answer::Page(504, "<html>nginx"), "no bot behind it"),
        (
            |_| Answer::Json(200, json!({ "error": "invalid_client" })),
            "should be 401",
        ),
        (|_| Answer::Page(200, "<html>Welcome"), "this is none"),
    ];
    let token = Secret::new(TOKEN);
    for (answer, wanted) in stories {
        let site = serve(move |asked: &Asked| match asked.method.as_str() {
            "GET" => Answer::Json(200, json!({ "status": "ok" })),
            _ => answer(asked),
        })
        .await;
        let mut line = line(&site).with(ChatAuth::Oauth, &[]);
        line.token = Some(&token);
        let turn = format!("{:?}", line.connected().await.ask("hello").await);
        assert!(turn.contains(wanted), "{wanted}: {turn}");
    }
}
