//! `chatelaine bots`.

use crate::desk::Desk;

#[test]
fn bots_are_added_listed_and_removed() {
    let desk = Desk::new();
    let folder = desk.folder();
    let added = desk.run(&[
        "bots",
        "add",
        "alice",
        "--dir",
        &folder,
        "--url",
        "http://127.0.0.1:1865/",
        "--json",
    ]);
    assert_eq!(
        (added.code, added.json()["bot"]["platform"].as_str()),
        (0, Some("cheshire-cat")),
        "recognised from the folder: {added:?}"
    );
    let list = desk.run(&["bots", "list", "--json"]).json();
    assert_eq!(
        (
            list["bots"][0]["name"].as_str(),
            list["bots"][0]["url"].as_str()
        ),
        (Some("alice"), Some("http://127.0.0.1:1865")),
        "{list}"
    );
    let taken = desk.run(&["bots", "add", "Alice", "--dir", &folder, "--json"]);
    assert_eq!(
        (taken.code, taken.error_code().as_str()),
        (3, "conflict"),
        "{taken:?}"
    );
    assert_eq!(desk.run(&["bots", "remove", "alice"]).code, 0);
    let empty = desk.run(&["bots", "list"]);
    assert!(
        empty.out.is_empty() && empty.err.contains("No bots yet"),
        "data and message apart: {empty:?}"
    );
    let gone = desk.run(&["bots", "remove", "alice", "--json"]);
    assert_eq!(
        (gone.code, gone.error_code().as_str()),
        (3, "not_found"),
        "{gone:?}"
    );
}

#[test]
fn what_cannot_be_a_bot_is_refused() {
    let desk = Desk::new();
    for (arguments, code) in [
        (
            [
                "bots",
                "add",
                "a/b",
                "--url",
                "http://localhost",
                "--platform",
                "cheshire-cat",
            ],
            "invalid",
        ),
        (
            [
                "bots",
                "add",
                "bob",
                "--url",
                "nonsense",
                "--platform",
                "cheshire-cat",
            ],
            "invalid",
        ),
        (
            [
                "bots",
                "add",
                "bob",
                "--url",
                "http://localhost",
                "--platform",
                "toaster",
            ],
            "invalid",
        ),
        (
            [
                "bots",
                "add",
                "bob",
                "--dir",
                "/nonexistent",
                "--platform",
                "cheshire-cat",
            ],
            "unreadable",
        ),
    ] {
        let run = desk.run(&[&arguments[..], &["--json"]].concat());
        assert_eq!(
            (run.code, run.error_code().as_str()),
            (3, code),
            "{arguments:?}: {run:?}"
        );
    }
    let nowhere = desk.run(&["bots", "add", "bob", "--platform", "cheshire-cat", "--json"]);
    assert_eq!(
        (nowhere.code, nowhere.error_code().as_str()),
        (3, "invalid"),
        "neither folder nor address: {nowhere:?}"
    );
}

#[test]
fn a_folder_is_recognised_or_not() {
    let desk = Desk::new();
    let found = desk.run(&["bots", "detect", &desk.folder(), "--json"]);
    let detection = found.json();
    assert_eq!(
        (found.code, detection["version_hint"].as_str()),
        (0, Some("1.9.2")),
        "{found:?}"
    );
    assert_eq!(
        detection["files"],
        serde_json::json!([".env", "compose.yml"])
    );
    std::fs::create_dir(desk.path("empty")).unwrap();
    let nothing = desk.run(&[
        "bots",
        "detect",
        &desk.path("empty").display().to_string(),
        "--json",
    ]);
    assert!(
        nothing.code == 1 && nothing.json()["platform"].is_null(),
        "{nothing:?}"
    );
}

#[test]
fn a_damaged_list_is_reported_and_left_alone() {
    let desk = Desk::new();
    desk.register(None);
    let path = desk.path("home").join("bots.json");
    std::fs::write(&path, "[").unwrap();
    let run = desk.run(&["bots", "list", "--json"]);
    assert_eq!(
        (run.code, run.error_code().as_str()),
        (3, "unreadable"),
        "{run:?}"
    );
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        "[",
        "so that it can be repaired"
    );
}
