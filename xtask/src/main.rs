//! The project's own commands: `cargo xtask run | test | peers | lint | bench | fuzz`.
//!
//! Each does all of its own set-up on a Debian or Ubuntu machine that has nothing but git, cargo and
//! Node, and says what it is about to install. Written in Rust so that a clone needs no other tool
//! to bring up the rest.

mod application;
mod bench;
mod counts;
mod fuzz;
mod lint;
mod node;
mod options;
mod packages;
mod page;
mod peers;
mod place;
mod run;
mod say;
mod screen;
mod seams;
mod step;
mod test;
mod tools;
mod trouble;

use std::process::ExitCode;

use options::{Options, Task};
use place::Place;
use trouble::Done;

fn main() -> ExitCode {
    match work() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            say::trouble(&trouble);
            ExitCode::FAILURE
        }
    }
}

/// Whether everything that was checked held.
fn work() -> Done<bool> {
    let options = Options::read(std::env::args().skip(1))?;
    let place = Place::find()?;
    match options.task {
        Task::Run => run::run(&place, &options).map(|()| true),
        Task::Test(only) => test::test(&place, &options, only),
        Task::Lint => lint::lint(&place, &options),
        Task::Bench(only) => bench::bench(&place, &options, only).map(|()| true),
        Task::Fuzz { seconds, keep } => fuzz::fuzz(&place, seconds, keep),
        Task::Peers(only) => peers::peers(&place, &options, only),
        Task::PeerSuite(name) => peers::suite(&place, name),
        Task::Help => {
            say::line(options::HELP);
            Ok(true)
        }
    }
}
