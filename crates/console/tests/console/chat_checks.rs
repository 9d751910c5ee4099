//! Checks of a conversation: recorded, saved, run.

use std::sync::Mutex;
use std::time::Duration;

use chatelaine_console::view::{
    ChatAuth, ChatCheck, ChatEvent, CheckEvent, CheckStep, CheckVerdict, Expectation,
};
use chatelaine_console::{ErrorCode, junit, parse_check};

use crate::attention::Attention;
use crate::stage::{BOT, CANARY, Stage};

async fn locked() -> Stage {
    Stage::running_with(&format!(
        "CCAT_API_KEY=Http-{CANARY}\nCCAT_API_KEY_WS=Socket-{CANARY}\n"
    ))
    .await
}

fn check(auth: ChatAuth, refused: bool, steps: Vec<CheckStep>) -> ChatCheck {
    let text = r#"{"format":"chatelaine-check","version":1,"name":"Greets","refused":true}"#;
    ChatCheck {
        auth: Some(auth),
        refused,
        steps,
        ..parse_check(text).unwrap()
    }
}

fn say(text: &str, expect: Vec<Expectation>) -> CheckStep {
    CheckStep {
        say: text.into(),
        within_ms: None,
        expect,
    }
}

async fn run(stage: &Stage, check: &ChatCheck) -> (CheckVerdict, String) {
    let outcome = stage
        .console
        .run_chat_check(BOT, check, |_| {})
        .await
        .unwrap();
    (outcome.verdict, format!("{outcome:#?}"))
}

#[tokio::test]
async fn a_conversation_is_recorded_saved_and_holds_when_it_is_run_again() {
    let stage = locked().await;
    let mut chat = Attention::connected(&stage.console, ChatAuth::Key, None).await;
    let reply = chat.ask("hello").await;
    let id = chat.id.clone();
    chat.close().await;
    let recorded = stage.console.chat_check_from(BOT, &id).unwrap();
    assert_eq!(
        recorded.steps,
        [say("hello", vec![Expectation::Exact(reply.clone())])],
        "what was said, and what came of it"
    );
    assert_eq!(
        (recorded.auth, recorded.user.as_deref()),
        (Some(ChatAuth::Key), None),
        "with the same credential, as somebody new"
    );
    let saved = stage
        .console
        .save_chat_check(BOT, None, recorded.clone())
        .unwrap();
    let again = stage
        .console
        .save_chat_check(BOT, None, recorded.clone())
        .unwrap();
    assert_ne!(saved.id, again.id, "a new one never replaces another");
    let mut looser = recorded;
    looser.steps[0].expect = vec![
        Expectation::Contains(reply[..4].to_owned()),
        Expectation::Regex("^.+$".into()),
    ];
    stage
        .console
        .save_chat_check(BOT, Some(&saved.id), looser.clone())
        .unwrap();
    stage.console.delete_chat_check(BOT, &again.id).unwrap();
    let listed = stage.console.chat_checks(BOT).unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0].check.as_ref(), Some(&looser), "as it was edited");

    let told = Mutex::new(Vec::new());
    let loose = [Expectation::Contains(String::new())].to_vec();
    let steps = vec![say("hello", loose.clone()), say("again", loose)];
    let check = check(ChatAuth::Key, false, steps);
    let outcome = stage
        .console
        .run_chat_check(BOT, &check, |event| told.lock().unwrap().push(event))
        .await
        .unwrap();
    assert_eq!(outcome.verdict, CheckVerdict::Passed, "{outcome:#?}");
    assert!(outcome.steps[0].ms.is_some(), "with its time: {outcome:#?}");
    let told = told.into_inner().unwrap();
    assert!(
        matches!(
            told[..],
            [
                CheckEvent::Step { index: 0, .. },
                CheckEvent::Step { index: 1, .. },
                CheckEvent::Finished { .. }
            ]
        ),
        "each step as it is taken: {told:?}"
    );
}

