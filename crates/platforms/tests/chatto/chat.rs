//! Talking to a Chatto, and what it says when it does not want to talk.

use chatelaine_platforms::Platform;
use chatelaine_platforms::talk::{ChatAuth, ChatEvent};
use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use chatelaine_wire::Site;
use tempfile::TempDir;

use super::project::REST_TOKEN;
use super::talking::Line;

struct TeaHouse {
    bot: PracticeBot,
    _dir: TempDir,
    site: Site,
}

/// The practice bot, with both locks closed, and with `change` made to one of its files.
async fn tea_house(name: &str, change: impl Fn(String) -> String) -> TeaHouse {
    let dir = tempfile::tempdir().unwrap();
    let keys = |_: &str| Ok(REST_TOKEN.to_owned());
    prepare(Kind::Chatto, dir.path(), Some(&keys)).unwrap();
    let path = dir.path().join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, change(text)).unwrap();
    let bot = PracticeBot::start(Kind::Chatto, Options::new(dir.path()))
        .await
        .unwrap();
    let site = Site::parse(&bot.url(), false).unwrap();
    TeaHouse {
        bot,
        _dir: dir,
        site,
    }
}

const TOKEN: &[(&str, &str)] = &[("chn.rest.callback_token", REST_TOKEN)];

fn line(site: &Site) -> Line<'_> {
    Line::new(Platform::Chatto, site, "rest")
}

#[tokio::test]
async fn the_whole_conversation() {
    let house = tea_house("fsm.yml", |text| text).await;
    let refused = line(&house.site).refused().await;
    assert!(
        refused.contains("locked") && refused.contains("token"),
        "without the token, a refusal is the lock: {refused}"
    );

    let mut talk = line(&house.site)
        .with(ChatAuth::Token, TOKEN)
        .connected()
        .await;
    assert_eq!(
        talk.words("hello").await,
        ["Welcome to the tea house! Black tea or green tea?"],
        "the knock began no conversation, so this is its first state"
    );
    let turn = talk.ask("black tea").await;
    let ChatEvent::Message { text, images, .. } = &turn[0] else {
        panic!("a reply comes first: {turn:?}")
    };
    assert!(
        text.starts_with("Black tea") && images[0].ends_with("black-tea.png"),
        "a picture comes as its address: {turn:?}"
    );
    assert_eq!(
        talk.words("Ada").await,
        ["Thank you.", "Is that all?"],
        "one turn may have two replies"
    );
    let told = talk.close().await;
    assert!(
        !format!("{told:?}").contains(REST_TOKEN),
        "the token is masked everywhere"
    );
    drop(house.bot);
}

#[tokio::test]
async fn each_sender_has_a_conversation_of_its_own() {
    let house = tea_house("fsm.yml", |text| text).await;
    let line = line(&house.site).with(ChatAuth::Token, TOKEN);
    let mut alice = line.connected().await;
    alice.ask("hello").await;
    let bob = Line {
        user: "bob",
        ..line.clone()
    };
    let mut bob = bob.connected().await;
    assert_eq!(
        bob.words("hello").await.len(),
        1,
        "to the bot, Bob is somebody else and is greeted too"
    );
}

#[tokio::test]
async fn a_wrong_token_and_a_missing_one_are_explained() {
    let house = tea_house("fsm.yml", |text| text).await;
    let wrong = &[("chn.rest.callback_token", "something-else-entirely")];
    let refused = line(&house.site)
        .with(ChatAuth::Token, wrong)
        .refused()
        .await;
    assert!(
        refused.contains("refused the token") && refused.contains("restart"),
        "most often the bot still runs with the old one: {refused}"
    );
    let dead = &[("chn.rest.token", REST_TOKEN)];
    let unready = line(&house.site)
        .with(ChatAuth::Token, dead)
        .open()
        .err()
        .unwrap();
    assert!(
        unready.advice.contains("read by no version"),
        "the guide's name opens nothing: {unready:?}"
    );
}

#[tokio::test]
async fn silence_and_errors_have_causes() {
    let quiet = "\nconversation:\n  new:\n    reply_unsure: false\n    reply_unknown: false\n";
    let house = tea_house("bot.yml", |text| text + quiet).await;
    let mut talk = line(&house.site)
        .with(ChatAuth::Token, TOKEN)
        .connected()
        .await;
    let turn = talk.ask("yes").await;
    let [ChatEvent::NoReply { causes, .. }] = turn.as_slice() else {
        panic!("an empty list is silence, and at once: {turn:?}")
    };
    assert!(causes[0].contains("reply_unknown"), "{causes:?}");
    talk.close().await;

    let asks = |text: String| {
        text.replace(
            "    command: greet\n    answers:\n      - text: \"Welcome to the tea house! Black tea or green tea?\"\n",
            "    command: greet\n    extension:\n      server: trivia\n      name: score\n",
        )
    };
    let house = tea_house("fsm.yml", asks).await;
    let mut talk = line(&house.site)
        .with(ChatAuth::Token, TOKEN)
        .connected()
        .await;
    let turn = talk.ask("hello").await;
    let [
        ChatEvent::Error {
            description, hint, ..
        },
    ] = turn.as_slice()
    else {
        panic!("an error 500 is the turn's, not the conversation's: {turn:?}")
    };
    assert_eq!(
        description, "cannot answer: extension trivia is unknown",
        "in the bot's own words"
    );
    assert!(
        hint.as_deref()
            .unwrap_or_default()
            .contains("restart the bot"),
        "with the cause: {hint:?}"
    );
    assert_eq!(
        talk.words("good-bye").await.len(),
        1,
        "and the next message gets through"
    );
}
