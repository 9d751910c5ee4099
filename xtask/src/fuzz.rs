//! `cargo xtask fuzz`: random files against every kind of document, for a stated time.

use std::path::PathBuf;
use std::process::Command;

use crate::place::Place;
use crate::say;
use crate::step;
use crate::tools;
use crate::trouble::{Done, Trouble};

/// Longer files only make a fuzzer slow; large ones have tests of their own.
const MAX_BYTES: usize = 4096;
/// One input that takes longer is a finding.
const TIMEOUT_SECONDS: usize = 20;

/// Runs every target for `seconds`; whether none of them found anything. Each begins with the seeds that earlier runs
/// left in the repository; with `keep` those of this run join them, as few as show the same.
pub(crate) fn fuzz(place: &Place, seconds: u32, keep: bool) -> Done<bool> {
    let cargo_fuzz = CargoFuzz {
        program: tools::ensure(place, &tools::CARGO_FUZZ)?,
        folder: place.root().join("crates/documents/fuzz"),
        target: place.target().join("fuzz"),
    };
    let mut sound = true;
    for target in targets(&cargo_fuzz.folder)? {
        say::heading(&format!("{target}, {seconds} s"));
        cargo_fuzz.plant(&target)?;
        sound &= cargo_fuzz.run(&target, seconds)?;
        if keep {
            cargo_fuzz.keep(&target)?;
        }
    }
    Ok(sound)
}

struct CargoFuzz {
    program: PathBuf,
    /// The crate with the targets.
    folder: PathBuf,
    /// Where it is built.
    target: PathBuf,
}

impl CargoFuzz {
    /// Unpacks the seeds beside those that are there.
    fn plant(&self, target: &str) -> Done {
        let (seeds, corpus) = (self.seeds(target), self.corpus(target));
        std::fs::create_dir_all(&corpus).map_err(|e| Trouble::io("make the corpus", &e))?;
        if !seeds.exists() {
            return Ok(());
        }
        let arguments = ["--extract", "--gzip", "--skip-old-files", "--file"];
        step::must(step::command(&corpus, "tar", &arguments).arg(seeds))
    }

    fn run(&self, target: &str, seconds: u32) -> Done<bool> {
        let mut command = self.command("run", target);
        command
            .arg("--")
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={MAX_BYTES}"))
            .arg(format!("-timeout={TIMEOUT_SECONDS}"))
            .arg("-print_final_stats=1");
        step::holds(&mut command)
    }

    /// Packs the fewest files that reach as far as all of them. One archive for each target: thousands of tiny files would
    /// burden every clone. The same files give the same bytes.
    fn keep(&self, target: &str) -> Done {
        step::must(&mut self.command("cmin", target))?;
        let arguments = [
            "--create",
            "--gzip",
            "--sort=name",
            "--mtime=@0",
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            "--file",
        ];
        step::must(
            step::command(&self.corpus(target), "tar", &arguments)
                .arg(self.seeds(target))
                .arg("."),
        )
    }

    fn command(&self, what: &str, target: &str) -> Command {
        let mut command = step::command(
            &self.folder,
            &self.program.to_string_lossy(),
            // The sanitizers need an unstable compiler, and there is no unsafe code here for them to find.
            &["fuzz", what, "--sanitizer", "none", target],
        );
        command
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("RUSTFLAGS");
        command
    }

    fn seeds(&self, target: &str) -> PathBuf {
        self.folder.join("seeds").join(format!("{target}.tar.gz"))
    }

    fn corpus(&self, target: &str) -> PathBuf {
        self.folder.join("corpus").join(target)
    }
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
