//! No rule without a story: each is found in a file here, or on a running bot in the live stories.

use std::collections::BTreeSet;

use chatelaine_platforms::Severity;
use chatelaine_platforms::cheshire_cat::{RULES, access_points};
use chatelaine_wire::Site;

use super::files::SHIPPED;
use super::project::{env, lint, project};

/// Only a running bot shows these; the names of the modules that tell their stories.
const LIVE: &[(&str, &str)] = &[
    ("CC-020", "logins"),
    ("CC-021", "drift"),
    ("CC-022", "logins"),
    ("CC-023", "drift"),
    ("CC-024", "below"),
];

#[test]
fn every_rule_is_found_somewhere() {
    let bad = [
        env(&[
            "-CCAT_API_KEY",
            "-CCAT_API_KEY_WS",
            "-CCAT_JWT_SECRET",
            "-CCAT_DEBUG",
            "-CCAT_CORS_ENABLED",
        ]),
        env(&[
            "CCAT_API_KEY=meow",
            "CCAT_API_KEY_WS=meow",
            "CCAT_JWT_SECRET=pippo 1984",
            "JWT_ALGORITHM=HS256",
        ]),
        env(&[
            "CCAT_JWT_ALGORITHM=none",
            "CCAT_JWT_EXPIRE_MINUTES=x",
            "CCAT_HTTPS_PROXY_MODE=1",
            "CCAT_DEBUG=True",
            "CCAT_DEBUG=True",
        ]),
        env(&["CCAT_CORS_ALLOWED_ORIGINS=\"a, b\"", "CCAT_API_KEY=${HOME}"]),
    ];
    let old = SHIPPED.replace("core:1.9.2", "core:1.6.2");
    let found: BTreeSet<String> = bad
        .iter()
        .flat_map(|env| lint(&project(Some(env), Some(SHIPPED))))
        .chain(lint(&project(Some(&bad[0]), Some(&old))))
        .map(|finding| finding.rule)
        .collect();
    for rule in RULES {
        let live = LIVE.iter().any(|(id, _)| *id == rule.id);
        assert!(
            found.contains(rule.id) != live,
            "{}: found in a file: {}, listed as live: {live}",
            rule.id,
            found.contains(rule.id)
        );
    }
}

#[test]
fn every_rule_says_what_to_do() {
    for rule in RULES {
        assert!(
            rule.advice.len() > 30 && rule.advice.ends_with('.'),
            "{}: `{}`",
            rule.id,
            rule.advice
        );
        assert!(
            !rule.locks || rule.severity >= Severity::High,
            "{}: what locks a door is never a trifle",
            rule.id
        );
    }
}

/// The bot is never asked here: checking it would leave this machine.
#[test]
fn plain_http_beyond_this_machine_is_told_by_the_address_alone() {
    let site = Site::parse("http://192.0.2.1:1865", false).unwrap();
    let points = access_points(None, None, Some(&site), false);
    let transport = points.iter().find(|point| point.id == "transport").unwrap();
    assert!(
        !transport.state.is_fine() && transport.rules == ["CC-024"],
        "{transport:?}"
    );
}
