//! Talking to a Program-Y, whose refusals come with the status 200 and whose errors all have the same words.

use chatelaine_platforms::Effective;
use chatelaine_platforms::talk::{ChatAuth, ChatEvent};
use chatelaine_wire::Site;

use super::stage::{KEY, PROGRAM_Y, Stage, TOKEN};
use super::talking::Line;

const VERSIONS: [&str; 2] = ["rest-v1", "rest-v2"];
const KEPT: &[(&str, &str)] = &[("license.BASIC_AUTH_TOKEN", TOKEN), ("keys.1", KEY)];

fn line<'a>(site: &'a Site, version: &'a str) -> Line<'a> {
    Line::new(PROGRAM_Y, site, version)
}

fn values(stage: &Stage) -> Vec<Effective> {
    PROGRAM_Y.effective(&stage.project())
}

/// A bot that asks for both.
fn both() -> Stage {
    Stage::keyed(&format!(
        "# for the clients\n\n{KEY}\nanother-key-for-somebody-else\n"
    ))
}

#[tokio::test]
async fn the_whole_conversation_in_both_versions() {
    let bot = Stage::sound().run().await;
    for version in VERSIONS {
        let refused = line(&bot.site, version).refused().await;
        assert!(
            refused.contains("locked") && refused.contains("token"),
            "{version}: a refusal is the lock, even where HTTP says 200: {refused}"
        );
        let mut talk = line(&bot.site, version)
            .with(ChatAuth::Basic, KEPT)
            .connected()
            .await;
        assert_eq!(talk.words("hello").await, ["Hi there."], "{version}");
        assert_eq!(
            talk.words("My name is Ada & Co? #1").await.len(),
            1,
            "{version}: a question cannot leave its place in the address"
        );
        let turn = talk.ask("Show me buttons").await;
        let ChatEvent::Message { text, buttons, .. } = &turn[0] else {
            panic!("a reply: {turn:?}")
        };
        assert_eq!(
            text, "Which one .",
            "{version}: the words without the elements"
        );
        let payload = buttons[1].payload.clone();
        let turn = talk.ask(&payload).await;
        let ChatEvent::Message { images, .. } = &turn[0] else {
            panic!("{version}: pressing a button says its postback: {turn:?}")
        };
        assert!(
            images[0].starts_with("data:image/gif"),
            "{version}: {turn:?}"
        );
        let told = talk.close().await;
        assert!(
            !format!("{told:?}").contains(TOKEN),
            "{version}: the token is masked everywhere"
        );
    }
}

#[tokio::test]
async fn token_and_key_are_both_asked_for_and_each_refusal_says_which() {
    let (stage, version) = (both(), "rest-v2");
    let bot = stage.run().await;
    let values = values(&stage);
    let with = |auth| Line {
        values: &values,
        auth,
        ..line(&bot.site, version)
    };
    let key = with(ChatAuth::Key).refused().await;
    assert!(key.contains("its token"), "the token comes first: {key}");
    let token = with(ChatAuth::Basic).refused().await;
    assert!(
        token.contains("asks for an API key"),
        "then the key: {token}"
    );
    let mut talk = with(ChatAuth::BasicAndKey).connected().await;
    assert_eq!(talk.words("hello").await, ["Hi there."], "with both");
    let told = talk.close().await;
    let all = format!("{told:?}");
    assert!(
        all.contains("line 3 of the key list"),
        "a comment and a blank line are passed over: {all}"
    );
    assert!(
        all.contains("access log"),
        "where a key in the address ends up is said before"
    );
    assert!(
        !all.contains(KEY) && !all.contains(TOKEN),
        "neither is shown: {all}"
    );
}

#[tokio::test]
async fn wrong_credentials_are_explained() {
    let bot = both().run().await;
    let token: &[(&str, &str)] = &[("license.BASIC_AUTH_TOKEN", "wrong"), ("keys.1", KEY)];
    let key: &[(&str, &str)] = &[("license.BASIC_AUTH_TOKEN", TOKEN), ("keys.1", "wrong")];
    for version in VERSIONS {
        let refused = line(&bot.site, version)
            .with(ChatAuth::BasicAndKey, token)
            .refused()
            .await;
        assert!(
            refused.contains("refused the token") && refused.contains("drops every `=`"),
            "{version}: {refused}"
        );
        let refused = line(&bot.site, version)
            .with(ChatAuth::BasicAndKey, key)
            .refused()
            .await;
        assert!(
            refused.contains("refused the API key") && refused.contains("Sanic"),
            "{version}: {refused}"
        );
    }
    let unready = line(&bot.site, "rest-v1")
        .with(ChatAuth::Basic, &[])
        .open()
        .err()
        .unwrap();
    assert!(unready.advice.contains("BASIC_AUTH_TOKEN"), "{unready:?}");
}

#[tokio::test]
async fn the_bare_object_of_sanic_is_understood() {
    let bot = Stage::but("flask:", "sanic:").run().await;
    for version in VERSIONS {
        let mut talk = line(&bot.site, version).connected().await;
        assert_eq!(
            talk.words("hello").await,
            ["Hi there."],
            "{version}: no array around it, and nobody is asked for the token"
        );
    }
}

#[tokio::test]
async fn a_question_without_words_is_answered_without_any() {
    let bot = Stage::but("  authorization: Basic\n", "").run().await;
    for version in VERSIONS {
        let mut talk = line(&bot.site, version).connected().await;
        let turn = talk.ask("?!").await;
        let [ChatEvent::NoReply { causes, .. }] = turn.as_slice() else {
            panic!("{version}: silence has causes: {turn:?}")
        };
        assert!(causes[0].contains("No category"), "{causes:?}");
    }
}
