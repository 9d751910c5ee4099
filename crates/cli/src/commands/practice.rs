//! `chatelaine practice`.

use std::path::{Path, PathBuf};

use chatelaine_console::{CommandError, ErrorCode};
use chatelaine_practice::{Keys, Kind, Options, PracticeBot, prepare};
use chatelaine_secrets::generate_from_os;

use super::Done;
use crate::Outcome;
use crate::output::Output;

pub(crate) async fn run(
    platform: &str,
    dir: Option<PathBuf>,
    port: u16,
    locked: bool,
    output: &mut Output,
) -> Done {
    if !matches!(platform, "cheshire-cat" | "all") {
        return Err(CommandError::new(
            ErrorCode::Invalid,
            format!("there is no practice bot for `{platform}` yet"),
            "Use cheshire-cat.",
        ));
    }
    let temporary = if dir.is_none() {
        Some(tempfile::tempdir().map_err(|error| failed(&error.to_string()))?)
    } else {
        None
    };
    let folder = dir
        .as_deref()
        .or(temporary.as_ref().map(tempfile::TempDir::path))
        .unwrap_or(Path::new("."));
    let keys = locked.then_some(&key as Keys<'_>);
    prepare(Kind::CheshireCat, folder, keys).map_err(|error| failed(&error.to_string()))?;
    let cat = PracticeBot::start(
        Kind::CheshireCat,
        Options {
            port,
            ..Options::new(folder)
        },
    )
    .await
    .map_err(|error| failed(&error.to_string()))?;
    let mut end = End::listen().map_err(|error| failed(&error.to_string()))?;
    let folder = folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf());
    output.event(&serde_json::json!({ "bots": [{ "platform": "cheshire-cat", "url": cat.url(), "dir": folder, "pid": std::process::id() }] }));
    end.comes().await;
    cat.stop().await;
    Ok(Outcome::Done)
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
