//! `chatelaine status`: every bot in one line.

use crate::desk::{CANARY, Desk, keys};

const LOCKS: &str = "\nCCAT_API_KEY=Canary-93f0-of-the-command-line-and-of-nobody-else-a\nCCAT_API_KEY_WS=Canary-93f0-of-the-command-line-and-of-nobody-else-b\nCCAT_JWT_SECRET=Canary-93f0-of-the-command-line-and-of-nobody-else-c\n";

#[test]
fn without_bots_it_says_how_to_get_one() {
    let desk = Desk::new();
    let run = desk.run(&["status"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, ""),
        "nothing is wrong: {run:?}"
    );
    assert!(run.err.contains("chatelaine bots add"), "{run:?}");
    assert_eq!(
        desk.run(&["status", "--forge"]).code,
        2,
        "forging is for --live"
    );
}

#[test]
fn the_files_alone_prove_nothing_and_an_open_bot_is_found() {
    let desk = Desk::new();
    desk.register(None);
    let run = desk.run(&["status", "--json"]);
    assert_eq!(run.code, 1, "it stands open: {run:?}");
    let line = &run.json()["bots"][0];
    assert_eq!(
        keys(line),
        [
            "alarm",
            "bot",
            "checked_at",
            "connection",
            "findings",
            "fine",
            "problem",
            "proven",
            "restart_needed",
            "running",
            "total",
            "worst",
            "worst_state"
        ]
    );
    assert_eq!(
        (line["proven"].as_u64(), line["total"].as_u64()),
        (Some(0), Some(5)),
        "{line}"
    );
    assert_eq!(line["worst_state"], "open", "{line}");
    assert!(line["checked_at"].is_null(), "nobody asked it: {line}");
    let live = desk.run(&["status", "--live"]);
    assert_eq!(
        live.code, 1,
        "who asks for all asks those with an address: {live:?}"
    );
    let named = desk.run(&["status", "alice", "--live"]);
    assert_eq!(named.code, 3, "who names one wants it asked: {named:?}");
}

#[test]
fn what_is_proven_is_remembered_and_a_lock_that_opens_is_told() {
    let mut desk = Desk::with_file_vault();
    let open = desk.env();
    desk.write_env(&format!("{open}{LOCKS}"));
    let url = desk.start_cat();
    desk.register(Some(&url));
    let live = desk.run(&["status", "--live", "--json"]);
    let line = &live.json()["bots"][0];
    assert_eq!(line["proven"], 3, "the three keys hold: {line}");
    assert_eq!(line["worst_state"], "default_password", "{line}");
    let later = desk.run(&["status", "--json"]).json();
    assert_eq!(
        later["bots"][0]["proven"], 3,
        "another process remembers: {later}"
    );
    assert_eq!(
        later["bots"][0]["checked_at"], line["checked_at"],
        "and since when"
    );

    desk.write_env(&open);
    desk.start_cat();
    let alarm = desk.run(&["status", "--live"]);
    assert_eq!(alarm.code, 1, "{alarm:?}");
    assert!(
        alarm
            .out
            .contains("PROVEN LOCKS STAND OPEN: HTTP API, WebSocket, JSON Web Tokens"),
        "{alarm:?}"
    );
    let history = desk.run(&["history", "alice", "--json"]);
    assert_eq!(
        history.json()["entries"][0]["action"],
        "alarm",
        "{history:?}"
    );
    for run in [&live, &alarm, &history] {
        assert!(
            !format!("{run:?}").contains(CANARY),
            "no key is shown: {run:?}"
        );
    }
}

#[test]
fn a_bot_that_does_not_answer_makes_it_3_and_the_others_are_still_told() {
    let mut desk = Desk::new();
    let url = desk.start_cat();
    desk.register(Some(&url));
    desk.run(&[
        "bots",
        "add",
        "gone",
        "--platform",
        "rasa",
        "--url",
        "http://127.0.0.1:1",
    ]);
    let run = desk.run(&["status", "--live"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.out.contains("alice") && run.out.contains("gone"),
        "{run:?}"
    );
}
