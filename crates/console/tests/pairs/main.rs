//! Each rule of the catalogue with a fault that it finds and the repair that it is content with, in folders on disk: what
//! an operator would write, read as the console reads it, mended by its own fix and taken back.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing unwrap is a failing test"
)]

mod pair;
mod stage;

use std::collections::BTreeSet;

use chatelaine_console::view::{Finding, Platform, Severity};

use pair::{Pair, Side};
use stage::Stage;

/// The pairs of each platform, and those of the rules that all share.
const PAIRS: [(Platform, &str); 6] = [
    (Platform::Chatto, include_str!("chatto.pairs")),
    (Platform::Chatto, include_str!("shared.pairs")),
    (Platform::ProgramY, include_str!("program_y.pairs")),
    (Platform::CheshireCat, include_str!("cheshire_cat.pairs")),
    (Platform::CheshireCat2, include_str!("cheshire_cat_2.pairs")),
    (Platform::Rasa, include_str!("rasa.pairs")),
];

/// A test file of the platforms.
macro_rules! story {
    ($file:literal) => {
        include_str!(concat!("../../../platforms/", $file))
    };
}

/// Rules that no two folders can show, because they ask a running bot, git or the vault, and the files that tell of them.
const ELSEWHERE: [(&str, &[&str]); 16] = [
    (story!("tests/chatto/live_stale.rs"), &["CH-035", "CH-036"]),
    (story!("tests/chatto/live_transport.rs"), &["CH-037"]),
    (story!("tests/chatto/live_extensions.rs"), &["CH-038"]),
    (story!("tests/program_y/doors.rs"), &["PY-048", "PY-049"]),
    (
        story!("tests/cheshire_cat/logins.rs"),
        &["CC-020", "CC-022"],
    ),
    (story!("tests/cheshire_cat/drift.rs"), &["CC-021", "CC-023"]),
    (story!("tests/cheshire_cat/coverage.rs"), &["CC-024"]),
    // In every folder: the files cannot show whether the plugin is on.
    (story!("tests/cheshire_cat_2/lint.rs"), &["CC2-026"]),
    (
        story!("tests/cheshire_cat_2/observe.rs"),
        &[
            "CC2-027", "CC2-028", "CC2-029", "CC2-030", "CC2-031", "GEN-024",
        ],
    ),
    (
        story!("tests/rasa/live_api.rs"),
        &["RA-043", "RA-044", "RA-045", "RA-047"],
    ),
    (story!("tests/rasa/live_webhooks.rs"), &["RA-046"]),
    (
        story!("tests/surroundings/access.rs"),
        &["GEN-002", "GEN-008"],
    ),
    (story!("tests/surroundings/copies.rs"), &["GEN-003"]),
    (story!("tests/surroundings/strays.rs"), &["GEN-004"]),
    (
        story!("tests/transport/main.rs"),
        &["GEN-019", "GEN-020", "GEN-021", "GEN-025", "GEN-026"],
    ),
    (
        story!("src/transport/tests.rs"),
        &["GEN-018", "GEN-022", "GEN-023"],
    ),
];
fn pairs() -> impl Iterator<Item = (Platform, Pair)> {
    PAIRS
        .into_iter()
        .flat_map(|(platform, text)| {
            Pair::all(text)
                .into_iter()
                .map(move |pair| (platform, pair))
        })
        .filter(|(_, pair)| pair.rule != "SOUND")
}

fn of_rule<'a>(findings: &'a [Finding], pair: &Pair) -> Vec<&'a Finding> {
    let same = |finding: &&Finding| finding.rule == pair.rule;
    findings.iter().filter(same).collect()
}

/// What was not there before and is as bad as what the pair is about.
fn worse<'a>(before: &[Finding], after: &'a [Finding], than: Severity) -> Vec<&'a Finding> {
    let known = |finding: &Finding| {
        let same = |other: &Finding| other.rule == finding.rule && other.setting == finding.setting;
        before.iter().any(same)
    };
    after
        .iter()
        .filter(|finding| finding.severity >= than && !known(finding))
        .collect()
}

