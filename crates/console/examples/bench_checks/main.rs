//! How long the live checks of one bot and of a thousand take, next to the same requests sent bare.
//!
//! The bots are practice bots of every platform, all locked, in a process of their own, and wait for nothing, so that
//! neither their memory nor their delays count. What the checks send is written down once for each platform and then
//! sent again by a loop that looks at no answer: the first request of a bot, then all others at once, as many bots side
//! by side as the console checks. Prints `{"one_ms":…,"one_bare_ms":…,"all_ms":…,"all_bare_ms":…,"bots":…,"peak_mib":…}`,
//! medians; the peak is that of the console's process. Used by `cargo xtask bench`.

mod bare;
mod fleet;
mod tape;

use std::collections::HashMap;
use std::error::Error;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chatelaine_console::view::{Bot, Platform, State};
use chatelaine_console::{Console, Home};
use chatelaine_secrets::Memory;
use futures_util::{StreamExt as _, stream};
use tape::Exchange;

const BOTS: usize = 1000;
/// Bots that are checked side by side.
const ABREAST: usize = 16;
const RUNS_OF_ONE: usize = 21;
const RUNS_OF_ALL: usize = 3;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;
type Tapes = HashMap<Platform, Vec<Exchange>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    if let [folder, number] = &std::env::args_os().skip(1).collect::<Vec<OsString>>()[..] {
        let number = number.to_string_lossy().parse()?;
        return fleet::serve(Path::new(folder), number).await;
    }
    // The bare client speaks plain HTTP only, but insists on knowing who would do TLS.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir()?;
    let fleet = fleet::Fleet::start(folder.path(), BOTS)?;
    let home = Home::at(folder.path().join("home"));
    let console = Arc::new(Console::open(home, Arc::new(Memory::new()))?);
    let tapes = Arc::new(record(&console, &fleet.bots).await?);

    let (one, one_bare) = medians(RUNS_OF_ONE, &console, &fleet.bots[..1], &tapes).await?;
    let (all, all_bare) = medians(RUNS_OF_ALL, &console, &fleet.bots, &tapes).await?;
    let figures = serde_json::json!({
        "one_ms": one,
        "one_bare_ms": one_bare,
        "all_ms": all,
        "all_bare_ms": all_bare,
        "bots": BOTS,
        "peak_mib": peak_mib()?,
    });
    writeln!(std::io::stdout(), "{figures}")?;
    Ok(())
}

/// What the checks send to one bot of each platform.
async fn record(console: &Arc<Console>, bots: &[Bot]) -> Outcome<Tapes> {
    let mut tapes = Tapes::new();
    for bot in bots {
        if tapes.contains_key(&bot.platform) {
            continue;
        }
        let recorder = tape::Recorder::before(bot.url.as_deref().unwrap_or_default()).await?;
        let taped = Bot {
            url: Some(recorder.url()),
            ..bot.clone()
        };
        check(console, &taped).await?;
        tapes.insert(bot.platform, recorder.exchanges()?);
    }
    Ok(tapes)
}

/// Ours and the bare loop in turn, so that both meet the same disturbances. The first run of each warms up.
async fn medians(
    runs: usize,
    console: &Arc<Console>,
    bots: &[Bot],
    tapes: &Arc<Tapes>,
) -> Outcome<(f64, f64)> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..=runs {
        ours.push(
            each(bots, |bot| {
                let console = Arc::clone(console);
                async move { check(&console, &bot).await }
            })
            .await?,
        );
        bare.push(
            each(bots, |bot| {
                let (client, tapes) = (client.clone(), Arc::clone(tapes));
                async move {
                    let url = bot.url.as_deref().unwrap_or_default();
                    bare::send(&client, url, &tapes[&bot.platform]).await
                }
            })
            .await?,
        );
    }
    Ok((median(ours), median(bare)))
}

/// The checks of one bot, which has to be proven locked.
async fn check(console: &Arc<Console>, bot: &Bot) -> Outcome<()> {
    let posture = console.check_bot(bot, false).await?;
    let proven = |point: &chatelaine_console::view::AccessPoint| point.state == State::ProvenLocked;
    if posture.access_points.iter().any(proven) {
        Ok(())
    } else {
        Err(format!("{} was not proven locked: {}", bot.name, posture.headline).into())
    }
}

/// How long it takes to do something with each bot.
async fn each<F, W>(bots: &[Bot], work: W) -> Outcome<Duration>
where
    F: Future<Output = Outcome<()>> + Send + 'static,
    W: Fn(Bot) -> F,
{
    let started = Instant::now();
    let mut running = stream::iter(bots.iter().cloned().map(|bot| tokio::spawn(work(bot))))
        .buffer_unordered(ABREAST);
    while let Some(done) = running.next().await {
        done??;
    }
    Ok(started.elapsed())
}

fn median(mut took: Vec<Duration>) -> f64 {
    took.remove(0);
    took.sort();
    took[took.len() / 2].as_secs_f64() * 1000.0
}

/// The most that this process has held at any time.
fn peak_mib() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    Ok(peak.ok_or("the system tells no peak of the memory")? / 1024.0)
}
