//! `chatelaine chat`.

use serde_json::Value;

use crate::desk::{CANARY, Desk, Run};

fn events(run: &Run) -> Vec<Value> {
    run.out
        .lines()
        .map(|line| {
            serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("not one event a line ({error}): {line}"))
        })
        .collect()
}

fn kinds(run: &Run) -> Vec<String> {
    events(run)
        .iter()
        .map(|event| event["event"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn an_open_bot_is_talked_to_without_being_registered() {
    let mut desk = Desk::new();
    let url = desk.start_cat();
    let folder = desk.folder();
    let run = desk.run_with(&["chat", &folder, "--url", &url], "hello\n\nwho are you\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        run.out.lines().count(),
        2,
        "one reply for each line that says something: {run:?}"
    );
    assert!(run.err.contains("no credential"), "how it got in: {run:?}");
}

#[test]
fn events_come_one_a_line_and_frames_only_when_asked_for() {
    let mut desk = Desk::new();
    desk.write_env(&format!("CCAT_API_KEY=Http-{CANARY}\nCCAT_API_KEY_WS=Socket-{CANARY}\nCCAT_JWT_SECRET=Sign-{CANARY}\n"));
    let url = desk.start_cat();
    let folder = desk.folder();
    let arguments = [
        "chat",
        &folder,
        "--url",
        &url,
        "--as",
        "bob",
        "--message",
        "hello",
        "--message",
        "bye",
        "--json",
    ];
    let run = desk.run(&arguments);
    assert_eq!(run.code, 0, "{run:?}");
    let kinds = kinds(&run);
    assert_eq!(
        (
            kinds.first().map(String::as_str),
            kinds.get(1).map(String::as_str),
            kinds.last().map(String::as_str)
        ),
        (Some("connecting"), Some("connected"), Some("closed"))
    );
    assert_eq!(
        kinds.iter().filter(|kind| *kind == "message").count(),
        2,
        "{kinds:?}"
    );
    assert!(
        kinds.iter().any(|kind| kind == "token") && !kinds.iter().any(|kind| kind == "frame"),
        "{kinds:?}"
    );
    assert_eq!(events(&run)[1]["user_id"], "bob", "{run:?}");
    // As somebody else: a Cat that has not yet noticed that bob is gone would send the replies to where he was.
    let arguments = arguments.map(|word| if word == "bob" { "carol" } else { word });
    let framed = desk.run(&[&arguments[..], &["--frames"]].concat());
    let frames = events(&framed)
        .into_iter()
        .filter(|event| event["event"] == "frame")
        .count();
    assert!(frames >= 4, "what was sent and what came: {framed:?}");
    for run in [run, framed] {
        assert!(
            !run.out.contains(CANARY) && !run.err.contains(CANARY),
            "the key is masked: {run:?}"
        );
    }
}

#[test]
fn a_refusal_is_1_with_its_cause() {
    let mut desk = Desk::new();
    desk.write_env(&format!(
        "CCAT_API_KEY=Http-{CANARY}\nCCAT_API_KEY_WS=Socket-{CANARY}\n"
    ));
    let url = desk.start_cat();
    let folder = desk.folder();
    let run = desk.run(&[
        "chat",
        &folder,
        "--url",
        &url,
        "--auth",
        "none",
        "--message",
        "hello",
        "--json",
    ]);
    assert_eq!(run.code, 1, "{run:?}");
    let refused = events(&run).pop().unwrap();
    assert_eq!(
        (refused["event"].as_str(), refused["status"].as_u64()),
        (Some("refused"), Some(403)),
        "{refused}"
    );
    assert!(
        refused["cause"]
            .as_str()
            .is_some_and(|cause| cause.contains("locked"))
            && refused["advice"].is_string(),
        "{refused}"
    );
    let people = desk.run(&[
        "chat",
        &folder,
        "--url",
        &url,
        "--auth",
        "none",
        "--message",
        "hello",
    ]);
    assert!(
        people.code == 1 && people.out.is_empty() && people.err.contains("locked"),
        "for people on standard error: {people:?}"
    );
}

#[test]
fn what_cannot_begin_is_3() {
    let mut desk = Desk::new();
    let url = desk.start_cat();
    let folder = desk.folder();
    for (auth, code) in [("jwt", "refused"), ("key", "invalid")] {
        let run = desk.run(&[
            "chat",
            &folder,
            "--url",
            &url,
            "--auth",
            auth,
            "--message",
            "hello",
            "--json",
        ]);
        assert_eq!(
            (run.code, run.error_code().as_str()),
            (3, code),
            "{auth}: {run:?}"
        );
        assert_eq!(
            run.out.lines().count(),
            1,
            "on one line, as every event: {run:?}"
        );
    }
    desk.stop_cat();
    let gone = desk.run(&[
        "chat",
        &folder,
        "--url",
        &url,
        "--auth",
        "none",
        "--message",
        "hello",
        "--json",
    ]);
    assert_eq!(gone.code, 3, "nothing listens: {gone:?}");
    assert_eq!(
        kinds(&gone).last().map(String::as_str),
        Some("closed"),
        "{gone:?}"
    );
    assert_eq!(
        desk.run(&["chat", &folder, "--auth", "carrier-pigeon"])
            .code,
        2,
        "no such credential"
    );
}
