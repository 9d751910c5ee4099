//! `chatelaine practice`.

use std::path::{Path, PathBuf};

use chatelaine_console::view::Platform;
use chatelaine_console::{CommandError, ErrorCode, practice_kind};
use chatelaine_practice::{Keys, Options, PracticeBot, prepare};
use chatelaine_secrets::generate_from_os;

use super::Done;
use crate::Outcome;
use crate::output::Output;

/// Stands for every platform that can be practised on.
const ALL: &str = "all";

pub(crate) async fn run(
    wanted: Option<&str>,
    dir: Option<PathBuf>,
    port: u16,
    locked: bool,
    output: &mut Output,
) -> Done {
    let wanted = wanted.unwrap_or("cheshire-cat");
    let kinds = kinds(wanted)?;
    let temporary = if dir.is_none() {
        Some(tempfile::tempdir().map_err(|error| failed(&error.to_string()))?)
    } else {
        None
    };
    let place = dir
        .as_deref()
        .or(temporary.as_ref().map(tempfile::TempDir::path))
        .unwrap_or(Path::new("."));
    let mut running = Vec::new();
    for (platform, offset) in kinds.iter().zip(0_u16..) {
        let folder = if wanted == ALL {
            place.join(platform.slug())
        } else {
            place.to_path_buf()
        };
        let port = if port == 0 {
            0
        } else {
            port.checked_add(offset)
                .ok_or_else(|| failed("there are not that many ports"))?
        };
        running.push((*platform, start(*platform, &folder, port, locked).await?));
    }
    let mut end = End::listen().map_err(|error| failed(&error.to_string()))?;
    let bots: Vec<_> = running.iter().map(|(platform, bot)| {
        let folder = bot.dir().canonicalize().unwrap_or_else(|_| bot.dir().to_path_buf());
        serde_json::json!({ "platform": platform, "url": bot.url(), "dir": folder, "pid": std::process::id() })
    }).collect();
    output.event(&serde_json::json!({ "bots": bots }));
    end.comes().await;
    for (_, bot) in running {
        bot.stop().await;
    }
    Ok(Outcome::Done)
}

/// The platforms that are meant.
fn kinds(wanted: &str) -> Result<Vec<Platform>, CommandError> {
    if wanted == ALL {
        return Ok(Platform::ALL.to_vec());
    }
    let platform = wanted.parse().map_err(|what: String| {
        CommandError::new(
            ErrorCode::Invalid,
            what,
            "Use one of those names, or `all`.",
        )
    })?;
    Ok(vec![platform])
}

async fn start(
    platform: Platform,
    folder: &Path,
    port: u16,
    locked: bool,
) -> Result<PracticeBot, CommandError> {
    let kind = practice_kind(platform);
    let keys = locked.then_some(&key as Keys<'_>);
    prepare(kind, folder, keys).map_err(|error| failed(&error.to_string()))?;
    let options = Options {
        port,
        ..Options::new(folder)
    };
    Ok(PracticeBot::start(kind, options).await?)
}

/// A fresh key for each name.
fn key(_: &str) -> Result<String, chatelaine_practice::Error> {
    generate_from_os()
        .map(|secret| secret.expose().to_owned())
        .map_err(|error| chatelaine_practice::Error::System(error.to_string()))
}

/// What ends a practice bot from outside. Listening begins when it is made: whoever reads the line that says "ready" may
/// send the signal at once, and the temporary folder must not be left behind then.
struct End {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl End {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn comes(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl End {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    async fn comes(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

fn failed(reason: &str) -> CommandError {
    CommandError::new(
        ErrorCode::Conflict,
        format!("the practice bot cannot start: {reason}"),
        "Choose another folder or port.",
    )
}
