//! The sum in two sentences.

use chatelaine_platforms::cheshire_cat::{access_points, effective, headline};
use chatelaine_platforms::{Finding, Observation, Observed};
use chatelaine_wire::Site;

use super::files::SHIPPED;
use super::posture::{seen, site};
use super::project::{env, lint, project};

fn sum(file: Option<&str>, observation: Option<&Observation>, site: Option<&Site>) -> String {
    let project = project(file, None);
    let values = file.map(|_| effective(&project));
    let points = access_points(values.as_deref(), observation, site, false);
    let mut findings: Vec<Finding> = lint(&project);
    findings.extend(
        observation
            .map(|seen| seen.findings.clone())
            .unwrap_or_default(),
    );
    let (first, second) = headline(&points, &findings, site);
    format!("{first}. {second}")
}

const ALL_LOCKED: [(&str, Observed); 5] = [
    ("http-api", Observed::Locked),
    ("websocket", Observed::Locked),
    ("jwt", Observed::Locked),
    ("admin-login", Observed::Locked),
    ("transport", Observed::Locked),
];

#[test]
fn before_the_first_check() {
    let local = site("http://localhost:1865");
    insta::assert_snapshot!(sum(Some(""), None, Some(&local)), @r"One of five ways in is locked. Anyone who can reach http://localhost:1865 can administer this bot. Locking it takes about a minute: generate three secrets, restart.");
    insta::assert_snapshot!(sum(Some(&env(&[])), None, Some(&local)), @r"Four of five ways in are known to be locked. Check the bot to learn about the rest.");
    insta::assert_snapshot!(sum(None, None, Some(&local)), @r"One of five ways in is known to be locked. Check the bot to learn about the rest.");
    insta::assert_snapshot!(sum(None, None, None), @r"None of five ways in are known to be locked. Give the bot's address so that it can be checked.");
}

#[test]
fn after_a_check() {
    let (local, tls) = (
        site("http://localhost:1865"),
        site("https://cat.example.org"),
    );
    let sound = env(&[]);
    insta::assert_snapshot!(sum(Some(&sound), Some(&seen(&ALL_LOCKED)), Some(&tls)), @r"All five ways in are locked. Five proven by what the bot itself refused and accepted.");
    insta::assert_snapshot!(sum(Some(&sound), Some(&seen(&ALL_LOCKED)), Some(&local)), @r"All five ways in are locked. Four proven by what the bot itself refused and accepted. The transport is plain HTTP and stays on this machine.");
    let plain = site("http://cat.example.org");
    insta::assert_snapshot!(sum(Some(&sound), Some(&seen(&ALL_LOCKED)), Some(&plain)), @r"Four of five ways in are locked. Keys, passwords and conversations cross the network in clear.");
}

#[test]
fn the_worst_danger_is_named_first() {
    let local = site("http://localhost:1865");
    let but = |id: &str, observed| {
        let points: Vec<_> = ALL_LOCKED
            .iter()
            .map(|point| {
                if point.0 == id {
                    (point.0, observed)
                } else {
                    *point
                }
            })
            .collect();
        sum(Some(&env(&[])), Some(&seen(&points)), Some(&local))
    };
    insta::assert_snapshot!(but("http-api", Observed::Open), @r"Four of five ways in are locked. Anyone who can reach http://localhost:1865 can administer this bot. Locking it takes about a minute: generate one secret, restart.");
    insta::assert_snapshot!(but("websocket", Observed::Open), @r"Four of five ways in are locked. Anyone who can reach http://localhost:1865 can chat as any user. Locking it takes about a minute: generate one secret, restart.");
    insta::assert_snapshot!(but("admin-login", Observed::Open), @r"Four of five ways in are locked. Anyone who can reach http://localhost:1865 can log in with a password that ships with the bot.");
    insta::assert_snapshot!(but("jwt", Observed::Forgeable), @r"Four of five ways in are locked. Anyone who learns a user's id can make a token for that user. Locking it takes about a minute: generate one secret, restart.");
    insta::assert_snapshot!(but("http-api", Observed::Weak), @r"Four of five ways in are locked. Some locks are weaker than they look. Locking it takes about a minute: generate one secret, restart.");
}

#[test]
fn a_file_that_is_not_loaded_is_part_of_the_work() {
    let project = project(Some(&env(&[])), Some(SHIPPED));
    let values = effective(&project);
    let points = access_points(Some(&values), None, None, false);
    let (_, second) = headline(&points, &lint(&project), None);
    assert!(
        second.contains("let the compose file load the .env"),
        "{second}"
    );
}