#[test]
fn nothing_is_found_in_a_sound_folder() {
    for (platform, text) in PAIRS {
        let pairs = Pair::all(text);
        let sound = pairs.iter().find(|pair| pair.rule == "SOUND").unwrap();
        let mut found = Stage::of(platform, sound).findings(Side::Repair);
        found.retain(|finding| finding.severity > Severity::Info);
        assert!(found.is_empty(), "{platform:?}: a false alarm: {found:?}");
    }
}

/// What is wrong with how a pair is judged.
fn judge(platform: Platform, pair: &Pair) -> Vec<String> {
    let stage = Stage::of(platform, pair);
    let (fault, repair) = (stage.findings(Side::Fault), stage.findings(Side::Repair));
    let found = of_rule(&fault, pair);
    if found.is_empty() {
        return vec![format!("{pair}: not found, but {fault:?}")];
    }
    let mut wrong = Vec::new();
    let rule = platform.rules().find(|rule| rule.id == pair.rule).unwrap();
    let severity = rule.severity;
    if found.iter().any(|finding| finding.severity != severity) {
        wrong.push(format!("{pair}: {severity:?} it should be: {found:?}"));
    }
    let places = pair.places();
    let points_at = |finding: &&Finding| {
        finding.line.is_none_or(|line| {
            let file = finding.file.clone().unwrap_or_default();
            places.contains(&(file, line))
        })
    };
    if !places.is_empty() && !found.iter().any(points_at) {
        wrong.push(format!("{pair}: stands at {places:?}, shown at {found:?}"));
    }
    let left = of_rule(&repair, pair);
    if !left.is_empty() {
        wrong.push(format!("{pair}: found in the repair: {left:?}"));
    }
    let new = worse(&fault, &repair, severity);
    if !new.is_empty() {
        wrong.push(format!("{pair}: the repair raises {new:?}"));
    }
    wrong
}

#[test]
fn a_fault_is_found_where_it_stands_and_its_repair_is_quiet() {
    let wrong: Vec<String> = pairs()
        .flat_map(|(platform, pair)| judge(platform, &pair))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the fix of a pair's rule, where it has one.
async fn mend(platform: Platform, pair: &Pair) -> Vec<String> {
    let stage = Stage::of(platform, pair);
    let fault = stage.findings(Side::Fault);
    let found = of_rule(&fault, pair);
    if !found.iter().any(|finding| finding.fixable) {
        return Vec::new();
    }
    let before = stage.files();
    if let Err(error) = stage.fix(&pair.rule).await {
        return vec![format!("{pair}: a fix was offered, and then {error}")];
    }
    let mut wrong = Vec::new();
    let after = stage.findings(Side::Fault);
    let mut left = of_rule(&after, pair);
    left.retain(|finding| finding.fixable);
    if !left.is_empty() {
        wrong.push(format!("{pair}: the fix leaves {left:?}"));
    }
    let new = worse(&fault, &after, found[0].severity);
    if !new.is_empty() {
        wrong.push(format!("{pair}: the fix raises {new:?}"));
    }
    stage.undo().await;
    if stage.files() != before {
        wrong.push(format!("{pair}: not every byte came back"));
    }
    wrong
}

#[tokio::test]
async fn a_fix_mends_its_fault_raises_nothing_as_bad_and_can_be_taken_back() {
    let mut wrong = Vec::new();
    for (platform, pair) in pairs() {
        wrong.extend(mend(platform, &pair).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_pair_or_its_story_elsewhere() {
    let paired: BTreeSet<String> = pairs().map(|(_, pair)| pair.rule).collect();
    let rules = Platform::ALL.iter().flat_map(|platform| platform.rules());
    for id in rules.map(|rule| rule.id) {
        let mut told = ELSEWHERE.iter().filter(|(_, ids)| ids.contains(&id));
        let elsewhere = told.next().is_some_and(|(story, _)| story.contains(id));
        let paired = paired.contains(id);
        assert!(
            paired != elsewhere,
            "{id} belongs into a .pairs file or among those told elsewhere (paired: {paired}, elsewhere: {elsewhere})"
        );
    }
}
