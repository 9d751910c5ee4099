//! `chatelaine audit`: its JSON and its exit codes are a contract.

use crate::desk::{CANARY, Desk, keys};

#[test]
fn the_json_is_what_the_documentation_promises() {
    let mut desk = Desk::new();
    let url = desk.start_cat();
    let folder = desk.folder();
    let run = desk.run(&["audit", &folder, "--live", "--url", &url, "--json"]);
    assert_eq!(
        run.code, 1,
        "findings of medium severity and above: {run:?}"
    );
    let report = run.json();
    assert_eq!(keys(&report), ["bots"], "nothing beside the bots");
    let bot = &report["bots"][0];
    assert_eq!(
        keys(bot),
        [
            "access_points",
            "dir",
            "findings",
            "name",
            "platform",
            "url"
        ]
    );
    assert_eq!(
        (bot["platform"].as_str(), bot["url"].as_str()),
        (Some("cheshire-cat"), Some(url.as_str())),
        "of the folder and the address that were named"
    );
    let points = bot["access_points"].as_array().unwrap();
    for point in points {
        assert_eq!(
            keys(point),
            ["declared", "evidence", "guarded_by", "id", "observed"],
            "{point}"
        );
        assert!(
            point["guarded_by"].is_array() && point["evidence"].is_array(),
            "{point}"
        );
    }
    let seen: Vec<_> = points
        .iter()
        .map(|point| {
            [&point["id"], &point["declared"], &point["observed"]]
                .map(|text| text.as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        seen,
        [
            ["http-api", "open", "open"],
            ["websocket", "open", "open"],
            ["jwt", "open", "forgeable"],
            ["admin-login", "unknown", "open"],
            ["transport", "open", "open"],
        ],
        "declared by the files, observed on the wire"
    );
    for finding in bot["findings"].as_array().unwrap() {
        assert_eq!(
            keys(finding),
            [
                "advice", "column", "file", "fixable", "line", "message", "rule", "setting",
                "severity"
            ],
            "{finding}"
        );
    }
    assert!(
        run.err.is_empty(),
        "messages go to standard error, and there are none: {run:?}"
    );
}

#[test]
fn without_live_nothing_is_observed_and_the_threshold_decides() {
    let desk = Desk::new();
    let folder = desk.folder();
    let run = desk.run(&["audit", &folder, "--format", "json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.json()["bots"][0]["access_points"][0]["observed"].is_null(),
        "nobody was asked"
    );

    let keys = format!(
        "CCAT_API_KEY=Http-{CANARY}\nCCAT_API_KEY_WS=Socket-{CANARY}\nCCAT_JWT_SECRET=Sign-{CANARY}\nCCAT_DEBUG=true\n"
    );
    desk.write_env(&keys);
    let calm = desk.run(&["audit", &folder]);
    assert_eq!(calm.code, 0, "what is left is below medium: {calm:?}");
    assert!(calm.out.contains("CC-011"), "but it is shown: {calm:?}");
    assert_eq!(
        desk.run(&["audit", &folder, "--fail-on", "low"]).code,
        1,
        "a stricter threshold finds it"
    );
    assert!(!calm.out.contains(CANARY), "no key is printed: {calm:?}");
}

#[test]
fn a_bot_that_cannot_be_asked_is_reported_with_what_the_files_tell() {
    let mut desk = Desk::new();
    let url = desk.start_cat();
    desk.stop_cat();
    let folder = desk.folder();
    let run = desk.run(&["audit", &folder, "--live", "--url", &url, "--json"]);
    assert_eq!(run.code, 3, "the check could not be done: {run:?}");
    assert_eq!(run.error_code(), "unreachable");
    let report = run.json();
    assert_eq!(
        report["bots"][0]["access_points"][0]["observed"],
        "unreachable"
    );
    assert!(
        !report["bots"][0]["findings"].as_array().unwrap().is_empty(),
        "the files can still be read"
    );
    let told = desk.run(&["audit", &folder, "--live", "--url", &url]);
    assert!(
        told.err.contains("Start the bot") && told.out.contains("CC-001"),
        "data and message apart: {told:?}"
    );
}

#[test]
fn many_are_asked_in_one_go_and_told_in_the_order_in_which_they_were_named() {
    let mut desk = Desk::new();
    let url = desk.start_cat();
    let names = ["zoe", "alice", "mia", "bob"];
    for name in names {
        desk.run(&[
            "bots",
            "add",
            name,
            "--platform",
            "cheshire-cat",
            "--url",
            &url,
        ]);
    }
    let run = desk.run(&[&["audit", "--live", "--json"][..], &names].concat());
    let report = run.json();
    let told: Vec<_> = report["bots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bot| &bot["name"])
        .collect();
    assert_eq!(
        told, names,
        "a report is compared with the one of yesterday"
    );
    let observed = &report["bots"][3]["access_points"][0]["observed"];
    assert_eq!(observed, "open", "and each was asked");
    assert_eq!(
        desk.run(&["audit", "alice", "--forge"]).code,
        2,
        "forging without asking is a mistake"
    );
}

#[test]
fn wrong_usage_is_2_and_an_unknown_bot_is_3() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["audit"]).code, 2, "a target is needed");
    assert_eq!(
        desk.run(&["audit", &desk.folder(), "--url", "http://127.0.0.1:1"])
            .code,
        2,
        "an address is for --live"
    );
    let unknown = desk.run(&["audit", "nobody", "--json"]);
    assert_eq!(
        (unknown.code, unknown.error_code().as_str()),
        (3, "not_found"),
        "{unknown:?}"
    );
    let nowhere = desk.run(&["audit", &desk.folder(), "--live", "--json"]);
    assert_eq!(
        (nowhere.code, nowhere.error_code().as_str()),
        (3, "invalid"),
        "no address is known: {nowhere:?}"
    );
}
