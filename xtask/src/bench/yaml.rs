//! Setting one value in a large YAML file, against ruamel.yaml and yq.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::example::{self, number};
use super::pairs;
use super::python;
use super::report::{Aim, Figure};
use crate::place::{self, Place};
use crate::say;
use crate::step;
use crate::trouble::{Done, Trouble};

const KEY: &str = "auth.token";
const RUNS: usize = 5;
const RUNS_INSIDE: &str = "9";
/// ruamel.yaml needs seconds for each.
const RUNS_RUAMEL: &str = "3";

pub(super) fn measure(place: &Place) -> Done<Vec<Figure>> {
    let programs = python::programs(place)?;
    let folder = place.target().join("bench/yaml");
    let (file, script) = (folder.join("bot/bot.yml"), folder.join("set_yaml.py"));
    place::write(&file, sample())?;
    place::write(&script, include_str!("set_yaml.py"))?;
    let inside = example::run(
        place,
        "chatelaine-documents",
        "set_yaml",
        &[file.as_os_str(), KEY.as_ref(), RUNS_INSIDE.as_ref()],
    )?;
    say::heading("Setting a value in a YAML file");
    let ruamel = step::command(
        place.root(),
        &programs.join("python").to_string_lossy(),
        &[],
    )
    .arg(&script)
    .arg(&file)
    .args([KEY, RUNS_RUAMEL])
    .stderr(Stdio::inherit())
    .output()
    .map_err(|e| Trouble::io("start ruamel.yaml", &e))?;
    let ruamel = serde_json::from_slice(&ruamel.stdout)
        .map_err(|_| Trouble::new("ruamel.yaml printed no figures", "its error stands above"))?;
    let mut ours = Command::new(place.target().join("release/chatelaine"));
    ours.arg("set")
        .arg(folder.join("bot"))
        .args([&format!("bot.{KEY}"), "--generate"])
        .env("CHATELAINE_VAULT", "memory")
        .env("CHATELAINE_HOME", folder.join("home"));
    let mut theirs = Command::new(programs.join("yq"));
    theirs
        .args(["--yaml-output", ".auth.token = \"practice-value\""])
        .arg(&file);
    let ([command], [yq]) = pairs::medians(RUNS, || timed(&mut ours), || timed(&mut theirs))?;
    Ok(vec![
        Figure {
            name: "yaml: set one value in 1 MB, in process",
            unit: "ms",
            ours: number(&inside, "ms")?,
            yardstick: Some(("ruamel.yaml", number(&ruamel, "ms")?)),
            aim: Aim::Times(1.0 / 25.0),
        },
        Figure {
            name: "yaml: the same, against the clock",
            unit: "ms",
            ours: number(&inside, "ms")?,
            yardstick: None,
            aim: Aim::AtMost(120.0),
        },
        Figure {
            name: "yaml: the same, whole command",
            unit: "ms",
            ours: command,
            yardstick: Some(("yq, comments lost", yq)),
            aim: Aim::Times(1.0),
        },
    ])
}

/// A megabyte of a Chatto configuration with comments, as nobody has it.
fn sample() -> String {
    let mut text = String::from(
        "bot_name: \"large\"  # one of many\n\nauth:\n  # who may ask\n  token: \"this-is-a-bot-token\"   # change me\n\nextensions:\n",
    );
    let mut number = 0;
    while text.len() < 1_000_000 {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "  # extension {number}\n  server_{number}:\n    type: REST\n    url: 'https://host-{number}.example:8770'\n    token: \"token-of-{number}\"  # its own\n"
        );
        number += 1;
    }
    text
}

fn timed(command: &mut Command) -> Done<[f64; 1]> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let name = command.get_program().display().to_string();
    let started = Instant::now();
    let output = command
        .output()
        .map_err(|e| Trouble::io(format_args!("start {name}"), &e))?;
    let took = started.elapsed().as_secs_f64() * 1000.0;
    if output.status.success() {
        return Ok([took]);
    }
    let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Trouble::new(format!("{name} failed"), why))
}
