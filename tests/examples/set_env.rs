//! How long setting one value in a `.env` takes without a process around it: read, parse, edit,
//! replace atomically. Prints `{"ms":…}`, the median. Used by `cargo xtask bench`.
#![allow(
    clippy::print_stdout,
    reason = "its only purpose is to print one figure"
)]

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use chatelaine_documents::{ENV_LIMIT_BYTES, EnvDocument};

const RUNS: usize = 101;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(path), Some(setting)) = (arguments.next(), arguments.next()) else {
        return Err("say which .env and which setting".into());
    };
    let path = PathBuf::from(path);
    let setting = setting.to_string_lossy();
    let mut took = Vec::with_capacity(RUNS);
    for run in 0..RUNS {
        let started = Instant::now();
        let before = chatelaine_files::read(&path, ENV_LIMIT_BYTES as u64)?;
        let mut document = EnvDocument::parse(&before.bytes)?;
        document.set(&setting, &format!("practice-value-{run}"))?;
        chatelaine_files::replace(&before, document.bytes())?;
        took.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    println!("{}", serde_json::json!({ "ms": took[RUNS / 2] }));
    Ok(())
}
