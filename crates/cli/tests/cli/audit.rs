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

/// docker compose reads further files without being told; each of them may take a lock off.
#[test]
fn the_files_that_docker_compose_puts_over_each_other_are_read() {
    let desk = Desk::new();
    let folder = desk.path("composed");
    std::fs::create_dir_all(folder.join("conf")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let service = |rest: &str| format!("services:\n  cat:\n    {rest}\n");
    let image = "image: ghcr.io/cheshire-cat-ai/core:1.9.2";
    let state = || {
        let run = desk.run(&["audit", &folder.to_string_lossy(), "--json"]);
        let points = run.json()["bots"][0]["access_points"].clone();
        let points = points.as_array().unwrap();
        let found = points.iter().find(|point| point["id"] == "http-api");
        found.unwrap()["declared"].as_str().unwrap().to_owned()
    };
    write(
        "compose.yml",
        &service(&format!("{image}\n    env_file: .env")),
    );
    write(".env", &format!("CCAT_API_KEY={CANARY}\n"));
    assert_eq!(state(), "locked");

    write(
        "docker-compose.override.yml",
        &service("environment: [CCAT_API_KEY=]"),
    );
    assert_eq!(state(), "open", "by the override, whatever its name");
    std::fs::remove_file(folder.join("docker-compose.override.yml")).unwrap();

    write("conf/prod.env", "CCAT_API_KEY=\n");
    let both = format!("{image}\n    env_file: [.env, conf/prod.env]");
    write("compose.yml", &service(&both));
    assert_eq!(state(), "open", "by the file that is loaded last");
    write("conf/prod.env", "A='never closed\n");
    assert_eq!(state(), "unknown", "by a file that makes no sense");

    write(
        "compose.yml",
        &service(&format!("{image}\n    env_file: .env")),
    );
    write("prod.yml", &service("environment: {CCAT_API_KEY: \"\"}"));
    let named = |files: &str| {
        write(
            ".env",
            &format!("CCAT_API_KEY={CANARY}\nCOMPOSE_FILE={files}\n"),
        )
    };
    named("compose.yml");
    assert_eq!(state(), "locked");
    named("compose.yml:prod.yml");
    assert_eq!(state(), "open", "by what the .env names");
    named("compose.yml:/etc/elsewhere.yml");
    assert_eq!(
        state(),
        "unknown",
        "a file elsewhere is not opened, and not believed in"
    );
}
