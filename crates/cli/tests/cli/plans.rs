//! `chatelaine fix`, `undo` and `history`.

use crate::desk::{Desk, contents};

#[test]
fn lock_prove_undo_in_six_processes() {
    let mut desk = Desk::with_file_vault();
    let url = desk.start_cat();
    desk.register(Some(&url));
    let original = desk.env();
    assert_eq!(desk.run(&["audit", "alice", "--live"]).code, 1, "open");
    let fixed = desk.run(&["fix", "alice", "--json"]);
    assert_eq!(fixed.code, 0, "{fixed:?}");
    assert_eq!(
        fixed.json()["applied"]["warnings"],
        serde_json::json!([]),
        "{fixed:?}"
    );
    let key = desk.value("CCAT_API_KEY").unwrap();
    assert!(
        !fixed.out.contains(&key) && !fixed.err.contains(&key),
        "masked"
    );
    desk.start_cat();
    let audit = desk.run(&["audit", "alice", "--live"]);
    assert_eq!(audit.code, 0, "{audit:?}");
    assert_eq!(audit.out.matches("proven locked").count(), 4, "{audit:?}");

    let nothing = desk.run(&["fix", "alice", "--json"]);
    assert_eq!(nothing.code, 0, "nothing to fix is no failure: {nothing:?}");
    assert!(nothing.json()["plan"].is_null(), "{nothing:?}");

    let undone = desk.run(&["undo", "alice", "--json"]);
    assert_eq!(
        (
            undone.code,
            undone.json()["applied"]["entry"]["action"].as_str()
        ),
        (0, Some("undo")),
        "{undone:?}"
    );
    assert_eq!(desk.env(), original, "to the byte, from another process");
    let again = desk.run(&["undo", "alice", "--json"]);
    assert_eq!(
        (again.code, again.error_code().as_str()),
        (3, "not_found"),
        "{again:?}"
    );

    let history = desk.run(&["history", "alice", "--json"]).json();
    let actions: Vec<_> = history["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(
        (actions, history["chain_ok"].as_bool()),
        (vec!["undo", "change"], Some(true))
    );
    assert_eq!(desk.run(&["bots", "remove", "alice"]).code, 0);
    assert!(
        desk.run(&["history", "alice"]).out.contains("Took back"),
        "the history outlives the bot's place in the list"
    );
}

/// One line that cannot be mended here must not keep the operator from everything else.
#[test]
fn a_fix_that_is_refused_is_told_and_the_others_are_made() {
    let desk = Desk::new();
    let folder = desk.path("program-y");
    std::fs::create_dir_all(folder.join("licenses")).unwrap();
    let license = folder.join("licenses/license.keys");
    std::fs::write(&license, "BASIC_AUTH_TOKEN = guessed\n").unwrap();
    let config = folder.join("config.yaml");
    let text = "flask:\n  host: 127.0.0.1\n  email: {&key host: x, host: y}\n  other: *key\n  storage:\n    entities: {license_keys: file}\n    stores:\n      file:\n        type: file\n        config:\n          license_storage: {file: $BOT_ROOT/licenses/license.keys}\n";
    std::fs::write(&config, text).unwrap();
    let target = folder.to_string_lossy().into_owned();
    let run = desk.run(&["fix", &target, "--all"]);
    assert_eq!(run.code, 1, "something is left to be done: {run:?}");
    assert!(
        run.err.contains("Not mended: PY-030.") && run.err.contains("an alias on this line"),
        "which, and why: {run:?}"
    );
    let after = std::fs::read_to_string(&config).unwrap();
    assert!(
        after.contains("authorization: \"Basic\"") && after.contains("{&key host: x, host: y}"),
        "the bot is locked, and the line is as it was: {after}"
    );
    assert!(
        !std::fs::read_to_string(&license)
            .unwrap()
            .contains("guessed")
    );
    let alone = desk.run(&["fix", &target, "PY-030", "--json"]);
    assert_eq!(
        (alone.code, alone.error_code().as_str()),
        (3, "unreadable"),
        "with nothing else to do it is an error: {alone:?}"
    );
}

