//! How long the live checks of one bot and of a thousand take, next to the same requests sent bare.
//!
//! The bots are practice bots of every platform, all locked, in a process of their own, and wait for nothing, so that
//! neither their memory nor their delays count. They are registered, and all of them are checked as the operator does it:
//! in a round. What the checks send is written down once for each platform and then sent again by a loop that looks at no
//! answer, with one client for all bots, over as many connections, to as many bots side by side as in a round; that it
//! sends the same is made sure of first. Prints
//! `{"one_ms":…,"one_bare_ms":…,"all_ms":…,"all_bare_ms":…,"bots":…,"requests":…,"connections":…,"peak_mib":…}`: medians
//! of the times; the peak is that of the console's process after two rounds. Used by `cargo xtask bench`.

mod bare;
mod fleet;
mod tape;

use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chatelaine_console::view::{Bot, NewBot, Platform, RoundEvent, State};
use chatelaine_console::{Console, Home};
use chatelaine_secrets::Memory;
use futures_util::{StreamExt as _, stream};
use tape::Tape;

const BOTS: usize = 1000;
/// Bots side by side: as many as the console asks at a time.
const ABREAST: usize = 8;
const RUNS_OF_ONE: usize = 21;
const RUNS_OF_ALL: usize = 3;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;
type Tapes = HashMap<Platform, Tape>;

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
    let count = |of: fn(&Tape) -> usize| -> usize {
        fleet.bots.iter().map(|bot| of(&tapes[&bot.platform])).sum()
    };

    let (mut one, mut one_bare) = (Vec::new(), Vec::new());
    for _ in 0..=RUNS_OF_ONE {
        one.push(time(check(&console, &fleet.bots[0])).await?);
        one_bare.push(time(send(&fleet.bots[..1], &tapes)).await?);
    }

    for bot in &fleet.bots {
        register(&console, bot)?;
    }
    round(&console).await?;
    round(&console).await?;
    // Before the bare loop holds anything in this process.
    let peak_mib = peak_mib()?;
    let (mut all, mut all_bare) = (Vec::new(), Vec::new());
    for _ in 0..=RUNS_OF_ALL {
        all.push(time(round(&console)).await?);
        all_bare.push(time(send(&fleet.bots, &tapes)).await?);
    }

    let figures = serde_json::json!({
        "one_ms": median(one),
        "one_bare_ms": median(one_bare),
        "all_ms": median(all),
        "all_bare_ms": median(all_bare),
        "bots": BOTS,
        "requests": count(|tape| tape.iter().map(Vec::len).sum()),
        "connections": count(Vec::len),
        "peak_mib": peak_mib,
    });
    writeln!(std::io::stdout(), "{figures}")?;
    Ok(())
}

/// What the checks send to one bot of each platform, after making sure that the bare loop sends the same.
async fn record(console: &Arc<Console>, bots: &[Bot]) -> Outcome<Tapes> {
    let mut tapes = Tapes::new();
    for bot in bots {
        if tapes.contains_key(&bot.platform) {
            continue;
        }
        let url = bot.url.as_deref().unwrap_or_default();
        let recorder = tape::Recorder::before(url).await?;
        let taped = Bot {
            url: Some(recorder.url()),
            ..bot.clone()
        };
        check(console, &taped).await?;
        let tape = recorder.tape()?;
        let recorder = tape::Recorder::before(url).await?;
        bare::send(&bare::client()?, &recorder.url(), &tape).await?;
        if let Some(difference) = tape::difference(&tape, &recorder.tape()?) {
            let platform = bot.platform;
            return Err(
                format!("{platform}: the bare loop sends something else: {difference}").into(),
            );
        }
        tapes.insert(bot.platform, tape);
    }
    Ok(tapes)
}

fn register(console: &Console, bot: &Bot) -> Outcome<()> {
    console.add_bot(NewBot {
        name: bot.name.clone(),
        platform: bot.platform,
        dir: bot.dir.clone(),
        url: bot.url.clone(),
        allow_plain_http: bot.allow_plain_http,
    })?;
    Ok(())
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

/// The checks of all registered bots, each of which has to be proven locked.
async fn round(console: &Arc<Console>) -> Outcome<()> {
    let proven = RefCell::new(0);
    let tell = |event| match event {
        RoundEvent::Asked { summary, .. } if summary.proven > 0 => *proven.borrow_mut() += 1,
        _ => {}
    };
    console.check_all(tell).await?;
    match proven.into_inner() {
        BOTS => Ok(()),
        proven => Err(format!("{proven} of {BOTS} bots were proven locked").into()),
    }
}

/// The bare requests to each bot.
async fn send(bots: &[Bot], tapes: &Arc<Tapes>) -> Outcome<()> {
    let client = bare::client()?;
    let sending = bots.iter().cloned().map(|bot| {
        let (client, tapes) = (client.clone(), Arc::clone(tapes));
        tokio::spawn(async move {
            let url = bot.url.as_deref().unwrap_or_default();
            bare::send(&client, url, &tapes[&bot.platform]).await
        })
    });
    let mut sending = stream::iter(sending).buffer_unordered(ABREAST);
    while let Some(done) = sending.next().await {
        done??;
    }
    Ok(())
}

async fn time(work: impl Future<Output = Outcome<()>>) -> Outcome<Duration> {
    let started = Instant::now();
    work.await?;
    Ok(started.elapsed())
}

/// In milliseconds. The first run warmed up and does not count.
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
