//! `chatelaine practice`.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::desk::Desk;

/// A practice bot that ends with the test.
struct Practice(Child);

impl Drop for Practice {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}

fn start(desk: &Desk, arguments: &[&str]) -> (Practice, Value) {
    let mut child = Practice(
        desk.command()
            .arg("practice")
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut line = String::new();
    BufReader::new(child.0.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

/// Sends the signal and returns the exit code.
fn end(mut practice: Practice, signal: Signal) -> Option<i32> {
    kill_process(Pid::from_child(&practice.0), signal).unwrap();
    let code = practice.0.wait().unwrap().code();
    let mut rest = String::new();
    practice
        .0
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut rest)
        .unwrap();
    assert_eq!(rest, "", "one line of JSON and nothing else");
    code
}

#[test]
fn it_says_where_it_is_and_ends_when_told_to() {
    let desk = Desk::new();
    let dir = desk.path("practice").display().to_string();
    for signal in [Signal::TERM, Signal::INT] {
        let (practice, ready) = start(&desk, &["--dir", &dir]);
        let bot = &ready["bots"][0];
        assert_eq!(
            (bot["platform"].as_str(), bot["dir"].as_str()),
            (Some("cheshire-cat"), Some(dir.as_str())),
            "{ready}"
        );
        assert_eq!(
            bot["pid"].as_u64(),
            Some(u64::from(practice.0.id())),
            "{ready}"
        );
        let audit = desk.run(&[
            "audit",
            &dir,
            "--live",
            "--url",
            bot["url"].as_str().unwrap(),
            "--json",
        ]);
        assert_eq!(
            audit.json()["bots"][0]["access_points"][0]["observed"],
            "open",
            "it answers: {audit:?}"
        );
        assert_eq!(end(practice, signal), Some(0), "an orderly end");
    }
    assert!(
        desk.path("practice").join(".env").exists(),
        "a folder that was named stays"
    );
}

#[test]
fn a_temporary_folder_goes_with_it_even_when_the_end_comes_at_once() {
    let desk = Desk::new();
    let (practice, ready) = start(&desk, &["--locked"]);
    let dir = std::path::PathBuf::from(ready["bots"][0]["dir"].as_str().unwrap());
    let env = std::fs::read_to_string(dir.join(".env")).unwrap();
    assert!(env.contains("\nCCAT_API_KEY="), "locked from the beginning");
    assert_eq!(end(practice, Signal::TERM), Some(0));
    assert!(!dir.exists(), "nothing is left behind");
}

#[test]
fn the_platform_may_be_named_in_either_way_and_all_are_started_side_by_side() {
    let desk = Desk::new();
    for arguments in [&["cheshire-cat"][..], &["--platform", "cheshire-cat"]] {
        let (practice, ready) = start(&desk, arguments);
        assert_eq!(ready["bots"][0]["platform"], "cheshire-cat", "{ready}");
        assert_eq!(end(practice, Signal::TERM), Some(0));
    }
    let dir = desk.path("practice").display().to_string();
    let (practice, ready) = start(&desk, &["all", "--dir", &dir]);
    let bots = ready["bots"].as_array().unwrap();
    for bot in bots {
        let (url, folder) = (bot["url"].as_str().unwrap(), bot["dir"].as_str().unwrap());
        let platform = bot["platform"].as_str().unwrap();
        assert!(
            folder.ends_with(platform),
            "each in a folder of its own: {bot}"
        );
        let audit = desk.run(&["audit", folder, "--live", "--url", url, "--json"]);
        let report = audit.json();
        assert_eq!(
            report["bots"][0]["platform"], platform,
            "its files tell what it is: {audit:?}"
        );
        let points = report["bots"][0]["access_points"].as_array().unwrap();
        assert!(
            points.iter().any(|point| point["observed"] == "open"),
            "and it stands open, as it ships: {platform}: {points:?}"
        );
    }
    assert_eq!(end(practice, Signal::TERM), Some(0), "they end together");
}

#[test]
fn a_port_that_is_taken_and_a_platform_that_is_unknown_are_told() {
    let desk = Desk::new();
    let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = holder.local_addr().unwrap().port().to_string();
    let taken = desk.run(&["practice", "--port", &port, "--json"]);
    assert_eq!(
        (taken.code, taken.error_code().as_str()),
        (3, "conflict"),
        "{taken:?}"
    );
    let unknown = desk.run(&["practice", "--platform", "toaster", "--json"]);
    assert_eq!(
        (unknown.code, unknown.error_code().as_str()),
        (3, "invalid"),
        "{unknown:?}"
    );
}
