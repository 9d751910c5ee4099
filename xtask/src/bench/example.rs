//! Figures that are taken inside the code: by examples of its crates, which print JSON.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use crate::place::Place;
use crate::say;
use crate::step;
use crate::trouble::{Done, Trouble};

/// Builds the example `name` of `package` optimised, runs it, and returns what it prints.
pub(super) fn run(place: &Place, package: &str, name: &str, arguments: &[&OsStr]) -> Done<Value> {
    say::heading(name);
    let options = [
        "run",
        "--locked",
        "--release",
        "--package",
        package,
        "--example",
        name,
    ];
    let broken = || {
        Trouble::new(
            format!("the example {name} printed no figures"),
            format!("run `cargo {}` by hand to see why", options.join(" ")),
        )
    };
    // Its messages are shown as they come; what it prints on standard output is the figure.
    let output = step::command(place.root(), "cargo", &options)
        .arg("--")
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| Trouble::io("start cargo", &e))?;
    if !output.status.success() {
        return Err(broken());
    }
    serde_json::from_slice(&output.stdout).map_err(|_| broken())
}

/// Builds the example `name` of `package` optimised, and returns where it is.
pub(super) fn built(place: &Place, package: &str, name: &str) -> Done<PathBuf> {
    let options = [
        "build",
        "--locked",
        "--release",
        "--package",
        package,
        "--example",
        name,
    ];
    step::must(&mut step::command(place.root(), "cargo", &options))?;
    Ok(place.target().join("release/examples").join(name))
}

/// The number called `key` among `figures`.
pub(super) fn number(figures: &Value, key: &str) -> Done<f64> {
    figures[key].as_f64().ok_or_else(|| {
        Trouble::new(
            format!("the figures hold no number called {key}"),
            "the example and xtask belong to different versions; build both anew",
        )
    })
}
