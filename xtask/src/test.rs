//! `cargo xtask test`: everything, in order, from fast to slow.

use std::time::Instant;

use crate::application;
use crate::counts::Counts;
use crate::node;
use crate::options::{Options, PeerName, TestPart};
use crate::packages::Need;
use crate::peers;
use crate::place::Place;
use crate::say;
use crate::step;
use crate::tools;
use crate::trouble::Done;

/// Runs the tests, or only one part of them; whether all passed.
pub(crate) fn test(place: &Place, options: &Options, only: Option<TestPart>) -> Done<bool> {
    application::prepare(place, options, &[Need::Build, Need::Test, Need::Peers])?;
    let wanted = |part| only.is_none_or(|only| only == part);
    let mut counts = Counts::default();
    let mut ended = Vec::new();
    let mut part = |name: &'static str, run: &mut dyn FnMut(&mut Counts) -> Done<bool>| -> Done {
        say::heading(name);
        let started = Instant::now();
        let held = run(&mut counts)?;
        ended.push((name, held, started.elapsed()));
        Ok(())
    };

    if wanted(TestPart::Rust) {
        part(
            "Rust: every crate and the window's commands",
            &mut |counts| rust(place, counts),
        )?;
    }
    if wanted(TestPart::Peers) {
        peers::build(place)?;
        part("A real Program-Y", &mut |counts| {
            peers::one(place, PeerName::ProgramY, counts)
        })?;
    }
    if wanted(TestPart::Ui) {
        part("User interface: behaviour", &mut |counts| {
            step::counted(&mut node::npm(place, &["test"]), counts)
        })?;
        part("User interface: types", &mut |_| {
            step::holds(&mut node::npm(place, &["run", "check"]))
        })?;
    }
    if wanted(TestPart::Window) {
        tools::ensure(place, &tools::TAURI_DRIVER)?;
        application::build(place)?;
        part("Journeys through the real window", &mut |counts| {
            journeys(place, counts)
        })?;
    }

    say::heading("Summary");
    for (name, held, took) in &ended {
        say::ended(name, *held, *took);
    }
    let broken = ended.iter().filter(|(_, held, _)| !held).count();
    // Tests that were not even compiled are not counted as failed by anybody.
    let parts = match broken {
        0 => String::new(),
        n => format!("; {n} of {} parts FAILED", ended.len()),
    };
    say::line(&format!(
        "{} passed, {} failed{parts}",
        counts.passed, counts.failed
    ));
    Ok(broken == 0)
}

fn rust(place: &Place, counts: &mut Counts) -> Done<bool> {
    let mut tests = step::command(
        place.root(),
        "cargo",
        &[
            "test",
            "--locked",
            "--workspace",
            "--exclude",
            "chatelaine-e2e",
            "--no-fail-fast",
        ],
    );
    step::counted(&mut tests, counts)
}

fn journeys(place: &Place, counts: &mut Counts) -> Done<bool> {
    let mut tests = step::command(
        place.root(),
        "cargo",
        &[
            "test",
            "--locked",
            "--package",
            "chatelaine-e2e",
            "--no-fail-fast",
        ],
    );
    let held = step::counted(&mut tests, counts)?;
    say::line(&format!(
        "pictures: {}",
        place.target().join("journey").display()
    ));
    Ok(held)
}
