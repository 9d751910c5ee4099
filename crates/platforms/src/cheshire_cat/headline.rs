//! The sum of everything, in two sentences.

use chatelaine_wire::Site;

use super::rules;
use crate::{AccessPoint, Finding, State};

/// The sum in one sentence, and what follows from it in another.
#[must_use]
pub fn headline(
    points: &[AccessPoint],
    findings: &[Finding],
    site: Option<&Site>,
) -> (String, String) {
    let fine = points.iter().filter(|point| point.state.is_fine()).count();
    let total = points.len();
    let open: Vec<&AccessPoint> = points
        .iter()
        .filter(|point| !point.state.is_fine() && point.state != State::Unknown)
        .collect();
    if open.is_empty() {
        let unknown = total - fine;
        if unknown > 0 {
            let advice = if site.is_some() {
                "Check the bot to learn about the rest."
            } else {
                "Give the bot's address so that it can be checked."
            };
            let verb = if fine == 1 { "is" } else { "are" };
            let (some, all) = (word(fine, true), word(total, false));
            return (
                format!("{some} of {all} ways in {verb} known to be locked"),
                advice.into(),
            );
        }
        let proven = points
            .iter()
            .filter(|point| point.state == State::ProvenLocked)
            .count();
        let local = points
            .iter()
            .any(|point| point.state == State::LoopbackOnly);
        let rest = if local {
            " The transport is plain HTTP and stays on this machine."
        } else {
            ""
        };
        let proven = if proven == 0 {
            "Not yet proven: check the bot.".into()
        } else {
            format!(
                "{} proven by what the bot itself refused and accepted.{rest}",
                word(proven, true)
            )
        };
        return (
            format!("All {} ways in are locked", word(total, false)),
            proven,
        );
    }
    let verb = if fine == 1 { "is" } else { "are" };
    let first = format!(
        "{} of {} ways in {verb} locked",
        word(fine, true),
        word(total, false)
    );
    let port = site.map_or_else(|| "its port".to_owned(), |site| site.address());
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
        return (
            first,
            format!(
                "{danger} The configuration holds keys that the running bot has not read: restart it."
            ),
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
    (first, format!("{danger}{remedy}"))
}

fn counted(count: usize, noun: &str) -> String {
    format!(
        "{} {noun}{}",
        word(count, false),
        if count == 1 { "" } else { "s" }
    )
}

fn word(count: usize, capital: bool) -> String {
    const WORDS: [&str; 10] = [
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    let word = WORDS
        .get(count)
        .map_or_else(|| count.to_string(), |word| (*word).to_owned());
    if !capital {
        return word;
    }
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