#[tokio::test]
async fn refusing_without_a_token_is_a_check_and_a_bot_that_lets_in_fails_it() {
    let stage = locked().await;
    let refuses = check(ChatAuth::None, true, Vec::new());
    let (verdict, story) = run(&stage, &refuses).await;
    assert_eq!(verdict, CheckVerdict::Passed, "the lock holds: {story}");
    let let_in = check(ChatAuth::Key, true, Vec::new());
    let (verdict, story) = run(&stage, &let_in).await;
    assert!(
        verdict == CheckVerdict::Failed && story.contains("let us in"),
        "with the key it opens, so it is not refused: {story}"
    );
    let outside = check(ChatAuth::None, false, vec![say("hello", Vec::new())]);
    let (verdict, story) = run(&stage, &outside).await;
    assert!(
        verdict == CheckVerdict::Failed && story.contains("Refused"),
        "a conversation that was refused is a failed check, with the cause: {story}"
    );
}

#[tokio::test]
async fn what_does_not_come_true_is_told_and_what_cannot_be_run_is_told_apart() {
    let mut stage = locked().await;
    let wrong = vec![Expectation::Exact("Something else entirely".into())];
    let fails = check(ChatAuth::Key, false, vec![say("hello", wrong)]);
    let outcome = stage
        .console
        .run_chat_check(BOT, &fails, |_| {})
        .await
        .unwrap();
    assert!(
        outcome.verdict == CheckVerdict::Failed
            && outcome.steps[0].problems[0].contains("Something else"),
        "{outcome:#?}"
    );
    let xml = junit::report(BOT, std::slice::from_ref(&outcome));
    assert!(
        xml.contains("<failure") && xml.contains("failures=\"1\""),
        "{xml}"
    );
    let no_key = ChatCheck {
        transport: Some("carrier-pigeon".into()),
        ..fails.clone()
    };
    let (verdict, story) = run(&stage, &no_key).await;
    assert_eq!(verdict, CheckVerdict::NotRun, "no such way: {story}");
    stage.stop().await;
    let (verdict, story) = run(&stage, &fails).await;
    assert_eq!(
        verdict,
        CheckVerdict::NotRun,
        "a bot that is down has neither passed nor failed: {story}"
    );
}

#[tokio::test]
async fn a_refused_conversation_becomes_a_check_that_expects_it() {
    let stage = locked().await;
    let mut chat = Attention::open(&stage.console, ChatAuth::None, None)
        .await
        .unwrap();
    chat.until(|event| matches!(event, ChatEvent::Refused { .. }))
        .await;
    let check = stage.console.chat_check_from(BOT, &chat.id).unwrap();
    assert!(check.refused && check.steps.is_empty(), "{check:?}");
    // The socket is gone by then, or the Cat would call it stolen.
    tokio::time::sleep(Duration::from_millis(20)).await;
    let (verdict, story) = run(&stage, &check).await;
    assert_eq!(verdict, CheckVerdict::Passed, "{story}");
}

#[tokio::test]
async fn a_damaged_file_is_listed_with_its_problem_and_names_are_no_paths() {
    let stage = locked().await;
    let kept = check(ChatAuth::Key, true, Vec::new());
    let saved = stage
        .console
        .save_chat_check(BOT, None, kept.clone())
        .unwrap();
    let folder = stage.console.home().root().join("checks").join(BOT);
    std::fs::write(folder.join(format!("{}.json", saved.id)), "{").unwrap();
    let listed = stage.console.chat_checks(BOT).unwrap();
    assert!(
        listed[0].check.is_none() && listed[0].problem.is_some(),
        "{listed:?}"
    );
    for id in ["../../bots", "", "a/b"] {
        let error = stage.console.delete_chat_check(BOT, id).unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound, "{id}: {error:?}");
        let error = stage
            .console
            .save_chat_check(BOT, Some(id), kept.clone())
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound, "{id}: {error:?}");
    }
}
