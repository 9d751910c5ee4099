//! Sets one value in a YAML file, in memory, as often as asked, and prints the median time as JSON. Used by
//! `cargo xtask bench`.
#![allow(clippy::print_stdout, reason = "what it prints is its result")]

use std::error::Error;
use std::time::Instant;

use chatelaine_documents::{Document as _, KeyPath, Scalar, YamlDocument};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(key), Some(runs)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("usage: set_yaml FILE KEY RUNS".into());
    };
    let bytes = std::fs::read(file)?;
    let path = KeyPath::keys(&key.split('.').collect::<Vec<_>>());
    let runs: usize = runs.parse()?;
    let mut took = Vec::new();
    for run in 0..=runs {
        let started = Instant::now();
        let mut document = YamlDocument::parse(&bytes)?;
        document.set(&path, &Scalar::Text(format!("value-of-run-{run}")))?;
        // The first one warms up.
        if run > 0 {
            took.push(started.elapsed().as_secs_f64() * 1000.0);
        }
    }
    took.sort_by(f64::total_cmp);
    println!("{{\"ms\": {}}}", took[took.len() / 2]);
    Ok(())
}
