//! `cargo xtask fuzz`: random files against every kind of document, for a stated time.

use std::path::PathBuf;

use crate::place::Place;
use crate::say;
use crate::step;
use crate::tools;
use crate::trouble::{Done, Trouble};

/// Longer files only make a fuzzer slow; large ones have tests of their own.
const MAX_BYTES: usize = 4096;
/// One input that takes longer is a finding.
const TIMEOUT_SECONDS: usize = 20;

/// Runs every target for `seconds`; whether none of them found anything. The corpus grows beside the targets.
pub(crate) fn fuzz(place: &Place, seconds: u32) -> Done<bool> {
    let program = tools::ensure(place, &tools::CARGO_FUZZ)?;
    let folder = place.root().join("crates/documents/fuzz");
    let mut sound = true;
    for target in targets(&folder)? {
        say::heading(&format!("{target}, {seconds} s"));
        let mut command = step::command(
            &folder,
            &program.to_string_lossy(),
            // The sanitizers need an unstable compiler, and there is no unsafe code here for them to find.
            &["fuzz", "run", "--sanitizer", "none", &target, "--"],
        );
        command
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={MAX_BYTES}"))
            .arg(format!("-timeout={TIMEOUT_SECONDS}"))
            .arg("-print_final_stats=1")
            .env("CARGO_TARGET_DIR", place.target().join("fuzz"))
            .env_remove("RUSTFLAGS");
        sound &= step::holds(&mut command)?;
    }
    Ok(sound)
}

/// The names of the targets, in order.
fn targets(folder: &std::path::Path) -> Done<Vec<String>> {
    let files = std::fs::read_dir(folder.join("fuzz_targets"))
        .map_err(|e| Trouble::io("list the fuzz targets", &e))?;
    let mut names: Vec<String> = files
        .filter_map(Result::ok)
        .map(|file| PathBuf::from(file.file_name()))
        .filter_map(|name| Some(name.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    Ok(names)
}
