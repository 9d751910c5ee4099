//! The keychain as it is on a bad day. Each fault is a real one; nothing here measures time, a hang is what fails.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]

mod common;

use std::os::unix::net::UnixListener;

use common::probe::state;
use common::{Bus, CANARY, Probe, Session, digest};
use rustix::process::Signal;
use serde_json::json;
use tempfile::TempDir;

#[test]
fn absent_when_there_is_no_bus() {
    let home = TempDir::new().unwrap();
    for address in [
        None,
        Some("unix:path=/nonexistent/bus"),
        Some("not an address"),
    ] {
        let mut probe = Probe::at_address(address, home.path());
        assert_eq!(probe.state_of_all_calls(), "absent", "{address:?}");
        let (state, status) = probe.status();
        assert_eq!(state, "absent", "{address:?}");
        assert!(
            status["advice"]
                .as_str()
                .unwrap()
                .contains("Secret Service"),
            "says what to start: {status}"
        );
        assert!(probe.ends_by_itself(), "{address:?}");
    }
}

#[test]
fn absent_when_no_service_keeps_secrets_and_available_once_one_does() {
    let mut session = Session::new(Bus::Bare);
    let mut probe = Probe::patient(&session);
    assert_eq!(probe.state_of_all_calls(), "absent");
    assert_eq!(probe.status().0, "absent");
    session.start_keyring(true);
    assert_eq!(
        probe.status().0,
        "available",
        "a failed start must not be for ever"
    );
    assert_eq!(probe.set("cat/key", CANARY), json!({ "set": true }));
}

#[test]
fn absent_when_the_service_has_no_place_to_keep_anything() {
    let mut session = Session::new(Bus::Bare);
    session.start_keyring(false);
    let mut probe = Probe::patient(&session);
    let (state_now, status) = probe.status();
    assert_eq!(state_now, "absent", "{status}");
    assert!(
        status["what"].as_str().unwrap().contains("collection"),
        "told apart from a missing service: {status}"
    );
    assert_eq!(
        state(&probe.set("cat/key", CANARY)),
        "absent",
        "nothing can be stored"
    );
    assert_eq!(
        probe.get("cat/key"),
        json!({ "digest": null }),
        "and nothing is there"
    );
}

#[test]
fn locked_until_it_is_unlocked() {
    let mut session = Session::new(Bus::Ordinary);
    session.start_keyring(true);
    Probe::patient(&session).set("cat/key", CANARY);
    session.kill_keyring();
    session.start_keyring(false);

    let mut probe = Probe::patient(&session);
    let (state_now, status) = probe.status();
    assert_eq!(state_now, "locked", "{status}");
    assert_eq!(
        probe.state_of_all_calls(),
        "locked",
        "nobody can answer the dialog"
    );
    assert_eq!(
        state(&probe.get("cat/other")),
        "locked",
        "a locked vault cannot say that something is not there"
    );
    session.unlock_keyring();
    assert_eq!(probe.status().0, "available", "noticed without a restart");
    assert_eq!(probe.get("cat/key"), digest(CANARY), "and nothing was lost");
}

#[test]
fn locked_and_not_mute_while_a_dialog_waits_for_an_answer() {
    let mut session = Session::new(Bus::Bare);
    session.start_keyring(true);
    Probe::patient(&session).set("cat/key", CANARY);
    session.kill_keyring();
    session.start_keyring(false);
    session.silence("org.gnome.keyring.SystemPrompter");

    let mut probe = Probe::with_product_limit(&session);
    let answer = probe.get("cat/key");
    assert_eq!(state(&answer), "locked", "{answer}");
    assert!(
        answer["error"]["what"].as_str().unwrap().contains("dialog"),
        "says where to look: {answer}"
    );
    assert_eq!(probe.status().0, "locked", "the status needs no dialog");
    assert_eq!(
        state(&probe.get("cat/key")),
        "locked",
        "no second dialog is raised on top of the first"
    );
    session.unlock_keyring();
    assert_eq!(
        probe.get("cat/key"),
        digest(CANARY),
        "unlocked by other means, it works at once"
    );
    assert!(
        probe.ends_by_itself(),
        "the forgotten dialog does not keep the program alive"
    );
}

#[test]
fn mute_when_the_service_never_answers() {
    let mut session = Session::new(Bus::Bare);
    session.silence("org.freedesktop.secrets");
    let mut probe = Probe::with_product_limit(&session);
    assert_eq!(probe.state_of_all_calls(), "mute");
    let (state, status) = probe.status();
    assert_eq!(state, "mute", "{status}");
    assert!(
        probe.ends_by_itself(),
        "stuck calls must not keep the program alive"
    );
}

#[test]
fn mute_when_the_bus_itself_never_answers() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("bus");
    let _listener = UnixListener::bind(&path).unwrap();
    let mut probe = Probe::at_address(Some(&format!("unix:path={}", path.display())), home.path());
    assert_eq!(probe.state_of_all_calls(), "mute");
    assert!(
        probe.ends_by_itself(),
        "stuck calls must not keep the program alive"
    );
}

#[test]
fn mute_while_the_service_is_stopped_and_well_when_it_goes_on() {
    let session = Session::unlocked();
    let mut probe = Probe::with_product_limit(&session);
    assert_eq!(probe.set("cat/key", CANARY), json!({ "set": true }));
    session.signal_keyring(Signal::STOP);
    assert_eq!(
        state(&probe.get("cat/key")),
        "mute",
        "stopped in the middle of its life"
    );
    assert_eq!(probe.status().0, "mute");
    session.signal_keyring(Signal::CONT);
    assert_eq!(
        probe.status().0,
        "available",
        "asking for the status tries anew"
    );
    assert_eq!(
        probe.get("cat/key"),
        digest(CANARY),
        "and the quiet time is over"
    );
}

#[test]
fn denied_when_a_policy_forbids_it() {
    let mut session = Session::new(Bus::Forbidding);
    session.silence("org.freedesktop.secrets");
    let mut probe = Probe::patient(&session);
    assert_eq!(probe.state_of_all_calls(), "denied");
    let (state, status) = probe.status();
    assert_eq!(state, "denied", "{status}");
}

#[test]
fn a_service_that_is_restarted_is_found_again() {
    let mut session = Session::unlocked();
    let mut probe = Probe::patient(&session);
    probe.set("cat/key", CANARY);
    session.kill_keyring();
    assert_eq!(
        state(&probe.get("cat/key")),
        "absent",
        "gone while it is gone"
    );
    session.start_keyring(true);
    assert_eq!(
        probe.get("cat/key"),
        digest(CANARY),
        "the old connection is replaced without being asked"
    );
    session.kill_keyring();
    session.start_keyring(true);
    assert_eq!(
        probe.set("cat/key", "new"),
        json!({ "set": true }),
        "also when it came back unnoticed"
    );
}

#[test]
fn a_service_that_dies_during_a_call_is_an_error_and_not_a_hang() {
    let mut session = Session::unlocked();
    let mut probe = Probe::patient(&session);
    probe.set("cat/key", "old");
    session.signal_keyring(Signal::STOP);
    probe.send(&json!({ "do": "set", "handle": "cat/key", "value": CANARY }));
    session.kill_keyring();
    let answer = probe.receive();
    assert!(
        ["absent", "mute"].contains(&state(&answer).as_str()),
        "{answer}"
    );
    session.start_keyring(true);
    assert_eq!(
        probe.get("cat/key"),
        digest("old"),
        "what was stored before is still there"
    );
}
