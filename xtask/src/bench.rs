//! `cargo xtask bench`: how fast and how large, each figure next to a yardstick measured in the same
//! run, so that a slow machine slows both.

mod audit;
mod chat;
mod checks;
mod empty_window;
mod env_set;
mod example;
mod flood;
mod framebuffer;
mod guess;
mod memory;
mod pairs;
mod pixels;
mod python;
mod report;
mod window;
mod yaml;

use crate::application;
use crate::options::{BenchPart, Options};
use crate::packages::Need;
use crate::place::Place;
use crate::say;
use crate::step;
use crate::trouble::Done;
use report::Figure;

/// Measures one part.
type Measure = fn(&Place) -> Done<Vec<Figure>>;

const PARTS: &[(BenchPart, Measure)] = &[
    (BenchPart::Window, window::measure),
    (BenchPart::Env, env_set::measure),
    (BenchPart::Yaml, yaml::measure),
    (BenchPart::Audit, audit::measure),
    (BenchPart::Chat, chat::measure),
    (BenchPart::Pixels, pixels::measure),
    (BenchPart::Flood, flood::measure),
    (BenchPart::Checks, checks::measure),
    (BenchPart::Guess, guess::measure),
];

/// Measures everything, or only one part, and writes `<target>/bench/report.json`.
pub(crate) fn bench(place: &Place, options: &Options, only: Option<BenchPart>) -> Done {
    application::prepare(place, options, &[Need::Build, Need::Test, Need::Bench])?;
    let wanted = |part| only.is_none_or(|only| only == part);
    let mut figures = Vec::new();
    let of_the_application = [
        BenchPart::Window,
        BenchPart::Env,
        BenchPart::Yaml,
        BenchPart::Audit,
        BenchPart::Pixels,
        BenchPart::Flood,
    ];
    if of_the_application.into_iter().any(wanted) {
        say::heading("Application, optimised");
        step::must(&mut step::command(
            place.root(),
            "cargo",
            &[
                "build",
                "--locked",
                "--release",
                "--package",
                chatelaine_e2e::APPLICATION,
                "--package",
                "chatelaine-cli",
            ],
        ))?;
    }
    for (part, measure) in PARTS {
        if wanted(*part) {
            figures.extend(measure(place)?);
            // After each part, so that a run that is cut off has told what it knows.
            report::publish(place, &figures)?;
        }
    }
    Ok(())
}
