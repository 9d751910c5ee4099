//! Auditing many bots, against a scanner that knows none of their files.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use super::python;
use super::report::{Aim, Figure};
use crate::place::{self, Place};
use crate::say;
use crate::trouble::{Done, Trouble};

const BOTS: usize = 1000;
const RUNS: usize = 3;
const YARDSTICK: &str = "detect-secrets scan";

/// One kind of folder: its files, and the lines on which a secret stands that anyone can guess, as `file:line`.
struct Sample {
    files: &'static [(&'static str, &'static str)],
    planted: &'static [&'static str],
}

/// Samples from the platforms' own guides, one of each platform.
const SAMPLES: &[Sample] = &[
    Sample {
        files: &[(
            ".env",
            "# Cheshire Cat\nCCAT_API_KEY=meow\nCCAT_API_KEY_WS=meow_ws\nCCAT_JWT_SECRET=secret\nCCAT_DEBUG=true\n",
        )],
        planted: &[".env:2", ".env:3", ".env:4"],
    },
    Sample {
        files: &[
            (
                "bot.yml",
                "bot_name: \"trivia\"\nauth:\n  token: this-is-a-bot-token\nextensions:\n  trivia:\n    type: REST\n    url: https://localhost:8770\n    token: my-extension-authorization-token\n",
            ),
            ("chn.yml", "rest:\n  callback_token: this-is-a-rest-token\n"),
        ],
        planted: &["bot.yml:3", "bot.yml:8", "chn.yml:2"],
    },
    Sample {
        files: &[(
            "credentials.yml",
            "rest:\nsocketio:\n  user_message_evt: user_uttered\n  bot_message_evt: bot_uttered\n  session_persistence: true\n  jwt_key: testing\n  jwt_method: HS256\n",
        )],
        planted: &["credentials.yml:6"],
    },
    Sample {
        files: &[
            (
                "config.yaml",
                "flask:\n  host: 127.0.0.1\n  port: 8989\n  authorization: Basic\n  use_api_keys: true\n  api_key_file: $BOT_ROOT/keys.txt\n  storage:\n    entities:\n      license_keys: file\n    stores:\n      file:\n        type: file\n        config:\n          license_storage:\n            file: $BOT_ROOT/license.keys\n",
            ),
            ("license.keys", "BASIC_AUTH_TOKEN = XXXXXXXXXXXXXX\n"),
            ("keys.txt", "11111111111111\n"),
        ],
        planted: &["license.keys:1", "keys.txt:1"],
    },
    Sample {
        files: &[(
            "config.py",
            "URL = \"http://localhost:1865\"\nAPI_KEY = \"meow\"\nJWT_SECRET = \"meow_jwt\"\n",
        )],
        planted: &["config.py:2", "config.py:3"],
    },
];

pub(super) fn measure(place: &Place) -> Done<Vec<Figure>> {
    let programs = python::programs(place)?;
    let temporary = tempfile::tempdir().map_err(|e| Trouble::io("make a temporary folder", &e))?;
    let bots = temporary.path().join("bots");
    let mut planted = BTreeSet::new();
    for number in 0..BOTS {
        let sample = &SAMPLES[number % SAMPLES.len()];
        let name = format!("bot-{number:04}");
        for (file, text) in sample.files {
            place::write(&bots.join(&name).join(file), text)?;
        }
        planted.extend(sample.planted.iter().map(|at| format!("{name}/{at}")));
    }
    say::heading(&format!("Auditing {BOTS} bots"));
    let names: Vec<String> = (0..BOTS).map(|number| format!("bot-{number:04}")).collect();
    let mut audit = Command::new(place.target().join("release/chatelaine"));
    audit
        .arg("audit")
        .args(&names)
        .args(["--format", "json"])
        .env("CHATELAINE_VAULT", "memory")
        .env("CHATELAINE_HOME", temporary.path().join("home"));
    let mut scan = Command::new(programs.join("detect-secrets"));
    scan.args(["scan", "--all-files", "."]);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let (mut found_by_us, mut found_by_them) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..RUNS {
        let (took, report) = run(&mut audit, &bots)?;
        ours.push(took);
        found_by_us = audited(&report);
        let (took, report) = run(&mut scan, &bots)?;
        theirs.push(took);
        found_by_them = scanned(&report);
    }
    let best = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
    let missed = |found: &BTreeSet<String>| count(planted.difference(found).count());
    Ok(vec![
        Figure {
            name: "audit: 1,000 bots",
            unit: "ms",
            ours: best(&ours),
            yardstick: Some((YARDSTICK, best(&theirs))),
            aim: Aim::Times(1.0 / 50.0),
        },
        Figure {
            name: "audit: the same, against the clock",
            unit: "ms",
            ours: best(&ours),
            yardstick: None,
            aim: Aim::AtMost(3000.0),
        },
        Figure {
            name: "audit: guessable secrets missed",
            unit: "",
            ours: missed(&found_by_us),
            yardstick: Some((YARDSTICK, missed(&found_by_them))),
            aim: Aim::AtMost(0.0),
        },
    ])
}

/// The time in milliseconds, and what was printed. That something was found is no failure.
fn run(command: &mut Command, folder: &Path) -> Done<(f64, Value)> {
    let name = command.get_program().display().to_string();
    let started = Instant::now();
    let output = command
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|e| Trouble::io(format_args!("start {name}"), &e))?;
    let took = started.elapsed().as_secs_f64() * 1000.0;
    let report = serde_json::from_slice(&output.stdout).map_err(|_| {
        let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Trouble::new(format!("{name} printed no report"), why)
    })?;
    Ok((took, report))
}

/// `bot/file:line` of every finding about a setting.
fn audited(report: &Value) -> BTreeSet<String> {
    let bots = report["bots"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut places = BTreeSet::new();
    for bot in bots {
        let folder = Path::new(bot["dir"].as_str().unwrap_or_default());
        let name = folder.file_name().map(|name| name.to_string_lossy());
        let findings = bot["findings"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        for finding in findings
            .iter()
            .filter(|finding| !finding["setting"].is_null())
        {
            if let (Some(name), Some(file), Some(line)) =
                (&name, finding["file"].as_str(), finding["line"].as_u64())
            {
                places.insert(format!("{name}/{file}:{line}"));
            }
        }
    }
    places
}

/// The same of what the scanner printed.
fn scanned(report: &Value) -> BTreeSet<String> {
    let files = report["results"].as_object();
    files
        .into_iter()
        .flatten()
        .flat_map(|(file, hits)| {
            let hits = hits.as_array().map(Vec::as_slice).unwrap_or_default();
            hits.iter()
                .filter_map(|hit| hit["line_number"].as_u64())
                .map(|line| format!("{}:{line}", file.trim_start_matches("./")))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}
