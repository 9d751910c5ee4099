//! The network between a bot and its users, as every platform's check judges it: here with a practice cat behind a proxy
//! that speaks TLS.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod terminator;

use chatelaine_platforms::{Ask, Effective, Observation, Observed, Platform, Seen, State};
use chatelaine_wire::Site;
use jiff::Timestamp;

use terminator::{Terminator, certificate};

/// What the practice cat is locked with: it must never be seen on the line to a server that is not trusted.
const KEY: &str = "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k";

async fn check(site: &Site) -> Observation {
    let project = terminator::project(KEY);
    let values: Vec<Effective> = Platform::CheshireCat.effective(&project);
    let ask = Ask {
        project: Some(&project),
        values: &values,
        ..Ask::by_address(site, Timestamp::now())
    };
    let checking = Platform::CheshireCat.check(&ask);
    checking.await.expect("trouble with TLS is a result")
}

fn rules(seen: &Observation) -> Vec<&str> {
    let mut rules: Vec<&str> = seen
        .findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .filter(|rule| rule.starts_with("GEN-"))
        .collect();
    rules.sort_unstable();
    rules
}

fn claims(seen: &Observation, id: &str) -> Vec<String> {
    let evidence = &seen.point(id).unwrap().evidence;
    evidence.iter().map(|seen| seen.claim.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_self_signed_certificate_is_a_result_and_the_doors_are_asked_all_the_same() {
    let bot = Terminator::before(KEY, certificate(&["127.0.0.1"], (2020, 2090))).await;
    let seen = check(&bot.site).await;

    let transport = seen.point("transport").unwrap();
    assert_eq!(
        transport.observed,
        Some(Observed::Weak),
        "encrypted, to whomever"
    );
    let said = claims(&seen, "transport");
    assert!(
        said[0].contains("self-signed"),
        "the cause has a name: {said:?}"
    );
    assert!(said[1].contains("No credential was sent"), "{said:?}");
    assert!(
        said.iter().any(|claim| claim.starts_with("TLS 1.3 with")),
        "{said:?}"
    );
    assert!(rules(&seen).contains(&"GEN-021"), "{:?}", rules(&seen));

    assert_eq!(
        seen.point("http-api").unwrap().observed,
        Some(Observed::Locked),
        "that it refuses everybody can be seen without trusting it"
    );
    assert!(!seen.authenticated, "the right key was not tried");
    assert!(
        !seen.restart_needed,
        "and what was not tried was not refused"
    );
    let heard = bot.heard();
    assert!(heard.contains("GET /"), "the bot was asked");
    assert!(!heard.contains(KEY), "an impostor must not hear the key");

    let points = Platform::CheshireCat.access_points(&Seen {
        observation: Some(&seen),
        site: Some(&bot.site),
        ..Seen::default()
    });
    let state = points.iter().find(|point| point.id == "transport").unwrap();
    assert_eq!(state.state, State::Weak, "not what one calls locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_certificate_is_told_at_once() {
    let bot = Terminator::before(KEY, certificate(&["cat.example.org"], (2019, 2020))).await;
    let seen = check(&bot.site).await;
    assert_eq!(
        rules(&seen)
            .into_iter()
            .filter(|rule| ("GEN-019"..="GEN-021").contains(rule))
            .collect::<Vec<_>>(),
        ["GEN-019", "GEN-020", "GEN-021"],
        "renewing alone would not mend it, so all three are said"
    );
    let said = claims(&seen, "transport").join("\n");
    for part in [
        "expired on 2020-01-01",
        "for cat.example.org, and not for 127.0.0.1",
    ] {
        assert!(said.contains(part), "`{part}` is missing in {said}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn plain_http_beyond_this_machine_is_open() {
    let bot = Terminator::before(KEY, certificate(&["127.0.0.1"], (2020, 2090))).await;
    // Linux takes the unspecified address for this machine, and it is no loopback address.
    let site = Site::parse(&format!("http://0.0.0.0:{}", bot.plain_port()), false).unwrap();
    let seen = check(&site).await;
    assert_eq!(
        seen.point("transport").unwrap().observed,
        Some(Observed::Open)
    );
    let plain = seen.findings.iter().any(|finding| finding.rule == "CC-024");
    assert!(plain, "by the rule that this platform has for it");
    assert!(!seen.authenticated, "no key without consent");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_sites_and_tokens_in_addresses_are_told() {
    let bot = Terminator::before(KEY, certificate(&["127.0.0.1"], (2020, 2090))).await;
    let site = Site::parse(&format!("http://127.0.0.1:{}", bot.plain_port()), false).unwrap();
    let seen = check(&site).await;
    assert_eq!(
        rules(&seen),
        ["GEN-025", "GEN-026"],
        "the default answers every origin, and a WebSocket's token stands in its address"
    );
    let said = claims(&seen, "http-api").join("\n");
    assert!(said.contains("pages of any site"), "{said}");
}
