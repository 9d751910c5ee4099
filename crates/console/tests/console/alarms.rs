//! A lock that was proven and then stands open.

use chatelaine_console::Console;
use chatelaine_console::view::{Alarm, Bot, BotSummary, State};

use crate::stage::{BOT, CANARY, Stage};

const LOCKS: &str = "\nCCAT_API_KEY=Canary-7c21-of-the-tests-and-of-nobody-else-a\nCCAT_API_KEY_WS=Canary-7c21-of-the-tests-and-of-nobody-else-b\nCCAT_JWT_SECRET=Canary-7c21-of-the-tests-and-of-nobody-else-c\n";

fn summary(console: &Console) -> BotSummary {
    let bots = console.list_bots().unwrap();
    bots.into_iter()
        .find(|summary| summary.bot.name == BOT)
        .unwrap()
}

fn alarm(console: &Console) -> Option<Alarm> {
    summary(console).alarm
}

/// A bot whose locks are proven, and the `.env` that it had before.
async fn locked() -> (Stage, Vec<u8>) {
    let mut stage = Stage::new();
    let open = stage.env_bytes();
    stage.write_env(format!("{}{LOCKS}", stage.env()));
    stage.start().await;
    stage.console.check_live(BOT, false).await.unwrap();
    assert_eq!(summary(&stage.console).proven, 3, "the three keys hold");
    (stage, open)
}

/// Somebody puts another `.env` in place and restarts the bot, without the console.
async fn replace(stage: &mut Stage, env: &[u8]) {
    stage.write_env(env);
    stage.restart().await;
}

#[tokio::test]
async fn a_proven_lock_that_opens_is_told_and_noted_once() {
    let (mut stage, open) = locked().await;
    assert_eq!(alarm(&stage.console), None, "all is well");
    replace(&mut stage, &open).await;
    stage.console.check_live(BOT, false).await.unwrap();
    let told = alarm(&stage.console).expect("whoever relied on the lock has to hear of it");
    let opened: Vec<_> = told
        .opened
        .iter()
        .map(|lock| (lock.id.as_str(), lock.state))
        .collect();
    assert_eq!(
        opened,
        [
            ("http-api", State::Open),
            ("websocket", State::Open),
            ("jwt", State::Forgeable),
        ],
        "the admin's password never was proven, so it is no news"
    );
    assert!(
        told.proven_at < told.at,
        "since when it may be open: {told:?}"
    );
    stage.console.check_live(BOT, false).await.unwrap();
    assert_eq!(
        alarm(&stage.console),
        Some(told),
        "it stays until somebody looks"
    );
    assert_eq!(stage.console.alarms_raised(), 1, "and rings once");

    let history = stage.console.history(Some(BOT)).unwrap();
    let noted: Vec<_> = history
        .entries
        .iter()
        .filter(|entry| entry.action == "alarm")
        .collect();
    assert_eq!(noted.len(), 1, "{history:?}");
    assert_eq!(
        noted[0].details.len(),
        3,
        "each lock with what was seen: {noted:?}"
    );
    assert!(!format!("{history:?}").contains(CANARY), "without secrets");

    stage.console.dismiss_alarm(BOT);
    stage.console.check_live(BOT, false).await.unwrap();
    assert_eq!(
        alarm(&stage.console),
        None,
        "an open lock that is known is no news"
    );
}

#[tokio::test]
async fn an_alarm_ends_when_the_locks_are_proven_again() {
    let (mut stage, open) = locked().await;
    let closed = stage.env_bytes();
    replace(&mut stage, &open).await;
    stage.console.check_live(BOT, false).await.unwrap();
    assert!(alarm(&stage.console).is_some());
    replace(&mut stage, &closed).await;
    stage.console.check_live(BOT, false).await.unwrap();
    assert_eq!(alarm(&stage.console), None, "by itself");
}

#[tokio::test]
async fn what_one_process_has_proven_another_one_remembers() {
    let (mut stage, open) = locked().await;
    let morning = stage.another_console();
    let remembered = summary(&morning);
    assert_eq!(
        remembered.proven, 3,
        "it was proven, and the files still say so"
    );
    assert!(
        remembered.checked_at.is_some() && remembered.connection.is_none(),
        "then, and not now: {remembered:?}"
    );
    replace(&mut stage, &open).await;
    assert_eq!(
        summary(&morning).proven,
        0,
        "a proof of locks that are not there any more counts for nothing"
    );
    morning.check_live(BOT, false).await.unwrap();
    assert!(alarm(&morning).is_some(), "whoever looks first notices");
}

#[tokio::test]
async fn taking_a_lock_off_on_purpose_is_no_news() {
    let mut stage = Stage::running().await;
    stage.console.check_live(BOT, false).await.unwrap();
    stage.lock_everything().await;
    stage.restart().await;
    stage.console.check_live(BOT, false).await.unwrap();
    stage.console.undo(BOT).await.unwrap();
    stage.restart().await;
    stage.console.check_live(BOT, false).await.unwrap();
    assert_eq!(alarm(&stage.console), None, "the operator did it");
}

#[tokio::test]
async fn a_bot_that_does_not_answer_has_not_opened_and_is_not_forgotten() {
    let (mut stage, open) = locked().await;
    stage.stop().await;
    stage.console.check_live(BOT, false).await.unwrap();
    assert_eq!(alarm(&stage.console), None, "nobody got in");
    replace(&mut stage, &open).await;
    stage.console.check_live(BOT, false).await.unwrap();
    assert!(
        alarm(&stage.console).is_some(),
        "the proof of before still counts"
    );
}

#[tokio::test]
async fn another_address_says_nothing_about_this_one() {
    let (stage, _) = locked().await;
    let open = Stage::running().await;
    let elsewhere = Bot {
        url: Some(open.url()),
        ..stage.console.bot(BOT).unwrap()
    };
    stage.console.check_bot(&elsewhere, false).await.unwrap();
    assert_eq!(alarm(&stage.console), None, "`--url` asks another bot");
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_written_does_not_keep_anybody_from_checking() {
    let (mut stage, open) = locked().await;
    let proofs = stage.home().join("proofs.json");
    std::fs::remove_file(&proofs).unwrap();
    std::fs::create_dir(&proofs).unwrap();
    replace(&mut stage, &open).await;
    let posture = stage.console.check_live(BOT, false).await.unwrap();
    assert_eq!(
        posture.access_points[0].state,
        State::Open,
        "the check itself works"
    );
}
