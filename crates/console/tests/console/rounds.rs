//! Many bots are asked in one round.

use std::sync::{Arc, Mutex};

use chatelaine_console::view::{NewBot, Platform, Round, RoundEvent};
use chatelaine_console::{Console, ErrorCode};

use crate::stage::Stage;

const OTHERS: usize = 19;

/// A running bot, and nineteen more entries that lead to it.
async fn many() -> Stage {
    let stage = Stage::running().await;
    for number in 1..=OTHERS {
        add(&stage.console, &format!("bot-{number}"), Some(stage.url()));
    }
    stage
}

fn add(console: &Console, name: &str, url: Option<String>) {
    let folder = std::env::temp_dir().display().to_string();
    let dir = url.is_none().then_some(folder);
    console
        .add_bot(NewBot {
            name: name.into(),
            platform: Platform::CheshireCat,
            dir,
            url,
            allow_plain_http: false,
        })
        .unwrap();
}

/// A round, and everything that it told.
async fn round(console: &Arc<Console>) -> (Round, Vec<RoundEvent>) {
    let told = Mutex::new(Vec::new());
    let tell = |event| told.lock().unwrap().push(event);
    let round = console.check_all(tell).await.unwrap();
    (round, told.into_inner().unwrap())
}

#[tokio::test]
async fn every_bot_with_an_address_is_asked_once_and_never_too_many_at_a_time() {
    let stage = many().await;
    add(&stage.console, "only-files", None);
    let (round, told) = round(&stage.console).await;
    let expected = Round {
        asked: 20,
        total: 20,
        silent: 0,
        stopped: false,
    };
    assert_eq!(round, expected, "a folder alone cannot be asked");
    let (mut under_way, mut most, mut asked) = (0_i32, 0, Vec::new());
    for event in told {
        match event {
            RoundEvent::Asking { .. } => under_way += 1,
            RoundEvent::Asked {
                summary,
                done,
                total,
            } => {
                under_way -= 1;
                assert_eq!(summary.total, 5, "the news come with the progress");
                asked.push(summary.bot.name);
                assert_eq!(
                    (done as usize, total),
                    (asked.len(), 20),
                    "one after the other"
                );
            }
        }
        most = most.max(under_way);
    }
    assert_eq!(most, 8, "many at once, but not all");
    asked.sort();
    asked.dedup();
    assert_eq!(asked.len(), 20, "each once");
    let checked = stage.console.list_bots().unwrap();
    let never = checked
        .iter()
        .filter(|summary| summary.checked_at.is_none())
        .count();
    assert_eq!(never, 1, "what was seen is remembered");
}

#[tokio::test]
async fn a_bot_that_is_not_there_holds_up_nobody() {
    let stage = Stage::running().await;
    // Nothing listens on the port of a listener that is gone.
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    add(&stage.console, "gone", Some(format!("http://{gone}")));
    let (round, _) = round(&stage.console).await;
    assert_eq!((round.asked, round.silent), (2, 1), "{round:?}");
}

#[tokio::test]
async fn a_round_can_be_stopped_and_what_was_seen_by_then_counts() {
    let stage = many().await;
    let console = Arc::clone(&stage.console);
    let seen = Mutex::new(0_u32);
    let tell = |event| {
        if let RoundEvent::Asked { done, .. } = event {
            *seen.lock().unwrap() = done;
            console.stop_checks();
        }
    };
    let stopped = stage.console.check_all(tell).await.unwrap();
    assert!(
        stopped.stopped && stopped.asked < stopped.total,
        "{stopped:?}"
    );
    assert_eq!(
        stopped.asked,
        *seen.lock().unwrap(),
        "nothing was told that was not counted"
    );
    let (again, _) = round(&stage.console).await;
    assert_eq!(again.asked, 20, "and the next one is whole");
}

#[tokio::test]
async fn one_round_at_a_time() {
    let stage = many().await;
    let first = stage.console.check_all(|_| {});
    let second = stage.console.check_all(|_| {});
    let (first, second) = tokio::join!(first, second);
    assert!(first.is_ok(), "{first:?}");
    assert_eq!(
        second.unwrap_err().code,
        ErrorCode::Conflict,
        "asking everybody twice at once helps nobody"
    );
}

#[tokio::test]
async fn a_locked_console_asks_nobody() {
    let stage = many().await;
    let console = Arc::clone(&stage.console);
    let ended = stage.console.check_all(|_| console.lock()).await.unwrap();
    assert!(ended.stopped, "{ended:?}");
}
