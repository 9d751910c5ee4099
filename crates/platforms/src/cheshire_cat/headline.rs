//! The sum of everything, in two sentences.

use chatelaine_wire::Site;

use super::rules;
use crate::headline::counted;
use crate::{AccessPoint, Finding, State};

/// The sum in one sentence, and what follows from it in another.
#[must_use]
pub fn headline(
    points: &[AccessPoint],
    findings: &[Finding],
    site: Option<&Site>,
) -> (String, String) {
    crate::headline::headline(points, site, |open, port| story(open, findings, port))
}

fn story(open: &[&AccessPoint], findings: &[Finding], port: &str) -> String {
    let danger = if open
        .iter()
        .any(|point| point.id == "http-api" && point.state == State::Open)
    {
        format!("Anyone who can reach {port} can administer this bot.")
    } else if open
        .iter()
        .any(|point| point.state == State::DefaultPassword)
    {
        format!("Anyone who can reach {port} can log in with a password that ships with the bot.")
    } else if open.iter().any(|point| point.state == State::Forgeable) {
        "Anyone who learns a user's id can make a token for that user.".to_owned()
    } else if open
        .iter()
        .any(|point| point.id == "websocket" && point.state == State::Open)
    {
        format!("Anyone who can reach {port} can chat as any user.")
    } else if open.iter().all(|point| point.id == "transport") {
        "Keys, passwords and conversations cross the network in clear.".to_owned()
    } else {
        "Some locks are weaker than they look.".to_owned()
    };
    let stale = |finding: &&Finding| {
        [rules::NOT_LOADED.id, rules::OPEN_ANYWAY.id].contains(&finding.rule.as_str())
    };
    if findings.iter().any(|finding| stale(&finding)) {
        return format!(
            "{danger} The configuration holds keys that the running bot has not read: restart it."
        );
    }
    let passwords = findings
        .iter()
        .filter(|finding| finding.rule == rules::DEFAULT_PASSWORD.id)
        .count();
    let secrets = open
        .iter()
        .filter(|point| !point.guarded_by.is_empty())
        .count();
    let mut work = Vec::new();
    if findings
        .iter()
        .any(|finding| finding.rule == rules::ENV_NOT_LOADED.id)
    {
        work.push("let the compose file load the .env".to_owned());
    }
    if secrets > 0 {
        work.push(format!("generate {}", counted(secrets, "secret")));
    }
    if passwords > 0 {
        work.push(format!("change {}", counted(passwords, "password")));
    }
    let remedy = if work.is_empty() {
        String::new()
    } else {
        format!(
            " Locking it takes about a minute: {}, restart.",
            work.join(", ")
        )
    };
    format!("{danger}{remedy}")
}
