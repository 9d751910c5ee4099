//! The keychain as it should be: a real gnome-keyring on a bus of its own.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]

mod common;

use common::{CANARY, Probe, Session, digest};
use serde_json::json;

#[test]
fn a_secret_is_kept_found_by_others_replaced_and_deleted() {
    let session = Session::unlocked();
    let mut probe = Probe::patient(&session);
    let (state, status) = probe.status();
    assert_eq!(state, "available", "{status}");
    assert_eq!(
        (&status["store"], &status["lasting"]),
        (&json!("Secret Service"), &json!(true)),
        "{status}"
    );

    assert_eq!(
        probe.get("cat/CCAT_API_KEY"),
        json!({ "digest": null }),
        "nothing there is no error"
    );
    assert_eq!(
        probe.set("cat/CCAT_API_KEY", "first"),
        json!({ "set": true })
    );
    assert_eq!(
        probe.set("cat/CCAT_API_KEY", CANARY),
        json!({ "set": true }),
        "a second value replaces the first"
    );
    assert_eq!(probe.get("cat/CCAT_API_KEY"), digest(CANARY));

    let lookup = session.secret_tool(
        &[
            "lookup",
            "service",
            "chatelaine",
            "username",
            "cat/CCAT_API_KEY",
        ],
        "",
    );
    assert_eq!(
        String::from_utf8_lossy(&lookup.stdout),
        CANARY,
        "secret-tool finds the very value"
    );
    let search = session.secret_tool(&["search", "--all", "service", "chatelaine"], "");
    let shown = String::from_utf8_lossy(&search.stdout);
    assert_eq!(
        shown.matches("label = ").count(),
        1,
        "replacing must not leave a second entry: {shown}"
    );
    assert!(
        shown.contains("label = Chatelaine: CCAT_API_KEY of cat"),
        "a person can read what it is: {shown}"
    );

    let mut later = Probe::patient(&session);
    assert_eq!(
        later.get("cat/CCAT_API_KEY"),
        digest(CANARY),
        "it outlives the process that stored it"
    );
    assert_eq!(
        later.ask(&json!({ "do": "delete", "handle": "cat/CCAT_API_KEY" })),
        json!({ "deleted": true })
    );
    assert_eq!(
        later.ask(&json!({ "do": "delete", "handle": "cat/CCAT_API_KEY" })),
        json!({ "deleted": false })
    );
    assert_eq!(
        probe.get("cat/CCAT_API_KEY"),
        json!({ "digest": null }),
        "gone for everybody"
    );
}

#[test]
fn any_text_up_to_64_kib_comes_back_unchanged() {
    let session = Session::unlocked();
    let mut probe = Probe::patient(&session);
    let long = "\u{1f511}".repeat(16 * 1024);
    for (name, value) in [
        ("unicode", "p\u{e4}ss \u{1f511} \u{202e}x"),
        ("lines", "-----BEGIN\r\nline\n\ttab\n"),
        ("nul", "a\0b"),
        ("empty", ""),
        ("blank", "  "),
        ("long", &long),
    ] {
        let handle = format!("cat/{name}");
        assert_eq!(
            probe.set(&handle, value),
            json!({ "set": true }),
            "{name} is taken"
        );
        assert_eq!(
            probe.get(&handle),
            digest(value),
            "{name} comes back byte for byte"
        );
    }
    let refused = probe.set("cat/long", &"x".repeat(64 * 1024 + 1));
    assert!(
        refused["error"]["what"].as_str().unwrap().contains("65536"),
        "one byte more is refused: {refused}"
    );
    assert_eq!(
        probe.get("cat/long"),
        digest(&long),
        "and the old value stays"
    );
}

#[test]
fn the_list_holds_our_handles_and_nobody_elses() {
    let session = Session::unlocked();
    let mut probe = Probe::patient(&session);
    assert_eq!(
        probe.ask(&json!({ "do": "list", "prefix": "" })),
        json!({ "handles": [] }),
        "empty at first"
    );
    for handle in ["dog/key", "cat/b", "cat/a/previous", "catalog/key"] {
        probe.set(handle, CANARY);
    }
    session.secret_tool(
        &[
            "store",
            "--label=x",
            "service",
            "other",
            "username",
            "cat/foreign",
        ],
        "v",
    );
    session.secret_tool(
        &[
            "store",
            "--label=x",
            "service",
            "chatelaine",
            "username",
            "not a handle",
        ],
        "v",
    );
    let list = probe.ask(&json!({ "do": "list", "prefix": "cat/" }));
    assert_eq!(
        list,
        json!({ "handles": ["cat/a/previous", "cat/b"] }),
        "sorted, of this bot only"
    );
    let all = probe.ask(&json!({ "do": "list", "prefix": "" }));
    assert_eq!(
        all["handles"].as_array().map(Vec::len),
        Some(4),
        "only what we could have stored: {all}"
    );
}

#[test]
fn it_works_on_the_thread_of_an_asynchronous_runtime() {
    let session = Session::unlocked();
    let mut probe = Probe::inside_tokio(&session);
    assert_eq!(probe.set("cat/key", CANARY), json!({ "set": true }));
    assert_eq!(probe.get("cat/key"), digest(CANARY));
    assert!(
        probe.ends_by_itself(),
        "closing the connection inside the runtime must not panic"
    );
}

#[test]
fn two_entries_of_one_name_are_not_guessed_between() {
    let session = Session::unlocked();
    let mut probe = Probe::patient(&session);
    probe.set("cat/key", CANARY);
    let twin = [
        "store",
        "--collection=session",
        "--label=twin",
        "service",
        "chatelaine",
        "username",
        "cat/key",
    ];
    assert!(
        session.secret_tool(&twin, "another value").status.success(),
        "another program stores a twin"
    );
    let answer = probe.get("cat/key");
    assert!(
        answer["error"]["what"]
            .as_str()
            .is_some_and(|what| what.contains("several")),
        "{answer}"
    );
    assert_eq!(
        probe.status().0,
        "available",
        "one ambiguous entry does not make the vault unusable"
    );
}
