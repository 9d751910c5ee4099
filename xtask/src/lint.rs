//! `cargo xtask lint`: what a reviewer should not have to look for.

use std::time::Instant;

use crate::application;
use crate::node;
use crate::options::Options;
use crate::packages::Need;
use crate::place::Place;
use crate::say;
use crate::seams;
use crate::step;
use crate::tools;
use crate::trouble::Done;

/// Runs every check, also after one has failed; whether all held.
pub(crate) fn lint(place: &Place, options: &Options) -> Done<bool> {
    application::prepare(place, options, &[Need::Build])?;
    let mut ended = Vec::new();
    for (name, check) in CHECKS {
        say::heading(name);
        let started = Instant::now();
        let held = check(place)?;
        ended.push((name, held, started.elapsed()));
    }
    say::heading("Summary");
    for (name, held, took) in &ended {
        say::ended(name, *held, *took);
    }
    Ok(ended.iter().all(|(_, held, _)| *held))
}

type Check = fn(&Place) -> Done<bool>;

const CHECKS: [(&str, Check); 6] = [
    ("Formatting of Rust", formatting),
    ("Clippy", clippy),
    ("User interface: eslint and prettier", user_interface),
    (
        "Licences, sources and advisories of dependencies",
        dependencies,
    ),
    ("No window library below the window", seams::no_window_below),
    (
        "Only ui/src/host talks to Tauri",
        seams::only_the_host_talks_to_tauri,
    ),
];

fn formatting(place: &Place) -> Done<bool> {
    // The names of the files are enough: `cargo fmt --all` mends them.
    cargo(
        place,
        &["fmt", "--all", "--check", "--", "--files-with-diff"],
    )
}

fn clippy(place: &Place) -> Done<bool> {
    cargo(
        place,
        &[
            "clippy",
            "--locked",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ],
    )
}

fn user_interface(place: &Place) -> Done<bool> {
    step::holds(&mut node::npm(place, &["run", "lint"]))
}

/// Advisories need a database from the network. Without it the other checks still count.
fn dependencies(place: &Place) -> Done<bool> {
    let deny = tools::ensure(place, &tools::CARGO_DENY)?;
    let deny = deny.display().to_string();
    let run = |arguments: &[&str]| step::holds(&mut step::command(place.root(), &deny, arguments));
    let held = run(&["--offline", "check", "licenses", "bans", "sources"])?;
    if !run(&["fetch", "db"])? {
        say::line(
            "advisories were NOT checked: their database cannot be fetched from this machine",
        );
        return Ok(held);
    }
    Ok(run(&["check", "--disable-fetch", "advisories"])? && held)
}

fn cargo(place: &Place, arguments: &[&str]) -> Done<bool> {
    step::holds(&mut step::command(place.root(), "cargo", arguments))
}
