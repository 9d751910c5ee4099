//! `cargo xtask run`: the window, or a tour of it where there is no screen.

use std::process::Command;

use crate::application;
use crate::options::Options;
use crate::packages::Need;
use crate::place::Place;
use crate::say;
use crate::screen;
use crate::step;
use crate::tools;
use crate::trouble::Done;

pub(crate) fn run(place: &Place, options: &Options) -> Done {
    if screen::is_there() {
        application::prepare(place, options, &[Need::Build])?;
        let program = application::build(place)?;
        say::heading("Chatelaine");
        return step::must(&mut Command::new(program));
    }
    say::line("there is no display here: Chatelaine will be shown on a virtual one");
    application::prepare(place, options, &[Need::Build, Need::Test])?;
    tools::ensure(place, &tools::TAURI_DRIVER)?;
    application::build(place)?;
    say::heading("Tour of the main job");
    let folder = chatelaine_e2e::tour(&say::line)?;
    say::line(&format!("\npictures and report.md: {}", folder.display()));
    Ok(())
}
