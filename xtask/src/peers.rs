//! `cargo xtask peers`: the real servers, installed from their public registries, and what Chatelaine says about them.
//!
//! Practice bots are our own work; a server that somebody else wrote is the better witness. Each is installed once into
//! `<target>/peers`, started over a scratch copy of a small bot, and judged, locked, proven, and unlocked again by the
//! command line tool. What is true of each way in stands in a table beside each server (`peers/<server>.rs`).

mod chatto;
mod cheshire_cat_2;
mod install;
mod network;
mod peer;
mod program_y;
mod rasa;
mod stage;
mod suite;
mod talk;
mod tools;
mod witness;

use std::time::Instant;

use crate::counts::Counts;
use crate::options::{Options, PeerName, SUITE};
use crate::packages::{self, Need};
use crate::place::Place;
use crate::say;
use crate::step;
use crate::trouble::{Done, Trouble};
use peer::Peer;

/// Tests all servers, or only one; whether everything held. A server that cannot run here is no failure unless it was
/// asked for by name.
pub(crate) fn peers(place: &Place, options: &Options, only: Option<PeerName>) -> Done<bool> {
    packages::ensure(&[Need::Build, Need::Peers], options.install)?;
    build(place)?;
    let mut counts = Counts::default();
    let mut ended = Vec::new();
    for name in PeerName::ALL {
        if only.is_some_and(|only| only != name) {
            continue;
        }
        let started = Instant::now();
        let held = match (obstacle(peer(name)), only) {
            (Some(why), Some(_)) => {
                return Err(Trouble::new(
                    format!("{} cannot run here: {why}", name.slug()),
                    "provide what is missing, or test another server",
                ));
            }
            _ => one(place, name, &mut counts)?,
        };
        ended.push((name, held, started.elapsed()));
    }
    say::heading("Summary");
    for (name, held, took) in &ended {
        say::ended(name.slug(), *held, *took);
    }
    say::line(&format!(
        "{} passed, {} failed",
        counts.passed, counts.failed
    ));
    Ok(ended.iter().all(|(_, held, _)| *held))
}

/// The command line tool that is put to the test.
pub(crate) fn build(place: &Place) -> Done {
    say::heading("Command line tool");
    step::must(&mut step::command(
        place.root(),
        "cargo",
        &["build", "--locked", "--package", "chatelaine-cli"],
    ))
}

/// Installs one server and tests it, or says why that is not possible here; whether everything held.
pub(crate) fn one(place: &Place, name: PeerName, counts: &mut Counts) -> Done<bool> {
    let peer = peer(name);
    say::heading(&format!("{} {}", name.slug(), peer.version));
    if let Some(why) = obstacle(peer) {
        say::line(&format!("skipped: {why}"));
        return Ok(true);
    }
    (peer.install)(place, &install::folder(place, name))?;
    let program = std::env::current_exe().map_err(|e| Trouble::io("find myself", &e))?;
    let arguments = ["peers", name.slug(), SUITE];
    let mut suite = if peer.isolated {
        network::alone(&program, &arguments)
    } else {
        step::command(place.root(), &program.to_string_lossy(), &arguments)
    };
    step::counted(&mut suite, counts)
}

/// The tests of an installed server, in the network that this process is in.
pub(crate) fn suite(place: &Place, name: PeerName) -> Done<bool> {
    let peer = peer(name);
    if peer.isolated {
        network::wake()?;
    }
    suite::run(place, name, peer)
}

fn peer(name: PeerName) -> &'static Peer {
    match name {
        PeerName::ProgramY => &program_y::PEER,
        PeerName::Chatto => &chatto::PEER,
        PeerName::CheshireCat2 => &cheshire_cat_2::PEER,
        PeerName::Rasa => &rasa::PEER,
    }
}

/// Why a server cannot run on this machine.
fn obstacle(peer: &Peer) -> Option<String> {
    peer.needs
        .iter()
        .find_map(tools::Tool::missing)
        .or_else(|| peer.isolated.then(network::obstacle).flatten())
}