/// The lock may fit in two halves: a token that cannot be written and a door that asks for it would keep the bot shut.
#[test]
fn locks_are_made_together_or_not_at_all() {
    let desk = Desk::new();
    let folder = desk.path("program-y");
    std::fs::create_dir_all(folder.join("licenses")).unwrap();
    let license = folder.join("licenses/license.keys");
    std::fs::write(&license, "BASIC_AUTH_TOKEN = guessed\n").unwrap();
    let config = folder.join("config.yaml");
    let text = "flask: &all\n  host: 127.0.0.1\n  email: {host: x, host: y}\n  storage:\n    entities: {license_keys: file}\n    stores:\n      file:\n        type: file\n        config:\n          license_storage: {file: $BOT_ROOT/licenses/license.keys}\nother: *all\n";
    std::fs::write(&config, text).unwrap();
    let run = desk.run(&["fix", &folder.to_string_lossy(), "--all"]);
    let license = std::fs::read_to_string(&license).unwrap();
    let config = std::fs::read_to_string(&config).unwrap();
    assert_eq!(
        config.contains("authorization"),
        !license.contains("guessed"),
        "both or neither: {run:?} {config}"
    );
}

#[test]
fn only_the_wanted_rules_are_fixed() {
    let desk = Desk::new();
    let folder = desk.folder();
    let run = desk.run(&["fix", &folder, "CC-001"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        desk.value("CCAT_API_KEY").is_some() && desk.value("CCAT_API_KEY_WS").is_none(),
        "one rule, one key"
    );
    assert_eq!(
        desk.run(&["fix", &folder, "CC-001"]).code,
        0,
        "fixing it again finds nothing to do"
    );
    let unknown = desk.run(&["fix", &folder, "CC-999", "--json"]);
    assert_eq!(
        (unknown.code, unknown.error_code().as_str()),
        (3, "not_found"),
        "a slip of the pen is told: {unknown:?}"
    );
    assert_eq!(
        desk.run(&["fix", &folder, "CC-001", "--all"]).code,
        2,
        "either or"
    );
}

#[test]
fn a_bot_that_does_not_answer_is_fixed_from_its_files_and_that_is_said() {
    let mut desk = Desk::new();
    let url = desk.start_cat();
    desk.register(Some(&url));
    desk.stop_cat();
    let run = desk.run(&["fix", "alice"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.err.contains("was not checked"),
        "default passwords went unnoticed: {run:?}"
    );
    assert!(desk.value("CCAT_API_KEY").is_some(), "the keys are set");
}

#[test]
fn a_memory_vault_says_why_it_cannot_undo_across_processes() {
    let desk = Desk::new();
    let folder = desk.folder();
    assert_eq!(
        desk.run(&["set", &folder, "CCAT_API_KEY", "--generate"])
            .code,
        0
    );
    let before = contents(&desk.path("cat"));
    let run = desk.run(&["undo", &folder, "--json"]);
    assert_eq!(
        (run.code, run.error_code().as_str()),
        (3, "vault"),
        "{run:?}"
    );
    assert!(
        run.out.contains("memory") && run.out.contains("keychain or a file vault"),
        "the reason and the way out: {run:?}"
    );
    assert_eq!(contents(&desk.path("cat")), before, "nothing was touched");
}

#[test]
fn an_undo_after_a_later_edit_is_refused() {
    let desk = Desk::with_file_vault();
    let folder = desk.folder();
    assert_eq!(
        desk.run(&["set", &folder, "CCAT_API_KEY", "--generate"])
            .code,
        0
    );
    desk.write_env(&format!("{}LATER=1\n", desk.env()));
    let run = desk.run(&["undo", &folder, "--json"]);
    assert_eq!(
        (run.code, run.error_code().as_str()),
        (3, "changed_on_disk"),
        "{run:?}"
    );
    assert!(
        desk.env().ends_with("LATER=1\n"),
        "the later edit is still there"
    );
}

#[test]
fn a_history_that_somebody_rewrote_is_found() {
    let desk = Desk::new();
    let folder = desk.folder();
    for _ in 0..2 {
        assert_eq!(
            desk.run(&["set", &folder, "CCAT_API_KEY", "--generate"])
                .code,
            0
        );
    }
    let path = desk.path("home").join("history.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("Change settings", "Nothing to see", 1)).unwrap();
    let run = desk.run(&["history"]);
    assert_eq!(run.code, 1, "a broken chain is a finding: {run:?}");
    assert!(run.err.contains("broken at entry 1"), "{run:?}");
}
