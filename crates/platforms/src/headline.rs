//! The sum of everything, in two sentences.

use chatelaine_wire::Site;

use crate::{AccessPoint, Finding, State};

/// The sum in one sentence, and what follows from it in another. `story` tells what the open ways mean; it is given
/// them and the address, and only asked when there are any.
#[must_use]
pub(crate) fn headline(
    points: &[AccessPoint],
    site: Option<&Site>,
    story: impl FnOnce(&[&AccessPoint], &str) -> String,
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
    (first, story(&open, &port))
}

/// The headline of a platform whose ways in need no story of their own.
#[must_use]
pub(crate) fn plain(
    points: &[AccessPoint],
    findings: &[Finding],
    site: Option<&Site>,
) -> (String, String) {
    headline(points, site, |open, port| {
        let worst = [
            State::Open,
            State::Forgeable,
            State::DefaultPassword,
            State::Weak,
        ]
        .iter()
        .find_map(|state| open.iter().find(|point| point.state == *state));
        let danger = match worst {
            Some(point) if point.id == "transport" => {
                "Keys, passwords and conversations cross the network in clear.".to_owned()
            }
            Some(point) if point.state == State::Open => format!(
                "Anyone who can reach {port} can use the way in called {}.",
                point.title
            ),
            Some(point) if point.state == State::Forgeable => {
                format!("Anyone can make the credential for {}.", point.title)
            }
            _ => "Some locks are weaker than they look.".to_owned(),
        };
        let mendable = findings
            .iter()
            .filter(|finding| finding.locks && finding.fixable)
            .count();
        let remedy = match mendable {
            0 => String::new(),
            1 => " One finding can be mended from here; then restart the bot.".to_owned(),
            count => format!(
                " {} findings can be mended from here; then restart the bot.",
                word(count, true)
            ),
        };
        format!("{danger}{remedy}")
    })
}

/// `two secrets`.
#[must_use]
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!(
        "{} {noun}{}",
        word(count, false),
        if count == 1 { "" } else { "s" }
    )
}

/// A number as a word, up to nine.
#[must_use]
pub(crate) fn word(count: usize, capital: bool) -> String {
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
