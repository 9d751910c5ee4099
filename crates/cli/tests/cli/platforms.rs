//! Bots of every platform on the command line: audited, edited, mended and reported.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::desk::{CANARY, Desk};

/// A folder with these files, private as they should be.
fn project(desk: &Desk, name: &str, files: &[(&str, &str)]) -> String {
    let folder = desk.path(name);
    fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
        fs::set_permissions(folder.join(file), fs::Permissions::from_mode(0o600)).unwrap();
    }
    folder.display().to_string()
}

fn chatto(desk: &Desk) -> String {
    project(
        desk,
        "trivia",
        &[
            (
                "bot.yml",
                "# the trivia bot\nauth:\n  token: this-is-a-bot-token   # sample\n",
            ),
            ("chn.yml", "rest:\n  token: \"dead\"\n"),
        ],
    )
}

#[test]
fn folders_are_recognised_by_their_files() {
    let desk = Desk::new();
    let stories = [
        ("chatto", "chn.yml", "rest:\n  callback_token: x\n"),
        (
            "program-y",
            "config.yaml",
            "flask:\n  port: 8989\n  use_api_keys: false\n",
        ),
        ("rasa", "credentials.yml", "rest:\n"),
        (
            "cheshire-cat-2",
            "config.py",
            "API_KEY = \"meow\"\nJWT_SECRET = \"meow_jwt\"\n",
        ),
        ("cheshire-cat", ".env", "CCAT_API_KEY=meow\n"),
    ];
    for (platform, file, text) in stories {
        let folder = project(&desk, platform, &[(file, text)]);
        let found = desk.run(&["bots", "detect", &folder, "--json"]).json();
        assert_eq!(found["platform"], platform, "{file}: {found}");
        let audit = desk.run(&["audit", &folder, "--json"]);
        assert_eq!(audit.code, 1, "{platform} ships open: {audit:?}");
    }
}

#[test]
fn one_setting_is_read_changed_and_removed_in_yaml() {
    let desk = Desk::new();
    let folder = chatto(&desk);
    let rows = desk.run(&["settings", &folder, "--json"]).json();
    let row = rows["settings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == "bot.auth.token")
        .cloned()
        .unwrap();
    assert_eq!(
        (
            row["file"].as_str(),
            row["line"].as_u64(),
            row["value"].as_str()
        ),
        (Some("bot.yml"), Some(3), Some("••••••••")),
        "with its place, without its value"
    );
    let revealed = desk.run(&["get", &folder, "bot.auth.token", "--reveal"]);
    assert_eq!(revealed.out.trim(), "this-is-a-bot-token", "{revealed:?}");
    let set = desk.run_with(&["set", &folder, "bot.auth.token", "--stdin"], CANARY);
    assert_eq!(set.code, 0, "{set:?}");
    assert!(!set.out.contains(CANARY), "the diff is masked: {set:?}");
    assert_eq!(
        fs::read_to_string(Path::new(&folder).join("bot.yml")).unwrap(),
        format!("# the trivia bot\nauth:\n  token: \"{CANARY}\"   # sample\n"),
        "nothing else moved"
    );
    let again = desk.run_with(
        &["set", &folder, "bot.auth.token", "--stdin", "--json"],
        CANARY,
    );
    assert_eq!(again.code, 0, "what is so already is done: {again:?}");
    let unset = desk.run(&["unset", &folder, "bot.auth.token"]);
    assert_eq!(unset.code, 0, "{unset:?}");
    assert!(
        !fs::read_to_string(Path::new(&folder).join("bot.yml"))
            .unwrap()
            .contains("token"),
        "the line is gone"
    );
}

#[test]
fn every_platform_is_quiet_once_it_is_locked() {
    let desk = Desk::new();
    let bots = [
        chatto(&desk),
        project(
            &desk,
            "cat2",
            &[(
                "config.py",
                "URL = \"http://localhost:1865\"\nAPI_KEY = \"meow\"\n",
            )],
        ),
        project(
            &desk,
            "y",
            &[
                ("config.yaml", "flask:\n  host: 127.0.0.1\n  port: 8989\n"),
                ("license.keys", "# none yet\n"),
            ],
        ),
        project(
            &desk,
            "socket",
            &[(
                "credentials.yml",
                "socketio:\n  user_message_evt: user_uttered\n  bot_message_evt: bot_uttered\n",
            )],
        ),
    ];
    for folder in bots {
        let fix = desk.run(&["fix", &folder, "--offline"]);
        assert_eq!(fix.code, 0, "{folder}: {fix:?}");
        let audit = desk.run(&["audit", &folder, "--fail-on", "critical"]);
        assert_eq!(
            audit.code, 0,
            "{folder}: no door that a file can close stands open: {audit:?}"
        );
    }
}

#[test]
fn a_report_for_code_scanning_names_files_and_no_secret() {
    let desk = Desk::new();
    let folder = project(
        &desk,
        "leaky",
        &[
            ("bot.yml", &format!("auth:\n  token: {CANARY}\n")),
            ("chn.yml", "rest:\n  token: dead-key\n"),
        ],
    );
    let file = desk.path("audit.sarif");
    let run = desk.run(&[
        "audit",
        &folder,
        "--format",
        "sarif",
        "--output",
        &file.display().to_string(),
    ]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (1, ""),
        "the report is in the file: {run:?}"
    );
    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains(CANARY), "no value is in it");
    let sarif: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let dead = results
        .iter()
        .find(|result| result["ruleId"] == "CH-003")
        .unwrap();
    let place = &dead["locations"][0]["physicalLocation"];
    assert!(
        place["artifactLocation"]["uri"]
            .as_str()
            .unwrap()
            .ends_with("chn.yml"),
        "{place}"
    );
    assert_eq!(place["region"]["startLine"], 2, "{place}");
    assert_eq!(
        dead["properties"]["severity"], "critical",
        "the exact severity is kept"
    );
    assert!(
        dead["partialFingerprints"].is_object(),
        "it is known again next time"
    );
    let page = desk.run(&["audit", &folder, "--format", "html"]);
    assert!(
        page.out.to_ascii_lowercase().starts_with("<!doctype html>") && !page.out.contains(CANARY)
    );
}

