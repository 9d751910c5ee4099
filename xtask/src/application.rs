//! Building the application with its user interface inside.

use std::path::PathBuf;

use crate::node;
use crate::options::Options;
use crate::packages::{self, Need};
use crate::page;
use crate::place::Place;
use crate::say;
use crate::step;
use crate::trouble::Done;

/// Everything that any build needs: packages of the system, packages of the user interface, and the
/// built user interface, which the desktop crate includes when it is compiled.
pub(crate) fn prepare(place: &Place, options: &Options, needs: &[Need]) -> Done {
    packages::ensure(needs, options.install)?;
    node::ensure(place)?;
    page::build(place)
}

/// Builds the window and the command line tool; returns the window's program.
pub(crate) fn build(place: &Place) -> Done<PathBuf> {
    say::heading("Application");
    step::must(&mut step::command(
        place.root(),
        "cargo",
        &[
            "build",
            "--locked",
            "--package",
            chatelaine_e2e::APPLICATION,
            "--package",
            "chatelaine-cli",
        ],
    ))?;
    Ok(place
        .target()
        .join("debug")
        .join(chatelaine_e2e::APPLICATION))
}
