//! Yardsticks from Python's registry, in a virtual environment of their own.

use std::path::{Path, PathBuf};

use crate::place::{self, Place};
use crate::say;
use crate::step;
use crate::trouble::Done;

/// What is compared with, each in the one version that was tried.
const PACKAGES: &[&str] = &[
    "ruamel.yaml==0.19.1",
    "yq==4.4.5",
    "detect-secrets==1.5.0",
    "python-socketio[client]==5.18.1",
];

/// The folder of the programs, installed unless they are there.
pub(super) fn programs(place: &Place) -> Done<PathBuf> {
    let folder = place.target().join("bench/python");
    let programs = folder.join("bin");
    let installed = folder.join("installed.txt");
    let wanted = PACKAGES.join("\n");
    if !std::fs::read_to_string(&installed).is_ok_and(|there| there == wanted) {
        say::heading("Yardsticks from Python's registry");
        say::line(&format!(
            "about to install {} into {}",
            PACKAGES.join(" "),
            folder.display()
        ));
        let at: &Path = place.root();
        step::must(step::command(at, "python3", &["-m", "venv"]).arg(&folder))?;
        step::must(
            step::command(
                at,
                &programs.join("pip").to_string_lossy(),
                &["install", "--quiet"],
            )
            .args(PACKAGES),
        )?;
        place::write(&installed, wanted)?;
    }
    Ok(programs)
}
