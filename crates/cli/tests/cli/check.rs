//! `chatelaine check`, and what `chatelaine chat` writes for other programs.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::desk::{CANARY, Desk};

fn locked() -> (Desk, String) {
    let mut desk = Desk::new();
    desk.write_env(&format!(
        "CCAT_API_KEY=Http-{CANARY}\nCCAT_API_KEY_WS=Socket-{CANARY}\n"
    ));
    let url = desk.start_cat();
    desk.register(Some(&url));
    (desk, url)
}

fn write(desk: &Desk, name: &str, check: &Value) -> String {
    let mut whole = json!({ "format": "chatelaine-check", "version": 1, "name": name });
    for (field, value) in check.as_object().unwrap() {
        whole[field] = value.clone();
    }
    let path = desk.path(&format!("{name}.json"));
    std::fs::write(&path, whole.to_string()).unwrap();
    path.display().to_string()
}

#[test]
fn checks_pass_or_fail_and_ci_gets_a_report() {
    let (desk, _url) = locked();
    let greets =
        json!({ "auth": "key", "steps": [{ "say": "hello", "expect": [{ "regex": "\\w" }] }] });
    let greets = write(&desk, "greets", &greets);
    let refuses = write(
        &desk,
        "refuses",
        &json!({ "auth": "none", "refused": true }),
    );
    let junit = desk.path("report.xml").display().to_string();
    let run = desk.run(&[
        "check", "alice", &greets, &refuses, "--junit", &junit, "--json",
    ]);
    assert_eq!(run.code, 0, "both come true: {run:?}");
    let verdicts: Vec<Value> = run.json()["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["verdict"].clone())
        .collect();
    assert_eq!(verdicts, ["passed", "passed"], "{run:?}");
    let report = std::fs::read_to_string(&junit).unwrap();
    assert!(
        report.starts_with("<?xml") && report.contains("tests=\"2\" failures=\"0\" errors=\"0\""),
        "{report}"
    );

    let wrong =
        json!({ "auth": "key", "steps": [{ "say": "hello", "expect": [{ "exact": "No" }] }] });
    let wrong = write(&desk, "wrong", &wrong);
    let run = desk.run(&["check", "alice", &greets, &wrong]);
    assert!(
        run.code == 1 && run.out.contains("failed") && run.out.contains("passed"),
        "one of them failed: {run:?}"
    );
}

#[test]
fn what_is_no_check_is_told_before_anything_is_said() {
    let (mut desk, _url) = locked();
    let slip = write(&desk, "slip", &json!({ "step": [] }));
    let run = desk.run(&["check", "alice", &slip, "--json"]);
    assert_eq!(
        (run.code, run.error_code().as_str()),
        (3, "invalid"),
        "a slip must not pass for a check without expectations: {run:?}"
    );
    let none = desk.run(&["check", "alice", "--json"]);
    assert_eq!(
        (none.code, none.error_code().as_str()),
        (3, "not_found"),
        "nothing checked is not everything passed: {none:?}"
    );
    let refuses = write(
        &desk,
        "refuses",
        &json!({ "auth": "none", "refused": true }),
    );
    desk.stop_cat();
    let gone = desk.run(&["check", "alice", &refuses]);
    assert_eq!(
        gone.code, 3,
        "a bot that is down refuses nobody, and is no proof of a lock: {gone:?}"
    );
}

#[test]
fn frames_are_exported_by_the_name_of_the_file() {
    let (desk, _url) = locked();
    for name in ["chat.har", "chat.jsonl"] {
        let path: PathBuf = desk.path(name);
        let file = path.display().to_string();
        let run = desk.run(&["chat", "alice", "--message", "hello", "--export", &file]);
        assert_eq!(run.code, 0, "{run:?}");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains(CANARY), "redacted: {text}");
        if name.ends_with("har") {
            let har: Value = serde_json::from_str(&text).unwrap();
            assert!(
                har["log"]["entries"][0]["_webSocketMessages"].is_array(),
                "{har:#}"
            );
        } else {
            let lines = text.lines().map(serde_json::from_str::<Value>);
            assert!(lines.count() > 2, "{text}");
        }
    }
    let odd = desk.run(&[
        "chat",
        "alice",
        "--message",
        "hello",
        "--export",
        "chat.txt",
    ]);
    assert_eq!(odd.code, 2, "no such form: {odd:?}");
}

#[test]
fn a_secret_comes_in_through_standard_input_and_only_where_one_is_needed() {
    let (desk, _url) = locked();
    let run = desk.run_with(
        &["chat", "alice", "--auth", "key", "--secret-stdin", "--json"],
        "hunter2\nhello\n",
    );
    assert_eq!(
        (run.code, run.error_code().as_str()),
        (3, "invalid"),
        "a key stands in the bot's files: {run:?}"
    );
    let half = desk.run(&["chat", "alice", "--token-url", "http://127.0.0.1:1/token"]);
    assert_eq!(half.code, 2, "the client's id is missing: {half:?}");
}