#[test]
fn what_a_project_lives_with_is_ignored_for_a_reason_and_a_while() {
    let desk = Desk::new();
    let folder = project(
        &desk,
        "demo",
        &[
            ("bot.yml", &format!("auth:\n  token: \"{CANARY}\"\n")),
            ("chn.yml", "rest:\n  token: dead-key\n"),
        ],
    );
    let ignore = Path::new(&folder).join(".chatelaine-ignore.toml");
    let rules = desk.run(&["audit", &folder, "--json"]).json();
    let mut text = String::new();
    for finding in rules["bots"][0]["findings"].as_array().unwrap() {
        let rule = finding["rule"].as_str().unwrap();
        text.push_str(&format!(
            "[[ignore]]\nrule = \"{rule}\"\nreason = \"a demo\"\nexpires = 2099-12-31\n"
        ));
    }
    fs::write(&ignore, &text).unwrap();
    let calm = desk.run(&["audit", &folder, "--json"]);
    assert_eq!(calm.code, 0, "{calm:?}");
    assert_eq!(
        calm.json()["bots"][0]["ignored"][0]["reason"],
        "a demo",
        "what is ignored is still told: {calm:?}"
    );
    fs::write(&ignore, text.replace("2099", "2001")).unwrap();
    let expired = desk.run(&["audit", &folder]);
    assert_eq!(
        expired.code, 1,
        "after its day it counts again: {expired:?}"
    );
    fs::write(&ignore, "[[ignore]]\nrule = \"CH-003\"\n").unwrap();
    let wrong = desk.run(&["audit", &folder, "--json"]);
    assert_eq!(
        (wrong.code, wrong.error_code().as_str()),
        (3, "unreadable"),
        "an entry without a reason is a mistake: {wrong:?}"
    );
}

#[test]
fn many_folders_are_audited_in_the_order_given() {
    let desk = Desk::new();
    let folders: Vec<String> = (0..20)
        .map(|number| {
            project(
                &desk,
                &format!("bot-{number:02}"),
                &[("chn.yml", "rest:\n  token: x\n")],
            )
        })
        .collect();
    let mut arguments = vec!["audit", "--json"];
    arguments.extend(folders.iter().map(String::as_str));
    let report = desk.run(&arguments).json();
    let told: Vec<_> = report["bots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bot| bot["dir"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(told, folders, "whichever core is faster");
}

#[test]
fn a_bot_that_does_not_answer_still_gets_what_its_files_show() {
    let desk = Desk::new();
    let folder = chatto(&desk);
    let run = desk.run(&[
        "audit",
        &folder,
        "--live",
        "--url",
        "http://127.0.0.1:9",
        "--json",
    ]);
    assert_eq!(
        (run.code, run.error_code().as_str()),
        (3, "unreachable"),
        "{run:?}"
    );
    let found = &run.json()["bots"][0]["findings"];
    assert!(
        found.as_array().is_some_and(|found| !found.is_empty()),
        "the dead token is found without asking anybody: {found}"
    );
}
