//! Replays every recorded exchange against the practice bot.

use super::client::Request;
use super::recording::{Event, Exchange, Scenario, scenarios};
use super::scenes;
use super::stage::Stage;

/// What was recorded: 44 scenarios, 31 exchanges in full. A lost fixture must not go unnoticed.
const RECORDED: (usize, usize) = (44, 31);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_practice_bot_answers_as_the_real_one_was_recorded() {
    let scenarios = scenarios();
    let exchanges = scenarios
        .iter()
        .map(|scenario| scenario.exchanges().count());
    assert_eq!(
        (scenarios.len(), exchanges.sum()),
        RECORDED,
        "every recorded exchange must be in the fixtures"
    );
    let titles: Vec<_> = scenarios
        .iter()
        .map(|scenario| (scenario.transcript.clone(), scenario.title.clone()))
        .collect();
    let unused = scenes::unused(&titles);
    assert!(unused.is_empty(), "rows about nothing: {unused:?}");

    let mut failures = Vec::new();
    for scenario in &scenarios {
        match scenes::of(&scenario.transcript, &scenario.title) {
            Some(scene) => failures.extend(replay(scenario, &scene.set().await).await),
            None => assert!(
                scenes::is_elsewhere(&scenario.transcript, &scenario.title),
                "nobody tells {} / {}",
                scenario.transcript,
                scenario.title
            ),
        }
    }
    let report = failures.join("\n");
    assert!(
        failures.is_empty(),
        "the practice bot differs from the real one:\n{report}"
    );
}

async fn replay(scenario: &Scenario, stage: &Stage) -> Vec<String> {
    let mut failures = Vec::new();
    for event in &scenario.events {
        let pairs = match event {
            Event::Note(line) => note(stage, line).await,
            Event::Exchange(exchange) => vec![exchanged(stage, exchange).await],
        };
        for (living, recorded) in pairs {
            if living != recorded {
                let title = &scenario.title;
                failures.push(format!("{title}: {living}, recorded {recorded}"));
            }
        }
    }
    failures
}

/// What is answered now and what was then.
type Pair = (String, String);

async fn exchanged(stage: &Stage, exchange: &Exchange) -> Pair {
    let living = stage.send(exchange.request.clone()).await;
    // The recorder's Twilio client was a stub that failed; the practice bot's message counts as delivered.
    let recorded = match exchange.reply.body.as_str() {
        "stub" => format!("{} of a real Twilio", 200),
        _ => format!("{} -> {:?}", exchange.command, exchange.reply),
    };
    let living = match exchange.reply.body.as_str() {
        "stub" => format!("{} of a real Twilio", living.status),
        _ => format!("{} -> {living:?}", exchange.command),
    };
    (living, recorded)
}

async fn note(stage: &Stage, note: &str) -> Vec<Pair> {
    let predict = |path: &str| Request::post(path, r#"{"text":"hello"}"#);
    let status = async |request: Request| stage.send(request).await.status.to_string();
    if let Some((nothing, token, with)) = statuses(note) {
        return vec![
            (stage.knock(None).await, nothing.to_owned()),
            (stage.knock(Some(token)).await, with.to_owned()),
        ];
    }
    if let Some((value, recorded)) = header(note) {
        let living = status(predict("/bot/predict").authorization(value)).await;
        return vec![(living, recorded.to_owned())];
    }
    let (living, recorded) = match note.trim() {
        "?token=bot-tok -> 401" => (status(predict("/bot/predict?token=bot-tok")).await, "401"),
        "rest-tok on /bot/predict -> 401; bot-tok on /channels/rest -> 401" => {
            let rest = status(predict("/bot/predict").authorization("Bearer rest-tok")).await;
            let bot = stage.say("u2", "hello", Some("bot-tok")).await.status;
            return vec![(rest, "401".into()), (bot.to_string(), "401".into())];
        }
        "literal: 200" => (
            status(predict("/bot/predict").authorization("Bearer ${TOK}")).await,
            "200",
        ),
        _ => return Vec::new(),
    };
    vec![(living, recorded.to_owned())]
}

/// `no token: /channels/rest=401 /bot/predict=200   Bearer tok: …`
fn statuses(note: &str) -> Option<(&str, &str, &str)> {
    let (nothing, with) = note
        .trim()
        .strip_prefix("no token: ")?
        .split_once("   Bearer ")?;
    let (token, with) = with.split_once(": ")?;
    Some((nothing, token, with))
}

/// `Authorization: 'bearer bot-tok' -> 401`
fn header(note: &str) -> Option<(&str, &str)> {
    note.strip_prefix("Authorization: '")?.split_once("' -> ")
}
