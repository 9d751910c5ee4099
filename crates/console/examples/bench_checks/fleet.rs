//! Many practice bots in a process of their own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use chatelaine_console::view::{Bot, Platform};
use chatelaine_console::{Console, Home};
use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use chatelaine_secrets::{Memory, generate_from_os};
use serde_json::{Value, json};

use super::Outcome;

/// A running fleet. Dropping it ends it.
pub(super) struct Fleet {
    pub(super) bots: Vec<Bot>,
    process: Child,
}

impl Fleet {
    /// Starts this program once more, as the one that serves.
    pub(super) fn start(folder: &Path, number: usize) -> Outcome<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(folder)
            .arg(number.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = process.stdout.take().ok_or("the fleet says nothing")?;
        let mut bots = Vec::new();
        for line in BufReader::new(said).lines().take(number) {
            let said: Value = serde_json::from_str(&line?)?;
            let text = |name: &str| said[name].as_str().map(str::to_owned);
            bots.push(Bot {
                name: format!("bench-{}", bots.len()),
                platform: text("platform").unwrap_or_default().parse::<Platform>()?,
                dir: text("dir"),
                url: text("url"),
                allow_plain_http: false,
                practice: false,
            });
        }
        Ok(Self { bots, process })
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Serves bots of every platform, in turn, until standard input ends. Bots of a platform share their
/// files, which they only read.
pub(super) async fn serve(folder: &Path, number: usize) -> Outcome<()> {
    let mut kinds = Vec::new();
    for (at, kind) in Kind::ALL.iter().enumerate() {
        let dir = folder.join(format!("bot-{at}"));
        prepare(*kind, &dir, Some(&key))?;
        kinds.push((*kind, platform(folder, &dir)?, dir));
    }
    let mut running = Vec::with_capacity(number);
    for (kind, platform, dir) in kinds.iter().cycle().take(number) {
        let options = Options {
            refusal_delay: Duration::ZERO,
            ..Options::new(dir)
        };
        let bot = PracticeBot::start(*kind, options).await?;
        let said = json!({ "platform": platform.slug(), "dir": dir, "url": bot.url() });
        writeln!(std::io::stdout(), "{said}")?;
        running.push(bot);
    }
    let ended = tokio::task::spawn_blocking(|| std::io::stdin().lines().for_each(drop));
    ended.await?;
    Ok(())
}

/// As the console recognises it.
fn platform(folder: &Path, dir: &Path) -> Outcome<Platform> {
    let home = Home::at(folder.join("recogniser"));
    let console = Console::open(home, Arc::new(Memory::new()))?;
    let found = console.detect_bot(&dir.display().to_string())?.platform;
    found.ok_or_else(|| format!("{} is no bot", dir.display()).into())
}

fn key(_: &str) -> Result<String, chatelaine_practice::Error> {
    generate_from_os()
        .map(|secret| secret.expose().to_owned())
        .map_err(|error| chatelaine_practice::Error::System(error.to_string()))
}
