//! Setting one value in a `.env`: `chatelaine set` against `dotenvx set`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use super::example;
use super::pairs;
use super::report::{Aim, Figure};
use crate::place::{self, Place};
use crate::say;
use crate::step;
use crate::trouble::{Done, Trouble};

const RUNS: usize = 21;
const DOTENVX: &str = "@dotenvx/dotenvx@2.38.2";
const YARDSTICK: &str = "dotenvx set";
const SETTING: &str = "CCAT_API_KEY";

pub(super) fn measure(place: &Place) -> Done<Vec<Figure>> {
    let folder = place.target().join("bench/env");
    let dotenvx = dotenvx(&folder)?;
    let chatelaine = place.target().join("release/chatelaine");
    let temporary = tempfile::tempdir().map_err(|e| Trouble::io("make a temporary folder", &e))?;
    let bot = |name: &str| temporary.path().join(name);
    for name in ["ours", "theirs", "inside"] {
        place::write(&bot(name).join(".env"), sample())?;
    }
    let file = bot("inside").join(".env");
    let inside = example::run(
        place,
        "chatelaine-e2e",
        "set_env",
        &[file.as_os_str(), SETTING.as_ref()],
    )?;
    say::heading("Setting a value in a .env");
    let mut set_ours = Command::new(&chatelaine);
    set_ours
        .arg("set")
        .arg(bot("ours"))
        .args([&format!("env.{SETTING}"), "--generate"])
        .env("CHATELAINE_VAULT", "memory")
        .env("CHATELAINE_HOME", bot("home"));
    let mut set_theirs = Command::new(&dotenvx);
    set_theirs
        .args([
            "set",
            SETTING,
            "practice-value-of-a-benchmark",
            "--plain",
            "-f",
        ])
        .arg(bot("theirs").join(".env"));
    let ([ours], [theirs]) =
        pairs::medians(RUNS, || timed(&mut set_ours), || timed(&mut set_theirs))?;
    Ok(vec![
        Figure {
            name: ".env: set one value, in process",
            unit: "ms",
            ours: example::number(&inside, "ms")?,
            yardstick: Some((YARDSTICK, theirs)),
            aim: Aim::AtMost(5.0),
        },
        Figure {
            name: ".env: set one value, whole command",
            unit: "ms",
            ours,
            yardstick: Some((YARDSTICK, theirs)),
            aim: Aim::Times(1.0),
        },
    ])
}

/// A file of the size of the Cat's own example with all of its comments.
fn sample() -> String {
    let mut text = String::from("# Cheshire Cat\nCCAT_API_KEY=meow\n");
    for number in 0..60 {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "# what option {number} is for\nOPTION_{number}=\"value {number}\""
        );
    }
    text
}

fn timed(command: &mut Command) -> Done<[f64; 1]> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let started = Instant::now();
    let output = command.output().map_err(|e| {
        Trouble::io(
            format_args!("start {}", command.get_program().display()),
            &e,
        )
    })?;
    let took = started.elapsed().as_secs_f64() * 1000.0;
    if output.status.success() {
        Ok([took])
    } else {
        Err(Trouble::new(
            format!("{} failed", command.get_program().display()),
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        ))
    }
}

/// Installs dotenvx from npm's registry unless it is there; returns its program.
fn dotenvx(folder: &Path) -> Done<PathBuf> {
    let program = folder.join("node_modules/.bin/dotenvx");
    if !program.is_file() {
        say::heading("Yardstick: dotenvx");
        say::line(&format!(
            "about to install {DOTENVX} into {}",
            folder.display()
        ));
        place::write(&folder.join("package.json"), "{ \"private\": true }\n")?;
        step::must(&mut step::command(
            folder,
            "npm",
            &["install", "--no-audit", "--no-fund", DOTENVX],
        ))?;
    }
    Ok(program)
}
