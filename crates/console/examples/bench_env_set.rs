//! How long a change plan for one value of a `.env` takes in process: preview, sealed backup, vault, atomic replace,
//! history. Prints `{"ms":…}`, the median.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use chatelaine_console::view::{Change, Edit, PlanRequest};
use chatelaine_console::{Console, Home};
use chatelaine_secrets::Memory;

const RUNS: usize = 101;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let project = folder.path().join("cat");
    std::fs::create_dir(&project)?;
    std::fs::write(project.join(".env"), sample()?)?;
    let console = Console::open(
        Home::at(folder.path().join("home")),
        Arc::new(Memory::new()),
    )?;
    let target = project.display().to_string();
    let mut took = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let started = Instant::now();
        let edits = vec![Edit {
            setting: "env.CCAT_API_KEY".into(),
            change: Change::Generate,
        }];
        let plan = console.preview_plan(&target, PlanRequest::Edits { edits })?;
        console.apply_plan(&plan.id).await?;
        took.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    writeln!(
        std::io::stdout(),
        "{}",
        serde_json::json!({ "ms": took[RUNS / 2] })
    )?;
    Ok(())
}

/// A file of the size of the Cat's own example with all of its comments.
fn sample() -> Result<String, std::fmt::Error> {
    let mut text = String::from("# Cheshire Cat\nCCAT_API_KEY=meow\n");
    for number in 0..60 {
        writeln!(
            text,
            "# what option {number} is for\nOPTION_{number}=\"value {number}\""
        )?;
    }
    Ok(text)
}
