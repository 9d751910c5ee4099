//! Declared and observed together.

use std::time::Duration;

use chatelaine_platforms::cheshire_cat::{access_points, effective};
use chatelaine_platforms::{AccessPoint, Evidence, Observation, Observed, ObservedPoint, State};
use chatelaine_wire::Site;
use jiff::Timestamp;

use super::files::{LOADED, SHIPPED};
use super::project::{env, project};

pub(crate) fn seen(points: &[(&str, Observed)]) -> Observation {
    let point = |(id, observed): &(&str, Observed)| ObservedPoint {
        id: (*id).into(),
        observed: Some(*observed),
        evidence: vec![Evidence::claim("something was seen")],
    };
    Observation {
        at: Timestamp::UNIX_EPOCH,
        version: None,
        latency: Duration::ZERO,
        points: points.iter().map(point).collect(),
        findings: Vec::new(),
        restart_needed: false,
        authenticated: false,
    }
}

pub(crate) fn site(address: &str) -> Site {
    Site::parse(address, true).unwrap()
}

fn state(points: &[AccessPoint], id: &str) -> State {
    points.iter().find(|point| point.id == id).unwrap().state
}

#[test]
fn the_file_alone_never_proves_a_lock() {
    let stories = [
        (
            "sound",
            env(&[]),
            [State::Locked, State::Locked, State::Locked],
        ),
        (
            "nothing set",
            String::new(),
            [State::Open, State::Open, State::Forgeable],
        ),
        (
            "guessable",
            env(&[
                "CCAT_API_KEY=meow",
                "CCAT_API_KEY_WS=gatto",
                "CCAT_JWT_SECRET=pippo",
            ]),
            [State::Weak, State::Weak, State::Weak],
        ),
        (
            "the default spelled out",
            env(&["CCAT_JWT_SECRET=secret"]),
            [State::Locked, State::Locked, State::Forgeable],
        ),
        (
            "empty",
            env(&["CCAT_API_KEY=", "CCAT_API_KEY_WS=", "CCAT_JWT_SECRET="]),
            [State::Open, State::Open, State::Forgeable],
        ),
    ];
    for (story, text, expected) in stories {
        let values = effective(&project(Some(&text), None));
        let points = access_points(Some(&values), None, None, false);
        let states = ["http-api", "websocket", "jwt"].map(|id| state(&points, id));
        assert_eq!(states, expected, "{story}");
        assert_eq!(
            state(&points, "admin-login"),
            State::Unknown,
            "passwords are not in the file"
        );
    }
}

#[test]
fn a_file_that_is_not_loaded_locks_nothing() {
    let states = |compose: &str| {
        let values = effective(&project(Some(&env(&[])), Some(compose)));
        let points = access_points(Some(&values), None, None, false);
        (
            ["http-api", "websocket", "jwt"].map(|id| state(&points, id)),
            points[0].summary.clone(),
        )
    };
    let (open, summary) = states(SHIPPED);
    assert_eq!(
        open,
        [State::Open, State::Open, State::Forgeable],
        "keys in a file that nobody reads are only ink"
    );
    assert!(
        summary.contains("does not load the .env"),
        "and the reason is told: {summary}"
    );
    assert_eq!(states(LOADED).0, [State::Locked; 3], "loaded, they count");
}

#[test]
fn what_was_seen_counts_more_than_what_is_written() {
    let sound = effective(&project(Some(&env(&[])), None));
    let open = effective(&project(Some(""), None));
    let weak = effective(&project(Some(&env(&["CCAT_API_KEY=meow"])), None));
    let stories = [
        (
            "locked in the file, open in truth",
            &sound,
            Observed::Open,
            State::Open,
        ),
        (
            "open in the file, locked in truth",
            &open,
            Observed::Locked,
            State::ProvenLocked,
        ),
        (
            "locked in both",
            &sound,
            Observed::Locked,
            State::ProvenLocked,
        ),
        (
            "locked with a guessable key",
            &weak,
            Observed::Locked,
            State::Weak,
        ),
        ("any key opens", &sound, Observed::Weak, State::Weak),
        ("not reached", &sound, Observed::Unreachable, State::Locked),
    ];
    for (story, values, observed, expected) in stories {
        let seen = seen(&[("http-api", observed)]);
        assert_eq!(
            state(
                &access_points(Some(values), Some(&seen), None, false),
                "http-api"
            ),
            expected,
            "{story}"
        );
    }
    let forgeable = seen(&[
        ("jwt", Observed::Forgeable),
        ("admin-login", Observed::Open),
    ]);
    let points = access_points(Some(&sound), Some(&forgeable), None, false);
    assert_eq!(
        (state(&points, "jwt"), state(&points, "admin-login")),
        (State::Forgeable, State::DefaultPassword),
        "both are told apart from open"
    );
}

#[test]
fn a_bot_that_cannot_be_reached_proves_nothing() {
    let sound = effective(&project(Some(&env(&[])), None));
    let before = seen(&[
        ("http-api", Observed::Locked),
        ("admin-login", Observed::Locked),
    ]);
    let points = access_points(Some(&sound), Some(&before), None, true);
    assert_eq!(
        state(&points, "http-api"),
        State::Locked,
        "what an older check saw is not repeated as proof"
    );
    assert_eq!(
        state(&points, "admin-login"),
        State::Unknown,
        "and here nothing at all is known"
    );
}

#[test]
fn the_transport_is_judged_by_the_address() {
    let transport = |address: Option<&str>, observed: Option<Observed>| {
        let site = address.map(site);
        let seen = observed.map(|observed| seen(&[("transport", observed)]));
        state(
            &access_points(None, seen.as_ref(), site.as_ref(), false),
            "transport",
        )
    };
    assert_eq!(transport(None, None), State::Unknown, "no address");
    assert_eq!(
        transport(Some("http://localhost:1865"), None),
        State::LoopbackOnly,
        "in clear, but only here"
    );
    assert_eq!(
        transport(Some("http://cat.example.org"), None),
        State::Open,
        "in clear for everybody on the way; consent does not make it fine"
    );
    assert_eq!(
        transport(Some("https://cat.example.org"), None),
        State::Locked,
        "the certificate was not seen yet"
    );
    assert_eq!(
        transport(Some("https://cat.example.org"), Some(Observed::Locked)),
        State::ProvenLocked,
        "now it was"
    );
}
