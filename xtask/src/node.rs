//! Node and the user interface's packages.

use std::process::Command;

use crate::place::{self, Place};
use crate::say;
use crate::step;
use crate::trouble::{Done, Trouble};

/// The oldest Node that works: what Vite 8 asks for (`engines` in its package.json).
const OLDEST: (u32, u32) = (20, 19);

/// Checks Node and installs the user interface's packages when they are missing or have changed.
pub(crate) fn ensure(place: &Place) -> Done {
    let version = version()?;
    let lock = place::read(&place.ui().join("package-lock.json"))?;
    let wanted = format!("{version}\n{lock}");
    let stamp = place.target().join("stamps/npm-ci");
    let done = std::fs::read_to_string(&stamp).is_ok_and(|done| done == wanted);
    if done && place.ui().join("node_modules").is_dir() {
        return Ok(());
    }
    say::heading("Packages of the user interface");
    say::line("about to install what ui/package-lock.json names into ui/node_modules");
    step::must(&mut npm(place, &["ci", "--no-audit", "--no-fund"]))?;
    place::write(&stamp, wanted)
}

/// A command of npm in the user interface's folder.
pub(crate) fn npm(place: &Place, arguments: &[&str]) -> Command {
    let mut command = step::command(&place.ui(), "npm", arguments);
    // What it prints is read by `counts` and by logs.
    command.env("NO_COLOR", "1");
    command
}

fn version() -> Done<String> {
    let advice = "install Node 20.19 or later, for example from https://nodejs.org or with \
                  https://deb.nodesource.com, and make sure that `node` and `npm` are on PATH";
    let version = step::asked(Command::new("node").arg("--version"))
        .ok_or_else(|| Trouble::new("there is no Node here", advice))?;
    let version = version.trim();
    if !is_new_enough(version) {
        return Err(Trouble::new(
            format!("Node {version} is too old for the user interface's build"),
            advice,
        ));
    }
    if step::asked(Command::new("npm").arg("--version")).is_none() {
        return Err(Trouble::new("Node is here but npm is not", advice));
    }
    Ok(version.to_owned())
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version
        .trim_start_matches('v')
        .split('.')
        .map(|number| number.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) >= OLDEST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(is_new_enough("v20.19.0"), "the oldest itself");
        assert!(
            is_new_enough("v22.2.1"),
            "a later major, whatever its minor"
        );
        assert!(!is_new_enough("v20.9.0"), "9 is less than 19");
        assert!(
            !is_new_enough("v18.20.4"),
            "what Debian 12 ships is too old"
        );
        assert!(!is_new_enough("unknown"), "no number is not a version");
    }
}
